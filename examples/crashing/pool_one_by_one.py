"""A pool's worker is killed, and results are taken as they come."""

import multiprocessing
import os
import signal
import time
from functools import partial


def work(number, fatal):
    """Compute; the fatal task meets what the system does out of memory."""
    if number == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return sum(n * n for n in range(300_000))


def main(tasks=6, workers=2, fatal=2, seconds=0.5):
    """Wait so long for each next result; the lost one never comes."""
    results = []
    with multiprocessing.Pool(workers) as pool:
        coming = pool.imap_unordered(partial(work, fatal=fatal), range(tasks))
        try:
            for _ in range(tasks):
                results.append(coming.next(timeout=seconds))
        except multiprocessing.TimeoutError:
            pass
    return {"finished": len(results), "missing": tasks - len(results)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"given up after {time.perf_counter() - started:.3f} s")
