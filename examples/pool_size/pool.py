"""Many waits in a pool of threads: of its default size, and as large."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor


def wait(seconds):
    """Wait; return the thread that waited."""
    time.sleep(seconds)
    return threading.get_ident()


def main(waits=100, seconds=0.01, size=0):
    """Wait in a pool of some size; 0 leaves it to Python."""
    with ThreadPoolExecutor(size or None) as pool:
        return {"threads": len(set(pool.map(wait, [seconds] * waits)))}


if __name__ == "__main__":
    for size in (0, 100):
        started = time.perf_counter()
        threads = main(size=size)["threads"]
        print(f"{threads} threads: {time.perf_counter() - started:.3f} s")
