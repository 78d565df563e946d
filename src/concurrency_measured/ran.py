"""Record → what ran: a row for each program under each condition. Pure, and without a word.

The steps of a sweep are one row, from the smallest to the largest. The seconds are those of the
whole process, the start of its interpreter included: what a reader who runs it has to wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from statistics import median

from concurrency_measured.model import Arm, Experiment, Need, Record, Run, RunKind


class Status(StrEnum):
    """What became of a program. There is no other failure: one that isn't meant stops the build."""

    RAN = "ran"
    FAILED = "failed"
    """As it should."""
    NOT_RUN = "not-run"


@dataclass(frozen=True)
class Row:
    """What ran.

    Attributes:
        file: The program.
        name: What the arm is called, where that isn't the program's own name; else empty.
        setting: The setting that it ran under; empty for the experiment's own.
        steps: In a sweep, the parameter that was varied and its values; else empty.
        status: What became of it.
        python: What ran it; empty where it was not run.
        seconds: Of a whole process: the median; in a sweep, of the quickest step and the slowest.
        peak_pss_bytes: Of the processes that it started, too; empty where nobody looked.
        fails: What it says when it fails as it should.
        needs: What this machine lacks, where it was not run.
    """

    file: str
    name: str
    setting: str
    steps: str
    status: Status
    python: str
    seconds: tuple[float, ...] = ()
    peak_pss_bytes: tuple[float, ...] = ()
    fails: str = ""
    needs: Need | None = None


def rows(experiment: Experiment, record: Record) -> tuple[Row, ...]:
    """Return what ran of an experiment, in its own order."""
    groups: dict[tuple[str, ...], list[Arm]] = {}
    for arm in experiment.arms:
        setting = arm.setting.rpartition("/")[0] if arm.axis else arm.setting
        lacking = "lacking" if arm.name in record.lacks else ""
        key = (setting, arm.own_name, arm.file, str(arm.needs), lacking)
        groups.setdefault(key, []).append(arm)
    return tuple(_row(key[0], arms, record) for key, arms in groups.items())


def _row(setting: str, arms: Sequence[Arm], record: Record) -> Row:
    first = arms[0]
    name = "" if first.own_name == PurePath(first.file).stem else first.own_name
    row = (first.file, name, setting, _steps(arms))
    if first.name in record.lacks:
        return Row(*row, Status.NOT_RUN, "", needs=record.lacks[first.name])
    each = [_runs(arm, record) for arm in arms]
    seconds = [median(run.spawn_to_exit_s for run in runs) for runs in map(_timed, each) if runs]
    peaks = [r.peak_pss_bytes for runs in each for r in runs if r.peak_pss_bytes is not None]
    return Row(
        *row,
        Status.FAILED if first.fails else Status.RAN,
        record.pythons[str(first.needs)].label,
        _ends(seconds),
        _ends(peaks),
        first.fails,
    )


def _runs(arm: Arm, record: Record) -> list[Run]:
    """Return every run of an arm, those of discarded blocks included."""
    apart = (*record.outcomes, *record.observed, *record.scripts)
    blocks = (run for block in record.blocks for run in block.runs)
    return [run for run in (*blocks, *apart) if run.arm == arm.name]


def _timed(runs: Iterable[Run]) -> list[Run]:
    """Return the runs that nobody looked into meanwhile, calls where there are any."""
    apart = [run for run in runs if run.kind is not RunKind.OBSERVED]
    return [run for run in apart if run.kind is RunKind.CALL] or apart


def _steps(arms: Sequence[Arm]) -> str:
    axis = arms[0].axis
    values = [str(arm.parameters[axis]) for arm in arms] if axis else []
    return f"{axis} = {values[0]}" + (f" … {values[-1]}" if len(values) > 1 else "") if axis else ""


def _ends(values: Sequence[float]) -> tuple[float, ...]:
    """Return the smallest and the largest, or the only one."""
    return tuple(dict.fromkeys((min(values), max(values)))) if values else ()
