"""Threads add to one number with a bare `+=`, without a lock."""

import threading
import time


def count_up(counter, times):
    """Add one, again and again: nothing is called in between."""
    for _ in range(times):
        counter["value"] += 1


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
