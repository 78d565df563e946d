# /// script
# requires-python = ">=3.13"
# dependencies = [
#     "numpy>=2",
#     "backports.interpreters; python_version < '3.14'",
# ]
# ///
"""A subinterpreter imports a library that isn't made for it."""

try:
    from concurrent import interpreters
except ImportError:  # before Python 3.14
    from backports import interpreters


def middle(count):
    """Return the middle one of so many random numbers."""
    import numpy as np

    return float(np.median(np.random.default_rng(1).random(count)))


if __name__ == "__main__":
    interpreter = interpreters.create()
    print("interpreter", interpreter.id, "is to import NumPy", flush=True)
    try:
        print(interpreter.call(middle, 1_001))
    except interpreters.ExecutionFailed as error:  # says the same at length
        raise SystemExit(error.excinfo.msg.splitlines()[-1]) from None
