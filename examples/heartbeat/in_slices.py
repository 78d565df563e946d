"""A heart beats in the event loop, and a computation gives way to it."""

import asyncio
from itertools import pairwise


def beat():
    """Return the time: the loop has come round again."""
    return asyncio.get_running_loop().time()


async def compute(seconds):
    """Compute for so long, in pure Python, giving way often."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end:
        sum(number * number for number in range(5_000))
        await asyncio.sleep(0)


async def live(seconds):
    """Beat twenty times, every 5 ms if it can; compute meanwhile."""
    beats = []
    for number in range(20):
        beats.append(beat())
        if number == 5:
            task = asyncio.create_task(compute(seconds))
        await asyncio.sleep(0.005)
    await task
    return [later - earlier for earlier, later in pairwise(beats)]


def main(seconds=0.08):
    """Return the longest pause between two beats."""
    return {"pause_s": max(asyncio.run(live(seconds)))}


if __name__ == "__main__":
    print(f"in slices: longest pause {main()['pause_s']:.3f} s")
