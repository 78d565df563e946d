"""A coroutine awaits a coroutine: one event loop is enough."""

import asyncio
import time


async def fetch(page):
    """Ask for a page, and wait for it."""
    await asyncio.sleep(0.01)
    return f"the page on {page}"


async def handle(page):
    """Answer a request: called by a framework, in its event loop."""
    return await fetch(page)


def main():
    """Be the framework."""
    return asyncio.run(handle("threads"))


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
