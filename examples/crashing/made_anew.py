"""An executor broke: what is left goes to new ones, each task to its own."""

import os
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress


def work(number, fatal):
    """Compute; the fatal task meets what the system does out of memory."""
    if number == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return sum(n * n for n in range(300_000))


def run(numbers, workers, fatal):
    """Run tasks in an executor of their own; return the results there are."""
    futures, results = {}, {}
    with ProcessPoolExecutor(workers) as pool, suppress(BrokenProcessPool):
        for number in numbers:
            futures[number] = pool.submit(work, number, fatal)
    for number, future in futures.items():
        with suppress(BrokenProcessPool):  # other errors are seen
            results[number] = future.result()
    return results


def main(tasks=6, workers=2, fatal=2):
    """Try all together, then one by one what broke: once more, no oftener."""
    results = run(range(tasks), workers, fatal)
    for number in sorted(set(range(tasks)) - set(results)):
        results |= run([number], 1, fatal)
    return {"finished": len(results), "guilty": tasks - len(results)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
