"""Processes that wait, and all do so at the same time."""

import multiprocessing
import time


def wait_often(waits, seconds):
    """In each of the processes: wait again and again."""
    for _ in range(waits):
        time.sleep(seconds)


def main(processes=2, waits=10, seconds=0.01):
    """Start them all, then wait until all have ended."""
    started = []
    for _ in range(processes):
        args = (waits, seconds)
        process = multiprocessing.Process(target=wait_often, args=args)
        process.start()
        started.append(process)
    for process in started:
        process.join()


if __name__ == "__main__":
    for processes in (2, 8, 64):
        began = time.perf_counter()
        main(processes)
        print(f"{processes} processes: {time.perf_counter() - began:.3f} s")
