"""Many calls by `to_thread`: how many of them are under way at once?"""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor


def fetch(under_way, lock, seen):
    """Block for a while; note how many do so at the moment."""
    with lock:
        under_way.append(1)
        seen.append(len(under_way))
    time.sleep(0.03)
    with lock:
        under_way.pop()


async def fetch_all(calls, size):
    """Hand all calls to threads: of the default pool, or of a larger one."""
    if size:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(size))
    shared = ([], threading.Lock(), seen := [])
    fetching = (asyncio.to_thread(fetch, *shared) for _ in range(calls))
    await asyncio.gather(*fetching)
    return max(seen)


def main(calls=40, size=0):
    """Return the most at once; a size of 0 leaves it to Python."""
    return {"most": asyncio.run(fetch_all(calls, size))}


if __name__ == "__main__":
    for size in (0, 40):
        started = time.perf_counter()
        most = main(size=size)["most"]
        print(f"{most} at once: {time.perf_counter() - started:.3f} s")
