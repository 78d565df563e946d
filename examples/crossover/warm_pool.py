"""Do many tasks in a pool of processes that is up before they come."""

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor, wait
from itertools import repeat


def work(data, numbers):
    """Multiply and add, in pure Python, with the data that was sent."""
    return sum(data[n % len(data)] * n for n in range(numbers))


def main(tasks=200, numbers=1000, payload=10, workers=2, chunk=1):
    """Wait until every worker is up; only then the clock starts."""
    payloads = [b"7" * payload] * tasks
    context = multiprocessing.get_context()
    all_up = context.Barrier(workers + 1)
    pool = ProcessPoolExecutor(
        workers, context, initializer=all_up.wait, initargs=(30,)
    )
    with pool:
        warming = [pool.submit(work, b"1", 1) for _ in range(workers)]
        all_up.wait(30)
        wait(warming)
        sizes = repeat(numbers)
        started = time.perf_counter()
        found = list(pool.map(work, payloads, sizes, chunksize=chunk))
        total_s = time.perf_counter() - started
    return {"total_s": total_s, "results": len(found)}


if __name__ == "__main__":
    for chunk in (1, 10):
        took = main(chunk=chunk)["total_s"]
        print(f"a warm pool, chunks of {chunk}: {took:.4f} s")
