"""The miniature project, measured once, and records made by hand for what needs no measuring."""

from __future__ import annotations

import math
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from concurrency_measured import campaign, estimates, model, pipeline
from concurrency_measured.model import (
    SCHEMA,
    Arm,
    Block,
    Bound,
    Discard,
    Ending,
    Experiment,
    Lane,
    Machine,
    Model,
    Python,
    Record,
    Run,
    RunKind,
    Side,
    Span,
    State,
    Step,
    Summary,
    Timeline,
)
from concurrency_measured.project import Project

ROOT = Path(__file__).parents[1]
TINYSITE = ROOT / "tests" / "tinysite"
PACKAGE = ROOT / "src" / "concurrency_measured"
CONFIGURATION = f"""\
INHERIT: {ROOT}/mkdocs.yml
nav:
  - index.md
  - all.md
  - claims.md
  - only_english.md
theme:
  custom_dir: {PACKAGE}/theme
hooks: [{PACKAGE}/hooks.py]
plugins:
  - search
  - mkdocstrings:
      custom_templates: !ENV [CM_TEMPLATES, {PACKAGE}/reference_templates]
"""


def make(folder: Path) -> Project:
    """Copy the miniature project to a folder, with a configuration that finds the real one."""
    for name in ("docs", "examples"):
        shutil.copytree(TINYSITE / name, folder / name)
    (folder / "mkdocs.yml").write_text(CONFIGURATION, encoding="utf-8")
    return Project(folder)


@cache
def measured(base: Path) -> Project:
    """Return the miniature project, measured. It happens once; nobody may change what is there."""
    project = make(base / "measured-once")
    with pytest.MonkeyPatch.context() as patch:
        # Blocks stay, however noisy the machine is: no test looks at the figures themselves.
        patch.setattr(model, "SPEED_CHANGE", math.inf)
        patch.setattr(campaign, "FREE_CORES", 0.0)
        pipeline.measure(project)
    return project


def with_records(base: Path, folder: Path) -> Project:
    """Return a copy of the miniature project that has fresh records; it may be changed."""
    project = make(folder)
    shutil.copytree(measured(base).measured, project.measured)
    return project


# --- made by hand ------------------------------------------------------------------------------

MACHINE = Machine("A <fast> processor", 4, 2, "Linux", "6.1", 2**33, "0123456789ab+")
PYTHON = Python("CPython", "3.13.0", True, True, "GCC 12.2.0", "fork", False)
MODELS = {
    "one_by_one": Model.SEQUENTIAL,
    "with_threads": Model.THREADS,
    "with_asyncio": Model.ASYNCIO,
    "with_processes": Model.PROCESSES,
}


def arm(name: str, **changes: object) -> Arm:
    """Return an arm called after its program."""
    plain: dict[str, object] = {
        "name": name,
        "file": f"{name}.py",
        "model": MODELS.get(name.rpartition("/")[2], Model.ASYNCIO),
        "source": "",
        "parameters": {},
    }
    return Arm(**(plain | changes))  # type: ignore[arg-type]


def experiment(*arms: Arm, bound: Bound = Bound.WAITING, sides: Sequence[Side] = ()) -> Experiment:
    """Return an experiment called `waiting`."""
    return Experiment("waiting", bound, arms[0].name, 10, arms, tuple(sides))


def run(name: str, wall_s: float, **more: object) -> Run:
    """Return a run that finished."""
    return Run(name, RunKind.CALL, Ending.FINISHED, wall_s + 0.02, wall_s=wall_s, **more)  # type: ignore[arg-type]


def record(
    walls: Mapping[str, Sequence[float]],
    *,
    again: Sequence[float] | None = None,
    loops: Mapping[str, Sequence[float]] | None = None,
    planned: int | None = None,
    discarded: Mapping[int, Discard] | None = None,
    outcomes: Sequence[Run] = (),
    observed: Sequence[Run] = (),
    scripts: Sequence[Run] = (),
    ran: Sequence[str] = (),
) -> Record:
    """Return a record with these wall times: one list an arm, the first arm runs twice.

    Args:
        walls: Seconds of each timed arm, one a block.
        again: Seconds of the first arm's second runs; the first ones by default.
        loops: Seconds of the calibration loops around each arm's runs.
        planned: How many blocks were planned; as many as there are by default.
        discarded: Why a block of that number doesn't count.
        outcomes: Runs of certain outcomes.
        observed: Observed runs.
        scripts: Script runs.
        ran: Arms that ran beside the timed ones.
    """
    first, count = next(iter(walls)), len(next(iter(walls.values())))
    blocks = []
    for number in range(count):
        runs = []
        for name, seconds in walls.items():
            around = {}
            if loops:
                loop = loops[name][number]
                around = {"loop_before_s": loop, "loop_after_s": loop}
            runs.append(run(name, seconds[number], **around))
            if name == first:
                second = (again or seconds)[number]
                runs.append(run(name, second, again=True, **around))
        blocks.append(Block(tuple(runs), (discarded or {}).get(number)))
    return Record(
        schema=SCHEMA,
        experiment="waiting",
        fingerprint="0" * 64,
        measured_at="2026-11-20T12:34:56+00:00",
        seconds=61.5,
        machine=MACHINE,
        pythons={"gil": PYTHON},
        parameters={name: {} for name in [*walls, *ran]},
        planned_blocks=count if planned is None else planned,
        blocks=tuple(blocks),
        outcomes=tuple(outcomes),
        observed=tuple(observed),
        scripts=tuple(scripts),
    )


def sweep(
    axis: str,
    medians: Mapping[str, Mapping[float, float]],
    *,
    arms: Mapping[str, Arm] | None = None,
    spread: Sequence[float] = (1.0,) * 7,
    cores: tuple[float, float] | None = None,
) -> tuple[Experiment, Record]:
    """Return an experiment with a sweep called `grows`, and what was measured of it.

    Args:
        axis: The parameter that is varied.
        medians: Seconds of each program at each value of the axis.
        arms: Programs that are more than their names.
        spread: By what each block multiplies all times.
        cores: Cores that the canaries got before and after each block.
    """
    found: dict[str, Arm] = {}
    walls: dict[str, list[float]] = {}
    for value in sorted({value for those in medians.values() for value in those}):
        for name in (name for name, those in medians.items() if value in those):
            setting = f"grows/{axis}={value:g}"
            one = replace(
                (arms or {}).get(name) or arm(name),
                name=f"{setting}/{name}",
                setting=setting,
                axis=axis,
                parameters={axis: value},
            )
            found[one.name] = one
            walls[one.name] = [medians[name][value] * by for by in spread]
    kept = record(walls)
    before, after = cores or (None, None)
    blocks = (Block(b.runs, cores_before=before, cores_after=after) for b in kept.blocks)
    return experiment(*found.values()), replace(kept, blocks=tuple(blocks))


def summary(logs: Mapping[str, Sequence[float]], **changes: object) -> Summary:
    """Return a summary that has nothing but logarithms of times, unless more is said."""
    empty = estimates.summarize(record({"one_by_one": [1.0]}), experiment(arm("one_by_one")))
    plain: dict[str, object] = {
        "ran": tuple(logs),
        "times": {},
        "speedups": {},
        "logs": {name: dict(enumerate(values)) for name, values in logs.items()},
        "counts": {},
        "noise_floor": 0.0,
        "blocks_kept": len(next(iter(logs.values()), ())),
        "discards": {},
        "exhausted": frozenset(),
    }
    return replace(empty, **(plain | changes))  # type: ignore[arg-type]


# --- runs with timelines -----------------------------------------------------------------------

LOOKED = {"interval_s": 0.001, "observer_share": 0.1}


def turns(threads: int = 2, slice_s: float = 0.005, count: int = 20) -> Timeline:
    """Return threads that take turns under a lock: each computes while the others are blocked."""
    lanes = []
    for number in range(threads):
        steps, seen, last = [], [], 0.0
        for turn in range(number, count, threads):
            start, end = turn * slice_s, (turn + 1) * slice_s
            if start > last:
                steps.append(Step(last, start, 0.0, interrupted=True))
                seen.append(Span(last, start, State.LOCKED))
            steps.append(Step(start, end, slice_s))
            seen.append(Span(start, end))
            last = end
        lanes.append(Lane(0, number + 1, tuple(steps), tuple(seen), 0.05, 0.0, 0.05))
    return Timeline("with_threads", slice_s * count, (Lane(0, 0), *lanes), **LOOKED)


def together(threads: int = 2, wall_s: float = 0.05) -> Timeline:
    """Return threads that compute at the same time."""
    lanes = tuple(
        Lane(0, n, (Step(0, wall_s, wall_s),), (Span(0, wall_s),), wall_s, 0, 0)
        for n in range(threads)
    )
    return Timeline("with_threads", wall_s, lanes, **LOOKED)


def waits(tasks: int = 3, wall_s: float = 0.05) -> Timeline:
    """Return tasks that wait in one event loop."""
    steps = tuple(Step(0.001, wall_s, 0.0001, interrupted=True, task=n + 1) for n in range(tasks))
    seen = (Span(0, 0.001), Span(0.001, wall_s, State.WAITING))
    return Timeline("with_asyncio", wall_s, (Lane(0, 0, steps, seen, 0.001, 0, 0.049),), **LOOKED)
