"""How much of a program's memory each of its processes holds again."""

import asyncio  # noqa: F401 - to be there, as in a larger program
import http.client  # noqa: F401
import multiprocessing
import xml.etree.ElementTree  # noqa: F401
from pathlib import Path


def memory(process="self"):
    """Return the bytes that it wrote and shares with none (Linux only)."""
    account = Path(f"/proc/{process}/smaps_rollup").read_text()
    return int(account.partition("\nPrivate_Dirty:")[2].split()[0]) * 1024


def worker(ready, done):
    """Say that it has started, then wait."""
    ready.release()
    done.wait()


def main(method="fork"):
    """Return the bytes of the program, and those of a process of it."""
    context = multiprocessing.get_context(method)
    ready, done = context.Semaphore(0), context.Event()
    alone_bytes = memory()
    process = context.Process(target=worker, args=(ready, done))
    process.start()
    ready.acquire(timeout=10)
    again_bytes = memory(process.pid)
    done.set()
    process.join()
    repeated = round(100 * again_bytes / alone_bytes)
    return {"alone_bytes": alone_bytes, "repeated": repeated}


if __name__ == "__main__":
    seen = main()
    print(f"the program: {seen['alone_bytes'] / 1e6:.1f} MB")
    print(f"again in a forked process: {seen['repeated']}% of it")
