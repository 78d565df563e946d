"""Three waits for an answer in threads: how busy is the processor?"""

import socket
import threading
import time


def wait(seconds):
    """Wait at a socket for an answer that comes after so long."""
    here, there = socket.socketpair()
    with here, there:
        threading.Timer(seconds, there.send, [b"answer"]).start()
        here.recv(100)


def main(waits=3, seconds=0.3):
    """Return the processor time in the time that went by, in percent."""
    began, used = time.perf_counter(), time.process_time()
    threads = []
    for _ in range(waits):
        threads.append(threading.Thread(target=wait, args=(seconds,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    used = time.process_time() - used
    share = used / (time.perf_counter() - began)
    return {"busy": round(100 * share, 1)}


if __name__ == "__main__":
    print(f"threads: busy for {main()['busy']} % of the time")
