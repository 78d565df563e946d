"""A quick HTTP server: it answers `GET /0.001` after 0.001 s.

It prints its address when it is up, and ends when its input is closed.
"""

import asyncio
import selectors
import sys


class Quick(asyncio.Protocol):
    """One connection, with one request at a time on it."""

    def connection_made(self, transport):
        """Remember the connection."""
        self.transport, self.received = transport, b""

    def data_received(self, data):
        """Once a request is complete, answer it after a while."""
        self.received += data
        if self.received.endswith(b"\r\n\r\n"):
            seconds = float(self.received.split(maxsplit=2)[1][1:])
            self.received = b""
            loop = asyncio.get_running_loop()
            loop.call_later(seconds, self.answer)

    def answer(self):
        """Answer: all is well, and there is nothing to read."""
        self.transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")


async def serve():
    """Serve until nobody needs it any more."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Quick, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    print(f"{host}:{port}", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    # select() counts in microseconds, epoll() in whole milliseconds
    loop = asyncio.SelectorEventLoop(selectors.SelectSelector())
    loop.run_until_complete(serve())
