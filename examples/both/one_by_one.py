"""Items that wait and then compute: one by one."""

import asyncio
import multiprocessing
import socket
import time


def checksum(block, passes):
    """Add up bytes, each times its place, in pure Python."""
    return sum(byte * place for place, byte in enumerate(block * passes))


def do_item(address, passes):
    """Wait for a block from the server, then compute with it."""
    with socket.create_connection(address.split(":")) as connection:
        block = connection.recv(100, socket.MSG_WAITALL)
    return checksum(block, passes)


def main(address="", items=10, passes=1500):
    """Do one item after another; return how long that took."""
    started = time.perf_counter()
    for _ in range(items):
        do_item(address, passes)
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
    print(f"one by one: {main(start_server())['total_s']:.3f} s")
