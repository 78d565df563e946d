"""Count, one job after another."""

import time


def count(steps):
    """Count as far as the steps go."""
    total = 0
    for step in range(steps):
        total += step
    return total


def main(jobs=2, steps=200000):
    """Count again and again."""
    for _ in range(jobs):
        count(steps)


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"one by one: {time.perf_counter() - started:.3f} s")
