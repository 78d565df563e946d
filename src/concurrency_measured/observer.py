"""Beside a run: reads the kernel's accounts of each of its threads, from outside.

A child like the worker, with the same rules: standard library only, imports nothing of ours. Is
told a process's number on standard input, samples that process and its descendants until standard
input closes, then prints what it saw. Linux only. Its interval grows with the number of threads, so
that looking never takes more than about a fifth of one core.
"""

import json
import os
import select
import sys
import time
from typing import Any, Dict, List, Tuple

SHORTEST_NS = 1_000_000
SHARE = 5


class Thread:
    """A thread's files in `/proc`, kept open: reading one again costs a third of opening it."""

    def __init__(self, process: int, thread: int) -> None:
        """Open them; `OSError` where the thread has gone."""
        self.files: List[int] = []
        for name in ("schedstat", "wchan", "children"):
            where = f"/proc/{process}/task/{thread}/{name}"
            self.files.append(os.open(where, os.O_RDONLY))

    def look(self) -> Tuple[int, int, int, int]:
        """Return the time, the thread's time on a core and ready for one, and where it is.

        All in nanoseconds; 0 is running or ready, 1 blocked on a futex, 2 blocked elsewhere.
        """
        name, now = os.pread(self.files[1], 64, 0), time.perf_counter_ns()
        place = 0 if name in (b"", b"0") else 1 if name.startswith(b"futex") else 2
        on_core, ready, _ = os.pread(self.files[0], 96, 0).split()
        return now, int(on_core), int(ready), place

    def children(self) -> List[int]:
        """Return the processes that the thread started."""
        return [int(number) for number in os.pread(self.files[2], 65536, 0).split()]

    def close(self) -> None:
        """Close the files."""
        for file in self.files:
            os.close(file)


def names(process: int) -> List[int]:
    """Return the numbers of a process's threads; none if it has gone."""
    try:
        return [int(name) for name in os.listdir(f"/proc/{process}/task")]  # noqa: PTH208
    except OSError:
        return []


def look(
    root: int,
    threads: Dict[Tuple[int, int], Thread],
    seen: Dict[Tuple[int, int], List[Tuple[int, int, int, int]]],
) -> None:
    """Add a row for every thread of a process and its descendants."""
    waiting, here = [root], set()
    while waiting:
        process = waiting.pop()
        for key in [(process, thread) for thread in names(process)]:
            try:
                if key not in threads:
                    threads[key] = Thread(*key)
                row = threads[key].look()
                waiting += threads[key].children()
            except (OSError, ValueError):
                continue
            here.add(key)
            seen.setdefault(key, []).append(row)
    for key in threads.keys() - here:
        threads.pop(key).close()


def watch(root: int) -> dict[str, Any]:
    """Sample until standard input closes; return times and accounts per thread."""
    threads: Dict[Tuple[int, int], Thread] = {}
    seen: Dict[Tuple[int, int], List[Tuple[int, int, int, int]]] = {}
    begun, samples, interval = time.perf_counter_ns(), 0, SHORTEST_NS
    while not select.select([sys.stdin], [], [], interval / 1e9)[0]:
        started = time.perf_counter_ns()
        look(root, threads, seen)
        samples += 1
        interval = max(SHORTEST_NS, SHARE * (time.perf_counter_ns() - started))
    return {
        "threads": [[process, thread, rows] for (process, thread), rows in seen.items()],
        "samples": samples,
        "lasted_ns": time.perf_counter_ns() - begun,
        "cpu_ns": time.process_time_ns(),
    }


if __name__ == "__main__":
    # Unbuffered, or select would not see what Python has already read.
    said = os.read(0, 32)
    json.dump(watch(int(said)), sys.stdout)
