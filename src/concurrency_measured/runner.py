"""Arm → Run: the only starter of measured processes. Contains them, limits them, ends them.

Containment is part of what is measured, so it is the same for every run: a temporary working
folder that holds only the example, an emptied environment, a session of its own, this process as
the subreaper that inherits orphans, limits on time and output. Whatever a run started ends with it.
Knows nothing of blocks, statistics or pages.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

import msgspec
import psutil

from concurrency_measured.model import Arm, Ending, Interpreter, Run, RunKind

WORKER = Path(__file__).with_name("worker.py")
SAMPLE_EVERY_S = 0.005
CANARY_S = 0.06
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Limits:
    """What one run may use."""

    seconds: float = 60.0
    output_bytes: int = 1_000_000


@dataclass
class Finished:
    """What is known of a process after it and all its descendants have gone."""

    status: int = 0
    spawn_to_exit_s: float = 0.0
    cpu_s: float | None = None
    voluntary_switches: int | None = None
    involuntary_switches: int | None = None
    stdout: str = ""
    stderr: str = ""
    stopped: Ending | None = None
    peak_pss_bytes: int | None = None
    most_threads: int | None = None
    most_processes: int | None = None


class _Answer(msgspec.Struct, forbid_unknown_fields=True):
    """What the worker says."""

    ending: Ending
    wall_ns: int | None = None
    observed: dict[str, int | float | str] = {}
    evidence: str = ""


def call(python: Interpreter, arm: Arm, limits: Limits, *, observe: bool = False) -> Run:
    """Time `main(**parameters)` of the arm in a fresh process.

    Args:
        python: The interpreter to start.
        arm: The example.
        limits: Time and output that it may use.
        observe: Sample memory, threads and processes beside it; such a run's times don't count.
    """
    with _folder(arm) as folder:
        answer_path = folder.with_name("answer.json")
        request = {
            "module": Path(arm.file).stem,
            "cores": arm.cores,
            "folder": str(folder),
            "parameters": arm.parameters,
            "answer": str(answer_path),
        }
        worker = WORKER.read_text(encoding="utf-8")
        finished = start(
            [python.path, "-c", worker, json.dumps(request)], folder, limits, observe=observe
        )
        answer = _read(answer_path, finished)
    run = _run(
        arm, RunKind.OBSERVED if observe else RunKind.CALL, finished, answer.ending, answer.evidence
    )
    wall_s = None if answer.wall_ns is None else answer.wall_ns / 1e9
    return replace(run, wall_s=wall_s, observed=answer.observed)


def script(python: Interpreter, arm: Arm, limits: Limits) -> Run:
    """Run `python file.py` in a folder that holds nothing else, as a reader would."""
    with _folder(arm) as folder:
        finished = start([python.path, arm.file], folder, limits)
    ending = _ending(finished)
    if ending is Ending.FINISHED and not finished.stdout.strip():
        ending = Ending.SAID_NOTHING
    run = _run(arm, RunKind.SCRIPT, finished, ending, "")
    return replace(run, output=finished.stdout)


def cores_free(python: Interpreter) -> float:
    """Return how many cores' worth of work two processes get beside one: the canary."""
    alone = sum(_count_loops(python, 1))
    return sum(_count_loops(python, 2)) / alone


def _count_loops(python: Interpreter, processes: int) -> list[int]:
    """Start that many counters that begin together; return how far each came."""
    # perf_counter has the same origin in every process of a machine on the systems we know.
    code = (
        "import sys, time\nstart, length = map(float, sys.argv[1:])\nn = 0\n"
        "while time.perf_counter() < start: pass\n"
        "while time.perf_counter() < start + length: n += 1\nprint(n)"
    )
    begin = time.perf_counter() + 0.1
    command = [python.path, "-I", "-c", code, str(begin), str(CANARY_S)]
    counters = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(processes)
    ]
    return [int(counter.communicate()[0]) for counter in counters]


def start(command: list[str], folder: Path, limits: Limits, *, observe: bool = False) -> Finished:
    """Start a command in the folder and return once it and all that it started have gone."""
    finished, before = Finished(), _children()
    guard = _Guard(finished, limits)
    with _subreaper(), contextlib.ExitStack() as cleanup:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        cleanup.callback(guard.read_rest)
        cleanup.callback(_end_tree, process, before, finished)
        if observe:
            cleanup.enter_context(_observer(process.pid, finished))
        cleanup.enter_context(guard.watch(process))
        _reap(process, finished)
        finished.spawn_to_exit_s = time.perf_counter() - started
    finished.stdout, finished.stderr = (
        # A reader starts the file in a folder of their own; ours says nothing to them.
        guard.text(stream).replace(f"{folder}{os.sep}", "").replace(str(folder), ".")
        for stream in ("stdout", "stderr")
    )
    return finished


# --- containment -------------------------------------------------------------------------------


@contextlib.contextmanager
def _folder(arm: Arm) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="measured-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary).resolve() / "work"
        folder.mkdir()
        (folder / arm.file).write_text(arm.source, encoding="utf-8")
        yield folder


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment of a run: nothing of the builder's but what the system needs."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATHEXT") if name in os.environ}
    home = str(folder)
    # Bytecode is not written, so that the example's folder stays as it was and runs start alike.
    return kept | {
        "PATH": os.defpath,
        "HOME": home,
        "TMPDIR": home,
        "TEMP": home,
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@contextlib.contextmanager
def _subreaper() -> Iterator[None]:
    """Inherit orphans while a run lasts, so that they can be counted and ended (Linux only)."""
    if sys.platform != "linux":
        yield
        return
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def _children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


def _end_tree(process: subprocess.Popen[bytes], before: set[int], finished: Finished) -> None:
    """Kill and reap whatever is left of a run, until nothing is."""
    _kill_group(process.pid)
    if process.returncode is None:
        _reap(process, finished)
    while left := [c for c in psutil.Process().children() if c.pid not in before]:
        for child in left:
            for victim in (child, *_descendants(child)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    victim.kill()
        for child in left:
            _account(child.pid, finished)


def _descendants(process: psutil.Process) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.children(recursive=True)
    return []


def _kill_group(leader: int) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)
        return
    with contextlib.suppress(psutil.NoSuchProcess):
        tree = psutil.Process(leader)
        for victim in (*_descendants(tree), tree):
            victim.kill()


def _reap(process: subprocess.Popen[bytes], finished: Finished) -> None:
    """Wait for the process and add what the kernel says of it and of the children it waited for."""
    if hasattr(os, "wait4"):
        finished.status = _account(process.pid, finished)
        process.returncode = finished.status
    else:
        finished.status = process.wait()


def _account(pid: int, finished: Finished) -> int:
    try:
        _, status, usage = os.wait4(pid, 0)
    except ChildProcessError:
        return 0
    finished.cpu_s = (finished.cpu_s or 0.0) + usage.ru_utime + usage.ru_stime
    finished.voluntary_switches = (finished.voluntary_switches or 0) + usage.ru_nvcsw
    finished.involuntary_switches = (finished.involuntary_switches or 0) + usage.ru_nivcsw
    return os.waitstatus_to_exitcode(status)


# --- limits ------------------------------------------------------------------------------------


@dataclass
class _Guard:
    """Reads a run's output, and ends the run when it takes too long or says too much."""

    finished: Finished
    limits: Limits
    streams: dict[str, bytearray] = field(default_factory=dict)
    readers: list[threading.Thread] = field(default_factory=list)
    pid: int = 0
    over: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextlib.contextmanager
    def watch(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        self.pid = process.pid
        for name in ("stdout", "stderr"):
            self.streams[name] = bytearray()
            reader = threading.Thread(
                target=self._read, args=(getattr(process, name), name), daemon=True
            )
            self.readers.append(reader)
            reader.start()
        timer = threading.Timer(self.limits.seconds, self._stop, args=(Ending.TIMED_OUT,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self.lock:
                self.over = True

    def read_rest(self) -> None:
        for reader in self.readers:
            reader.join()

    def text(self, stream: str) -> str:
        return bytes(self.streams.get(stream, b"")).decode("utf-8", "replace")

    def _read(self, pipe: IO[bytes], name: str) -> None:
        with pipe:
            while chunk := os.read(pipe.fileno(), 65536):
                if len(self.streams[name]) + len(chunk) > self.limits.output_bytes:
                    self._stop(Ending.TOO_MUCH_OUTPUT)
                    continue
                self.streams[name] += chunk

    def _stop(self, reason: Ending) -> None:
        with self.lock:  # never kill a group whose leader was reaped: its number may be reused
            if not self.over:
                self.finished.stopped = self.finished.stopped or reason
                _kill_group(self.pid)


@contextlib.contextmanager
def _observer(pid: int, finished: Finished) -> Iterator[None]:
    """Sample the tree's memory, threads and processes until the run is over."""
    done = threading.Event()

    def sample() -> None:
        root = psutil.Process(pid)
        while not done.wait(SAMPLE_EVERY_S):
            tree = [root, *_descendants(root)]
            threads = sum(_count_threads(process) for process in tree)
            finished.most_processes = max(finished.most_processes or 0, len(tree))
            finished.most_threads = max(finished.most_threads or 0, threads)
            if (pss := _pss(tree)) is not None:
                finished.peak_pss_bytes = max(finished.peak_pss_bytes or 0, pss)

    sampler = threading.Thread(target=sample, daemon=True)
    sampler.start()
    try:
        yield
    finally:
        done.set()
        sampler.join()


def _count_threads(process: psutil.Process) -> int:
    try:
        return int(process.num_threads())
    except psutil.Error:
        return 0


def _pss(tree: list[psutil.Process]) -> int | None:
    """Return the tree's memory with shared pages counted once, where the system tells."""
    total = 0
    for process in tree:
        try:
            total += process.memory_full_info().pss
        except (psutil.Error, AttributeError):
            continue
    return total or None


# --- what became of it -------------------------------------------------------------------------


def _run(arm: Arm, kind: RunKind, finished: Finished, ending: Ending, evidence: str) -> Run:
    if ending is Ending.FINISHED and finished.stderr.strip():
        ending = Ending.COMPLAINED
    if ending is not Ending.FINISHED:
        evidence = "\n".join(
            filter(None, (evidence, finished.stderr[-4000:], _exit(finished.status)))
        )
    return Run(
        arm=arm.name,
        kind=kind,
        ending=ending,
        spawn_to_exit_s=finished.spawn_to_exit_s,
        cpu_s=finished.cpu_s,
        voluntary_switches=finished.voluntary_switches,
        involuntary_switches=finished.involuntary_switches,
        evidence=evidence,
        peak_pss_bytes=finished.peak_pss_bytes,
        most_threads=finished.most_threads,
        most_processes=finished.most_processes,
    )


def _ending(finished: Finished) -> Ending:
    if finished.stopped:
        return finished.stopped
    if finished.status < 0:
        return Ending.CRASHED
    return Ending.EXITED if finished.status else Ending.FINISHED


def _read(path: Path, finished: Finished) -> _Answer:
    """Return the worker's answer, or what the process's end says in its place."""
    ending = _ending(finished)
    if finished.stopped or not path.exists():
        return _Answer(Ending.SAID_NOTHING if ending is Ending.FINISHED else ending)
    try:
        answer = msgspec.json.decode(path.read_bytes(), type=_Answer)
    except msgspec.DecodeError as error:
        return _Answer(
            Ending.RAISED,
            evidence=f"main() must return nothing or a dictionary of numbers and words: {error}",
        )
    if ending is not Ending.FINISHED and answer.ending is Ending.FINISHED:
        return _Answer(ending)
    return answer


def _exit(status: int) -> str:
    if status < 0:
        return f"ended by signal {-status} ({signal.Signals(-status).name})"
    return f"exit status {status}" if status else ""
