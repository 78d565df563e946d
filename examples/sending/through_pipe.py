"""Send bytes to another process through a pipe, and get an answer."""

import multiprocessing
import time


def answer(connection):
    """Answer each payload with its last item, until there is nothing."""
    while payload := connection.recv():
        connection.send(payload[-1])


def main(size=10_000_000, seconds=0.03):
    """Return the seconds that each takes, start not included."""
    here, there = multiprocessing.Pipe()
    args = (there,)
    other = multiprocessing.Process(target=answer, args=args, daemon=True)
    other.start()
    payload = b"." * size
    here.send(payload)
    here.recv()  # now the other process is there
    rounds, begun = 0, time.perf_counter()
    while time.perf_counter() < begun + seconds:
        here.send(payload)
        here.recv()
        rounds += 1
    took = time.perf_counter() - begun
    here.send(b"")
    other.join()
    return {"each_s": took / rounds}


if __name__ == "__main__":
    for size in 1_000, 100_000, 10_000_000:
        each = main(size=size)["each_s"]
        print(f"{size} bytes by pipe: {each * 1e6:.0f} µs")
