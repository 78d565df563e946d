"""Count primes in two processes: one share each."""

import multiprocessing
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


def main(workers=2, limit=200_000, method=None):
    """Give each process a share, then add up what they found."""
    context = multiprocessing.get_context(method)
    shares = [(share, workers, limit) for share in range(workers)]
    with context.Pool(workers) as pool:
        return {"primes": sum(pool.starmap(count_share, shares))}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"processes: {time.perf_counter() - started:.3f} s")
