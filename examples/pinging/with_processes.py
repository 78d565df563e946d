"""Two processes pass a byte back and forth through pipes."""

import multiprocessing
import os
import time


def pass_on(inbox, outbox, turns):
    """Wait for the token and pass it on, again and again."""
    for _ in range(turns):
        os.write(outbox, os.read(inbox, 1))


def main(turns=10_000):
    """Return the seconds from one to the other, start not included."""
    (here, to_here), (there, to_there) = os.pipe(), os.pipe()
    args = there, to_here, turns + 1
    fork = multiprocessing.get_context("fork").Process
    other = fork(target=pass_on, args=args, daemon=True)
    other.start()
    os.write(to_there, b"!")
    pass_on(here, to_there, 1)  # now both are there
    begun = time.perf_counter()
    pass_on(here, to_there, turns)
    took = time.perf_counter() - begun
    other.join()
    for end in here, to_here, there, to_there:
        os.close(end)
    return {"each_s": took / (2 * turns)}


if __name__ == "__main__":
    print(f"from process to process: {main()['each_s'] * 1e6:.1f} µs")
