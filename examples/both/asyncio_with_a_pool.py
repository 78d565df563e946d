"""One event loop waits, and a pool of processes computes for it."""

import asyncio
import multiprocessing
import socket
import time
from concurrent.futures import ProcessPoolExecutor


def checksum(block, passes):
    """Add up bytes, each times its place, in pure Python."""
    return sum(byte * place for place, byte in enumerate(block * passes))


async def do_item(address, passes, pool):
    """Wait for a block from the server, then let the pool compute."""
    reader, writer = await asyncio.open_connection(*address.split(":"))
    block = await reader.read()
    writer.close()
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(pool, checksum, block, passes)


async def do_items(address, items, passes, pool):
    """Begin all items, then wait until all are done."""
    begun = (do_item(address, passes, pool) for _ in range(items))
    await asyncio.gather(*begun)


def main(address="", items=10, passes=1500, workers=2):
    """Start the pool, run the loop; return how long that took."""
    started = time.perf_counter()
    with ProcessPoolExecutor(workers) as pool:
        pool.submit(int)  # its processes start before the loop does
        asyncio.run(do_items(address, items, passes, pool))
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
    print(f"asyncio with a pool: {main(start_server())['total_s']:.3f} s")
