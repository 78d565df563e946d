"""The examples as a reader meets them: short, alone, saying their times.

They use the standard library only, and the libraries that their script metadata names.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from concurrency_measured import catalog, environments, interpreters, runner, servers
from concurrency_measured.model import Arm, Ending, Interpreter, Kind, Need

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
EXPERIMENTS = catalog.load(EXAMPLES)
ARMS = {
    f"{experiment.name}/{arm.file}": arm
    for experiment in EXPERIMENTS
    for arm in experiment.arms
    if not arm.setting
}
PROGRAMS = [name for name, arm in ARMS.items() if arm.needs.kind is not Kind.JAVA]
SERVERS = {f"{one.name}/{one.server.file}" for one in EXPERIMENTS if one.server}
LONGEST = 40
LONGEST_WITH_A_SERVER = 60
"""Without an address such a program starts a server of its own."""


@pytest.fixture(scope="module")
def found() -> list[Interpreter]:
    """The interpreters of this machine."""
    return interpreters.find()[0]


def suitable(name: str, found: list[Interpreter]) -> Interpreter:
    """Return the interpreter that a program asks for, with its libraries."""
    needs = ARMS[name].needs
    python = provided(name.partition("/")[0], needs, found)
    return python or pytest.skip(f"{needs} is not here")


def provided(experiment: str, needs: Need, found: list[Interpreter]) -> Interpreter | None:
    """Return an interpreter with its libraries, or None where it can't be had."""
    python = interpreters.choose(needs, found)
    if python and needs.libraries:
        lock = EXAMPLES / experiment / catalog.LOCK
        python = environments.provide(python, lock, ROOT / ".measured" / "environments")
    return python


@pytest.fixture(scope="module")
def lacking(found):
    """What this machine lacks for a server, by the name of its experiment."""
    lacks = {}
    for one in EXPERIMENTS:
        python = provided(one.name, one.server_needs, found)
        if python is None:
            lacks[one.name] = one.server_needs
            continue
        with servers.serving(python, one.server, one.name) as served:
            lacks[one.name] = served.lacks
    return lacks


@pytest.mark.parametrize("name", ARMS)
def test_runs_alone_and_says_its_time(found, lacking, name):
    """Copied alone into an empty folder, the file runs and prints a time."""
    if lacks := lacking[name.partition("/")[0]]:
        pytest.skip(f"{lacks} is not here")
    run = runner.script(suitable(name, found), ARMS[name], runner.Limits())
    assert run.ending is Ending.FINISHED, run.evidence
    assert re.search(r"\d", run.output)


@pytest.mark.parametrize("name", PROGRAMS)
def test_is_short_and_needs_nothing(name):
    """Few lines, imports only what it says, a docstring for every function."""
    source = ARMS[name].source
    tree = ast.parse(source)
    ours = any(server.partition("/")[0] == name.partition("/")[0] for server in SERVERS)
    serves = ours or "socket.create_server(" in source
    assert len(source.splitlines()) <= (LONGEST_WITH_A_SERVER if serves else LONGEST)
    assert imports(tree) <= sys.stdlib_module_names | libraries(ARMS[name])
    functions = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert all(ast.get_docstring(node) for node in [tree, *functions])


def test_every_file_is_measured():
    """No program lies in a folder of examples without being an arm."""
    found = [*EXAMPLES.glob("*/*.py"), *EXAMPLES.glob("*/*.java")]
    files = {path.relative_to(EXAMPLES).as_posix() for path in found}
    assert files == {f"{Path(name)}" for name in ARMS} | SERVERS


def libraries(arm: Arm) -> set[str]:
    """Return the top-level modules of the libraries that a program asks for."""
    return {re.split(r"\W", text)[0] for text in arm.needs.libraries}


def imports(tree: ast.AST) -> set[str]:
    """Return the top-level modules that a program imports."""
    plain = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    named = {n.module or "." for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    return {name.partition(".")[0] for name in plain | named}


def test_the_import_check_sees_everything():
    """The check above can fail: packages and siblings are found in either spelling."""
    tree = ast.parse("import numpy.linalg\nfrom requests import get\nfrom . import sibling\n")
    assert imports(tree) == {"numpy", "requests", ""}
