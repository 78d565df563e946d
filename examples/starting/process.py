"""Start processes that do nothing, and wait for their end."""

import multiprocessing
import time


def nothing():
    """Do nothing."""


def main(count=20, method="fork"):
    """Start one after another, each when the one before has ended."""
    context = multiprocessing.get_context(method)
    for _ in range(count):
        process = context.Process(target=nothing)
        process.start()
        process.join()


if __name__ == "__main__":
    for method in multiprocessing.get_all_start_methods():
        started = time.perf_counter()
        main(count=3, method=method)
        took = (time.perf_counter() - started) / 3
        print(f"a process ({method}): {took * 1e3:.1f} ms")
