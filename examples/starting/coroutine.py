"""Start coroutines that do nothing, and wait for their end."""

import asyncio
import time


async def nothing():
    """Do nothing."""


async def start_all(count):
    """Start one after another, each when the one before has ended."""
    for _ in range(count):
        await asyncio.create_task(nothing())


def main(count=2000):
    """Run the event loop around them."""
    asyncio.run(start_all(count))


if __name__ == "__main__":
    started = time.perf_counter()
    main(count=2000)
    took = (time.perf_counter() - started) / 2000
    print(f"a coroutine: {took * 1e6:.1f} µs")
