"""An event loop in each process, and processes that are up already."""

import asyncio
import multiprocessing
import socket
import time


def checksum(block, passes):
    """Add up bytes, each times its place, in pure Python."""
    return sum(byte * place for place, byte in enumerate(block * passes))


async def do_item(address, passes):
    """Wait for a block from the server, then compute with it."""
    reader, writer = await asyncio.open_connection(*address.split(":"))
    block = await reader.read()
    writer.close()
    return checksum(block, passes)


async def do_items(address, items, passes):
    """Begin all items, then wait until all are done."""
    await asyncio.gather(*(do_item(address, passes) for _ in range(items)))


def do_share(share):
    """Run an event loop with some of the items."""
    asyncio.run(do_items(*share))


def main(address="", items=10, passes=1500, workers=2):
    """Have a first round in the processes; only then start the clock."""
    share = address, items // workers, passes
    with multiprocessing.Pool(workers) as pool:
        pool.map(do_share, [(address, 1, 1)] * workers)
        started = time.perf_counter()
        pool.map(do_share, [share] * workers)
        return {"total_s": time.perf_counter() - started}


def start_server():
    """Start a slow server in a process of its own; return its address."""

    async def answer(reader, writer):
        await asyncio.sleep(0.01)
        writer.write(bytes(range(100)))
        writer.close()

    async def serve():
        await (await asyncio.start_server(answer, sock=sock)).serve_forever()

    sock = socket.create_server(("127.0.0.1", 0))
    fork = multiprocessing.get_context("fork").Process
    fork(target=lambda: asyncio.run(serve()), daemon=True).start()
    return f"127.0.0.1:{sock.getsockname()[1]}"


if __name__ == "__main__":
    print(f"in ready processes: {main(start_server())['total_s']:.3f} s")
