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
from typing import Any, Dict, Iterator, List, Tuple

SHORTEST_NS = 1_000_000
SHARE = 5


def tree(root: int) -> Iterator[tuple[int, int]]:
    """Yield process and thread number of every thread of a process and its descendants."""
    waiting = [root]
    while waiting:
        process = waiting.pop()
        try:
            threads = [int(name) for name in os.listdir(f"/proc/{process}/task")]  # noqa: PTH208
        except OSError:
            continue
        for thread in threads:
            yield process, thread
            waiting += children(process, thread)


def children(process: int, thread: int) -> list[int]:
    """Return the processes that a thread started."""
    try:
        with open(f"/proc/{process}/task/{thread}/children", "rb") as file:  # noqa: PTH123
            return [int(number) for number in file.read().split()]
    except OSError:
        return []


def account(process: int, thread: int) -> tuple[int, int]:
    """Return a thread's nanoseconds on a core, and ready to run but waiting for one."""
    with open(f"/proc/{process}/task/{thread}/schedstat", "rb") as file:  # noqa: PTH123
        on_core, ready, _ = file.read().split()
    return int(on_core), int(ready)


def place(process: int, thread: int) -> int:
    """Return where a thread is: 0 running or ready, 1 blocked on a futex, 2 blocked elsewhere."""
    with open(f"/proc/{process}/task/{thread}/wchan", "rb") as file:  # noqa: PTH123
        name = file.read()
    return 0 if name in (b"", b"0") else 1 if name.startswith(b"futex") else 2


def watch(root: int) -> dict[str, Any]:
    """Sample until standard input closes; return times and accounts per thread."""
    seen: Dict[Tuple[int, int], List[Tuple[int, int, int, int]]] = {}
    begun, samples, interval = time.perf_counter_ns(), 0, SHORTEST_NS
    while not select.select([sys.stdin], [], [], interval / 1e9)[0]:
        started = time.perf_counter_ns()
        for process, thread in tree(root):
            try:
                where, now = place(process, thread), time.perf_counter_ns()
                row = (now, *account(process, thread), where)
            except (OSError, ValueError):
                continue
            seen.setdefault((process, thread), []).append(row)
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
