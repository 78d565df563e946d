"""One thread closes a socket that another one is using."""

import socket
import threading
import time


def send_on(sending, receiving, begun, errors):
    """Send and receive again and again; note what fails at last."""
    try:
        while True:
            sending.sendall(b"x")
            receiving.recv(1)
            begun.set()
    except OSError as error:
        errors.append(str(error))


def main(tries=5):
    """Let a thread send, close the socket meanwhile; count the errors."""
    errors = []
    for _ in range(tries):
        sending, receiving = socket.socketpair()
        shared = (sending, receiving, begun := threading.Event(), errors)
        sender = threading.Thread(target=send_on, args=shared)
        sender.start()
        begun.wait()
        sending.close()
        sender.join()
        receiving.close()
    return {"broken": len(errors), "message": errors[0]}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
