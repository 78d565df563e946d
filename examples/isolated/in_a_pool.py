# /// script
# requires-python = ">=3.14"
# ///
"""Count primes in a pool of threads with an interpreter each."""

import time
from concurrent.futures import InterpreterPoolExecutor


def count_share(share, workers=2, limit=200_000):
    """Count in every so many-th step; all that it needs is inside it."""
    step = 400
    starts = range(2 + share * step, limit, workers * step)
    numbers = (n for start in starts for n in range(start, start + step))
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in numbers)


def main(workers=2):
    """Hand out the shares as in any other pool; add up what is found."""
    with InterpreterPoolExecutor(workers) as pool:
        return {"primes": sum(pool.map(count_share, range(workers)))}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"a pool: {time.perf_counter() - started:.3f} s")
