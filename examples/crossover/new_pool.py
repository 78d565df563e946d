"""Do many tasks in a pool of processes that is started for them."""

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat


def work(data, numbers):
    """Multiply and add, in pure Python, with the data that was sent."""
    return sum(data[n % len(data)] * n for n in range(numbers))


def main(tasks=200, numbers=1000, payload=10, workers=2, method=None):
    """Start the pool, do the tasks, end the pool: all of it counts."""
    payloads = [b"7" * payload] * tasks
    context = multiprocessing.get_context(method)
    started = time.perf_counter()
    with ProcessPoolExecutor(workers, context) as pool:
        found = list(pool.map(work, payloads, repeat(numbers)))
    total_s = time.perf_counter() - started
    return {"total_s": total_s, "results": len(found)}


if __name__ == "__main__":
    for method in multiprocessing.get_all_start_methods():
        took = main(method=method)["total_s"]
        print(f"a new pool ({method}), its start included: {took:.4f} s")
