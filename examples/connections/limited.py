"""Never more connections at once than a process may have open files."""

import asyncio
import multiprocessing
import resource
import socket
import time

REQUEST = b"GET /0.05 HTTP/1.1\r\nHost: local\r\nConnection: close\r\n\r\n"


async def fetch(host, port, places):
    """Wait for a place, connect, ask, and read the answer to its end."""
    async with places:
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(REQUEST)
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
    return answer.startswith(b"HTTP/1.1 200 OK")


async def fetch_all(host, port, requests, limit):
    """Begin every request; a semaphore lets so many in at a time."""
    args = host, port, asyncio.Semaphore(limit)
    return sum(await asyncio.gather(*(fetch(*args) for _ in range(requests))))


def main(address="", requests=100, files=64, limit=50):
    """Allow so many open files, then fetch."""
    host, port = (address or start_server()).split(":")
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    return {"answered": asyncio.run(fetch_all(host, port, requests, limit))}


async def serve(listening):
    """Be the server: answer each client after a while."""

    async def answer(reader, writer):
        await asyncio.sleep(0.05)
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\ndone\n")
        writer.close()

    server = asyncio.start_server(answer, sock=listening, backlog=4096)
    await (await server).serve_forever()


def start_server():
    """Start a slow server in a process of its own; return its address."""
    fork = multiprocessing.get_context("fork").Process
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as server:
        fork(target=lambda: asyncio.run(serve(server)), daemon=True).start()
        return f"127.0.0.1:{server.getsockname()[1]}"


if __name__ == "__main__":
    address, started = start_server(), time.perf_counter()
    print(main(address), f"in {time.perf_counter() - started:.3f} s")
