"""A lost update, caught in the act: a count that suddenly falls."""

import threading
from itertools import pairwise


def add_one(number):
    """Return the next number."""
    return number + 1


def count_up(counter, notes, times):
    """Read, call, write back; note what was read and written."""
    for _ in range(times):
        read = counter["value"]
        counter["value"] = written = add_one(read)
        notes.append((read, written))


def main(times=100_000, rounds=20):
    """Count in two threads until the number falls; tell how it fell."""
    for _ in range(rounds):
        shared, two = ({"value": 0}, notes := [], times), []
        for _ in range(2):
            two.append(threading.Thread(target=count_up, args=shared))
            two[-1].start()
        for thread in two:
            thread.join()
        for (_, reached), (read, written) in pairwise(notes):
            if written < reached:
                return {"read": read, "reached": reached, "back": written}
    return {"read": 0, "reached": 0, "back": 0}


if __name__ == "__main__":
    seen = main()
    print("one thread read", seen["read"])
    print("the other one counted on to", seen["reached"])
    print("the first one went on, and wrote", seen["back"])
