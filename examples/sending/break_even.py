"""From which length of work on it pays to hand it to another process."""

import time
from multiprocessing import Pipe, Process
from statistics import median


def answer(connection):
    """Do the work that comes with each payload, until there is none."""
    while received := connection.recv():
        connection.send(sum(range(received[0])))


def once(here, loops, payload):
    """Return how long two tasks take here, and with one of them sent."""
    begun = time.perf_counter()
    sum(range(loops))
    sum(range(loops))
    between = time.perf_counter()
    here.send((loops, payload))
    sum(range(loops))
    here.recv()
    return between - begun, time.perf_counter() - between


def main(size=1_000, tries=30):
    """Return the shortest length of a task for which sending one wins."""
    here, there = Pipe()
    Process(target=answer, args=(there,), daemon=True).start()
    loops, alone, sent = 500, 0, 1
    while sent > alone and loops < 1_000_000:
        loops += loops // 5
        seen = [once(here, loops, b"." * size) for _ in range(tries)]
        alone, sent = map(median, zip(*seen, strict=True))
    here.send(None)
    return {"pays_from_s": alone / 2}


if __name__ == "__main__":
    print(f"sending pays from {main()['pays_from_s'] * 1e6:.0f} µs on")
