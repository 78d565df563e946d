"""Send things to another process; print what can't be sent, and why."""

import threading
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path


def kind_of(thing):
    """Tell, in the other process, what has arrived."""
    return type(thing).__name__


def main():
    """Try things that look harmless; count those that were refused."""

    class Order:
        """A class that is made inside a function."""

    things = {
        "a dictionary": {"coins": [1, 2]},
        "a function of this file": kind_of,
        "a lambda": lambda: 1,
        "a lock": threading.Lock(),
        "a generator": (2 * number for number in range(3)),
        "an object of a local class": Order(),
    }
    refused = 0
    with Path(__file__).open() as file, ProcessPoolExecutor(1) as pool:
        for name, thing in (things | {"an open file": file}).items():
            error = pool.submit(kind_of, thing).exception()
            refused += bool(error)
            print(f"{name}:", repr(error) if error else "sent")
    return {"refused": refused, "sent": len(things) + 1 - refused}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
