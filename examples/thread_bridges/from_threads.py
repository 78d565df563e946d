"""Threads hand coroutines to an event loop, and wait for the answers."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor


async def fetch(number, asked):
    """Wait as an async library does; say how late the loop began."""
    late = time.perf_counter() - asked
    await asyncio.sleep(0.02)
    return number, late


def ask(number, loop):
    """Hand a coroutine over from this thread; wait for what it returns."""
    coroutine = fetch(number, time.perf_counter())
    future = asyncio.run_coroutine_threadsafe(coroutine, loop)
    return future.result(timeout=10)


def main(questions=5):
    """Keep a loop in a thread of its own; ask it from five others."""
    loop = asyncio.new_event_loop()
    keeper = threading.Thread(target=loop.run_forever)
    keeper.start()
    with ThreadPoolExecutor(5) as pool:
        asking = [pool.submit(ask, n, loop) for n in range(questions)]
        answers = [future.result() for future in asking]
    loop.call_soon_threadsafe(loop.stop)
    keeper.join()
    loop.close()
    late = max(late for _, late in answers)
    return {"answers": len(answers), "late_s": late}


if __name__ == "__main__":
    print("{answers} answers, begun {late_s:.6f} s late".format(**main()))
