"""Count primes in two threads: one share each."""

import threading
import time

STEP = 400


def count_primes(start, stop):
    """Count the primes from start to stop, in pure Python."""
    numbers = range(start, stop)
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in numbers)


def count_share(share, workers, limit):
    """Count in every so many-th step, so that shares are equal work."""
    starts = range(2 + share * STEP, limit, workers * STEP)
    return sum(count_primes(start, start + STEP) for start in starts)


def main(workers=2, limit=200_000):
    """Start a thread per share, then add up what they found."""
    found = []

    def work(share):
        found.append(count_share(share, workers, limit))

    threads = []
    for share in range(workers):
        threads.append(threading.Thread(target=work, args=(share,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return {"primes": sum(found)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"threads: {time.perf_counter() - started:.3f} s")
