"""Ask a slow server many questions, in processes."""

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


def main(questions=200, seconds=0.002, workers=2):
    """Let so many processes ask at a time."""
    with fork.Pool(workers) as pool:
        pool.map(ask, [seconds] * questions, chunksize=1)


SERVER = socket.create_server(("127.0.0.1", 0))
fork = multiprocessing.get_context("fork")
fork.Process(target=lambda: asyncio.run(serve()), daemon=True).start()
ask(0)  # now the server is up

if __name__ == "__main__":
    for call in ("main(workers=2)", "main(workers=16)"):
        took = timeit.timeit(call, number=1, globals=globals())
        print(f"{call}: {took:.3f} s")
