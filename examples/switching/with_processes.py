"""The same work in one process, then handed back and forth between two."""

import multiprocessing
import os
import time


def take_turns(inbox, outbox, turns):
    """Wait for the token, do a little work, pass the token on."""
    for _ in range(turns):
        token = os.read(inbox, 1)
        sum(range(100))
        os.write(outbox, token)


def timed(inbox, outbox, turns):
    """Return the processor time that these turns take."""
    begun = time.process_time()
    take_turns(inbox, outbox, turns)
    return time.process_time() - begun


def main(turns=4000):
    """Return the processor time that each hand-over costs."""
    (here, to_here), (there, to_there) = os.pipe(), os.pipe()
    os.write(to_here, b"!")
    alone = timed(here, to_here, 2 * turns)  # the token to itself
    with multiprocessing.get_context("fork").Pool(1) as pool:
        other = pool.apply_async(timed, (there, to_here, turns))
        handed = timed(here, to_there, turns) + other.get()
    for end in here, to_here, there, to_there:
        os.close(end)
    return {"switch": round(1e6 * (handed - alone) / (2 * turns), 1)}


if __name__ == "__main__":
    print(f"a switch of processes: {main()['switch']} µs of CPU")
