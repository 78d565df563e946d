"""Send what can be sent in place of what can't: all of it arrives."""

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor


class Order:
    """A class at the top of the file: the other process finds it."""


def double(number):
    """Do what a lambda would have done, under a name."""
    return 2 * number


def keep(lock):
    """Keep the lock with which this process was started."""
    globals()["kept"] = lock


def kind_of(thing):
    """Tell, in the other process, what has arrived; it has a lock, too."""
    with globals()["kept"]:
        return type(thing).__name__


def main():
    """Send them; count those that were refused."""
    instead = [double, __file__, [number for number in range(3)], Order()]
    locks = {"initializer": keep, "initargs": (multiprocessing.Lock(),)}
    with ProcessPoolExecutor(1, **locks) as pool:
        arrived = list(pool.map(kind_of, instead))
    print("arrived:", ", ".join(arrived))
    return {"refused": len(instead) - len(arrived), "sent": len(arrived)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
