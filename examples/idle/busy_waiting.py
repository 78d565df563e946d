"""One wait that asks again and again: how busy is the processor?"""

import socket
import threading
import time


def wait(seconds):
    """Ask a socket for an answer until there is one; return how often."""
    here, there = socket.socketpair()
    with here, there:
        here.setblocking(False)
        threading.Timer(seconds, there.send, [b"answer"]).start()
        asked = 0
        while True:
            asked += 1
            try:
                here.recv(100)
            except BlockingIOError:
                continue
            return asked


def main(seconds=0.3):
    """Return the processor time in the time that went by, in percent."""
    began, used = time.perf_counter(), time.process_time()
    asked = wait(seconds)
    used = time.process_time() - used
    share = used / (time.perf_counter() - began)
    return {"busy": round(100 * share), "asked": asked}


if __name__ == "__main__":
    print("busy for {busy} % of the time; asked {asked}".format(**main()))
