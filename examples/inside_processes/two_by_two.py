"""Two processes, two computing threads in each: which run at once?"""

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor


def compute():
    """Add up squares, for a few hundredths of a millisecond."""
    sum(n * n for n in range(500))


def work(seconds):
    """Compute for so long, noting each tenth of a millisecond."""
    noted, end = set(), time.perf_counter() + seconds
    while (now := time.perf_counter()) < end:
        noted.add(int(now * 10_000))
        compute()
    return noted


def work_in_two(seconds):
    """In one of the processes: compute in two threads."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, [seconds] * 2))


def main(seconds=0.15):
    """Compare threads of one process, and one process with the other."""
    with multiprocessing.Pool(2) as pool:
        (one, two), (three, four) = pool.map(work_in_two, [seconds] * 2)
    pairs = (one, two), (three, four), (one | two, three | four)
    *at_once, beside = (100 * len(a & b) // len(a | b) for a, b in pairs)
    return {"at_once": max(at_once), "beside": beside}


if __name__ == "__main__":
    print({key: f"{value} %" for key, value in main().items()})
