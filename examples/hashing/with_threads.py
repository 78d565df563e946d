"""Hash blocks of data in two threads: hashing lets go of the GIL."""

import hashlib
import threading
import time


def hash_blocks(data, blocks):
    """Hash the same block again and again; return the last digest."""
    for _ in range(blocks):
        digest = hashlib.sha256(data).hexdigest()
    return digest


def main(workers=2, block_bytes=1_000_000, blocks=150):
    """Start a thread per share, then wait until all have ended."""
    data = bytes(block_bytes)
    digests = []

    def work():
        digests.append(hash_blocks(data, blocks // workers))

    threads = []
    for _ in range(workers):
        threads.append(threading.Thread(target=work))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return {"digest": digests[0][:8]}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"threads: {time.perf_counter() - started:.3f} s")
