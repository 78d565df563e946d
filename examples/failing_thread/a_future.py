"""A thread raises an exception, and whoever wants its result gets it."""

import time
from concurrent.futures import ThreadPoolExecutor


def fail():
    """Raise what nobody in this thread catches."""
    return {}["missing"]


def main():
    """Ask for the result; count the failures that were noticed."""
    with ThreadPoolExecutor() as pool:
        future = pool.submit(fail)
    try:
        future.result()
    except KeyError as error:
        return {"errors": 1, "message": repr(error)}
    return {"errors": 0}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
