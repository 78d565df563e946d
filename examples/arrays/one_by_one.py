# /// script
# requires-python = ">=3.10"
# dependencies = ["numpy>=2"]
# ///
"""Sort large NumPy arrays in two shares, one after the other."""

import time

import numpy as np


def sort_arrays(numbers, arrays):
    """Sort the same numbers again and again; return the middle one."""
    for _ in range(arrays):
        ordered = np.sort(numbers)
    return float(ordered[len(ordered) // 2])


def main(workers=2, size=1_000_000, arrays=4):
    """Sort each worker's share of the arrays."""
    numbers = np.random.default_rng(1).random(size)
    for _ in range(workers):
        middle = sort_arrays(numbers, arrays // workers)
    return {"middle": middle}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"one by one: {time.perf_counter() - started:.3f} s")
