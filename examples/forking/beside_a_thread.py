"""A program forks while a thread of it holds a lock: the child waits."""

import hashlib
import multiprocessing
import threading
import time

LOCK = threading.Lock()


def seal():
    """Hash a block of data; only one may do it at a time."""
    with LOCK:
        return hashlib.sha256(bytes(1_000_000)).hexdigest()


def keep_sealing(stop):
    """Seal block after block until asked to stop."""
    while not stop.is_set():
        seal()


def main(rounds=20, seconds=0.3):
    """Fork until a child hangs, so often at most; end it."""
    context, stop = multiprocessing.get_context("fork"), threading.Event()
    threading.Thread(target=keep_sealing, args=(stop,), daemon=True).start()
    hung = tried = 0
    while not hung and tried < rounds:
        child = context.Process(target=seal)
        child.start()
        child.join(seconds)
        hung, tried = int(child.is_alive()), tried + 1
        child.kill()
    stop.set()
    return {"hung": hung, "rounds": tried}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
