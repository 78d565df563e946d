"""Processes add to one shared number; a semaphore lets so many do it."""

import time
from multiprocessing import Process, Semaphore, Value


def count_up(counter, semaphore, times):
    """Wait for a place; read, add, write back; give the place up."""
    for _ in range(times):
        with semaphore:
            counter.value += 1


def lose(processes, times, places):
    """Let the processes count together; return how many are gone."""
    counter = Value("i", 0)
    args = counter, Semaphore(places), times
    workers = [Process(target=count_up, args=args) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return processes * times - counter.value


def main(processes=2, times=20_000, rounds=10, places=2):
    """Count anew until an update is lost, so many times at most."""
    lost = tried = 0
    while not lost and tried < rounds:
        lost, tried = lose(processes, times, places), tried + 1
    return {"lost": lost, "rounds": tried}


if __name__ == "__main__":
    for places in (1, 2):
        started = time.perf_counter()
        seen = main(places=places, rounds=3)
        took = time.perf_counter() - started
        print(f"Semaphore({places}): {seen} in {took:.3f} s")
