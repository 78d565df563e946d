"""Write to the disk in a thread, and await it, beside a heart."""

import asyncio
import os
import tempfile
import time


def write(seconds):
    """Write for so long; each time, wait until the disk has it."""
    end = time.perf_counter() + seconds
    with tempfile.TemporaryFile(buffering=0) as file:
        while time.perf_counter() < end:
            file.seek(0)
            file.write(bytes(100_000))
            os.fsync(file)


def main(seconds=0.1):
    """Return how often a heart beats, every 5 ms, during the writing."""
    beats = []

    async def live():
        while True:
            beats.append(time.perf_counter())
            await asyncio.sleep(0.005)

    async def write_beside():
        heart = asyncio.create_task(live())
        await asyncio.sleep(0)  # now it beats
        beats.clear()
        await asyncio.to_thread(write, seconds)
        heart.cancel()

    asyncio.run(write_beside())
    return {"beats": len(beats)}


if __name__ == "__main__":
    print(f"through a thread: {main()['beats']} beats in 0.1 s of writing")
