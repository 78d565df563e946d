"""Download in a pool of threads, so many at a time."""

import asyncio
import multiprocessing
import socket
import time
from concurrent.futures import ThreadPoolExecutor

REQUEST = "GET /{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def fetch(host, port, seconds):
    """Connect, ask, and read the answer to its end."""
    with socket.create_connection((host, port)) as connection:
        connection.sendall(REQUEST.format(seconds).encode())
        with connection.makefile("rb") as reader:
            answer = reader.read()
    return answer.startswith(b"HTTP/1.1 200 OK")


def main(address="", requests=80, seconds=0.01, limit=5):
    """Count the requests that were answered."""
    host, port = (address or start_server()).split(":")
    with ThreadPoolExecutor(limit) as pool:
        answers = [
            pool.submit(fetch, host, port, seconds) for _ in range(requests)
        ]
        return {"answered": sum(answer.result() for answer in answers)}


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
    for limit in 5, 80:
        started = time.perf_counter()
        main(address, limit=limit)
        took = time.perf_counter() - started
        print(f"threads, {limit} at a time: {took:.3f} s")
