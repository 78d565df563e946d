"""A task waits for another task of its own pool, and the pool is full."""

import time
from concurrent.futures import ThreadPoolExecutor, wait


def part(number):
    """Do a part of the work."""
    return number * number


def whole(pool, number, seconds):
    """Hand a part to the pool and wait for it, holding a worker."""
    return pool.submit(part, number).result(timeout=seconds)


def main(seconds=0.4):
    """Look before the task gives up; without a time limit it never does."""
    with ThreadPoolExecutor(1) as pool:
        task = pool.submit(whole, pool, 7, seconds)
        done = wait([task], timeout=seconds / 2).done
    errors = 0 if task.exception() is None else 1
    return {"finished": len(done), "errors": errors}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
