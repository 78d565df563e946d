"""More connections at once than a process may have open files."""

import asyncio
import resource
import socket
import time


async def connect_all(address, connections):
    """Open them all and keep them; nothing is asked yet."""
    opening = (asyncio.open_connection(*address) for _ in range(connections))
    return len(await asyncio.gather(*opening))


def main(connections=100, files=64):
    """Allow so many open files, then connect to a server that is there."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        opened = asyncio.run(connect_all(server.getsockname(), connections))
    return {"connections": opened}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
