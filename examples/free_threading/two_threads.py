"""Is there a GIL? Ask, then compute in one thread and in two."""

import sys
import threading
import time


def count_primes(start, limit, step):
    """Count the primes among every so many-th odd number."""
    count = 0
    for number in range(start, limit, step):
        if all(number % d for d in range(3, int(number**0.5) + 1, 2)):
            count += 1
    return count


def seconds(threads, limit):
    """Split the work among threads; return how long they took."""
    workers, started = [], time.perf_counter()
    for share in range(threads):
        part = (3 + 2 * share, limit, 2 * threads)
        workers.append(threading.Thread(target=count_primes, args=part))
        workers[-1].start()
    for worker in workers:
        worker.join()
    return time.perf_counter() - started


def main(limit=150_000):
    """Ask the interpreter, then the clock."""
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    print("GIL on:", gil)
    for threads in 1, 2:
        print(f"threads: {threads}, took {seconds(threads, limit):.3f} s")
    return {"gil": int(gil)}


if __name__ == "__main__":
    main()
