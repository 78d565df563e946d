"""Fetch over many connections, in so many threads at most."""

import asyncio
import multiprocessing
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from resource import RUSAGE_SELF, getrusage

REQUEST = "GET /{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def fetch(host, port, seconds):
    """Connect, ask, and read the answer to its end."""
    with socket.create_connection((host, port)) as connection:
        connection.sendall(REQUEST.format(seconds).encode())
        answer = connection.makefile("rb").read()
    return answer.startswith(b"HTTP/1.1 200 OK")


def main(address="", requests=100, seconds=0.05, workers=500):
    """Say what one took: processor time and context switches."""
    host, port = (address or start_server()).split(":")
    cpu, before = time.process_time(), getrusage(RUSAGE_SELF).ru_nvcsw
    with ThreadPoolExecutor(workers) as pool:
        args = (requests * [same] for same in (host, port, seconds))
        answers = list(pool.map(fetch, *args))
    switches = (getrusage(RUSAGE_SELF).ru_nvcsw - before) / requests
    cpu_us = (time.process_time() - cpu) / requests * 1e6
    return {"answered": sum(answers), "cpu_us": cpu_us, "switches": switches}


async def serve(listening):
    """Be the server: answer after as long as the path says."""

    async def answer(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(float(head.split()[1][1:]))
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
    seen = {what: round(number, 3) for what, number in main(address).items()}
    print(f"pool: {time.perf_counter() - started:.3f} s,", seen)
