"""The same call from a thread in asyncio's debug mode: an error."""

import asyncio


async def main():
    """Call into the loop from another thread, the wrong way."""
    loop = asyncio.get_running_loop()
    noticed = asyncio.Event()
    await asyncio.to_thread(loop.call_soon, noticed.set)
    await noticed.wait()


asyncio.run(main(), debug=True)
