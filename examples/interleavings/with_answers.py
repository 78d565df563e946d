"""Three coroutines log each answer of a server: is it the same log again?"""

import asyncio
from multiprocessing import get_context
from socketserver import ThreadingTCPServer


def answer(connection, *_):
    """Answer each question of a connection, after the same work."""
    for name in connection.makefile("rb"):
        sum(number % 7 == 0 for number in range(14_000))
        connection.sendall(name)


async def run(server, steps):
    """Ask on three connections; return who got which answer, in order."""
    log = []

    async def ask(name):
        reader, writer = await asyncio.open_connection(*server.server_address)
        for _ in range(steps):
            writer.write(name + b"\n")
            log.append(await reader.readline())
        writer.close()

    await asyncio.gather(ask(b"A"), ask(b"B"), ask(b"C"))
    return b"".join(log).decode().replace("\n", "")


def main(steps=20, rounds=5):
    """Do the same again and again; count how many different logs came."""
    with ThreadingTCPServer(("127.0.0.1", 0), answer) as server:
        fork = get_context("fork")  # the server: a process of its own
        fork.Process(target=server.serve_forever, daemon=True).start()
        logs = [asyncio.run(run(server, steps)) for _ in range(rounds)]
    return {"interleavings": len(set(logs)), "first": logs[0]}


if __name__ == "__main__":
    print("answers: {interleavings} ({first} …)".format(**main()))
