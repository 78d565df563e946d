"""Do small tasks and large ones in a pool of processes that is up."""

import time
from concurrent.futures import ProcessPoolExecutor


def work(numbers):
    """Multiply and add, in pure Python."""
    return sum(n * n for n in range(numbers))


def timed(apply, tasks, numbers):
    """Return how long so many tasks of a size take."""
    started = time.perf_counter()
    list(apply(work, [numbers] * tasks))
    return time.perf_counter() - started


def pays_from(apply, tasks, numbers):
    """Return how long the first task takes here that the loop loses."""
    here = timed(map, tasks, numbers)
    while here < timed(apply, tasks, numbers) and numbers < 1_000_000:
        numbers += numbers // 2
        here = timed(map, tasks, numbers)
    return here / tasks


def main(tasks=200, small=10, few=12, large=400_000):
    """Return what a task costs, what large ones take, and what pays."""
    with ProcessPoolExecutor(2) as pool:
        timed(pool.map, tasks, small)  # now both workers are up
        return {
            "each_s": timed(pool.map, tasks, small) / tasks,
            "large_s": timed(pool.map, few, large),
            "pays_from_s": pays_from(pool.map, few, 1_000),
        }


if __name__ == "__main__":
    took = main()
    print(f"a small task: {took['each_s'] * 1e6:.1f} µs")
    print(f"the large tasks: {took['large_s']:.3f} s")
    print(f"a task pays from {took['pays_from_s'] * 1e3:.2f} ms on")
