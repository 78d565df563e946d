"""An executor's task raises an exception: what of the other tasks?"""

import time
from concurrent.futures import ProcessPoolExecutor


def work(number, fatal):
    """Compute; the fatal task makes an ordinary mistake."""
    if number == fatal:
        return {}["missing"]
    return sum(n * n for n in range(300_000))


def main(tasks=6, workers=2, fatal=2):
    """Ask for every result; count those that came and those that didn't."""
    with ProcessPoolExecutor(workers) as pool:
        futures = [pool.submit(work, n, fatal) for n in range(tasks)]
    errors = [future.exception() for future in futures]
    failed = sum(isinstance(one, KeyError) for one in errors)
    return {"finished": errors.count(None), "errors": failed}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
