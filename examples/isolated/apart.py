# /// script
# requires-python = ">=3.13"
# dependencies = ["backports.interpreters; python_version < '3.14'"]
# ///
"""What a subinterpreter has of its own, and what the process has once."""

import os
import string

try:
    from concurrent import interpreters
except ImportError:  # before Python 3.14
    from backports import interpreters

count = 0


def change():
    """Change things where this is called; return the process."""
    global count
    import os
    import string

    count = 1
    string.digits = "changed"
    os.chdir(os.pardir)
    return os.getpid()


def main():
    """Return how much was changed here by what was called there."""
    folder = os.getcwd()
    interpreter = interpreters.create()
    process = interpreter.call(change)
    interpreter.close()
    changed = {
        "a global": count == 1,
        "an imported module": string.digits == "changed",
        "the working folder": os.getcwd() != folder,
    }
    for name, is_changed in changed.items():
        print(f"{name}:", "changed here, too" if is_changed else "its own")
    print("the process:", "the same" if process == os.getpid() else "another")
    return {"changed": sum(changed.values()), "of": len(changed)}


if __name__ == "__main__":
    print(main())
