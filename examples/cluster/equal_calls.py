# /// script
# requires-python = ">=3.10"
# dependencies = ["dask>=2025.1", "distributed>=2025.1"]
# ///
"""Throw a die many times on a cluster: equal calls are one call."""

import random
import tempfile

import dask
from distributed import Client, LocalCluster

LOCAL = {
    "host": "127.0.0.1",
    "dashboard_address": "127.0.0.1:0",
    "silence_logs": "CRITICAL",  # workers complain when they are ended
}


def throw():
    """Throw a die with very many sides."""
    return random.random()


def different(pool, dice):
    """Return how many different results so many throws have."""
    thrown = [pool.submit(throw) for _ in range(dice)]
    return len({one.result(30) for one in thrown})


def main(address="", dice=20):
    """Throw with the executor as it comes, and with one told better."""
    with Client(address, timeout=30) as client:
        client.upload_file(__file__)  # the workers don't have it
        as_it_comes = different(client.get_executor(), dice)
        not_pure = different(client.get_executor(pure=False), dice)
    return {"as_it_comes": as_it_comes, "not_pure": not_pure}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        dask.config.set(temporary_directory=folder)
        with LocalCluster(2, threads_per_worker=1, **LOCAL) as cluster:
            seen = main(cluster.scheduler_address)
    print("different throws:", seen["as_it_comes"])
    print("with pure=False:", seen["not_pure"])
