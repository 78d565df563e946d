"""Count in a process per job."""

import multiprocessing
import threading
import time


def count(steps):
    """Count as far as the steps go."""
    total = 0
    for step in range(steps):
        total += step
    return total


def main(jobs=2, steps=200000):
    """Start a process per job, and count this one's threads."""
    processes = [multiprocessing.Process(target=count, args=(steps,)) for _ in range(jobs)]
    for process in processes:
        process.start()
    threads = threading.active_count()
    for process in processes:
        process.join()
    return {"threads": threads}


if __name__ == "__main__":
    started = time.perf_counter()
    seen = main()
    print(f"processes: {time.perf_counter() - started:.3f} s, {seen['threads']} thread")
