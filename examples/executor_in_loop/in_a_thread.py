"""A heart beats in the event loop, and a thread computes beside it."""

import asyncio
from itertools import pairwise


def beat():
    """Return the time: the loop has come round again."""
    return asyncio.get_running_loop().time()


def work(numbers):
    """Compute in pure Python."""
    return sum(number * number for number in range(numbers))


async def live(numbers):
    """Beat every 5 ms if the loop can, until there is an answer."""
    beats = []
    task = asyncio.create_task(asyncio.to_thread(work, numbers))
    while not task.done():
        beats.append(beat())
        await asyncio.sleep(0.005)
    beats.append(beat())
    return max(later - earlier for earlier, later in pairwise(beats))


def main(numbers=1_000_000):
    """Return the longest pause between two beats."""
    return {"pause_s": asyncio.run(live(numbers))}


if __name__ == "__main__":
    print(f"in a thread: longest pause {main()['pause_s']:.3f} s")
