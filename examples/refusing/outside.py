# /// script
# requires-python = ">=3.13"
# dependencies = ["numpy>=2"]
# ///
"""The same function in a process, where it may import anything."""

from concurrent.futures import ProcessPoolExecutor


def middle(count):
    """Return the middle one of so many random numbers."""
    import numpy as np

    return float(np.median(np.random.default_rng(1).random(count)))


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        print(f"{pool.submit(middle, 1_001).result():.4f}")
