"""Hand bytes to another process in shared memory, and get an answer."""

import multiprocessing
import time
from multiprocessing import shared_memory


def answer(connection, block):
    """Answer each payload with its last item, until there is nothing."""
    while size := connection.recv():
        connection.send(block.buf[size - 1])


def main(size=10_000_000, seconds=0.03):
    """Return the seconds that each takes, start not included."""
    here, there = multiprocessing.Pipe()
    block = shared_memory.SharedMemory(create=True, size=size)
    args = there, block
    other = multiprocessing.Process(target=answer, args=args, daemon=True)
    other.start()
    payload = b"." * size
    here.send(size)
    here.recv()  # now the other process is there
    rounds, begun = 0, time.perf_counter()
    while time.perf_counter() < begun + seconds:
        block.buf[:size] = payload
        here.send(size)
        here.recv()
        rounds += 1
    took = time.perf_counter() - begun
    here.send(0)
    other.join()
    block.close()
    block.unlink()
    return {"each_s": took / rounds}


if __name__ == "__main__":
    for size in 1_000, 10_000_000:
        print(f"{size} bytes: {main(size)['each_s'] * 1e6:.0f} µs")
