"""Ask a slow server again and again, one question after another."""

import asyncio
import multiprocessing
import socket
import timeit


async def serve():
    """Answer each client after as long as it asks for, until ended."""

    async def answer(reader, writer):
        await asyncio.sleep(float(await reader.readline()))
        writer.close()

    await (await asyncio.start_server(answer, sock=SERVER)).serve_forever()


def ask(seconds):
    """Connect, ask, and wait until the server has answered."""
    with socket.create_connection(SERVER.getsockname()) as connection:
        connection.sendall(f"{seconds}\n".encode())
        connection.recv(1)


def main(questions=40, seconds=0.01):
    """Ask the next question when the last one has been answered."""
    for _ in range(questions):
        ask(seconds)


SERVER = socket.create_server(("127.0.0.1", 0))
fork = multiprocessing.get_context("fork").Process
fork(target=lambda: asyncio.run(serve()), daemon=True).start()
main(1, 0)  # now the server is up

if __name__ == "__main__":
    print(f"one by one: {timeit.timeit(main, number=1):.3f} s")
