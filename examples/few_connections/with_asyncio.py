"""Ask over a few connections at once, in coroutines of one thread."""

import asyncio
import multiprocessing
import socket
import time


async def talk(host, port, rounds, seconds):
    """Ask again and again over one connection, each time for an answer."""
    request = b"GET /%f HTTP/1.1\r\nHost: local\r\n\r\n" % seconds
    reader, writer = await asyncio.open_connection(host, port)
    for _ in range(rounds):
        writer.write(request)
        while (await reader.readline()).strip():  # an empty line ends it
            pass
    writer.close()


async def talk_all(connections, *args):
    """Begin on every connection, then wait until all are done."""
    await asyncio.gather(*(talk(*args) for _ in range(connections)))


def main(address="", connections=10, milliseconds=1):
    """Return how long an answer took on each connection, and the CPU."""
    host, port = (address or start_server()).split(":")
    rounds = max(2, min(50, int(30 / milliseconds)))
    args = host, port, rounds, milliseconds / 1000
    cpu, started = time.process_time(), time.perf_counter()
    asyncio.run(talk_all(connections, *args))
    each_s = (time.perf_counter() - started) / rounds
    cpu_us = (time.process_time() - cpu) / rounds / connections * 1e6
    return {"each_s": each_s, "cpu_us": cpu_us}


async def serve(listening):
    """Be the server: answer after as long as the path says."""

    async def answer(reader, writer):
        async for line in reader:
            if line.startswith(b"GET "):
                await asyncio.sleep(float(line.split()[1][1:]))
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()

    await (await asyncio.start_server(answer, sock=listening)).serve_forever()


def start_server():
    """Start a server in a process of its own; return its address."""
    fork = multiprocessing.get_context("fork").Process
    with socket.create_server(("127.0.0.1", 0)) as server:
        fork(target=lambda: asyncio.run(serve(server)), daemon=True).start()
        return f"127.0.0.1:{server.getsockname()[1]}"


if __name__ == "__main__":
    seen = main(start_server())
    print(f"asyncio: {seen['each_s'] * 1000:.3f} ms an answer, {seen}")
