"""Download in coroutines, only so many at a time."""

import asyncio
import multiprocessing
import socket
import timeit

REQUEST = "GET /{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


async def fetch(places, host, port, seconds):
    """When there is a place: connect, ask, and read the answer."""
    async with places:
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(REQUEST.format(seconds).encode())
        answer = await reader.read()
        writer.close()
        return answer.startswith(b"HTTP/1.1 200 OK")


async def fetch_all(host, port, requests, seconds, limit):
    """Begin every request, then wait until all are answered."""
    places = asyncio.Semaphore(limit)
    fetches = (fetch(places, host, port, seconds) for _ in range(requests))
    return sum(await asyncio.gather(*fetches))


def main(address="", requests=80, seconds=0.01, limit=5):
    """Count the requests that were answered."""
    host, port = (address or start_server()).split(":")
    answers = asyncio.run(fetch_all(host, port, requests, seconds, limit))
    return {"answered": answers}


async def serve(listening):
    """Be the server: wait as long as the path says, then answer."""

    async def answer(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(float(head.split(maxsplit=2)[1][1:]))
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\ndone\n")
        writer.close()

    server = await asyncio.start_server(answer, sock=listening, backlog=4096)
    await server.serve_forever()


def start_server():
    """Start a slow server in a process of its own; return its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    process = multiprocessing.get_context("fork").Process
    process(target=lambda: asyncio.run(serve(listening)), daemon=True).start()
    return f"127.0.0.1:{listening.getsockname()[1]}"


if __name__ == "__main__":
    address = start_server()
    main(address, 1, 0)  # now the server is up
    took = timeit.timeit(lambda: main(address), number=1)
    print(f"asyncio, 5 at a time: {took:.3f} s")
