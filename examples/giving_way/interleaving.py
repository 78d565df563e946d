"""Two coroutines log their steps: where does one make way for the other?"""

import asyncio
from itertools import groupby


async def go_on():
    """Wait for nothing: a coroutine that never pauses."""


async def work(name, steps, way, log):
    """Log each step. It takes about 2 ms: all of them, several turns."""
    for _ in range(steps):
        sum(number * number for number in range(40_000))
        log.append(name)
        if way == "await go_on()":
            await go_on()
        elif way == "await asyncio.sleep(0)":
            await asyncio.sleep(0)


async def work_together(steps, way, log):
    """Begin both, then wait until both have ended."""
    await asyncio.gather(*(work(name, steps, way, log) for name in "AB"))


def main(steps=10, way="no await"):
    """Return the log, and how often it changes from one to the other."""
    asyncio.run(work_together(steps, way, log := []))
    changes = sum(1 for _ in groupby(log)) - 1
    return {"log": "".join(log), "changes": changes}


if __name__ == "__main__":
    for way in "no await", "await go_on()", "await asyncio.sleep(0)":
        print("{log} ({changes} changes):".format(**main(way=way)), way)
