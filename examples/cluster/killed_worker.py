# /// script
# requires-python = ">=3.10"
# dependencies = ["dask>=2025.1", "distributed>=2025.1"]
# ///
"""Kill a worker of a cluster: its tasks are done again by another."""

import os
import signal
import tempfile
import time

import dask
from distributed import Client, Event, LocalCluster, Queue

LOCAL = {
    "host": "127.0.0.1",
    "dashboard_address": "127.0.0.1:0",
    "silence_logs": "CRITICAL",  # workers complain when they are ended
}


def work(name, task):
    """Note that it begins; the first one to do task 3 is killed."""
    Queue(name).put(task)  # on the scheduler, which outlives us
    if task == 3 and not Event(name).is_set():
        Event(name).set()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.01)
    return task


def main(tasks=8):
    """Count the tasks that were finished, and how often one began."""
    cluster = LocalCluster(2, threads_per_worker=1, **LOCAL)
    with cluster, Client(cluster) as client:
        begun, pool = Queue(), client.get_executor(pure=False)
        doing = [pool.submit(work, begun.name, n) for n in range(tasks)]
        finished = [task.result(30) for task in doing]
        print(f"finished: {len(finished)}, begun: {begun.qsize()}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        dask.config.set(temporary_directory=folder)
        main()
