"""A heart beats in the event loop, which computes as well: it stops."""

import asyncio
from itertools import pairwise


def beat():
    """Return the time: the loop has come round again."""
    return asyncio.get_running_loop().time()


def work(numbers):
    """Compute in pure Python."""
    return sum(number * number for number in range(numbers))


async def answer(numbers):
    """Compute here, as if there were nobody else."""
    return work(numbers)


async def live(numbers):
    """Beat twenty times, every 5 ms if it can; work meanwhile."""
    beats = []
    for number in range(20):
        beats.append(beat())
        if number == 5:
            task = asyncio.create_task(answer(numbers))
        await asyncio.sleep(0.005)
    await task
    return max(later - earlier for earlier, later in pairwise(beats))


def main(numbers=1_000_000):
    """Return the longest pause between two beats."""
    return {"pause_s": asyncio.run(live(numbers))}


if __name__ == "__main__":
    print(f"in the loop: longest pause {main()['pause_s']:.3f} s")
