# /// script
# requires-python = ">=3.10"
# dependencies = ["dask>=2025.1", "distributed>=2025.1"]
# ///
"""Start a cluster on this machine, and use it as one uses a pool."""

import tempfile
import time

import dask
from distributed import Client, LocalCluster

LOCAL = {
    "host": "127.0.0.1",
    "dashboard_address": "127.0.0.1:0",
    "silence_logs": "CRITICAL",  # workers complain when they are ended
}


def square(number):
    """Compute, on whichever machine there is a worker."""
    return number * number


def main():
    """Start a scheduler and two workers; ask them; end them."""
    started = time.perf_counter()
    cluster = LocalCluster(2, threads_per_worker=1, **LOCAL)
    with cluster, Client(cluster) as client:
        pool = client.get_executor()
        first = pool.submit(square, 7).result()
        took = time.perf_counter() - started
        print(f"the first result, {first}, came after {took:.2f} s")
        print("and then came", list(pool.map(square, range(8))))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        dask.config.set(temporary_directory=folder)
        main()
