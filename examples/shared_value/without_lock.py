"""Processes add to one shared number: `Value` alone, its lock not held."""

import time
from multiprocessing import Process, Value


def count_up(counter, times):
    """Add one, again and again: `+=` reads, then it writes."""
    for _ in range(times):
        counter.value += 1


def lose(processes, times):
    """Let the processes count together; return how many are gone."""
    counter = Value("i", 0)
    args = counter, times
    workers = [Process(target=count_up, args=args) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return processes * times - counter.value


def main(processes=2, times=20_000, rounds=10):
    """Count anew until an update is lost, so many times at most."""
    lost = tried = 0
    while not lost and tried < rounds:
        lost, tried = lose(processes, times), tried + 1
    return {"lost": lost, "rounds": tried}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
