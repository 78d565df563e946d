"""What one more coroutine that waits adds to the program's memory."""

import asyncio
from pathlib import Path


def memory():
    """Return the bytes of this process, files left out (Linux only)."""
    account = Path("/proc/self/smaps_rollup").read_text()
    return int(account.partition("\nPss_Anon:")[2].split()[0]) * 1024


async def worker(ready, done):
    """Say that it has started, then wait."""
    ready.release()
    await done.wait()


async def more(workers):
    """Return the bytes of each, after a first one has been started."""
    ready, done, tasks = asyncio.Semaphore(0), asyncio.Event(), []
    held = []
    for count in 1, workers:
        for _ in range(count):
            tasks.append(asyncio.create_task(worker(ready, done)))
            await ready.acquire()
        held.append(memory())
    done.set()
    await asyncio.gather(*tasks)
    return (held[1] - held[0]) / workers


def main(workers=5000):
    """Run the event loop around them."""
    return {"each_bytes": asyncio.run(more(workers))}


if __name__ == "__main__":
    print(f"a coroutine: {main()['each_bytes'] / 1e3:.1f} kB")
