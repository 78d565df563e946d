"""Three waits, one by one: each begins when the one before has ended."""

import time


def wait(seconds):
    """Wait, using no processor time."""
    time.sleep(seconds)


def main(waits=3, seconds=0.05):
    """Wait again and again."""
    for _ in range(waits):
        wait(seconds)


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"one by one: {time.perf_counter() - started:.3f} s")
