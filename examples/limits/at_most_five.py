"""Many tasks, of which a semaphore lets so many in at a time."""

import asyncio
import time


async def fetch(places, inside, seconds):
    """Take a place; fetch something; note how many are doing so."""
    async with places:
        inside["now"] += 1
        inside["most"] = max(inside["most"], inside["now"])
        await asyncio.sleep(seconds)
        inside["now"] -= 1


async def fetch_all(tasks, at_most, seconds):
    """Start all tasks at once; return how many were inside together."""
    places, inside = asyncio.Semaphore(at_most), {"now": 0, "most": 0}
    await asyncio.gather(
        *(fetch(places, inside, seconds) for _ in range(tasks))
    )
    return {"most": inside["most"]}


def main(tasks=20, at_most=5, seconds=0.02):
    """Count the most tasks that were inside at a time."""
    return asyncio.run(fetch_all(tasks, at_most, seconds))


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
