# /// script
# requires-python = ">=3.13"
# dependencies = ["backports.interpreters; python_version < '3.14'"]
# ///
"""Start subinterpreters that do nothing, and wait for their end."""

import time

try:
    from concurrent import interpreters
except ImportError:  # before Python 3.14
    from backports import interpreters


def main(count=10):
    """Start one after another, each when the one before has ended."""
    for _ in range(count):
        interpreter = interpreters.create()
        interpreter.exec("pass")
        interpreter.close()


if __name__ == "__main__":
    started = time.perf_counter()
    main(count=10)
    took = (time.perf_counter() - started) / 10
    print(f"a subinterpreter: {took * 1e3:.1f} ms")
