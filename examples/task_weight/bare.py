"""What one more task that waits adds in memory: a thread, a coroutine."""

import asyncio
import threading
from pathlib import Path


def memory():
    """Return the bytes that this process has written (Linux only)."""
    account = Path("/proc/self/smaps_rollup").read_text()
    return int(account.partition("\nAnonymous:")[2].split()[0]) * 1024


async def weigh(threads, coroutines):
    """Return the bytes of each, after a first one has been started."""
    done, done_too, held, tasks = threading.Event(), asyncio.Event(), [], []

    async def wait():
        await done_too.wait()

    for count in 1, threads:
        for _ in range(count):
            threading.Thread(target=done.wait, daemon=True).start()
        held.append(memory())
    for count in 1, coroutines:
        tasks += [asyncio.create_task(wait()) for _ in range(count)]
        await asyncio.sleep(0)  # now all of them are waiting
        held.append(memory())
    return (held[1] - held[0]) / threads, (held[3] - held[2]) / coroutines


def main(threads=200, coroutines=5000):
    """Return both, and how many times as much a thread is."""
    thread, coroutine = asyncio.run(weigh(threads, coroutines))
    seen = {"thread_bytes": thread, "coroutine_bytes": coroutine}
    return seen | {"memory_times": thread / coroutine}


if __name__ == "__main__":
    print({what: round(number) for what, number in main().items()})
