"""Interpreters: only what starts and says what it is counts, and each need gets the newest."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from concurrency_measured import interpreters
from concurrency_measured.errors import InterpreterError
from concurrency_measured.interpreters import Skipped
from concurrency_measured.model import HEADLINE, INTERPRETERS, Interpreter, Kind, Need, Python

BASE = Path(sys._base_executable)
SAYS = {
    "virtual": False,
    "implementation": "CPython",
    "version": "3.12.1",
    "stable": True,
    "gil": True,
    "build": "GCC 12.2.0",
    "jit": False,
    "start_method": "fork",
    "executable": "",
}


def fake(folder: Path, name: str, body: str) -> Path:
    """Make a shell script that may look like a Python."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def pretend(folder: Path, name: str, **changes: object) -> Path:
    """Make a shell script that describes itself as a Python does."""
    said = SAYS | {"executable": str(folder / name)} | changes
    return fake(folder, name, f"echo '{json.dumps(said)}'")


def known(version: str, **changes: object) -> Interpreter:
    """Return an interpreter that nobody has to start."""
    said = {"implementation": "CPython", "stable": True, "gil": True, "build": ""} | changes
    return Interpreter(f"/opt/{version}", Python(version=version, **said))


# --- which there are ---------------------------------------------------------------------------


def test_this_interpreter_describes_itself():
    """The interpreter below this environment is found and says what it is."""
    (found,), skipped = interpreters.find([BASE])
    assert not skipped
    assert Path(found.path).resolve() == BASE.resolve()
    assert found.python.version == sys.version.split()[0].rstrip("+")
    assert found.python.implementation == "CPython"
    assert found.python.gil is True
    assert found.python.start_method in ("fork", "forkserver", "spawn")


@pytest.mark.parametrize(
    "body",
    ["exit 1", "echo 3.12", 'echo \'{"version": "3.12.1"}\'', "kill -9 $$", ":"],
    ids=["fails", "rubbish", "half", "killed", "silent"],
)
def test_what_does_not_start_is_left_out(tmp_path, body):
    """A shim that fails, dies or says anything else isn't an interpreter."""
    path = fake(tmp_path, "python3.12", body)
    assert interpreters.find([path]) == ([], [Skipped(str(path), "did not start")])


def test_what_cannot_be_executed_is_left_out(tmp_path):
    """A missing file, and a file that no system executes, did not start."""
    text = tmp_path / "python3"
    text.write_bytes(b"\0\0")
    text.chmod(0o755)
    _, skipped = interpreters.find([tmp_path / "python3.99", text])
    assert [entry.why for entry in skipped] == ["did not start"] * 2


def test_a_virtual_environment_is_left_out():
    """The environment that these tests run in isn't measured."""
    assert sys.prefix != sys.base_prefix, "run the tests in the project's environment"
    path = Path(sys.executable)
    assert interpreters.find([path]) == ([], [Skipped(str(path), "in a virtual environment")])


@pytest.mark.parametrize("version", ["3.9.18", "2.7.18", "3.6.0"])
def test_an_old_one_is_left_out(tmp_path, version):
    """What is older than 3.10 is left out, and the reason says so."""
    path = pretend(tmp_path, "python3", version=version)
    assert interpreters.find([path]) == (
        [],
        [Skipped(str(path), f"{version} is older than 3.10")],
    )


def test_the_oldest_allowed_is_found(tmp_path):
    """Python 3.10.0 is new enough."""
    found, skipped = interpreters.find([pretend(tmp_path, "python3", version="3.10.0")])
    assert ([entry.python.version for entry in found], skipped) == (["3.10.0"], [])


def test_the_newest_comes_first(tmp_path):
    """CPython comes before PyPy, then newer before older, by number and not by letter."""
    versions = ["3.10.13", "3.13.0", "3.9.99", "3.12.10", "3.12.9"]
    paths = [pretend(tmp_path, f"python{version}", version=version) for version in versions]
    paths.append(pretend(tmp_path, "pypy3", version="3.14.0", implementation="PyPy", jit=True))
    found, _ = interpreters.find(paths)
    assert [entry.python.version for entry in found] == [
        "3.13.0",
        "3.12.10",
        "3.12.9",
        "3.10.13",
        "3.14.0",
    ]


def test_one_interpreter_by_two_names_is_one(tmp_path):
    """Two names of one program are listed once, by the name that came first."""
    real = pretend(tmp_path, "python3.12")
    other = tmp_path / "python3"
    other.symlink_to(real)
    found, skipped = interpreters.find([other, real])
    assert ([entry.path for entry in found], skipped) == ([str(real)], [])


def test_the_path_and_version_managers_are_searched(tmp_path, monkeypatch):
    """Programs named like a Python on PATH and where pyenv and uv keep theirs are candidates."""
    on_path = pretend(tmp_path / "bin", "python3.14t", version="3.14.0", gil=False)
    pretend(tmp_path / "bin", "python3-config")
    pyenv = pretend(tmp_path / "pyenv/versions/3.13.1/bin", "python3", version="3.13.1")
    uv = pretend(tmp_path / "uv/pypy-3.11/bin", "pypy3.11", implementation="PyPy", jit=True)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{tmp_path / 'nowhere'}:")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "uv"))
    monkeypatch.setattr(interpreters, "JAVAS", tmp_path / "none")
    monkeypatch.setattr(sys, "_base_executable", str(on_path))
    found, skipped = interpreters.find()
    assert ([entry.path for entry in found], skipped) == ([str(on_path), str(pyenv), str(uv)], [])


def test_a_virtual_environment_hides_nothing(tmp_path, monkeypatch):
    """An interpreter is found although an environment made from it stands before it on PATH."""
    real = fake(
        tmp_path / "bin",
        "python3.12",
        f"""case $0 in
*/env/*) echo '{json.dumps(SAYS | {"virtual": True})}';;
*) echo '{json.dumps(SAYS | {"executable": str(tmp_path / "bin" / "python3.12")})}';;
esac""",
    )
    environment = tmp_path / "env" / "bin" / "python3"
    environment.parent.mkdir(parents=True)
    environment.symlink_to(real)
    (tmp_path / "env" / "pyvenv.cfg").touch()
    monkeypatch.setenv("PATH", f"{environment.parent}:{real.parent}")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "none"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "none"))
    monkeypatch.setattr(interpreters, "JAVAS", tmp_path / "none")
    monkeypatch.setattr(sys, "_base_executable", str(tmp_path / "gone"))
    found, skipped = interpreters.find()
    assert [entry.path for entry in found] == [str(real)]
    assert skipped == [Skipped(str(environment), "in a virtual environment")]


# --- which one a need gets ---------------------------------------------------------------------

PYTHONS = {
    "gil": known("3.13.0"),
    "unstable": known("3.15.0a1", stable=False),
    "free": known("3.14.0", gil=False),
    "free-unstable": known("3.15.0b2", gil=False, stable=False),
    "pypy": known("3.11.13", implementation="PyPy"),
    "java": known("21.0.1", implementation="Java", gil=None),
}


@pytest.mark.parametrize(
    ("kind", "fitting"),
    [
        (Kind.GIL, {"gil"}),
        (Kind.FREE_THREADED, {"free", "free-unstable"}),
        (Kind.PYPY, {"pypy"}),
        (Kind.JAVA, {"java"}),
    ],
)
def test_a_kind_fits_its_own(kind, fitting):
    """Each family takes its own and no other; the GIL's takes stable releases only."""
    fits = {name for name, one in PYTHONS.items() if interpreters.fits(Need(kind), one.python)}
    assert fits == fitting


def test_every_kind_is_known():
    """No family is without an interpreter that it takes, so that the tests here cover all."""
    every = [*PYTHONS.values(), known("3.15.0b2")]
    for kind in INTERPRETERS:
        assert interpreters.choose(Need(kind), every)


def test_the_gil_of_a_free_threaded_one_can_be_switched_on():
    """It is the same program with an option, and says so."""
    found = interpreters.choose(Need(Kind.GIL_ON), PYTHONS.values())
    assert found.path == PYTHONS["free-unstable"].path
    assert found.command == [found.path, "-X", "gil=1"]
    assert found.python.gil is True
    assert interpreters.choose(Need(Kind.GIL_ON), [PYTHONS["gil"]]) is None


def test_a_twin_differs_in_the_gil_alone():
    """The version and every option but one must be the same, or the cost is something else's."""
    free = known("3.14.0", gil=False, build="GCC --with-lto --disable-gil")
    others = [
        known("3.14.0", build="GCC"),
        known("3.14.1", build="GCC --with-lto"),
        known("3.14.0", build="Clang --with-lto"),
    ]
    twin = known("3.14.0", build="GCC --with-lto")
    need = Need(Kind.TWIN)
    assert interpreters.choose(need, [free, *others]) is None
    assert interpreters.choose(need, others) is None
    assert interpreters.choose(need, [*others, twin, free]) == twin


def test_its_label_says_that_the_gil_is_on():
    """A reader must not take its figures for those of an ordinary CPython."""
    free = known("3.14.0", gil=False, build="GCC --disable-gil")
    on = interpreters.choose(Need(Kind.GIL_ON), [free])
    assert on.python.label == "CPython 3.14.0 free-threaded -X gil=1"
    assert free.python.label == "CPython 3.14.0 free-threaded"


@pytest.mark.parametrize(
    ("need", "fitting"),
    [
        (Need(Kind.GIL), ["3.9.1", "3.10.4", "3.12.0", "3.12.9", "3.13.1"]),
        (Need(Kind.GIL, (3, 12)), ["3.12.0", "3.12.9"]),
        (Need(Kind.GIL, (3, 12), True), ["3.12.0", "3.12.9", "3.13.1"]),
        (Need(Kind.GIL, (3, 14)), []),
        (Need(Kind.GIL, (3, 14), True), []),
    ],
    ids=str,
)
def test_a_version_fits(need, fitting):
    """`==` takes that minor version alone, `>=` newer ones, too, and without one any will do."""
    versions = ["3.9.1", "3.10.4", "3.12.0", "3.12.9", "3.13.1"]
    assert [v for v in versions if interpreters.fits(need, known(v).python)] == fitting


@pytest.mark.parametrize(
    ("need", "version"),
    [
        (HEADLINE, "3.13.1"),
        (Need(Kind.GIL, (3, 12)), "3.12.10"),
        (Need(Kind.GIL, (3, 12), True), "3.13.1"),
        (Need(Kind.FREE_THREADED, (3, 13), True), "3.14.0"),
        (Need(Kind.FREE_THREADED, (3, 13)), None),
        (Need(Kind.PYPY), None),
    ],
    ids=str,
)
def test_a_need_gets_the_newest(need, version):
    """Of several that fit, the newest is taken; of none, none."""
    here = [
        known("3.12.9"),
        known("3.13.1"),
        known("3.12.10"),
        known("3.14.0", gil=False),
        known("3.15.0a1", stable=False),
    ]
    chosen = interpreters.choose(need, here)
    assert (chosen and chosen.python.version) == version


def test_the_headline_is_the_newest_stable_one_with_a_gil():
    """Headline figures come from neither a preview nor a build without the GIL."""
    here = [known("3.15.0a1", stable=False), known("3.14.0", gil=False), known("3.13.1")]
    assert interpreters.headline(here).python.version == "3.13.1"


@pytest.mark.parametrize(
    "here",
    [[], [known("3.14.0", gil=False), known("3.15.0a1", stable=False)]],
    ids=["none", "others"],
)
def test_no_headline_is_an_error(here):
    """Without a stable CPython with a GIL nothing is measured, and the error says what to do."""
    with pytest.raises(InterpreterError, match=r"do: +install one"):
        interpreters.headline(here)


@pytest.mark.parametrize(
    ("need", "text"),
    [
        (Need(Kind.GIL), "gil"),
        (Need(Kind.GIL, (3, 10)), "gil==3.10"),
        (Need(Kind.FREE_THREADED, (3, 13), True), "free-threaded>=3.13"),
    ],
)
def test_a_need_is_shown_as_it_was_stated(need, text):
    """A need's text is the one that an experiment.toml states."""
    assert str(need) == text


def test_answers_are_remembered_until_the_program_changes(tmp_path, monkeypatch):
    """A program is asked once; one that has changed, or a damaged memory, is asked again."""
    program, memory = pretend(tmp_path, "python3", version="3.12.0"), tmp_path / "memory.json"
    first = interpreters.find([program], memory)
    with monkeypatch.context() as patch:
        patch.setattr(interpreters, "_ask", None)
        assert interpreters.find([program], memory) == first
    pretend(tmp_path, "python3", version="3.13.1")
    (changed,), _ = interpreters.find([program], memory)
    assert changed.python.version == "3.13.1"
    memory.write_text("{", encoding="utf-8")
    assert interpreters.find([program], memory)[0] == [changed]
    monkeypatch.setattr(interpreters, "REMEMBERED_S", -1)
    monkeypatch.setattr(interpreters, "_ask", lambda path: "asked again")
    assert interpreters.find([program], memory)[1] == [Skipped(str(program), "asked again")]


@pytest.mark.parametrize(
    ("modules", "found", "why"),
    [
        ("java.base@21.0.2\njdk.compiler@21.0.2", ["Java 21.0.2"], []),
        ("java.base@21.0.2", [], ["no JDK: it has no compiler"]),
        ("what?", [], ["did not start"]),
    ],
)
def test_a_jdk_is_a_java_with_a_compiler(tmp_path, modules, found, why):
    """A single source file needs a compiler: a Java without one is left out with a word."""
    java = tmp_path / "java"
    java.write_text(f"#!/bin/sh\nprintf '%s\\n' '{modules}'\n", encoding="utf-8")
    java.chmod(0o755)
    interpreters_found, skipped = interpreters.find([java])
    assert [one.python.label for one in interpreters_found] == found
    assert [candidate.why for candidate in skipped] == why
