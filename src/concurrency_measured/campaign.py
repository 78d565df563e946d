"""Experiment → Record: blocks of runs in random order, with what shows whether they can be trusted.

Nothing here looks at the figures: what they leave open is asked of `undecided`, which the pipeline
gives. Knows nothing of claims, statistics or pages.
"""

from __future__ import annotations

import contextlib
import math
import os
import platform
import random
import subprocess
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean, median

import psutil

from concurrency_measured import records, runner, servers
from concurrency_measured.errors import RunError
from concurrency_measured.model import (
    HEADLINE,
    SCHEMA,
    Arm,
    Block,
    Bound,
    Discard,
    Ending,
    Experiment,
    Interpreter,
    Kind,
    Machine,
    Need,
    Record,
    Run,
    RunKind,
    Timeline,
)

SPEED_CHANGE = 1.15
"""A core whose calibration loops differ by more than this around a run has changed its speed."""
FREE_CORES = 0.75
"""Share of the cores asked for that two processes must get for a parallel block to count."""
REPEATS = 2
"""A block may be repeated until this many times the planned blocks have run."""
TRIES = 4
"""A run during which the core changed its speed is repeated at once, so often in all and in a block
no more often than it has arms; discarding whole blocks for it would leave none of a large
experiment on a busy machine."""
SMAPS = Path("/proc/self/smaps_rollup")
"""Where Linux tells of a process' memory."""
SPARE_FILES = 100
"""Files that a run has open besides those that its experiment counts."""
_LOOP = 120_000
_LOOPS = 3


@dataclass(frozen=True)
class Progress:
    """Where a measurement is.

    Attributes:
        experiment: Name.
        done: Runs that have ended.
        total: Runs that the present plan has.
        block: Number of the block under way, discarded ones left out, from 1; 0 before the first.
        blocks: Blocks that are planned.
        discarded: Blocks that didn't count.
        left_s: Seconds that are probably left; None until something is known.
    """

    experiment: str
    done: int
    total: int
    block: int
    blocks: int
    discarded: int
    left_s: float | None


Report = Callable[[Progress], None]


def measure(
    experiment: Experiment,
    interpreters: Mapping[Need, Interpreter],
    machine: Machine,
    looks: Sequence[int],
    undecided: Callable[[Record], Collection[str]],
    report: Report = lambda progress: None,
    limits: runner.Limits | None = None,
) -> Record:
    """Measure an experiment and return its record.

    Args:
        experiment: What to run.
        interpreters: What to run it with; arms whose need isn't met are left out.
        machine: Description of this machine.
        looks: Numbers of kept blocks after which `undecided` is asked. The first one is reached
            whatever it takes, a further one only if the experiment's budget has room for it.
        undecided: The arms about which the record so far leaves something open; the settings that
            they belong to are measured on.
        report: Called after each run.
        limits: Time and output that one run may use.

    Raises:
        RunError: A program raised, exited, hung, crashed, complained or said nothing.
    """
    campaign = _Campaign(experiment, interpreters, machine, report, limits or runner.Limits())
    with servers.serving(interpreters[HEADLINE], experiment.server, experiment.name) as served:
        campaign.served = served
        return campaign.run(looks, undecided)


@dataclass
class _Campaign:
    experiment: Experiment
    interpreters: Mapping[Need, Interpreter]
    machine: Machine
    report: Report
    limits: runner.Limits
    done: int = 0
    apart: list[Arm] = field(default_factory=list)
    block: int = 0
    blocks: int = 0
    discarded: int = 0
    repeats: int = 0
    asked: list[Arm] = field(default_factory=list)
    served: servers.Served = field(default_factory=servers.Served)
    before: tuple[int, int] = (0, 0)
    """Runs and kept blocks when this look's blocks began."""
    took: dict[str, float] = field(default_factory=dict)

    def run(self, looks: Sequence[int], undecided: Callable[[Record], Collection[str]]) -> Record:
        self.started, self.blocks = time.monotonic(), looks[0]
        self.lacks = {arm.name: need for arm in self.experiment.arms if (need := self._lack(arm))}
        self.arms = tuple(arm for arm in self.experiment.arms if arm.name not in self.lacks)
        called = [arm for arm in self.arms if not arm.script]
        # One script run per file, as the reader would start it: with its defaults.
        plain = {arm.file: arm for arm in reversed(self.arms) if not arm.setting}
        certain = [arm for arm in self.arms for _ in range(arm.times or 0)]
        self.apart = [*called, *plain.values(), *certain, *self._drawn()]
        self.asked = [arm for arm in self.arms if arm.times is None]
        self.before = (len(self.apart), 0)
        # Observing first finds a broken example before anything is timed, and warms the disk cache.
        observed = tuple(self._checked(runner.call, arm, observe=True) for arm in called)
        scripts = tuple(self._checked(runner.script, arm) for arm in plain.values())
        outcomes = tuple(
            self._checked(runner.script if arm.script else runner.call, arm) for arm in certain
        )
        timelines = tuple(self._timeline(arm) for arm in self._drawn())
        blocks: list[Block] = []
        for look in looks if self.asked else (0,):
            if blocks and not self._affordable(look - _kept(blocks)):
                break
            self.blocks, self.before = look, (max(self.done, len(self.apart)), _kept(blocks))
            # Once more are discarded, twice the planned blocks can't hold as many as planned.
            while _kept(blocks) < look and len(blocks) - _kept(blocks) <= (REPEATS - 1) * look:
                self.block = _kept(blocks) + 1
                self.discarded = len(blocks) - _kept(blocks)
                done = self.done
                blocks.append(self._block())
                self.done = self.done if blocks[-1].discard is None else done
            record = self._record(tuple(blocks), outcomes, observed, scripts, timelines)
            still = undecided(record)
            if not still or _kept(blocks) < look:
                break
            settings = {arm.setting for arm in self.asked if arm.name in still}
            self.asked = [arm for arm in self.asked if arm.setting in settings]
            if not self.asked:
                break
        return record

    def _block(self) -> Block:
        order = self._planned()
        random.shuffle(order)
        parallel = any(arm.parallel for arm, _ in order)
        before = runner.cores_free(self.interpreters[HEADLINE]) if parallel else None
        self.repeats = len(order)
        tries = [self._timed(arm, again) for arm, again in order]
        runs = tuple(these[-1] for these in tries)
        after = runner.cores_free(self.interpreters[HEADLINE]) if parallel else None
        discard = why_discard(runs, self.experiment, before, after)
        repeated = sum(map(len, tries)) - len(tries)
        return Block(runs, discard, repeated, before, after)

    def _timed(self, arm: Arm, again: bool) -> list[Run]:
        """Return the run, after those that were repeated because the core changed its speed."""
        runs: list[Run] = []
        while not runs or (
            self.repeats and len(runs) < TRIES and _disturbed(runs[-1], self.experiment)
        ):
            self.repeats -= bool(runs)
            before = loop_seconds()
            run = self._checked(runner.call, arm, counts=not runs)
            after = loop_seconds()
            runs.append(replace(run, loop_before_s=before, loop_after_s=after, again=again))
        return runs

    def _checked(
        self, how: Callable[..., Run], arm: Arm, *, counts: bool = True, **options: bool
    ) -> Run:
        begun = time.monotonic()
        run = how(self.interpreters[arm.needs], self._called(arm, how), self.limits, **options)
        if run.ending is not Ending.FINISHED:
            raise failure(self.experiment, run, self.limits)
        if arm.times is None and run.kind is not RunKind.SCRIPT:
            _check_reported(self.experiment, run)
        if counts:
            self._count(arm, time.monotonic() - begun)
        return run

    def _called(self, arm: Arm, how: Callable[..., object]) -> Arm:
        """Return the arm as it is called: with the server's address, which is no parameter.

        A script starts a server of its own, as it does at the reader's.
        """
        if not self.served.address or how is runner.script:
            return arm
        return replace(arm, parameters=arm.parameters | {"address": self.served.address})

    def _affordable(self, blocks: int) -> bool:
        """Return whether the budget has room for so many blocks more."""
        one = self._seconds([arm for arm, _ in self._planned()])
        return time.monotonic() - self.started + blocks * one <= self.experiment.budget_s

    def _planned(self) -> list[tuple[Arm, bool]]:
        """Return the runs of a block: each arm, and again the one that runs twice, if it is in."""
        again = [(arm, True) for arm in self.asked if arm.name == self.experiment.twice]
        return [(arm, False) for arm in self.asked] + again

    def _progress(self) -> Progress:
        block, (done, kept) = [arm for arm, _ in self._planned()], self.before
        in_blocks = max(0, self.done - done) / max(1, len(block))
        left = self._seconds(self.apart[self.done :])
        left += self._seconds(block) * (self.blocks - kept - in_blocks)
        return Progress(
            self.experiment.name,
            self.done,
            done + len(block) * (self.blocks - kept),
            self.block,
            self.blocks,
            self.discarded,
            left,
        )

    def _seconds(self, arms: Sequence[Arm]) -> float:
        """Return what these runs will probably take: each what it took last, a new one the mean."""
        usual = mean(self.took.values())
        return sum(self.took.get(arm.name, usual) for arm in arms)

    def _lack(self, arm: Arm) -> Need | None:
        """Return what this machine lacks to run an arm, or None."""
        if arm.needs not in self.interpreters:
            return arm.needs
        has = self.interpreters[arm.needs].python.start_methods
        files = int(arm.parameters.get(self.experiment.open_files, 0)) + SPARE_FILES
        lacks = {
            Kind.CORES: arm.parallel and usable_cores() < 2,
            Kind.PINNING: arm.cores and not hasattr(os, "sched_setaffinity"),
            Kind.PROC: arm.proc and not SMAPS.exists(),
            Kind.OPEN_FILES: files > open_files(),
            Kind.START_METHOD: arm.start_method and has and arm.start_method not in has,
        }
        found = next((Need(kind) for kind, lacking in lacks.items() if lacking), None)
        return found or self.served.lacks

    def _drawn(self) -> list[Arm]:
        """Return the arms that get a timeline: all timed ones but those of a sweep."""
        timed = (arm for arm in self.arms if arm.times is None)
        return [arm for arm in timed if self.experiment.step and not arm.axis]

    def _timeline(self, arm: Arm) -> Timeline:
        python = self.interpreters[arm.needs]
        called = self._called(arm, runner.timeline)
        run, drawn = runner.timeline(python, called, self.experiment.step, self.limits)
        if run.ending is not Ending.FINISHED:
            raise failure(self.experiment, run, self.limits)
        self._count(arm, run.spawn_to_exit_s)
        return drawn

    def _count(self, arm: Arm, seconds: float) -> None:
        self.done += 1
        self.took[arm.name] = seconds
        self.report(self._progress())

    def _record(
        self,
        blocks: tuple[Block, ...],
        outcomes: tuple[Run, ...],
        observed: tuple[Run, ...],
        scripts: tuple[Run, ...],
        timelines: tuple[Timeline, ...],
    ) -> Record:
        pythons = {str(need): found.python for need, found in self.interpreters.items()}
        return Record(
            schema=SCHEMA,
            experiment=self.experiment.name,
            fingerprint=records.fingerprint(self.experiment, pythons, self.machine),
            measured_at=records.now().isoformat(timespec="seconds"),
            seconds=round(time.monotonic() - self.started, 3),
            machine=self.machine,
            pythons=pythons,
            parameters={arm.name: arm.parameters for arm in self.arms},
            planned_blocks=self.blocks,
            blocks=blocks,
            outcomes=outcomes,
            observed=observed,
            scripts=scripts,
            timelines=timelines,
            lacks=self.lacks,
        )


def open_files() -> float:
    """Return how many files a run may have open, after raising that to what the system allows."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return math.inf
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(ValueError, OSError):  # macOS says unlimited and allows less
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return math.inf if soft == resource.RLIM_INFINITY else soft


def why_discard(
    runs: Sequence[Run], experiment: Experiment, before: float | None, after: float | None
) -> Discard | None:
    """Return why a block doesn't count, or None.

    A block of parallel arms goes when the cores were busy both before and after; a block that
    computes goes when a core changed its speed during a run. Waiting needs neither.
    """
    usable = min(2, usable_cores())
    if before is not None and after is not None and max(before, after) < FREE_CORES * usable:
        return Discard.NO_FREE_CORE
    if any(_disturbed(run, experiment) for run in runs):
        return Discard.SPEED_CHANGED
    return None


def _check_reported(experiment: Experiment, run: Run) -> None:
    """Check that a run reports its time where the experiment says that it does.

    Raises:
        RunError: It is missing, no number, or no time.
    """
    seconds = run.observed.get(experiment.reports, math.nan) if experiment.reports else 1.0
    if not isinstance(seconds, str) and 0 < seconds < math.inf:
        return
    file = f"examples/{experiment.name}/{experiment.arm(run.arm).file}"
    raise RunError(
        file,
        found=f"main returned {run.observed}",
        expected=f"seconds, more than none, as {experiment.reports!r}: the experiment's `reports`",
        action=f"let main return them, or take `reports` out of examples/{experiment.name}",
    )


def failure(experiment: Experiment, run: Run, limits: runner.Limits) -> RunError:
    """Return the error that tells how a run failed."""
    what = {
        Ending.RAISED: "an exception",
        Ending.EXITED: "the program ended itself with an error",
        Ending.CRASHED: "the interpreter crashed",
        Ending.TIMED_OUT: f"no end after {limits.seconds:g} seconds",
        Ending.TOO_MUCH_OUTPUT: f"more than {limits.output_bytes} bytes of output",
        Ending.SAID_NOTHING: "an end without an answer",
        Ending.DID_NOT_FAIL: f"no {experiment.arm(run.arm).fails} on standard error",
        Ending.COMPLAINED: "text on standard error from a thread, a child, a task or a warning",
    }[run.ending]
    file = f"examples/{experiment.name}/{experiment.arm(run.arm).file}"
    return RunError(
        file,
        found=f"{what} ({run.kind} run)",
        expected=f"a failure with {experiment.arm(run.arm).fails}"
        if run.ending is Ending.DID_NOT_FAIL
        else "a program that ends by itself, says its times and complains of nothing",
        action=f"run `python {file}` and mend it; what was measured before is kept",
        evidence=run.evidence,
    )


def loop_seconds() -> float:
    """Return how long a fixed loop takes on this core now: the only thing that sees its speed.

    The median of a few, so that one interruption isn't taken for a change of speed.
    """
    return median(_loop() for _ in range(_LOOPS))


def _loop() -> float:
    started = time.perf_counter()
    total = 0
    for number in range(_LOOP):
        total += number
    return time.perf_counter() - started


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def this_machine(project: Path) -> Machine:
    """Describe this machine: no host name, no path."""
    return Machine(
        cpu=_cpu(),
        cores=psutil.cpu_count() or 1,
        usable_cores=usable_cores(),
        system=platform.system(),
        kernel=platform.release(),
        memory_bytes=psutil.virtual_memory().total,
        commit=_commit(project),
    )


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(
            line.partition(":")[2].strip() for line in lines if line.startswith("model name")
        )
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _commit(project: Path) -> str | None:
    """Return the commit, with a + when the tree has changes; None where there is no git."""
    command = ["git", "-C", str(project), "describe", "--always", "--dirty=+", "--abbrev=12"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return said.stdout.strip()


def _kept(blocks: Sequence[Block]) -> int:
    return sum(block.discard is None for block in blocks)


def _disturbed(run: Run, experiment: Experiment) -> bool:
    """Return whether the core changed its speed during a run that computes."""
    if experiment.bound is not Bound.COMPUTING:
        return False
    loops = sorted(loop for loop in (run.loop_before_s, run.loop_after_s) if loop)
    return len(loops) == 2 and loops[1] / loops[0] > SPEED_CHANGE
