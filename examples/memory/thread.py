"""What one more thread that waits adds to the program's memory."""

import threading
from pathlib import Path


def memory():
    """Return the bytes of this process, files left out (Linux only)."""
    account = Path("/proc/self/smaps_rollup").read_text()
    return int(account.partition("\nPss_Anon:")[2].split()[0]) * 1024


def worker(ready, done):
    """Say that it has started, then wait."""
    ready.release()
    done.wait()


def main(workers=200):
    """Return the bytes of each, after a first one has been started."""
    ready, done, threads = threading.Semaphore(0), threading.Event(), []
    held = []
    for count in 1, workers:
        for _ in range(count):
            threads.append(
                threading.Thread(target=worker, args=(ready, done))
            )
            threads[-1].start()
            ready.acquire()
        held.append(memory())
    done.set()
    for thread in threads:
        thread.join()
    return {"each_bytes": (held[1] - held[0]) / workers}


if __name__ == "__main__":
    print(f"a thread: {main()['each_bytes'] / 1e3:.1f} kB")
