"""Two coroutines give way to each other, again and again."""

import asyncio
import time


async def give_way(turns):
    """Let the other one go on, then go on."""
    for _ in range(turns):
        await asyncio.sleep(0)


async def both(turns):
    """Return the seconds until both have given way so many times."""
    begun = time.perf_counter()
    await asyncio.gather(give_way(turns), give_way(turns))
    return time.perf_counter() - begun


def main(turns=10_000):
    """Return the seconds from one to the other, start not included."""
    return {"each_s": asyncio.run(both(turns)) / (2 * turns)}


if __name__ == "__main__":
    print(f"from coroutine to coroutine: {main()['each_s'] * 1e6:.1f} µs")
