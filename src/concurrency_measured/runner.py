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
import re
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

import msgspec
import psutil

from concurrency_measured import spans
from concurrency_measured.model import Arm, Ending, Interpreter, Run, RunKind, Timeline

WORKER = Path(__file__).with_name("worker.py")
OBSERVER = Path(__file__).with_name("observer.py")
SAMPLE_EVERY_S = 0.005
CANARY_S = 0.06
CANARY_LEADS_S = (0.1, 0.5, 2.5)
"""Seconds in which the counters have to start; the longer ones are for a busy machine."""
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
    begun_ns: int = 0


def call(python: Interpreter, arm: Arm, limits: Limits, *, observe: bool = False) -> Run:
    """Time `main(**parameters)` of the arm in a fresh process.

    Args:
        python: The interpreter to start.
        arm: The example.
        limits: Time and output that it may use.
        observe: Sample memory, threads and processes beside it; such a run's times don't count.
    """
    with _folder(arm) as folder:
        finished, answer = _work(python, arm, folder, limits, observe=observe)
    kind = RunKind.OBSERVED if observe else RunKind.CALL
    run = _run(arm, kind, finished, answer.ending, answer.evidence)
    wall_s = None if answer.wall_ns is None else answer.wall_ns / 1e9
    return replace(run, wall_s=wall_s, observed=answer.observed)


def script(python: Interpreter, arm: Arm, limits: Limits) -> Run:
    """Run `python file.py` in a folder that holds nothing else, as a reader would.

    What it reports as `failed` is 1 when the text that the arm must fail with is on standard error;
    besides, it reports the numbers that the arm reads from its output.
    """
    with _folder(arm) as folder:
        finished = start([*python.command, arm.file], folder, limits)
    # Where the interpreter is installed is nobody's business but this machine's.
    prefix = str(Path(python.path).parents[1])
    finished.stderr = finished.stderr.replace(prefix, "…") if len(prefix) > 1 else finished.stderr
    ending = _ending(finished)
    failed = bool(arm.fails) and arm.fails in finished.stderr
    if arm.fails:
        expected = failed and ending in (Ending.FINISHED, Ending.EXITED)
        ending = Ending.FINISHED if expected else Ending.DID_NOT_FAIL
        run = _run(arm, RunKind.SCRIPT, replace(finished, stderr="", status=0), ending, "")
        return replace(
            run,
            output=f"{finished.stdout}\n{finished.stderr}".strip() + "\n",
            evidence=run.evidence or ("" if expected else finished.stderr),
            observed={"failed": int(failed)},
        )
    if ending is Ending.FINISHED and not finished.stdout.strip():
        ending = Ending.SAID_NOTHING
    read = {name: _number(rule, finished.stdout) for name, rule in arm.reads}
    missing = [name for name, number in read.items() if number is None]
    if ending is Ending.FINISHED and missing:
        ending = Ending.SAID_NOTHING
    run = _run(arm, RunKind.SCRIPT, finished, ending, "")
    told: dict[str, int | float | str] = {name: n for name, n in read.items() if n is not None}
    return replace(
        run,
        output=finished.stdout,
        evidence=f"no number as {missing}\n{finished.stdout[-4000:]}" if missing else run.evidence,
        observed=told | {"failed": 0},
    )


def _number(rule: str, output: str) -> float | None:
    """Return the number that a rule finds in an output."""
    found = re.search(rule, output, flags=re.M)
    try:
        return float(found[1]) if found else None
    except ValueError:
        return None


def timeline(python: Interpreter, arm: Arm, step: str, limits: Limits) -> tuple[Run, Timeline]:
    """Run the arm once with its step stamped and, on Linux, the observer beside it."""
    with _folder(arm) as folder, _observer_process() as observer:
        stamps = folder.with_name("stamps")
        finished, answer = _work(
            python, arm, folder, limits, step=step, stamps=stamps, on_start=observer.begin
        )
        seen = observer.end()
        rows = [row for file in folder.parent.glob("stamps.*") for row in _stamps(file)]
    run = _run(arm, RunKind.CALL, finished, answer.ending, answer.evidence)
    begun, wall = answer.begun_ns, answer.wall_ns or 0
    drawn = spans.timeline(
        arm.name,
        begun,
        begun + wall,
        rows,
        seen.threads,
        seen.lasted_ns / 1e9 / seen.samples if seen.samples else None,
        seen.cpu_ns / seen.lasted_ns if seen.samples else None,
    )
    return run, drawn


def _work(
    python: Interpreter,
    arm: Arm,
    folder: Path,
    limits: Limits,
    *,
    observe: bool = False,
    step: str = "",
    stamps: Path | None = None,
    on_start: Callable[[int], None] | None = None,
) -> tuple[Finished, _Answer]:
    """Start the worker on an arm and return how it ended and what it said."""
    answer = folder.with_name("answer.json")
    request = {
        "module": Path(arm.file).stem,
        "cores": arm.cores,
        "folder": str(folder),
        "parameters": arm.parameters,
        "answer": str(answer),
        "step": step,
        "stamps": str(stamps) if stamps and step else "",
    }
    command = [*python.command, "-c", WORKER.read_text(encoding="utf-8"), json.dumps(request)]
    finished = start(command, folder, limits, observe=observe, on_start=on_start)
    said = _read(answer, finished)
    said.evidence = _shown(said.evidence, folder)
    return finished, said


def _stamps(file: Path) -> Iterator[spans.Stamp]:
    """Yield the rows that a thread noted: six numbers each, the first unused one is zero."""
    for row in struct.iter_unpack("<6q", file.read_bytes()):
        if not row[0]:
            return
        process, thread, task, begin, end, cpu = row
        yield process, thread, task, begin, end, cpu


class _Seen(msgspec.Struct):
    """What the observer saw."""

    threads: list[tuple[int, int, list[tuple[int, int, int, int]]]] = []
    samples: int = 0
    lasted_ns: int = 0
    cpu_ns: int = 0


@dataclass
class _Observer:
    """The observer's process; does nothing where there is no `/proc`."""

    process: subprocess.Popen[bytes] | None

    def begin(self, pid: int) -> None:
        if self.process and self.process.stdin:
            self.process.stdin.write(str(pid).encode())
            self.process.stdin.flush()

    def end(self) -> _Seen:
        if not self.process:
            return _Seen()
        return msgspec.json.decode(self.process.communicate()[0], type=_Seen)


@contextlib.contextmanager
def _observer_process() -> Iterator[_Observer]:
    if not Path("/proc/self/schedstat").exists():
        yield _Observer(None)
        return
    text = OBSERVER.read_text(encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-I", "-c", text],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    )
    try:
        yield _Observer(process)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


def cores_free(python: Interpreter) -> float:
    """Return how many cores' worth of work two processes get beside one: the canary."""
    alone = sum(_count_loops(python, 1))
    return sum(_count_loops(python, 2)) / alone if alone else 0.0


def _count_loops(python: Interpreter, processes: int) -> list[int]:
    """Start that many counters that begin together; return how far each came, 0 if too late."""
    # perf_counter has the same origin in every process of a machine on the systems we know.
    code = (
        "import sys, time\nstart, length = map(float, sys.argv[1:])\nn = 0\n"
        "late = time.perf_counter() > start\n"
        "while time.perf_counter() < start: pass\n"
        "while time.perf_counter() < start + length: n += 1\nprint(0 if late else n)"
    )
    counts: list[int] = []
    for lead_s in CANARY_LEADS_S:
        begin = time.perf_counter() + lead_s
        command = [*python.command, "-I", "-c", code, str(begin), str(CANARY_S)]
        counters = [
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(processes)
        ]
        counts = [int(counter.communicate()[0]) for counter in counters]
        if all(counts):
            break
    return counts


def start(
    command: list[str],
    folder: Path,
    limits: Limits,
    *,
    observe: bool = False,
    on_start: Callable[[int], None] | None = None,
) -> Finished:
    """Start a command in the folder and return once it and all that it started have gone."""
    finished, before = Finished(), _children()
    guard = _Guard(finished, limits)
    with _subreaper(), contextlib.ExitStack() as cleanup:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        cleanup.callback(guard.read_rest)
        cleanup.callback(_end_tree, process, before, finished)
        if on_start:
            on_start(process.pid)
        if observe:
            cleanup.enter_context(_observer(process.pid, finished))
        cleanup.enter_context(guard.watch(process))
        _reap(process, finished)
        finished.spawn_to_exit_s = time.perf_counter() - started
    finished.stdout, finished.stderr = (
        _shown(guard.text(stream), folder) for stream in ("stdout", "stderr")
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


def environment(folder: Path) -> dict[str, str]:
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
                    # Too much is too much, even when the program has ended meanwhile.
                    self.finished.stopped = self.finished.stopped or Ending.TOO_MUCH_OUTPUT
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
    root = psutil.Process(pid)  # before the thread starts: as long as nobody has reaped it

    def sample() -> None:
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


def _shown(text: str, folder: Path) -> str:
    """Take our folder out: a reader starts the file in one of their own."""
    return text.replace(f"{folder}{os.sep}", "").replace(str(folder), ".")


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
        name = {number.value: f" ({number.name})" for number in signal.Signals}.get(-status, "")
        return f"ended by signal {-status}{name}"
    return f"exit status {status}" if status else ""
