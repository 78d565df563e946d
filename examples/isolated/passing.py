# /// script
# requires-python = ">=3.13"
# dependencies = ["backports.interpreters; python_version < '3.14'"]
# ///
"""Pass things to a subinterpreter, which changes what it can."""

import threading
from pathlib import Path

try:
    from concurrent import interpreters
except ImportError:  # before Python 3.14
    from backports import interpreters


def change(thing):
    """Add something to what has arrived, if there is a way to."""
    if hasattr(thing, "append"):
        thing.append(3)
    elif hasattr(thing, "put"):
        thing.put(3)


def main():
    """Print what was refused, and whether the change is seen here."""
    things = {
        "a text": "tea",
        "a list": [1, 2],
        "a queue": interpreters.create_queue(),
        "a lock": threading.Lock(),
        "a generator": (2 * number for number in range(3)),
    }
    refused = 0
    interpreter = interpreters.create()
    with Path(__file__).open() as file:
        for name, thing in (things | {"an open file": file}).items():
            try:
                interpreter.call(change, thing)
                print(f"{name}: passed")
            except Exception as error:
                refused += 1
                print(f"{name}: {error!r}")
    print("the list is still", things["a list"])
    print("in the queue there is", things["a queue"].get(timeout=5))
    interpreter.close()  # and with it what it has put into queues
    return {"refused": refused, "sent": len(things) + 1 - refused}


if __name__ == "__main__":
    print(main())
