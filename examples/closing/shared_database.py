"""One thread closes a database connection that another one is using."""

import sqlite3
import subprocess
import sys
import threading
import time


def read_on(connection, begun):
    """Ask the database again and again."""
    while True:
        connection.execute("SELECT 1").fetchone()
        begun.set()


def main(tries=5):
    """Run this file as a program; count how often it broke, and how."""
    command = [sys.executable, __file__, "program"]
    broken = crashes = 0
    for _ in range(tries):
        run = subprocess.run(command, check=False, capture_output=True)
        crashes += run.returncode < 0
        broken += run.returncode < 0 or b"Error" in run.stderr
    return {"broken": broken, "crashes": crashes}


if __name__ == "__main__":
    if sys.argv[1:]:
        shared = sqlite3.connect(":memory:", check_same_thread=False)
        begun = threading.Event()
        threading.Thread(target=read_on, args=(shared, begun)).start()
        begun.wait()
        shared.close()
    else:
        started = time.perf_counter()
        print(main(), f"in {time.perf_counter() - started:.3f} s")
