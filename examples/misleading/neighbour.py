"""The same small work, alone and beside a neighbour on every core."""

import multiprocessing
import os
import statistics
import time


def work(additions):
    """Add up numbers; return the milliseconds that it took."""
    started = time.perf_counter()
    total = 0
    for number in range(additions):
        total += number
    return (time.perf_counter() - started) * 1000


def spin():
    """Be a noisy neighbour, until ended."""
    while True:
        pass


def main(times=60, additions=120_000):
    """Return the median of many times, and the shortest, in both cases."""
    alone = [work(additions) for _ in range(times)]
    fork = multiprocessing.get_context("fork").Process
    for _ in range(os.cpu_count()):
        fork(target=spin, daemon=True).start()
    time.sleep(0.1)  # until all of them are at it
    noisy = [work(additions) for _ in range(times)]
    seen = {"alone_ms": statistics.median(alone), "least_ms": min(alone)}
    seen |= {"noisy_ms": statistics.median(noisy)}
    return seen | {"noisy_least_ms": min(noisy)}


if __name__ == "__main__":
    print({what: round(number, 1) for what, number in main().items()})
