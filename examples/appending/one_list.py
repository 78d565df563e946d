"""Several threads append to one list, without a lock; then count."""

import threading
import time


def append_all(shared, times):
    """Append to the list as if nobody else did."""
    for _ in range(times):
        shared.append("item")


def main(threads=4, times=500_000):
    """Let the threads append together; return how many items there are."""
    shared, workers = [], []
    for _ in range(threads):
        workers.append(
            threading.Thread(target=append_all, args=(shared, times))
        )
        workers[-1].start()
    for worker in workers:
        worker.join()
    return {"items": len(shared), "missing": threads * times - len(shared)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
