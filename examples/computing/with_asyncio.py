"""Count primes as two coroutines: one share each."""

import asyncio
import time

STEP = 400


def count_primes(start, stop):
    """Count the primes from start to stop, in pure Python."""
    numbers = range(start, stop)
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in numbers)


async def count_share(share, workers, limit):
    """Count in every so many-th step, giving way after each."""
    count = 0
    for start in range(2 + share * STEP, limit, workers * STEP):
        count += count_primes(start, start + STEP)
        await asyncio.sleep(0)
    return count


async def count_together(workers, limit):
    """Begin every share, then wait until all have ended."""
    shares = (count_share(share, workers, limit) for share in range(workers))
    return await asyncio.gather(*shares)


def main(workers=2, limit=200_000):
    """Run the event loop, then add up what they found."""
    return {"primes": sum(asyncio.run(count_together(workers, limit)))}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"asyncio: {time.perf_counter() - started:.3f} s")
