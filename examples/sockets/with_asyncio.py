"""Ask a slow server many questions, in coroutines of one thread."""

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


def main(questions=40, seconds=0.01):
    """Begin all the questions, then wait until all are answered."""

    async def ask():
        reader, writer = await asyncio.open_connection(*SERVER.getsockname())
        writer.write(f"{seconds}\n".encode())
        await reader.read()
        writer.close()

    async def ask_all():
        await asyncio.gather(*(ask() for _ in range(questions)))

    asyncio.run(ask_all())


SERVER = socket.create_server(("127.0.0.1", 0))
fork = multiprocessing.get_context("fork").Process
fork(target=lambda: asyncio.run(serve()), daemon=True).start()
main(1, 0)  # now the server is up

if __name__ == "__main__":
    print(f"asyncio: {timeit.timeit(main, number=1):.3f} s")
