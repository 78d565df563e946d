"""One thread adds to a dictionary while another one goes through it."""

import threading
import time


def add_keys(shared, times):
    """Add one key after another."""
    for key in range(times):
        shared[key] = key


def add_up(shared):
    """Go through the dictionary in a loop."""
    total = 0
    for value in shared.values():
        total += value
    return total


def main(times=300_000):
    """Add up the values while they become more, until that fails."""
    shared, message = {}, "none"
    adding = threading.Thread(target=add_keys, args=(shared, times))
    adding.start()
    while adding.is_alive() and message == "none":
        try:
            add_up(shared)
        except RuntimeError as error:
            message = str(error)
    adding.join()
    return {"errors": int(message != "none"), "message": message}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
