"""An executor broke: what is left goes to new ones, each task to its own."""

import os
import signal
import time
from concurrent.futures import ProcessPoolExecutor


def work(number, fatal):
    """Compute; the fatal task meets what the system does out of memory."""
    if number == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return sum(n * n for n in range(300_000))


def run(numbers, workers, fatal):
    """Run tasks in an executor of their own; return the results there are."""
    with ProcessPoolExecutor(workers) as pool:
        futures = {n: pool.submit(work, n, fatal) for n in numbers}
    done = (n for n in numbers if not futures[n].exception())
    return {n: futures[n].result() for n in done}


def main(tasks=6, workers=2, fatal=2):
    """Try all together, then one by one what broke: once more, no oftener."""
    results = run(range(tasks), workers, fatal)
    for number in sorted(set(range(tasks)) - set(results)):
        results |= run([number], 1, fatal)
    guilty = set(range(tasks)) - set(results)
    return {"finished": len(results), "guilty": len(guilty)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
