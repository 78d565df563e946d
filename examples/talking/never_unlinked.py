"""Shared memory that nobody gives back outlives whoever asked for it."""

from multiprocessing import shared_memory

block = shared_memory.SharedMemory(create=True, size=1_000_000)
block.buf[:5] = b"hello"
block.close()  # unlink() is missing

again = shared_memory.SharedMemory(block.name)
print(f"after close(): {bytes(again.buf[:5])}, {again.size} bytes held")
again.close()
