"""Two threads count each for itself, and add it up once, with a lock."""

import threading
import time


def add_one(number):
    """Return the next number."""
    return number + 1


def count_up(counter, lock, times):
    """Count in a variable of one's own; take the lock only at the end."""
    own = {"value": 0}
    for _ in range(times):
        own["value"] = add_one(own["value"])
    with lock:
        counter["value"] += own["value"]


def main(updates=100_000):
    """Give each of two threads half of the updates."""
    counter, threads = {"value": 0}, []
    shared = (counter, threading.Lock(), updates // 2)
    for _ in range(2):
        threads.append(threading.Thread(target=count_up, args=shared))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return {"lost": updates - counter["value"]}


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    took = (time.perf_counter() - started) / 100_000
    print(f"an update, counted apart: {took * 1e9:.0f} ns")
