"""Interpreter × lock → Interpreter: the environment that a library's examples are measured in.

Made once for each interpreter and lock, aside, and put in place when it is whole. Holds only what
the lock names by its hash. Where one can't be made (no wheel for this Python, no network), what
needs it is not run here. Knows nothing of experiments.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec

from concurrency_measured.model import Interpreter
from concurrency_measured.records import write_text

FAILED_S = 3600
"""How long nobody tries again what failed."""
_LIMIT_S = 300
_PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input"]
_LIST = [*_PIP, "list", "--format=json", "--exclude", "pip", "--exclude", "setuptools"]


class _Library(msgspec.Struct):
    name: str
    version: str


def provide(
    interpreter: Interpreter,
    lock: Path,
    folder: Path,
    *,
    make: bool = True,
    say: Callable[[str], None] = lambda text: None,
) -> Interpreter | None:
    """Return the interpreter with the libraries of a lock, or None where it can't have them.

    Args:
        interpreter: What the environment is made with.
        lock: Requirements with their hashes.
        folder: Where environments are kept.
        make: Whether one may be made; if not, only one that is there is returned.
        say: Told what is worth a line.
    """
    home = folder / _key(interpreter, lock)
    known, failed = home / "libraries.json", home.with_suffix(".failed")
    if not known.is_file():
        if not make or _lately(failed):
            return None
        say(f"making an environment for {interpreter.python.label} from {_short(lock)}")
        why = _make(interpreter, lock, home)
        if why:
            write_text(failed, why)
            say(f"it can't be made: {why.strip().splitlines()[-1]}")
            return None
    libraries = msgspec.json.decode(known.read_bytes(), type=dict[str, str])
    described = replace(interpreter.python, libraries=libraries)
    return replace(interpreter, path=str(_python(home)), python=described)


def _make(interpreter: Interpreter, lock: Path, home: Path) -> str:
    """Make an environment; return why it can't be made, or nothing."""
    home.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{home.name}.", dir=home.parent))
    install = [*_PIP, "install", "-q", "--require-hashes", "--no-deps", "--only-binary=:all:"]
    try:
        python = str(_python(aside))
        for command in (
            [interpreter.path, "-m", "venv", str(aside)],
            [python, *install, "--retries=1", "-r", str(lock)],
        ):
            if why := _run(command)[1]:
                return why
        listed, why = _run([python, *_LIST])
        if why:
            return why
        found = {one.name: one.version for one in msgspec.json.decode(listed, type=list[_Library])}
        write_text(aside / "libraries.json", msgspec.json.encode(found, order="sorted").decode())
        shutil.rmtree(home, ignore_errors=True)
        aside.replace(home)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return ""


def _run(command: list[str]) -> tuple[str, str]:
    """Return what a command printed, and why it failed or nothing."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_LIMIT_S, env=plain
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", str(error) or type(error).__name__
    said = done.stderr.strip() or f"status {done.returncode}"
    return done.stdout, said if done.returncode else ""


def _python(home: Path) -> Path:
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _key(interpreter: Interpreter, lock: Path) -> str:
    """Return the name of an environment: another one for each interpreter and each lock."""
    said = f"{interpreter.path} {interpreter.python}".encode() + lock.read_bytes()
    return hashlib.sha256(said).hexdigest()[:16]


def _lately(failed: Path) -> bool:
    try:
        return time.time() - failed.stat().st_mtime < FAILED_S
    except OSError:
        return False


def _short(lock: Path) -> str:
    return f"{lock.parent.name}/{lock.name}"
