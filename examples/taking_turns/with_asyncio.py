"""Two coroutines compute: each goes on until it gives way itself."""

import asyncio
import time
from itertools import groupby


def compute():
    """Run about 2,000 lines of Python: two in each round."""
    total = 0
    for number in range(1000):
        total += number


async def work(name, seconds, log):
    """Compute for so long, giving way after every 25 steps."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for _ in range(25):
            compute()
            log.append(name)
        await asyncio.sleep(0)


async def work_together(seconds, log):
    """Begin both, then wait until both have ended."""
    await asyncio.gather(*(work(name, seconds, log) for name in "AB"))


def main(seconds=0.15):
    """Count how often the name changes in the log."""
    log = []
    asyncio.run(work_together(seconds, log))
    turns = sum(1 for _ in groupby(log))
    return {"turns": turns, "turn": round(1000 * seconds / turns, 1)}


if __name__ == "__main__":
    print("{turns} turns of {turn} ms".format(**main()))
