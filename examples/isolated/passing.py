# /// script
# requires-python = ">=3.13"
# dependencies = ["backports.interpreters; python_version < '3.14'"]
# ///
"""Pass things to a subinterpreter, which adds to what it gets."""

import threading

try:
    from concurrent import interpreters
except ImportError:  # before Python 3.14
    from backports import interpreters


def add(thing):
    """Add to a list or to a queue; leave alone what is neither."""
    if put := getattr(thing, "append", getattr(thing, "put", None)):
        put(3)


def main():
    """Print what was refused; count what was added to, seen from here."""
    numbers, queue = [1, 2], interpreters.create_queue()
    lock, numbered = threading.Lock(), (n for n in numbers)
    interpreter = interpreters.create()
    refused = 0
    for thing in "a text", numbers, queue, lock, numbered:
        try:
            interpreter.call(add, thing)
            print(f"{type(thing).__name__}: passed")
        except Exception as error:
            refused += 1
            print(f"{type(thing).__name__}: {error!r}")
    print("the list here:", numbers, "the queue:", queue.get(timeout=5))
    interpreter.close()  # and with it goes what it has put into queues
    return {"refused": refused}


if __name__ == "__main__":
    print(main())
