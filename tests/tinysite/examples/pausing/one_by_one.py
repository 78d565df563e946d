"""Two pauses, one by one."""

import time


def main(waits=2, seconds=0.01):
    """Pause again and again."""
    for _ in range(waits):
        time.sleep(seconds)


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"one by one: {time.perf_counter() - started:.3f} s")
