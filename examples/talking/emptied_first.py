"""Emptying the queue before waiting for the process: it ends."""

import multiprocessing


def fill(queue, size):
    """Put in more than fits into the pipe below the queue."""
    queue.put(bytes(size))


def main(size=5_000_000, seconds=10):
    """Return how many processes came to their end."""
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=fill, args=(queue, size))
    process.start()
    queue.get(timeout=seconds)
    process.join(timeout=seconds)
    return {"finished": int(not process.is_alive())}


if __name__ == "__main__":
    print(f"finished: {main()['finished']} of 1")
