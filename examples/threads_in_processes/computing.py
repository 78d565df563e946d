"""Count primes in processes that have threads: a share for each thread."""

import multiprocessing
import timeit
from concurrent.futures import ThreadPoolExecutor

STEP = 400


def count_primes(start, stop):
    """Count the primes from start to stop, in pure Python."""
    numbers = range(start, stop)
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in numbers)


def count_share(starts):
    """Count in the steps that begin there."""
    return sum(count_primes(start, start + STEP) for start in starts)


def count_in_threads(shares):
    """In one of the processes: a thread for each of its shares."""
    with ThreadPoolExecutor(len(shares)) as pool:
        return sum(pool.map(count_share, shares))


def main(processes=1, threads=1, limit=100_000):
    """Give each process as many shares as it has threads; add up."""
    step = processes * threads * STEP  # all shares are equal work
    shares = [range(2 + n, limit, step) for n in range(0, step, STEP)]
    jobs = [shares[n::processes] for n in range(processes)]
    with multiprocessing.Pool(processes) as pool:
        return {"primes": sum(pool.map(count_in_threads, jobs))}


if __name__ == "__main__":
    for processes, threads in ((1, 1), (1, 2), (2, 1), (2, 2)):
        call = f"main({processes}, {threads})"
        took = timeit.timeit(call, number=1, globals=globals())
        print(f"{processes} × {threads}: {took:.3f} s")
