"""A thread ends hard, as by a fault in C code: what becomes of the rest?"""

import os
import subprocess
import sys
import threading
import time


def fail():
    """End as a segmentation fault would end it."""
    os.abort()


def main():
    """Run this file as a program; tell who came to an end, and how."""
    command = [sys.executable, __file__, "program"]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    return {"finished": run.stdout.count("end"), "status": run.returncode}


if __name__ == "__main__":
    if sys.argv[1:]:
        failing = threading.Thread(target=fail)
        failing.start()
        failing.join()
        print("the main thread comes to its end")
    else:
        started = time.perf_counter()
        print(main(), f"in {time.perf_counter() - started:.3f} s")
