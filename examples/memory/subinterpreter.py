# /// script
# requires-python = ">=3.13"
# dependencies = ["backports.interpreters; python_version < '3.14'"]
# ///
"""What one more subinterpreter that waits adds to the program's memory."""

from pathlib import Path

try:
    from concurrent import interpreters
except ImportError:  # before Python 3.14
    from backports import interpreters


def memory():
    """Return the bytes of this process, files left out (Linux only)."""
    account = Path("/proc/self/smaps_rollup").read_text()
    return int(account.partition("\nPss_Anon:")[2].split()[0]) * 1024


def main(workers=8):
    """Return the bytes of each, after a first one has been started."""
    started, held = [], []
    for count in 1, workers:
        for _ in range(count):
            interpreter = interpreters.create()
            interpreter.exec("ready = True")
            started.append(interpreter)
        held.append(memory())
    for interpreter in started:
        interpreter.close()
    return {"each_bytes": (held[1] - held[0]) / workers}


if __name__ == "__main__":
    print(f"a subinterpreter: {main()['each_bytes'] / 1e6:.1f} MB")
