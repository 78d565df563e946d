"""A slow HTTP server: it answers `GET /0.05` after 0.05 s, without a thread.

It prints its address when it is up, and ends when its input is closed.
"""

import asyncio
import resource
import sys

BACKLOG = 4096  # clients that may queue up for it; the system may allow fewer
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ndone\n"
LAST = ANSWER.replace(b"OK\r\n", b"OK\r\nConnection: close\r\n")


class Slow(asyncio.Protocol):
    """One connection, with one request at a time on it."""

    def connection_made(self, transport):
        """Remember the connection."""
        self.transport, self.received = transport, b""

    def data_received(self, data):
        """Once a request is complete, answer it after a while."""
        self.received += data
        if self.received.endswith(b"\r\n\r\n"):
            seconds = float(self.received.split(maxsplit=2)[1][1:])
            last = b"\r\nConnection: close\r\n" in self.received
            self.received = b""
            loop = asyncio.get_running_loop()
            loop.call_later(seconds, self.answer, last)

    def answer(self, last):
        """Answer, and close the connection if that was asked for."""
        self.transport.write(LAST if last else ANSWER)
        if last:
            self.transport.close()


async def serve():
    """Serve until nobody needs it any more."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Slow, "127.0.0.1", 0, backlog=BACKLOG)
    host, port = server.sockets[0].getsockname()
    print(f"{host}:{port}", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a file each
    asyncio.run(serve())
