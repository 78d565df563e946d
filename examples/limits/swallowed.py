# /// script
# requires-python = ">=3.11"
# ///
"""A time limit, and tries that swallow the cancellation."""

import asyncio
import time


async def ask(seen, seconds):
    """Ask a slow server, which refuses in the end; then ask again."""
    for _ in range(4):
        try:
            await asyncio.sleep(seconds)
            raise ConnectionRefusedError
        except BaseException:  # a cancellation is one, and is lost
            continue
        finally:
            seen["tries"] += 1  # runs in any case, cancelled or not


async def ask_in_time(seconds):
    """Give all tries together half the time that the first one takes."""
    seen = {"tries": 0, "errors": 0}
    try:
        async with asyncio.timeout(seconds / 2):
            await ask(seen, seconds)
    except TimeoutError:
        seen["errors"] += 1
    return seen


def main(seconds=0.04):
    """Count the tries, and the time-outs that were noticed."""
    return asyncio.run(ask_in_time(seconds))


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
