"""Programs of known behaviour, as text: what the tests of measuring run."""

from __future__ import annotations

from concurrency_measured.model import Arm, Model

IDLE = "def main(): pass\n"

SLEEPS = """
import time

def main(seconds):
    time.sleep(seconds)
"""

BURNS = """
import time

def main(seconds):
    while time.process_time() < seconds:
        pass
"""

BURNS_IN_A_CHILD = """
import os, time

def main(seconds):
    if not (pid := os.fork()):
        while time.process_time() < seconds:
            pass
        os._exit(0)
    os.waitpid(pid, 0)
"""

# The orphan burns, says so, and would live for a minute; nobody of its family waits for it. Then
# the program itself burns as much.
ORPHAN = """
import os, time

def main(seconds, session):
    reader, writer = os.pipe()
    if not (pid := os.fork()):
        middle = os.getpid()
        if not os.fork():
            if session:
                os.setsid()
            while time.process_time() < seconds or os.getppid() == middle:
                pass
            os.write(writer, f"{os.getpid()} {os.getppid()}".encode())
            time.sleep(60)
        os._exit(0)
    os.waitpid(pid, 0)
    orphan, parent = os.read(reader, 100).decode().split()
    while time.process_time() < seconds:
        pass
    return {"orphan": int(orphan), "parent": int(parent)}
"""

ALLOCATES = """
import time

def main(size):
    block = b"x" * size
    time.sleep(0.3)
    return {"size": len(block)}
"""

STARTS_THREADS = """
import threading, time

def main(number):
    done = threading.Event()
    threads = [threading.Thread(target=done.wait) for _ in range(number)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    done.set()
    for thread in threads:
        thread.join()
"""

STARTS_CHILDREN = """
import os, time

def main(number):
    reader, writer = os.pipe()
    for _ in range(number):
        if not os.fork():
            os.close(writer)
            os.read(reader, 1)
            os._exit(0)
    time.sleep(0.3)
    os.close(writer)
    for _ in range(number):
        os.wait()
"""

SLEEPS_OFTEN = """
import time

def main(number):
    for _ in range(number):
        time.sleep(0.0005)
"""

LEAVES_A_FORKSERVER = """
import multiprocessing, os, time
from multiprocessing import forkserver

if __name__ == "__main__":
    context = multiprocessing.get_context("forkserver")
    workers = [context.Process(target=time.sleep, args=(60,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    server = forkserver._forkserver._forkserver_pid
    print(server, *(worker.pid for worker in workers), flush=True)
    os._exit(0)
"""

# It tells its parent, the runner, once its orphan in a session of its own is there.
INTERRUPTS_ITS_PARENT = """
import os, signal, time

def main(note):
    reader, writer = os.pipe()
    if not os.fork():
        os.setsid()
        with open(note, "w") as file:
            file.write(f"{os.getppid()} {os.getpid()}")
        os.write(writer, b".")
        time.sleep(60)
        os._exit(0)
    os.read(reader, 1)
    os.kill(os.getppid(), signal.SIGUSR1)
    time.sleep(60)
"""

LOOKS_AROUND = """
import os, tempfile

def main():
    return {
        "names": " ".join(sorted(os.environ)),
        "home": os.environ["HOME"],
        "temporary": tempfile.gettempdir(),
        "folder": os.getcwd(),
        "files": " ".join(sorted(os.listdir())),
    }
"""

COUNTS_CORES = """
import os, subprocess, sys

def main():
    code = "import os; print(len(os.sched_getaffinity(0)))"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return {"own": len(os.sched_getaffinity(0)), "child": int(child.stdout)}
"""

PRINTS_FOREVER = """
import sys

def main(stream):
    while True:
        getattr(sys, stream).write("x" * 1000)
"""

HANGS = """
import time

def main():
    time.sleep(60)

if __name__ == "__main__":
    main()
"""

RAISES = """
def divide(by):
    return 1 / by

def main():
    divide(0)
"""

RAISES_IN_A_THREAD = """
import threading

def main():
    thread = threading.Thread(target=int, args=("a thread's fault",))
    thread.start()
    thread.join()
"""

WARNS = """
import warnings

def main():
    warnings.warn("a warning of the program")
"""

WAITS_IN_THREADS = """
import threading, time

def wait(seconds):
    time.sleep(seconds)

def main(waits, seconds):
    threads = [threading.Thread(target=wait, args=(seconds,)) for _ in range(waits)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""

FORGETS_A_TASK = """
import asyncio

async def fail():
    raise ValueError("a forgotten task's fault")

async def forget():
    asyncio.create_task(fail())
    await asyncio.sleep(0)
    await asyncio.sleep(0)

def main():
    asyncio.run(forget())
"""


def arm(source: str, cores: int | None = None, **parameters: int | float | str) -> Arm:
    """Return an arm that runs the program with these parameters."""
    return Arm("program", "program.py", Model.SEQUENTIAL, source, parameters, cores=cores)


def doing(*lines: str) -> str:
    """Return a program whose `main` does this."""
    return "import os, signal, sys\n\ndef main():\n" + "".join(f"    {line}\n" for line in lines)
