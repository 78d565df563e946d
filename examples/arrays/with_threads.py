# /// script
# requires-python = ">=3.10"
# dependencies = ["numpy>=2"]
# ///
"""Sort large NumPy arrays in two threads: sorting lets go of the GIL."""

import threading
import time

import numpy as np


def sort_arrays(numbers, arrays):
    """Sort the same numbers again and again; return the middle one."""
    for _ in range(arrays):
        ordered = np.sort(numbers)
    return float(ordered[len(ordered) // 2])


def main(workers=2, size=1_000_000, arrays=4):
    """Start a thread per share, then wait until all have ended."""
    numbers = np.random.default_rng(1).random(size)
    middles = []

    def work():
        middles.append(sort_arrays(numbers, arrays // workers))

    threads = []
    for _ in range(workers):
        threads.append(threading.Thread(target=work))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return {"middle": middles[0]}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"threads: {time.perf_counter() - started:.3f} s")
