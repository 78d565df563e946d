"""A hundred clients at once, and a server whose queue may be short."""

import contextlib
import multiprocessing
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer


class Slow(BaseHTTPRequestHandler):
    """Keeps each client for a hundredth of a second."""

    def handle(self):
        """Take that long; the next client is in the queue."""
        time.sleep(0.01)


def connect(address):
    """Return the seconds until there is a connection; give up in the end."""
    started = time.perf_counter()
    with contextlib.suppress(OSError):
        socket.create_connection(address, 1.2).close()
    return time.perf_counter() - started


def main(clients=100, queue=5):
    """Count the clients that had to try again, a second later."""
    HTTPServer.request_queue_size = queue  # 5, if nobody says otherwise
    with HTTPServer(("127.0.0.1", 0), Slow) as server:
        fork = multiprocessing.get_context("fork").Process
        fork(target=server.serve_forever, daemon=True).start()
        with ThreadPoolExecutor(clients) as pool:
            waits = pool.map(connect, [server.server_address] * clients)
    return {"late": sum(seconds > 0.9 for seconds in waits)}


if __name__ == "__main__":
    for queue in 5, 100:
        print(f"with a queue of {queue}, late:", main(queue=queue)["late"])
