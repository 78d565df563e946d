"""Several threads set keys of one dictionary, without a lock; then count."""

import threading
import time


def set_all(shared, keys):
    """Set keys that no other thread sets."""
    for key in keys:
        shared[key] = "value"


def main(threads=4, times=200_000):
    """Let the threads set keys together; return how many there are."""
    shared, workers = {}, []
    for first in range(threads):
        keys = range(first, threads * times, threads)
        workers.append(threading.Thread(target=set_all, args=(shared, keys)))
        workers[-1].start()
    for worker in workers:
        worker.join()
    return {"items": len(shared), "missing": threads * times - len(shared)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
