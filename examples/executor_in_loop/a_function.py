"""A function is handed to a process, and runs an event loop there."""

import asyncio
from concurrent.futures import ProcessPoolExecutor


async def work(numbers):
    """Wait a little, then compute."""
    await asyncio.sleep(0.01)
    return sum(number * number for number in range(numbers))


def run_work(numbers):
    """Run an event loop in the process that does the work."""
    return asyncio.run(work(numbers))


async def answer(pool, numbers):
    """Let the pool do it."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(pool, run_work, numbers)


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        print("the answer is", asyncio.run(answer(pool, 1000)))
