"""Fetch over many connections at once, in coroutines of one thread."""

import asyncio
import multiprocessing
import socket
import time

REQUEST = "GET /{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


async def fetch(host, port, seconds):
    """Connect, ask, and read the answer to its end."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(REQUEST.format(seconds).encode())
    answer = await reader.read()
    writer.close()
    return answer.startswith(b"HTTP/1.1 200 OK")


async def fetch_all(host, port, requests, seconds):
    """Begin every request, then wait until all are answered."""
    fetches = (fetch(host, port, seconds) for _ in range(requests))
    return sum(await asyncio.gather(*fetches))


def main(address="", requests=100, seconds=0.05):
    """Count the requests that were answered."""
    host, port = (address or start_server()).split(":")
    return {"answered": asyncio.run(fetch_all(host, port, requests, seconds))}


def serve(listening):
    """Be the server: wait as long as the path says, then answer."""

    async def answer(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(float(head.split(maxsplit=2)[1][1:]))
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\ndone\n")
        writer.close()

    async def answer_all():
        server = asyncio.start_server(answer, sock=listening, backlog=4096)
        await (await server).serve_forever()

    asyncio.run(answer_all())


def start_server():
    """Start a slow server in a process of its own; return its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    process = multiprocessing.get_context("fork").Process
    process(target=serve, args=[listening], daemon=True).start()
    return f"127.0.0.1:{listening.getsockname()[1]}"


if __name__ == "__main__":
    address = start_server()
    main(address, 1, 0)  # now the server is up
    started = time.perf_counter()
    seen = main(address)
    took = time.perf_counter() - started
    print(f"asyncio: {took:.3f} s, answered: {seen['answered']}")
