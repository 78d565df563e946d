"""Two threads hash blocks and hold a lock only to add up."""

import hashlib
import threading
import time


def hash_block(data):
    """Hash a block; hashing lets go of the GIL."""
    return hashlib.sha256(data).hexdigest()


def work(data, lock, totals, blocks):
    """Hash; then take the lock, add up, release the lock."""
    for _ in range(blocks):
        digest = hash_block(data)
        with lock:
            totals[digest] = totals.get(digest, 0) + 1


def main(blocks=40, block_bytes=4_000_000):
    """Give each of two threads half of the blocks."""
    totals, threads = {}, []
    shared = (bytes(block_bytes), threading.Lock(), totals, blocks // 2)
    for _ in range(2):
        threads.append(threading.Thread(target=work, args=shared))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return {"hashed": sum(totals.values())}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
