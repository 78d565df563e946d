"""Shared memory, closed and not unlinked, is held (not on Windows)."""

from multiprocessing import shared_memory


def say(text, size):
    """Put a text into shared memory; return the name of the block."""
    block = shared_memory.SharedMemory(create=True, size=size)
    block.buf[: len(text)] = text
    block.close()  # this process's view of it; unlink() is missing
    return block.name


def main(times=10, size=100_000):
    """Return how many blocks are still there when all are closed."""
    names = [say(b"hello", size) for _ in range(times)]
    left = 0
    for name in names:
        block = shared_memory.SharedMemory(name)
        left += bytes(block.buf[:5]) == b"hello"
        block.close()
        block.unlink()  # the mend: somebody has to
    return {"left": left}


if __name__ == "__main__":
    print(f"closed, and still there: {main()['left']}")
