"""Server → address: what an experiment's examples talk to, in a process beside the measured ones.

It is started once for an experiment, before its first run, so that its start, its memory and its
processor time are never those of an example. It prints one line, its address or what this machine
lacks, and ends when its standard input is closed, which happens even when the build is killed.
Knows nothing of runs.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from concurrency_measured import runner
from concurrency_measured.errors import RunError
from concurrency_measured.model import Interpreter, Kind, Need, Server

START_S = 60.0
"""How long a server may take until it accepts; a database is made first."""
END_S = 10.0
"""How long it may take to end by itself."""
_LACKS = "lacks "
_SAID = 4000


@dataclass(frozen=True)
class Served:
    """Where a server answers, or what this machine lacks for it."""

    address: str = ""
    lacks: Need | None = None


@contextlib.contextmanager
def serving(python: Interpreter, server: Server | None, experiment: str) -> Iterator[Served]:
    """Run a server as long as the context lasts.

    Args:
        python: What it is started with.
        server: The program; None for no server.
        experiment: The experiment's name, for errors.

    Raises:
        RunError: It ended, or said nothing in time.
    """
    if server is None:
        yield Served()
        return
    with tempfile.TemporaryDirectory(prefix="served-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary).resolve()
        (folder / server.file).write_text(server.source, encoding="utf-8")
        with (folder / "stderr").open("w+b") as complaints:
            process = subprocess.Popen(
                [*python.command, server.file],
                cwd=folder,
                env=runner.environment(folder),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                start_new_session=True,
            )
            try:
                line = _first_line(process)
                if not line:
                    complaints.seek(0)
                    said = complaints.read().decode("utf-8", "replace")[-_SAID:]
                    raise _silent(server, experiment, said)
                yield _served(line, server, experiment)
            finally:
                _end(process)


def _first_line(process: subprocess.Popen[bytes]) -> str:
    """Return the first line that a process prints, or nothing if there is none in time."""
    found: list[bytes] = []

    def read(pipe: IO[bytes]) -> None:
        found.append(pipe.readline())

    assert process.stdout is not None
    reader = threading.Thread(target=read, args=(process.stdout,), daemon=True)
    reader.start()
    reader.join(START_S)
    return found[0].decode("utf-8", "replace").strip() if found else ""


def _served(line: str, server: Server, experiment: str) -> Served:
    if not line.startswith(_LACKS):
        return Served(line)
    word = line.removeprefix(_LACKS)
    if word not in tuple(Kind):
        raise RunError(
            f"examples/{experiment}/{server.file}",
            found=f"the line {line!r}",
            expected="an address, or `lacks` and one of " + ", ".join(Kind),
            action="name what the machine lacks in one of these words",
        )
    return Served(lacks=Need(Kind(word)))


def _silent(server: Server, experiment: str, said: str) -> RunError:
    file = f"examples/{experiment}/{server.file}"
    return RunError(
        file,
        found=f"a server without an address after {START_S:g} seconds, or that ended at once",
        expected="one line with its address as soon as it accepts",
        action=f"run `python {file}` and mend it; what was measured before is kept",
        evidence=said,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, by closing its standard input, and end what is left of it."""
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(END_S)
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    process.stdout.close()
