"""A thread in the background that ends in good order: it is asked to."""

import threading
import time


def write_pages(stop, written):
    """Write page after page until asked to stop, then tidy up."""
    try:
        while not stop.is_set():
            sum(number * number for number in range(50_000))
            written.append("page")
    finally:
        written.append("tidied")


def main(pages=3):
    """Do something else for a while, then ask it to stop, and wait."""
    stop, written = threading.Event(), []
    worker = threading.Thread(target=write_pages, args=(stop, written))
    worker.start()
    while len(written) < pages:
        sum(number * number for number in range(50_000))
    stop.set()
    worker.join()
    return {word: written.count(word) for word in ("page", "tidied")}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
