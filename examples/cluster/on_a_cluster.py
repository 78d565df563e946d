# /// script
# requires-python = ">=3.10"
# dependencies = ["dask>=2025.1", "distributed>=2025.1"]
# ///
"""Do small tasks and large ones on a cluster, by its executor."""

import tempfile
import time

import dask
from distributed import Client, LocalCluster

LOCAL = {
    "host": "127.0.0.1",
    "dashboard_address": "127.0.0.1:0",
    "silence_logs": "CRITICAL",  # workers complain when they are ended
}


def work(numbers):
    """Multiply and add, in pure Python."""
    return sum(n * n for n in range(numbers))


def timed(apply, tasks, numbers):
    """Return how long so many tasks of a size take."""
    started = time.perf_counter()
    list(apply(work, [numbers] * tasks))
    return time.perf_counter() - started


def pays_from(apply, tasks, numbers):
    """Return how long the first task takes here that the loop loses."""
    here = timed(map, tasks, numbers)
    while here < timed(apply, tasks, numbers) and numbers < 1_000_000:
        numbers += numbers // 2
        here = timed(map, tasks, numbers)
    return here / tasks


def main(address="", tasks=200, small=10, few=12, large=400_000):
    """Return what a task costs, what large ones take, and what pays."""
    with Client(address, timeout=30) as client:
        client.upload_file(__file__)  # the workers don't have it
        pool = client.get_executor(pure=False)  # or equal calls are one
        timed(pool.map, tasks, small)
        return {
            "each_s": timed(pool.map, tasks, small) / tasks,
            "large_s": timed(pool.map, few, large),
            "pays_from_s": pays_from(pool.map, few, 10_000),
        }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        dask.config.set(temporary_directory=folder)
        with LocalCluster(2, threads_per_worker=1, **LOCAL) as cluster:
            took = main(cluster.scheduler_address)
    for what, seconds in took.items():
        print(f"{what}: {seconds * 1e3:.2f} ms")
