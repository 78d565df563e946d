"""A slow server: it sends each client a block of data, a little later.

It prints its address when it is up, and ends when its input is closed.
"""

import asyncio
import sys


async def answer(reader, writer):
    """Wait, then send a block."""
    await asyncio.sleep(0.01)
    writer.write(bytes(range(100)))
    writer.close()


async def serve():
    """Serve until nobody needs it any more."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    print(f"{host}:{port}", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
