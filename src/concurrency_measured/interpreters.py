"""This machine → Interpreters: which Pythons it has, each described by itself.

A candidate is believed only once it has started: version managers leave shims behind that don't.
The environment that builds the site is never measured. Knows nothing of experiments.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from concurrency_measured import runner
from concurrency_measured.errors import InterpreterError
from concurrency_measured.model import GIL_OFF, HEADLINE, Interpreter, Kind, Need, Python
from concurrency_measured.records import write_text

OLDEST = (3, 10)
REMEMBERED_S = 24 * 3600
JAVAS = Path("/usr/lib/jvm")
_NAME = re.compile(r"(python3(\.\d+)?t?|pypy3(\.\d+)?|java)(\.exe)?")
_LIMITS = runner.Limits(seconds=20, output_bytes=20_000)
_QUESTION = """
import json, multiprocessing, platform, sys, sysconfig
gil = getattr(sys, "_is_gil_enabled", lambda: True)()
jit = getattr(sys, "_jit", None)
jit = platform.python_implementation() == "PyPy" if jit is None else jit.is_enabled()
options = sysconfig.get_config_var("CONFIG_ARGS") or ""
said = [o for o in ("--enable-optimizations", "--with-lto", "--disable-gil") if o in options]
print(json.dumps({
    "virtual": sys.prefix != sys.base_prefix,
    "implementation": platform.python_implementation(),
    "version": platform.python_version(),
    "stable": sys.version_info.releaselevel == "final",
    "gil": gil,
    "build": " ".join([platform.python_compiler(), *said]),
    "jit": jit,
    "start_method": multiprocessing.get_start_method(),
    "start_methods": multiprocessing.get_all_start_methods(),
    "executable": sys.executable,
}))
"""


class _Description(msgspec.Struct):
    virtual: bool
    implementation: str
    version: str
    stable: bool
    gil: bool
    build: str
    start_method: str
    executable: str
    jit: bool | None = None
    start_methods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Skipped:
    """A candidate that isn't used, and why."""

    path: str
    why: str


def find(
    candidates: Iterable[Path] | None = None, memory: Path | None = None
) -> tuple[list[Interpreter], list[Skipped]]:
    """Return the interpreters of this machine, newest first, and the candidates left out.

    Args:
        candidates: Programs to ask in place of those on `PATH` and where pyenv and uv keep theirs.
        memory: File that keeps the answers for a day, so that a rebuild asks nobody; a program that
            has changed is asked again.
    """
    before, after = _recall(memory), {}
    found: dict[str, Interpreter] = {}
    skipped = []
    for path in _places() if candidates is None else candidates:
        key = _identity(path)
        said = after[key] = before.get(key) or _ask(path)
        if isinstance(said, str):
            skipped.append(Skipped(str(path), said))
        else:
            found.setdefault(str(Path(said.path).resolve()), said)
    if memory and after != before:
        write_text(memory, msgspec.json.encode(after).decode())
    return sorted(found.values(), key=_newest, reverse=True), skipped


def _identity(path: Path) -> str:
    """Return what stays the same as long as a program does."""
    try:
        status = path.stat()
    except OSError:
        return f"{path} gone"
    return f"{path} {status.st_mtime_ns} {status.st_size}"


def _recall(memory: Path | None) -> dict[str, Interpreter | str]:
    """Return the answers of the last day; none where the file is missing, old or damaged."""
    try:
        if memory and time.time() - memory.stat().st_mtime < REMEMBERED_S:
            return msgspec.json.decode(memory.read_bytes(), type=dict[str, Interpreter | str])
    except (OSError, msgspec.DecodeError):
        pass
    return {}


def choose(need: Need, interpreters: Iterable[Interpreter]) -> Interpreter | None:
    """Return the newest interpreter that fits the need, or None."""
    found = list(interpreters)
    if need.kind not in (Kind.GIL_ON, Kind.TWIN):
        return max((i for i in found if fits(need, i.python)), key=_newest, default=None)
    free = choose(replace(need, kind=Kind.FREE_THREADED), found)
    if free is None:
        return None
    if need.kind is Kind.GIL_ON:
        return Interpreter(free.path, replace(free.python, gil=True), ("-X", "gil=1"))
    build = free.python.build.replace(GIL_OFF, "").split()
    like = [i for i in found if i.python.version == free.python.version]
    return next((i for i in like if i.python.gil and i.python.build.split() == build), None)


def fits(need: Need, python: Python) -> bool:
    """Return whether an interpreter is what a need asks for."""
    minor = _numbers(python.version)[:2]
    if need.minor and not (minor >= need.minor if need.least else minor == need.minor):
        return False
    return {
        Kind.GIL: python.implementation == "CPython" and bool(python.gil) and python.stable,
        Kind.FREE_THREADED: python.implementation == "CPython" and python.gil is False,
        Kind.PYPY: python.implementation == "PyPy",
        Kind.JAVA: python.implementation == "Java",
    }.get(need.kind, False)


def headline(interpreters: Iterable[Interpreter]) -> Interpreter:
    """Return the interpreter that headline figures come from.

    Raises:
        InterpreterError: The machine has no stable CPython with a GIL.
    """
    found = choose(HEADLINE, interpreters)
    if found is None:
        raise InterpreterError(
            "this machine",
            found="no stable CPython with a GIL outside a virtual environment",
            expected="CPython 3.10 or newer on PATH, or where pyenv or uv keep theirs",
            action="install one; `python -m concurrency_measured interpreters` shows what is here",
        )
    return found


def _newest(interpreter: Interpreter) -> tuple[bool, tuple[int, ...]]:
    return interpreter.python.implementation == "CPython", _numbers(interpreter.python.version)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def _places() -> Iterator[Path]:
    """Yield each program that may be a Python, once."""
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT", home / ".pyenv"))
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR", home / ".local/share/uv/python"))
    folders = [
        Path(folder) for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if folder
    ]
    folders += sorted(JAVAS.glob("*/bin"))
    folders += sorted(pyenv.glob("versions/*/bin")) + sorted(uv.glob("*/bin"))
    programs = [Path(getattr(sys, "_base_executable", sys.executable))]
    for folder in folders:
        if folder.is_dir():
            programs += sorted(p for p in folder.iterdir() if _NAME.fullmatch(p.name))
    seen = set()
    for program in programs:
        # An environment's link to an interpreter, which is left out, mustn't hide that one.
        linked = (program.parent.parent / "pyvenv.cfg").is_file()
        if (program.resolve(), linked) not in seen and shutil.which(program):
            seen.add((program.resolve(), linked))
            yield program


def _ask(path: Path) -> Interpreter | str:
    """Return the interpreter's description of itself, or why it isn't used."""
    if path.name.startswith("java"):
        return _ask_java(path)
    with tempfile.TemporaryDirectory(prefix="measured-") as folder:
        try:
            answer = runner.start([str(path), "-c", _QUESTION], Path(folder), _LIMITS)
            said = msgspec.json.decode(answer.stdout, type=_Description)
        except (OSError, msgspec.DecodeError):
            return "did not start"
    if said.virtual:
        return "in a virtual environment"
    if _numbers(said.version) < OLDEST:
        return f"{said.version} is older than {'.'.join(map(str, OLDEST))}"
    python = Python(
        implementation=said.implementation,
        version=said.version,
        stable=said.stable,
        gil=said.gil,
        build=said.build,
        start_method=said.start_method,
        start_methods=said.start_methods,
        jit=said.jit,
    )
    return Interpreter(said.executable, python)


def _ask_java(path: Path) -> Interpreter | str:
    """Return a JDK; a runtime without a compiler can't run a single source file."""
    with tempfile.TemporaryDirectory(prefix="measured-") as folder:
        try:
            answer = runner.start([str(path), "--list-modules"], Path(folder), _LIMITS)
        except OSError:
            return "did not start"
    found = re.search(r"^jdk\.compiler@(\S+)", answer.stdout, flags=re.M)
    if not found:
        return "no JDK: it has no compiler" if "java.base@" in answer.stdout else "did not start"
    return Interpreter(str(path), Python("Java", found[1], stable=True, gil=None, build=""))
