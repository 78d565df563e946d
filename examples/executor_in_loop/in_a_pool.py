"""A heart beats in the event loop, and a process computes: it goes on."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise


def beat():
    """Return the time: the loop has come round again."""
    return asyncio.get_running_loop().time()


def work(numbers):
    """Compute in pure Python."""
    return sum(number * number for number in range(numbers))


async def live(pool, numbers):
    """Beat twenty times, every 5 ms if it can; work meanwhile."""
    loop = asyncio.get_running_loop()
    beats = []
    for number in range(20):
        beats.append(beat())
        if number == 5:
            task = loop.run_in_executor(pool, work, numbers)
        await asyncio.sleep(0.005)
    await task
    return max(later - earlier for earlier, later in pairwise(beats))


def main(numbers=1_000_000):
    """Return the longest pause between two beats."""
    with ProcessPoolExecutor(1) as pool:
        pool.submit(work, 0).result()  # the process is up, the loop isn't
        return {"pause_s": asyncio.run(live(pool, numbers))}


if __name__ == "__main__":
    print(f"in a pool: longest pause {main()['pause_s']:.3f} s")
