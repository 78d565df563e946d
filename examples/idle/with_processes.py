"""Three waits for an answer in processes: how busy is the processor?"""

import multiprocessing
import socket
import threading
import time


def wait(seconds):
    """Wait at a socket for an answer; return the processor time used."""
    here, there = socket.socketpair()
    with here, there:
        threading.Timer(seconds, there.send, [b"answer"]).start()
        used = time.process_time()
        here.recv(100)
        return time.process_time() - used


def main(waits=3, seconds=0.3):
    """Return the processor time in the time that went by, in percent."""
    with multiprocessing.Pool(waits) as pool:
        began, used = time.perf_counter(), time.process_time()
        used_there = sum(pool.map(wait, [seconds] * waits))
        used = time.process_time() - used + used_there
    share = used / (time.perf_counter() - began)
    return {"busy": round(100 * share, 1)}


if __name__ == "__main__":
    print(f"processes: busy for {main()['busy']} % of the time")
