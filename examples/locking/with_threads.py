"""One number, two threads, and a lock that both want all the time."""

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
    print(f"an update with a lock, two threads: {took * 1e9:.0f} ns")
