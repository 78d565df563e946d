"""Start threads that do nothing, and wait for their end."""

import threading
import time


def nothing():
    """Do nothing."""


def main(count=500):
    """Start one after another, each when the one before has ended."""
    for _ in range(count):
        thread = threading.Thread(target=nothing)
        thread.start()
        thread.join()


if __name__ == "__main__":
    started = time.perf_counter()
    main(count=500)
    took = (time.perf_counter() - started) / 500
    print(f"a thread: {took * 1e6:.1f} µs")
