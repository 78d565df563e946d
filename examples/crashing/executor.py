"""An executor's worker is killed by its task: what of the other tasks?"""

import os
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def work(number, fatal):
    """Compute; the fatal task meets what the system does out of memory."""
    if number == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return sum(n * n for n in range(300_000))


def main(tasks=6, workers=2, fatal=2):
    """Ask for every result; count those that came and those that broke."""
    with ProcessPoolExecutor(workers) as pool:
        futures = [pool.submit(work, n, fatal) for n in range(tasks)]
    errors = [future.exception() for future in futures]
    broken = sum(isinstance(one, BrokenProcessPool) for one in errors)
    return {"finished": errors.count(None), "broken_futures": broken}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
