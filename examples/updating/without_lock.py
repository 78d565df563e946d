"""Threads change one number without a lock: read, call, write back."""

import threading
import time


def add_one(number):
    """Return the next number."""
    return number + 1


def count_up(counter, times):
    """Read the number, call a function, write the result back."""
    for _ in range(times):
        counter["value"] = add_one(counter["value"])


def lose(threads, times):
    """Let the threads count together; return how many updates are gone."""
    shared, workers = ({"value": 0}, times), []
    for _ in range(threads):
        workers.append(threading.Thread(target=count_up, args=shared))
        workers[-1].start()
    for worker in workers:
        worker.join()
    return threads * times - shared[0]["value"]


def main(threads=2, times=300_000, rounds=10):
    """Count anew until an update is lost, so many times at most."""
    lost = tried = 0
    while not lost and tried < rounds:
        lost, tried = lose(threads, times), tried + 1
    return {"lost": lost, "rounds": tried}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
