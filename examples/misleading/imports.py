"""The same three waits, timed with an import and then without it."""

import importlib
import time


def wait_together(waits, seconds):
    """Overlap some waits; the first call also imports what it takes."""
    asyncio = importlib.import_module("asyncio")  # or `import asyncio`

    async def wait_all():
        await asyncio.gather(*(asyncio.sleep(seconds) for _ in range(waits)))

    asyncio.run(wait_all())


def main(waits=3, seconds=0.01):
    """Time the same call twice; return milliseconds."""
    started = time.perf_counter()
    wait_together(waits, seconds)
    imported = time.perf_counter()
    wait_together(waits, seconds)
    ended = time.perf_counter()
    return {
        "with_import_ms": (imported - started) * 1000,
        "without_import_ms": (ended - imported) * 1000,
    }


if __name__ == "__main__":
    print({what: round(number, 1) for what, number in main().items()})
