"""Does it wait or compute? Two clocks say that, a profiler says where."""

import contextlib
import cProfile
import pstats
import socket
import time


def fetch():
    """Wait for an answer that doesn't come, for a fifth of a second."""
    here, there = socket.socketpair()
    with here, there, contextlib.suppress(TimeoutError):
        here.settimeout(0.2)
        here.recv(100)


def evaluate():
    """Compute with a lot of numbers."""
    return sum(len(str(n * n)) for n in range(500_000))


def busy(function):
    """Return the processor time in the time that goes by, in percent."""
    began, used = time.perf_counter(), time.process_time()
    function()
    used = time.process_time() - used
    return round(100 * used / (time.perf_counter() - began))


def main():
    """Take the two clocks to each of the two functions."""
    return {"fetching": busy(fetch), "evaluating": busy(evaluate)}


if __name__ == "__main__":
    print({name: f"busy for {share} %" for name, share in main().items()})
    with cProfile.Profile() as profile:
        main()
    pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(3)
