"""Each thread has a connection of its own, and closes only that one."""

import sqlite3
import tempfile
import threading
import time
from contextlib import closing


def read(path, times, begun, done):
    """Open, ask again and again, close."""
    with closing(sqlite3.connect(path)) as connection:
        for _ in range(times):
            connection.execute("SELECT count(*) FROM pages").fetchone()
            begun.set()
    done.append("read")


def main(times=20_000):
    """Let a thread read, and close another connection meanwhile."""
    with tempfile.NamedTemporaryFile() as file:
        own = sqlite3.connect(file.name)
        own.execute("CREATE TABLE pages (text)")
        begun, done = threading.Event(), []
        args = (file.name, times, begun, done)
        reader = threading.Thread(target=read, args=args)
        reader.start()
        begun.wait()
        own.close()
        reader.join()
    return {"finished": len(done), "broken": 1 - len(done)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
