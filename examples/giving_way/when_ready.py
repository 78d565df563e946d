"""A coroutine waits; how long after its time does it go on?"""

import asyncio
import time
from statistics import median


async def wait(seconds):
    """Wait so long; return how much longer it took until this went on."""
    ready = time.perf_counter() + seconds
    await asyncio.sleep(seconds)
    return time.perf_counter() - ready


async def compute(seconds):
    """Compute for ever, politely giving way each time after so long."""
    while True:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            sum(number * number for number in range(1000))
        await asyncio.sleep(0)


async def wait_beside(others, waits, seconds):
    """Wait again and again, beside so many that compute."""
    tasks = [asyncio.create_task(compute(seconds)) for _ in range(others)]
    late = [await wait(seconds) for _ in range(waits)]
    for task in tasks:
        task.cancel()
    return median(late)


def main(others=0, waits=3, seconds=0.02):
    """Return how late the coroutine went on, as the median of its waits."""
    return {"late_s": asyncio.run(wait_beside(others, waits, seconds))}


if __name__ == "__main__":
    for others in 0, 2:
        print(f"beside {others} others: {main(others)['late_s']:.4f} s late")
