"""Waiting for a process before its queue is empty: it never ends."""

import multiprocessing


def fill(queue, size):
    """Put in more than fits into the pipe below the queue."""
    queue.put(bytes(size))


def main(size=5_000_000, seconds=0.5):
    """Return how many processes came to their end."""
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=fill, args=(queue, size))
    process.start()
    process.join(timeout=seconds)  # without a limit: for ever
    finished = int(not process.is_alive())
    process.kill()
    process.join()
    return {"finished": finished}


if __name__ == "__main__":
    print(f"finished: {main()['finished']} of 1")
