"""A pool's process is killed while an event loop waits for its work."""

import asyncio
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def work(number):
    """Compute; item 1 meets what the system does when memory runs out."""
    if number == 1:
        os.kill(os.getpid(), 9)  # SIGKILL
    return sum(n * n for n in range(300_000))


async def do(pool, number):
    """Let the pool work; pass on its result or error."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(pool, work, number)


async def count_broken(pool, numbers):
    """Wait for all; count those that the pool has given up."""
    begun = [do(pool, number) for number in numbers]
    errors = await asyncio.gather(*begun, return_exceptions=True)
    return sum(isinstance(one, BrokenProcessPool) for one in errors)


def main():
    """Lose a process, ask the pool once more, then ask a new pool."""
    with ProcessPoolExecutor(1) as pool:
        broken = asyncio.run(count_broken(pool, [1, 2, 3]))
        refused = asyncio.run(count_broken(pool, [4]))
    with ProcessPoolExecutor(1) as pool:
        anew = asyncio.run(count_broken(pool, [4]))
    return {"broken": broken, "refused": refused, "finished": 1 - anew}


if __name__ == "__main__":
    print(main())
