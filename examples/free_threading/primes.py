"""Count primes in a single thread: numbers, calls and loops."""

import time


def is_prime(number):
    """Say whether a number, which must be odd, is prime."""
    return all(number % d for d in range(3, int(number**0.5) + 1, 2))


def main(limit=100_000):
    """Count them, leaving out two."""
    return {"primes": sum(is_prime(n) for n in range(3, limit, 2))}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
