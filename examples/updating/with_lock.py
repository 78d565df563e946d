"""Threads change one number with a lock: one at a time may do it."""

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


def lose(threads, times):
    """Let the threads count together; return how many updates are gone."""
    shared, workers = ({"value": 0}, threading.Lock(), times), []
    for _ in range(threads):
        workers.append(threading.Thread(target=count_up, args=shared))
        workers[-1].start()
    for worker in workers:
        worker.join()
    return threads * times - shared[0]["value"]


def main(threads=2, times=100_000, rounds=3):
    """Count anew until an update is lost, so many times at most."""
    lost = tried = 0
    while not lost and tried < rounds:
        lost, tried = lose(threads, times), tried + 1
    return {"lost": lost, "rounds": tried}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
