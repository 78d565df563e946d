# /// script
# requires-python = ">=3.13"
# dependencies = ["backports.interpreters; python_version < '3.14'"]
# ///
"""What a subinterpreter has of its own, and what the process has once."""

import os
from pathlib import Path

try:
    from concurrent import interpreters
except ImportError:  # before Python 3.14
    from backports import interpreters

count = 0


def change():
    """Change two things where this is called; return the process."""
    import os

    globals()["count"] = 1
    os.chdir(os.pardir)
    return os.getpid()


def main():
    """Return how much of what was changed there is changed here, too."""
    folder = Path.cwd()
    interpreter = interpreters.create()
    process = interpreter.call(change)
    interpreter.close()
    print("the process:", "the same" if process == os.getpid() else "another")
    print("a global: here still", count)
    print("the working folder: changed for all:", Path.cwd() != folder)
    return {"changed": count + (Path.cwd() != folder)}


if __name__ == "__main__":
    print(main())
