"""Ask another process, alone and beside a thread that computes."""

import multiprocessing
import socket
import threading
import time

COMPUTING = "while True: pass"


def answer(connection, seconds):
    """Answer each question after a while, until the process is ended."""
    while question := connection.recv(1):
        time.sleep(seconds)
        connection.send(question)


def ask(connection):
    """Return the microseconds until there is an answer."""
    asked = time.perf_counter()
    connection.send(b"?")
    connection.recv(1)
    return (time.perf_counter() - asked) * 1e6


def main(trips=100, seconds=0.0001):
    """Return the medians, and the slowest but one in a hundred."""
    here, there = socket.socketpair()
    fork = multiprocessing.get_context("fork").Process
    fork(target=answer, args=(there, seconds), daemon=True).start()
    alone = sorted(ask(here) for _ in range(trips))[trips // 2]
    threading.Thread(target=exec, args=(COMPUTING,), daemon=True).start()
    beside = sorted(ask(here) for _ in range(trips))
    seen = {"alone_us": alone, "beside_us": beside[trips // 2]}
    seen |= {"late_us": beside[-1 - trips // 100]}
    return seen | {"times_slower": beside[trips // 2] / alone}


if __name__ == "__main__":
    print({what: round(number, 1) for what, number in main().items()})
