"""A program forks inside its event loop, and the child closes up."""

import asyncio
import os


async def greet(reader, writer):
    """Be the server: when a client has said something, greet it."""
    await reader.read(1)
    writer.write(b"hello")
    writer.close()


async def ask(seconds, fork):
    """Connect, fork or not, ask; count the answers heard in time."""
    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    reader, writer = await asyncio.open_connection(*address)
    if fork:
        if not (child := os.fork()):
            writer.close()  # the child closes its copy, and ends
            os._exit(0)
        os.waitpid(child, 0)
    writer.write(b"?")
    hearing = asyncio.create_task(reader.read())
    heard, _ = await asyncio.wait([hearing], timeout=seconds)
    writer.close()
    server.close()
    return len(heard)


def main(seconds=0.1):
    """Return how many answers are heard, without a fork and with one."""
    alone = asyncio.run(ask(seconds, fork=False))
    return {"alone": alone, "forked": asyncio.run(ask(seconds, fork=True))}


if __name__ == "__main__":
    print("answers heard:", main())
