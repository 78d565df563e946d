# /// script
# requires-python = ">=3.13"
# dependencies = ["backports.interpreters; python_version < '3.14'"]
# ///
"""What the process allows only in its first interpreter."""

try:
    from concurrent import interpreters
except ImportError:  # before Python 3.14
    from backports import interpreters

IMPORTS = "import os; from threading import Thread"
TRIED = {
    "a thread": "Thread(target=int).start()",
    "a daemon thread": "Thread(target=int, daemon=True).start()",
    "os.fork": "os.fork()",
}


def main():
    """Try each in an interpreter of its own; count what was refused."""
    refused = 0
    for name, code in TRIED.items():
        interpreter = interpreters.create()
        try:
            interpreter.exec(f"{IMPORTS}; {code}")
            print(f"{name}: allowed")
        except interpreters.ExecutionFailed as error:
            refused += 1
            print(f"{name}: {error.excinfo.msg}")
        finally:
            interpreter.close()
    return {"refused": refused}


if __name__ == "__main__":
    print(main())
