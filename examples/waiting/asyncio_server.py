"""An asyncio server and its clients: how many threads does it take to serve them?"""

import asyncio
import threading
import time


async def talk_to(port):
    """Be a client: connect, and wait for the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.read()
    writer.close()


async def serve_all(clients, seconds):
    """Serve the clients at the same time; return the threads that the handlers ran in."""
    seen = []
    async def handle(reader, writer):
        seen.append(threading.get_ident())
        await asyncio.sleep(seconds)  # a slow answer
        writer.write(b"done")
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, backlog=clients)
    async with server:
        port = server.sockets[0].getsockname()[1]
        await asyncio.gather(*(talk_to(port) for _ in range(clients)))
    return seen


def main(clients=100, seconds=0.05):
    """Count the clients that were served and the threads that served them."""
    seen = asyncio.run(serve_all(clients, seconds))
    return {"clients": len(seen), "threads": len(set(seen))}


if __name__ == "__main__":
    started = time.perf_counter()
    seen = main()
    print(f"{time.perf_counter() - started:.3f} s: {seen['clients']} clients, {seen['threads']} thread")
