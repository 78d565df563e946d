"""examples/ → Experiments. Refuses what it doesn't know, with file and line.

Reads and parses, never imports or runs an example. Knows nothing of how they are measured.
"""

from __future__ import annotations

import ast
import difflib
import re
import tomllib
from pathlib import Path

import msgspec

from concurrency_measured.errors import CatalogError, position
from concurrency_measured.model import Arm, Bound, ClaimKind, Experiment, Model, Need, Side

FILE = "experiment.toml"
Parameters = dict[str, int | float | str]


class _Arm(msgspec.Struct, forbid_unknown_fields=True):
    model: Model
    times: int | None = None
    parallel: bool = False
    parameters: Parameters | None = None


class _Side(msgspec.Struct, forbid_unknown_fields=True):
    kind: ClaimKind
    arm: str
    threshold: float
    margin: float = 0.0
    over: str | None = None
    observation: str | None = None
    when: str | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    bound: Bound
    baseline: str
    twice: str
    budget_s: float
    parameters: Parameters
    arms: dict[str, _Arm]
    claims: dict[str, list[_Side]]
    needs: Need = Need.GIL


def load(folder: Path) -> tuple[Experiment, ...]:
    """Return every experiment of a folder of examples, by name.

    Raises:
        CatalogError: A file isn't what is expected; says where and what to do.
    """
    files = sorted(folder.glob(f"*/{FILE}"))
    if not files:
        raise CatalogError(
            position(folder),
            found="no experiment",
            expected=f"folders that hold an {FILE}",
            action="check that this is the project's folder of examples",
        )
    return tuple(_experiment(path) for path in files)


def _experiment(path: Path) -> Experiment:
    text = path.read_text(encoding="utf-8")
    content = _parse(path, text)
    arms = tuple(_arm(path, text, name, arm, content) for name, arm in content.arms.items())
    experiment = Experiment(
        name=path.parent.name,
        bound=content.bound,
        baseline=content.baseline,
        twice=content.twice,
        budget_s=content.budget_s,
        arms=arms,
        sides=tuple(
            Side(claim=claim, experiment=path.parent.name, **msgspec.structs.asdict(side))
            for claim, sides in content.claims.items()
            for side in sides
        ),
        needs=content.needs,
    )
    _check_names(path, text, experiment)
    return experiment


def _parse(path: Path, text: str) -> _File:
    try:
        return msgspec.convert(tomllib.loads(text), _File)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise CatalogError(
            position(path, int(line[1]) if line else None),
            found=f"text that isn't TOML ({error})",
            expected="a TOML file",
            action="mend the line",
        ) from None
    except msgspec.ValidationError as error:
        raise _invalid(path, text, str(error)) from None


def _invalid(path: Path, text: str, message: str) -> CatalogError:
    """Turn msgspec's sentence and path into a place and an advice."""
    what, _, where = message.partition(" - at `$")
    keys = re.findall(r"\.(\w+)", where)
    unknown = re.search(r"unknown field `(\w+)`", what)
    if unknown:
        known = [field for kind in (_File, _Arm, _Side) for field in kind.__struct_fields__]
        close = difflib.get_close_matches(unknown[1], known, n=1)
        return CatalogError(
            position(path, _line(text, unknown[1])),
            found=f"the key {unknown[1]!r}",
            expected="one of " + ", ".join(dict.fromkeys(known)),
            action=f"write {close[0]!r}" if close else "take the key out",
        )
    return CatalogError(
        position(path, _line(text, *reversed(keys))),
        found=what,
        expected="an experiment as README.md describes it",
        action=f"mend {'.'.join(keys) or 'the file'}",
    )


def _arm(path: Path, text: str, name: str, arm: _Arm, content: _File) -> Arm:
    file = path.with_name(f"{name}.py")
    if not file.is_file():
        raise CatalogError(
            position(path, _line(text, name)),
            found=f"the arm {name!r}, but no file {file.name} beside it",
            expected="one file per arm, called as the arm",
            action=f"add {file.name}, or take the arm out",
        )
    source = file.read_text(encoding="utf-8")
    wanted = content.parameters if arm.parameters is None else arm.parameters
    _check_defaults(file, source, wanted)
    return Arm(name, arm.model, source, wanted, arm.times, arm.parallel)


def _check_defaults(file: Path, source: str, wanted: Parameters) -> None:
    """Check that a reader who copies the file gets what the page shows: its defaults."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise CatalogError(
            position(file, error.lineno),
            found=f"text that isn't Python ({error.msg})",
            expected="a program that runs alone",
            action=f"run `python {file.name}` and mend it",
        ) from None
    main = next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "main"), None)
    if main is None:
        raise CatalogError(
            position(file),
            found="no function main()",
            expected="def main(...), which does the work that is timed",
            action="add it",
        )
    names = [argument.arg for argument in main.args.args]
    values = [ast.unparse(default) for default in main.args.defaults]
    found = dict(zip(names, values, strict=False)) if len(names) == len(values) else {}
    expected = {name: repr(value) for name, value in wanted.items()}
    stated = ", ".join(f"{name}={value}" for name, value in expected.items())
    if found != expected:
        raise CatalogError(
            position(file, main.lineno),
            found=f"def main({ast.unparse(main.args)})",
            expected=f"def main({stated}), as in {FILE}",
            action="make the two agree: who copies the file must run what the page shows",
        )


def _check_names(path: Path, text: str, experiment: Experiment) -> None:
    arms = [arm.name for arm in experiment.arms]
    timed = [arm.name for arm in experiment.timed]
    for key in ("baseline", "twice"):
        _check_arm(path, text, f"{key} =", getattr(experiment, key), timed)
    for side in experiment.sides:
        among = timed if side.kind is ClaimKind.SPEEDUP else arms
        _check_arm(path, text, side.claim, side.arm, among)
        if side.over is not None:
            _check_arm(path, text, side.claim, side.over, timed)
        if (side.kind is ClaimKind.SPEEDUP) is (side.observation is not None):
            raise CatalogError(
                position(path, _line(text, side.claim)),
                found=f"a claim of kind {side.kind} with the observation {side.observation!r}",
                expected="an observation for at-least and at-most, none for speedup",
                action=f"mend the claim {side.claim}",
            )


def _check_arm(path: Path, text: str, near: str, name: str, arms: list[str]) -> None:
    if name in arms:
        return
    close = difflib.get_close_matches(name, arms, n=1)
    raise CatalogError(
        position(path, _line(text, f'"{name}"', near)),
        found=f"the arm {name!r}",
        expected="one of " + ", ".join(arms),
        action=f"write {close[0]!r}" if close else "name an arm of this experiment",
    )


def _line(text: str, *needles: str) -> int | None:
    """Return the first line that holds the first needle that is found at all."""
    for needle in needles:
        for number, line in enumerate(text.splitlines(), start=1):
            if re.search(rf"(?<!\w){re.escape(needle)}(?!\w)", line):
                return number
    return None
