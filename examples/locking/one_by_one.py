"""One number, one thread, no lock: what an update costs by itself."""

import time


def add_one(number):
    """Return the next number."""
    return number + 1


def count_up(counter, times):
    """Read the number, call a function, write the result back."""
    for _ in range(times):
        counter["value"] = add_one(counter["value"])


def main(updates=100_000):
    """Do all updates, one after another."""
    counter = {"value": 0}
    count_up(counter, updates)
    return {"lost": updates - counter["value"]}


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    took = (time.perf_counter() - started) / 100_000
    print(f"an update without a lock: {took * 1e9:.0f} ns")
