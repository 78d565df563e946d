"""Hash blocks of data in two shares, one after the other."""

import hashlib
import time


def hash_blocks(data, blocks):
    """Hash the same block again and again; return the last digest."""
    for _ in range(blocks):
        digest = hashlib.sha256(data).hexdigest()
    return digest


def main(workers=2, block_bytes=1_000_000, blocks=150):
    """Hash each worker's share of the blocks."""
    data = bytes(block_bytes)
    for _ in range(workers):
        digest = hash_blocks(data, blocks // workers)
    return {"digest": digest[:8]}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"one by one: {time.perf_counter() - started:.3f} s")
