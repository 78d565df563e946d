"""An asyncio server: how many threads does it take to serve its clients."""

import asyncio
import threading
import time


async def talk_to(address):
    """Be a client: connect, and wait for the answer."""
    reader, writer = await asyncio.open_connection(*address)
    await reader.read()
    writer.close()


async def serve_all(clients, seconds):
    """Serve the clients together; return each handler's thread."""
    seen = []

    async def handle(reader, writer):
        seen.append(threading.get_ident())
        await asyncio.sleep(seconds)  # a slow answer
        writer.write(b"done")
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", backlog=clients)
    async with server:
        address = server.sockets[0].getsockname()
        await asyncio.gather(*(talk_to(address) for _ in range(clients)))
    return seen


def main(clients=100, seconds=0.05):
    """Count the clients that were served and the threads it took."""
    seen = asyncio.run(serve_all(clients, seconds))
    return {"clients": len(seen), "threads": len(set(seen))}


if __name__ == "__main__":
    started = time.perf_counter()
    print("served:", main(), f"in {time.perf_counter() - started:.3f} s")
