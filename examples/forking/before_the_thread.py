"""A program forks first and starts its thread later: no child waits."""

import hashlib
import multiprocessing
import threading

LOCK = threading.Lock()


def seal():
    """Hash a block of data; only one may do it at a time."""
    with LOCK:
        return hashlib.sha256(bytes(1_000_000)).hexdigest()


def keep_sealing(stop):
    """Seal block after block until asked to stop."""
    while not stop.is_set():
        seal()


def main(rounds=3, seconds=10):
    """Fork, start the thread, then count the children that hang."""
    context, stop = multiprocessing.get_context("fork"), threading.Event()
    children = [context.Process(target=seal) for _ in range(rounds)]
    for child in children:
        child.start()
    threading.Thread(target=keep_sealing, args=(stop,), daemon=True).start()
    hung = 0
    for child in children:
        child.join(seconds)
        hung += child.is_alive()
        child.kill()
    stop.set()
    return {"hung": hung, "rounds": rounds}


if __name__ == "__main__":
    print(main())
