"""This machine → Machine: what it is, how fast its cores are now, and what keeps them awake.

Knows nothing of experiments.
"""

from __future__ import annotations

import contextlib
import math
import os
import platform
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psutil

from concurrency_measured.model import Machine

LATENCY = Path("/dev/cpu_dma_latency")
"""Linux' request for how quickly a core must wake; it counts for as long as the file is open."""
_LOOP = 120_000
_LOOPS = 3


@contextlib.contextmanager
def awake() -> Iterator[bool]:
    """Keep the cores from sleeping meanwhile, and give whether this system lets us.

    A core that slept is slow at first: on a virtual machine by half, for a tenth of a second. It
    would be measured, and not the program. Linux allows it to root.
    """
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(LATENCY.open("r+b", buffering=0))
            file.write(struct.pack("i", 0))
        except OSError:
            yield False
        else:
            yield True


def loop_seconds() -> float:
    """Return how long a fixed loop takes on this core now: the only thing that sees its speed.

    The median of a few, so that one interruption isn't taken for a change of speed.
    """
    return median(_loop() for _ in range(_LOOPS))


def _loop() -> float:
    started = time.perf_counter()
    total = 0
    for number in range(_LOOP):
        total += number
    return time.perf_counter() - started


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def open_files() -> float:
    """Return how many files a run may have open, after raising that to what the system allows."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return math.inf
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(ValueError, OSError):  # macOS says unlimited and allows less
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return math.inf if soft == resource.RLIM_INFINITY else soft


def describe(project: Path) -> Machine:
    """Describe this machine: no host name, no path."""
    return Machine(
        cpu=_cpu(),
        cores=psutil.cpu_count() or 1,
        usable_cores=usable_cores(),
        system=platform.system(),
        kernel=platform.release(),
        memory_bytes=psutil.virtual_memory().total,
        commit=_commit(project),
    )


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(
            line.partition(":")[2].strip() for line in lines if line.startswith("model name")
        )
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _commit(project: Path) -> str | None:
    """Return the commit, with a + when the tree has changes; None where there is no git."""
    command = ["git", "-C", str(project), "describe", "--always", "--dirty=+", "--abbrev=12"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return said.stdout.strip()
