"""A pool's process is killed while an event loop waits for its work."""

import asyncio
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def work(number):
    """Compute; item 1 meets what the system does when memory runs out."""
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return sum(n * n for n in range(300_000))


async def do_all(pool, numbers):
    """Wait for all; return what became of each: a result or an error."""
    run = asyncio.get_running_loop().run_in_executor
    begun = [run(pool, work, number) for number in numbers]
    return await asyncio.gather(*begun, return_exceptions=True)


def main():
    """Lose a process, ask the pool once more, then ask a new pool."""
    refused = 0
    with ProcessPoolExecutor(1) as pool:
        found = asyncio.run(do_all(pool, [1, 2, 3]))
        try:
            asyncio.run(do_all(pool, [4]))
        except BrokenProcessPool:  # it takes nothing any more
            refused = 1
    broken = sum(isinstance(one, BrokenProcessPool) for one in found)
    with ProcessPoolExecutor(1) as pool:
        done = len(asyncio.run(do_all(pool, [4])))
    return {"broken_futures": broken, "refused": refused, "finished": done}


if __name__ == "__main__":
    print(main())
