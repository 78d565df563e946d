"""Emptying the queue before waiting for the process: it ends."""

import multiprocessing


def fill(queue, items):
    """Put in more than fits into the pipe below the queue."""
    for number in range(items):
        queue.put(number)


def main(items=50_000, seconds=10):
    """Return how many processes came to their end."""
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=fill, args=(queue, items))
    process.start()
    received = [queue.get(timeout=seconds) for _ in range(items)]
    process.join(timeout=seconds)
    assert received == list(range(items))
    return {"finished": int(not process.is_alive())}


if __name__ == "__main__":
    print(f"finished: {main()['finished']} of 1")
