"""A process started behind the `__main__` guard: right under every method."""

import multiprocessing
import time


def main():
    """Do a little work in the child."""
    print("the child computes", sum(range(1000)), flush=True)


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    started = time.perf_counter()
    process = context.Process(target=main)
    process.start()
    process.join()
    took = time.perf_counter() - started
    print(
        f"after {took:.3f} s the child ended with status {process.exitcode}"
    )
