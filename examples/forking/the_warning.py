"""Fork beside a thread, by hand and by multiprocessing: does Python warn?"""

import multiprocessing
import os
import threading
import time
import warnings


def fork():
    """Fork by hand; the child ends at once."""
    if not (child := os.fork()):
        os._exit(0)
    os.waitpid(child, 0)


def start():
    """Start a process as multiprocessing does on request: by a fork."""
    child = multiprocessing.get_context("fork").Process(target=abs, args=(1,))
    child.start()
    child.join()


if __name__ == "__main__":
    threading.Thread(target=time.sleep, args=(0.1,)).start()
    for way in fork, start:
        with warnings.catch_warnings(record=True) as shown:
            way()
        print(f"{way.__name__}: {len(shown)} shown")
        for one in shown:
            print(f"{one.category.__name__}: {one.message}")
