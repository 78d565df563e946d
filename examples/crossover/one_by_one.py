"""Do many tasks in a loop, and tell what all of them took."""

import time


def work(data, numbers):
    """Multiply and add, in pure Python, with the data that was sent."""
    return sum(data[n % len(data)] * n for n in range(numbers))


def main(tasks=200, numbers=1000, payload=10):
    """Do task after task."""
    payloads = [b"7" * payload] * tasks
    started = time.perf_counter()
    found = [work(data, numbers) for data in payloads]
    total_s = time.perf_counter() - started
    return {"total_s": total_s, "results": len(found)}


if __name__ == "__main__":
    for numbers in (100, 1_000, 10_000, 100_000):
        took = main(tasks=40, numbers=numbers)["total_s"] / 40
        print(f"a task of {numbers} numbers: {took * 1e6:.1f} µs")
