"""Calls by `to_thread` fill the pool; a name is looked up meanwhile."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor


async def look_up(loop):
    """Return how long it takes to find the address of a name."""
    started = time.perf_counter()
    await loop.getaddrinfo("localhost", 80)
    return time.perf_counter() - started


async def work(calls, seconds, own):
    """Let threads of the default pool block, or those of a pool apart."""
    loop = asyncio.get_running_loop()
    pool = ThreadPoolExecutor(calls) if own else None
    blocking = [
        loop.run_in_executor(pool, time.sleep, seconds) for _ in range(calls)
    ]
    late = await look_up(loop)
    await asyncio.gather(*blocking)
    return late


def main(calls=32, seconds=0.03, own=0):
    """Return how long the look-up took."""
    return {"late_s": asyncio.run(work(calls, seconds, own))}


if __name__ == "__main__":
    for own in (0, 1):
        late = main(own=own)["late_s"]
        print(f"own pool: {own}, name found after {late:.4f} s")
