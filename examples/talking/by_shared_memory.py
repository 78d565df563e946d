"""Shared memory: bytes that two processes see; nothing is sent."""

import multiprocessing
from multiprocessing import shared_memory


def fill(name, items):
    """Find the block by its name and write into it."""
    block = shared_memory.SharedMemory(name)
    for place in range(items):
        block.buf[place] = place % 256
    block.close()


def main(items=1_000):
    """Return how many bytes the other process has written."""
    block = shared_memory.SharedMemory(create=True, size=items)
    try:
        args = block.name, items
        process = multiprocessing.Process(target=fill, args=args)
        process.start()
        process.join()
        right = sum(block.buf[n] == n % 256 for n in range(items))
    finally:
        block.close()  # this process needs it no more
        block.unlink()  # nobody does
    return {"items": right}


if __name__ == "__main__":
    print(f"right bytes in shared memory: {main()['items']}")
