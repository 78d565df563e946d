"""A pool's worker is killed during `map`: what of the other tasks?"""

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
    """Wait for all the results at once; without a limit it'd be for ever."""
    with multiprocessing.Pool(workers) as pool:
        waiting = pool.map_async(partial(work, fatal=fatal), range(tasks))
        try:
            results = waiting.get(timeout=seconds)
        except multiprocessing.TimeoutError:
            results = []
    return {"finished": len(results), "errors": int(not results)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"given up after {time.perf_counter() - started:.3f} s")
