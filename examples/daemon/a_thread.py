"""A thread in the background when its program ends: is its work done?"""

import os
import subprocess
import sys
import threading
import time


def write_pages(begun, pages=15):
    """Write page after page, then tidy up."""
    try:
        for _ in range(pages):
            sum(number * number for number in range(400_000))
            os.write(1, b"page ")
            begun.set()
        os.write(1, b"finished ")
    finally:
        os.write(1, b"tidied ")


def main(kind="daemon"):
    """Run this file as a program; count what it wrote."""
    command = [sys.executable, __file__, kind]
    wrote = subprocess.check_output(command, text=True)
    return {w: wrote.count(w) for w in ("page", "finished", "tidied")}


if __name__ == "__main__":
    if sys.argv[1:]:
        background, begun = sys.argv[1] == "daemon", threading.Event()
        args = {"args": (begun,), "daemon": background}
        threading.Thread(target=write_pages, **args).start()
        begun.wait()
    else:
        started = time.perf_counter()
        print("daemon:", main())
        print("ordinary:", main("ordinary"))
        print(f"in {time.perf_counter() - started:.3f} s")
