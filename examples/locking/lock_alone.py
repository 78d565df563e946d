"""One number, one thread, and a lock that nobody else wants."""

import threading
import time


def add_one(number):
    """Return the next number."""
    return number + 1


def count_up(counter, lock, times):
    """Take the lock; read, call, write back; release the lock."""
    for _ in range(times):
        with lock:
            counter["value"] = add_one(counter["value"])


def main(updates=100_000):
    """Do all updates, one after another."""
    counter = {"value": 0}
    count_up(counter, threading.Lock(), updates)
    return {"lost": updates - counter["value"]}


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    took = (time.perf_counter() - started) / 100_000
    print(f"an update with a lock, alone: {took * 1e9:.0f} ns")
