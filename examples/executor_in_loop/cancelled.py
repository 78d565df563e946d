"""A task is cancelled while a process works for it: the process goes on."""

import asyncio
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path


def work(numbers, file):
    """Compute in pure Python, then write the result into a file."""
    file.write_text(str(sum(number * number for number in range(numbers))))


async def give_up(pool, numbers, seconds, file):
    """Wait for the work, but no longer than that; return who gave up."""
    loop = asyncio.get_running_loop()
    task = loop.run_in_executor(pool, work, numbers, file)
    try:
        await asyncio.wait_for(task, seconds)
    except asyncio.TimeoutError:
        return 1
    return 0


def main(numbers=1_000_000, seconds=0.02):
    """Count who gave up, and the work that was done all the same."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "result")
        with ProcessPoolExecutor(1) as pool:
            gave_up = asyncio.run(give_up(pool, numbers, seconds, file))
            before = file.exists()
        return {"gave_up": gave_up, "finished": file.exists() - before}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
