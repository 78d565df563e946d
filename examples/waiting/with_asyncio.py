"""Three waits as coroutines: each gives way to the others while it waits."""

import asyncio
import threading
import time


async def wait(seconds):
    """Wait, letting the event loop run others; return this one's thread."""
    await asyncio.sleep(seconds)
    return threading.get_ident()


async def wait_together(waits, seconds):
    """Begin every wait, then wait until all have ended."""
    return await asyncio.gather(*(wait(seconds) for _ in range(waits)))


def main(waits=3, seconds=0.05):
    """Run the event loop, and count the threads that it took."""
    return {"threads": len(set(asyncio.run(wait_together(waits, seconds))))}


if __name__ == "__main__":
    started = time.perf_counter()
    seen = main()
    took = time.perf_counter() - started
    print(f"asyncio: {took:.3f} s, threads: {seen['threads']}")
