# /// script
# requires-python = ">=3.13"
# dependencies = ["backports.interpreters; python_version < '3.14'"]
# ///
"""Count primes in two subinterpreters, each with a GIL of its own."""

import time
from concurrent.futures import ThreadPoolExecutor

try:
    from concurrent import interpreters
except ImportError:  # before Python 3.14
    from backports import interpreters


def count_share(share, workers, limit):
    """Count in every so many-th step; all that it needs is inside it."""
    step = 400
    starts = range(2 + share * step, limit, workers * step)
    numbers = (n for start in starts for n in range(start, start + step))
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in numbers)


def main(workers=2, limit=200_000):
    """Give each thread an interpreter and a share; add up what they found."""

    def work(share):
        interpreter = interpreters.create()
        try:
            return interpreter.call(count_share, share, workers, limit)
        finally:
            interpreter.close()

    with ThreadPoolExecutor(workers) as pool:
        return {"primes": sum(pool.map(work, range(workers)))}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"subinterpreters: {time.perf_counter() - started:.3f} s")
