# /// script
# requires-python = ">=3.10"
# dependencies = ["httpx>=0.28"]
# ///
"""What one more waiting request weighs: httpx in threads, in coroutines."""

import asyncio
import socket
import threading
import time
from pathlib import Path

import httpx


def weight():
    """Return this process's memory and processor time (Linux only)."""
    held = Path("/proc/self/smaps_rollup").read_text().split("Anonymous:")[1]
    return int(held.split()[0]) * 1024, time.process_time()


def take_in(server, count):
    """Be the server: take in requests, and let them wait."""
    clients = [server.accept()[0] for _ in range(count)]
    return [client for client in clients if client.recv(1)]


async def weigh(server, tasks):
    """Return what as many again add to some threads, then to coroutines."""
    server.settimeout(10)
    url = "http://{}:{}".format(*server.getsockname())
    sync, begun, held, added = httpx.Client(), [], [], []
    async with httpx.AsyncClient() as client:
        for begin in (
            lambda: threading.Thread(target=sync.get, args=[url]).start(),
            lambda: asyncio.create_task(client.get(url)),
        ):
            for _ in "some", "as many again":
                before = weight()
                begun += [begin() for _ in range(tasks)]
                held += await asyncio.to_thread(take_in, server, tasks)
            after = weight()
            added.append([(after[n] - before[n]) / tasks for n in (0, 1)])
        for waiting in held:
            waiting.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        await asyncio.gather(*filter(None, begun))  # no threads
    return added


def main(tasks=50):
    """Return what one more of each has added, and how they compare."""
    with socket.create_server(("127.0.0.1", 0), backlog=tasks) as server:
        (memory, cpu), (ours, cpu_too) = asyncio.run(weigh(server, tasks))
    seen = {"thread_bytes": memory, "coroutine_bytes": ours}
    return seen | {"memory_times": memory / ours, "cpu_times": cpu / cpu_too}


if __name__ == "__main__":
    print({what: round(number, 1) for what, number in main().items()})
