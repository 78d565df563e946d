"""Count primes in so many threads, once the compiler has warmed up."""

import threading
import time


def count_share(share, threads, limit):
    """Count in every so many-th odd number, so that shares are equal work."""
    numbers = range(3 + 2 * share, limit, 2 * threads)
    return sum(
        all(n % d for d in range(3, int(n**0.5) + 1, 2)) for n in numbers
    )


def seconds(threads, limit):
    """Start a thread per share; return how long they took together."""
    workers, started = [], time.perf_counter()
    for share in range(threads):
        shared = (share, threads, limit)
        workers.append(threading.Thread(target=count_share, args=shared))
        workers[-1].start()
    for worker in workers:
        worker.join()
    return time.perf_counter() - started


def main(threads=1, limit=400_000):
    """Do all the work once, untimed; then do it again."""
    seconds(threads, limit)
    return {"each_s": seconds(threads, limit)}


if __name__ == "__main__":
    for threads in 1, 2:
        took = main(threads=threads)["each_s"]
        print(f"threads: {threads}, took {took:.3f} s")
