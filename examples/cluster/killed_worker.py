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


def work(name, task):
    """Note that it begins; the first one to do task 3 is killed."""
    Queue(name).put(task)  # on the scheduler, which outlives us
    if task == 3 and not Event(name).is_set():
        Event(name).set()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.01)
    return task


def main(address="", tasks=8):
    """Count the tasks that were finished, and how often one began."""
    with Client(address, timeout=30) as client:
        client.wait_for_workers(2, timeout=30)
        client.upload_file(__file__)
        begun = Queue()
        pool = client.get_executor(pure=False)
        doing = [pool.submit(work, begun.name, n) for n in range(tasks)]
        finished = len({task.result(30) for task in doing})
        return {"tasks": finished, "begun": begun.qsize()}


if __name__ == "__main__":
    local = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    local["silence_logs"] = "ERROR"  # it would warn of the killed one
    with tempfile.TemporaryDirectory() as folder:
        dask.config.set(temporary_directory=folder)
        with LocalCluster(2, threads_per_worker=1, **local) as cluster:
            seen = main(cluster.scheduler_address)
    print(f"finished: {seen['tasks']} tasks, begun: {seen['begun']}")
