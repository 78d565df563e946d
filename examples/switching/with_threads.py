"""The same work in one thread, then handed back and forth between two."""

import os
import threading
import time


def take_turns(inbox, outbox, turns):
    """Wait for the token, do a little work, pass the token on."""
    for _ in range(turns):
        token = os.read(inbox, 1)
        sum(range(100))
        os.write(outbox, token)


def main(turns=4000):
    """Return the processor time that each hand-over costs."""
    (here, to_here), (there, to_there) = os.pipe(), os.pipe()
    os.write(to_here, b"!")
    begun = time.process_time()
    take_turns(here, to_here, 2 * turns)  # the token to itself
    alone = time.process_time() - begun
    other = threading.Thread(target=take_turns, args=(there, to_here, turns))
    begun = time.process_time()
    other.start()
    take_turns(here, to_there, turns)
    other.join()
    handed = time.process_time() - begun
    for end in here, to_here, there, to_there:
        os.close(end)
    return {"switch": round(1e6 * (handed - alone) / (2 * turns), 1)}


if __name__ == "__main__":
    print(f"a switch of threads: {main()['switch']} µs of CPU")
