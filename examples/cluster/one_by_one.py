"""Do small tasks and large ones in a loop."""

import time


def work(numbers):
    """Multiply and add, in pure Python."""
    return sum(n * n for n in range(numbers))


def timed(apply, tasks, numbers):
    """Return how long so many tasks of a size take."""
    started = time.perf_counter()
    list(apply(work, [numbers] * tasks))
    return time.perf_counter() - started


def main(tasks=200, small=10, few=12, large=400_000):
    """Return the seconds of one small task and of all large ones."""
    each_s = timed(map, tasks, small) / tasks
    return {"each_s": each_s, "large_s": timed(map, few, large)}


if __name__ == "__main__":
    took = main()
    print(f"a small task: {took['each_s'] * 1e6:.1f} µs")
    print(f"the large tasks: {took['large_s']:.3f} s")
