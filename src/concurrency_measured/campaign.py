"""Experiment → Record: blocks of runs in random order, with what shows whether they can be trusted.

Nothing here looks at the figures: what they leave open is asked of `undecided`, which the pipeline
gives. Knows nothing of claims, statistics or pages.
"""

from __future__ import annotations

import contextlib
import math
import os
import random
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean, median

from concurrency_measured import host, records, runner, servers
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
    comparable,
    speed_changed,
)

FREE_CORES = 0.75
"""Share of the cores asked for that two processes must get for a parallel block to count."""
REPEATS = 2
"""A block may be repeated until this many times the planned blocks have run."""
TRIES = 4
"""A run during which the core changed its speed, or that had another one than those it is compared
with, is repeated at once, so often in all and in a block no more often than it has arms; discarding
whole blocks for it would leave none of a large experiment on a busy machine."""
SMAPS = Path("/proc/self/smaps_rollup")
"""Where Linux tells of a process' memory."""
SPARE_FILES = 100
"""Files that a run has open besides those that its experiment counts."""


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
        looks: Numbers of kept blocks after which `undecided` is asked. As many blocks are run for
            the first one whatever it takes; what the machine spoils is repeated, and a further
            look is taken, only if the experiment's budget has room for it.
        undecided: The arms about which the record so far leaves something open; the groups that
            they belong to are measured on.
        report: Called after each run.
        limits: Time and output that one run may use.

    Raises:
        RunError: A program raised, exited, hung, crashed, complained or said nothing.
    """
    with contextlib.ExitStack() as stack:
        machine = replace(machine, awake=stack.enter_context(host.awake()))
        campaign = _Campaign(experiment, interpreters, machine, report, limits or runner.Limits())
        needs = experiment.server_needs
        campaign.served = (
            stack.enter_context(
                servers.serving(interpreters[needs], experiment.server, experiment.name)
            )
            if needs in interpreters
            else servers.Served(lacks=needs)
        )
        return campaign.run(looks, undecided)


_Pair = tuple[tuple[str, bool], tuple[str, bool]]
"""Two runs of a block that are compared: each an arm, and whether it is that arm's second run."""


@dataclass
class _Group:
    """Arms that share blocks, since they are compared with each other.

    What spoils a run of one group spoils the block of that group alone.
    """

    planned: list[tuple[Arm, bool]]
    """The runs of a block: each arm, and again the one that runs twice."""
    pairs: dict[_Pair, int]
    """What is compared, and in how many blocks so far it could be."""
    bound: Bound
    blocks: int = 0

    @property
    def kept(self) -> int:
        """The blocks that count for all that is compared."""
        return min(self.pairs.values())

    def wants(self, look: int) -> bool:
        """Return whether another block is to be run."""
        # Once more are lost, twice the planned blocks can't hold as many as planned.
        return self.kept < look and self.blocks - self.kept <= (REPEATS - 1) * look

    def lacking(self, look: int) -> list[tuple[Arm, bool]]:
        """Return the runs of the next block: those of pairs that lack blocks until a look."""
        lack = {run for pair, n in self.pairs.items() if n < look for run in pair}
        return [(arm, again) for arm, again in self.planned if (arm.name, again) in lack]

    def add(self, block: Block) -> None:
        """Count a block."""
        self.blocks += 1
        runs = {(run.arm, run.again): run for run in block.runs if block.discard is None}
        for pair in self.pairs:
            one, other = map(runs.get, pair)
            self.pairs[pair] += bool(one and other and comparable(one, other, self.bound))

    def only(self, arms: Collection[str]) -> None:
        """Go on with the pairs of some arms, and with what tells the noise."""
        kept = {pair: n for pair, n in self.pairs.items() if pair[0][0] in arms or pair[0][1]}
        self.pairs = kept if any(pair[0][0] in arms for pair in kept) else {}


@dataclass
class _Campaign:
    experiment: Experiment
    interpreters: Mapping[Need, Interpreter]
    machine: Machine
    report: Report
    limits: runner.Limits
    done: int = 0
    total: int = 0
    apart: list[Arm] = field(default_factory=list)
    block: int = 0
    blocks: int = 0
    repeats: int = 0
    asked: list[_Group] = field(default_factory=list)
    discarded: int = 0
    current: list[Arm] = field(default_factory=list)
    """What has run in the blocks under way."""
    served: servers.Served = field(default_factory=servers.Served)
    took: dict[str, float] = field(default_factory=dict)

    def run(self, looks: Sequence[int], undecided: Callable[[Record], Collection[str]]) -> Record:
        self.started = time.monotonic()
        self.lacks = {arm.name: need for arm in self.experiment.arms if (need := self._lack(arm))}
        self.arms = tuple(arm for arm in self.experiment.arms if arm.name not in self.lacks)
        called = [arm for arm in self.arms if not arm.script]
        # One script run per file, as the reader would start it: with its defaults.
        plain = {arm.file: arm for arm in reversed(self.arms) if not arm.setting}
        certain = [arm for arm in self.arms for _ in range(arm.times or 0)]
        self.apart = [*called, *plain.values(), *certain, *self._drawn()]
        self.asked = self._groups()
        self._plan(looks[0], len(self.apart))
        # Observing first finds a broken example before anything is timed, and warms the disk cache.
        observed = tuple(self._checked(runner.call, arm, observe=True) for arm in called)
        scripts = tuple(self._checked(runner.script, arm) for arm in plain.values())
        outcomes = tuple(
            self._checked(runner.script if arm.script else runner.call, arm) for arm in certain
        )
        timelines = tuple(self._timeline(arm) for arm in self._drawn())
        blocks: list[Block] = []
        for look in looks if self.asked else (0,):
            if blocks and not self._affordable(look):
                break
            self._plan(look, max(self.done, len(self.apart)))
            while wanting := [group for group in self.asked if self._goes_on(group, look)]:
                blocks += self._round(wanting, look)
            record = self._record(tuple(blocks), outcomes, observed, scripts, timelines)
            still = undecided(record)
            self.asked = [group for group in self.asked if group.kept >= look]
            for group in self.asked:
                group.only(still)
            self.asked = [group for group in self.asked if group.pairs]
            if not self.asked:
                break
        return record

    def _groups(self) -> list[_Group]:
        here = {arm.name for arm in self.arms}
        found = []
        for arms in self.experiment.groups:
            runs = [(arm, False) for arm in arms if arm.name in here]
            runs += [(arm, True) for arm, _ in runs if arm.name == self.experiment.twice]
            names = {arm.name for arm, _ in runs}
            pairs = {
                ((one, False), (other, False)): 0
                for one, other in self.experiment.pairs
                if {one, other} <= names
            }
            pairs |= {((arm.name, True), (arm.name, False)): 0 for arm, again in runs if again}
            compared = {name for pair in pairs for name, _ in pair}
            pairs |= {((n, False), (n, False)): 0 for n in sorted(names - compared)}
            found += [_Group(runs, pairs, self.experiment.bound)] if runs else []
        return found

    def _goes_on(self, group: _Group, look: int) -> bool:
        """Return whether a group gets another block: a planned one, or one more as time allows."""
        return group.wants(look) and (group.blocks < look or not self._spent())

    def _spent(self) -> bool:
        """Return whether the budget is used up: then nothing is made up for or repeated."""
        return time.monotonic() - self.started > self.experiment.budget_s

    def _plan(self, look: int, done: int) -> None:
        """Plan the blocks until a look, after as many runs."""
        self.blocks = look
        self.total = done + sum(len(g.lacking(look)) * (look - g.kept) for g in self.asked)

    def _round(self, groups: Sequence[_Group], look: int) -> list[Block]:
        """Run a block of each group, one after another, the groups and their runs at random.

        What is compared is run close together: the longer between two runs, the more likely is it
        that the machine has changed meanwhile. What has the blocks until the look isn't run again.
        """
        order = [
            (group, arm, again)
            for group in random.sample(groups, len(groups))
            for runs in (group.lacking(look),)
            for arm, again in random.sample(runs, len(runs))
        ]
        self.block = min(group.kept for group in groups) + 1
        self.repeats, self.current, done = len(order), [], self.done
        before = self._canary(groups)
        tries: dict[int, list[list[Run]]] = {id(group): [] for group in groups}
        for group, arm, again in order:
            beside = [these[-1] for these in tries[id(group)]]
            tries[id(group)].append(self._timed(arm, again, beside))
        after = self._canary(groups)
        blocks = []
        for group in groups:
            cores = (before, after) if _parallel(group) else (None, None)
            blocks.append(self._judged(tries[id(group)], *cores))
            group.add(blocks[-1])
        self.current = []
        self.discarded += sum(block.discard is not None for block in blocks)
        self.done = done + sum(len(block.runs) for block in blocks if block.discard is None)
        return blocks

    def _canary(self, groups: Sequence[_Group]) -> float | None:
        """Return how many cores are free, where a group's speed depends on it."""
        if not any(map(_parallel, groups)):
            return None
        return runner.cores_free(self.interpreters[HEADLINE])

    def _judged(
        self, tries: Sequence[Sequence[Run]], before: float | None, after: float | None
    ) -> Block:
        runs = tuple(these[-1] for these in tries)
        discard = why_discard(runs, self.experiment, before, after)
        return Block(runs, discard, sum(map(len, tries)) - len(tries), before, after)

    def _timed(self, arm: Arm, again: bool, beside: Sequence[Run]) -> list[Run]:
        """Return the run, after those that were repeated because of the core's speed.

        Args:
            arm: What to run.
            again: Whether it is the second run of the block.
            beside: The runs of the block that it is compared with, as far as there are any.
        """
        runs: list[Run] = []
        while not runs or (
            self.repeats
            and len(runs) < TRIES
            and not self._spent()
            and _disturbed(runs[-1], self.experiment, beside)
        ):
            self.repeats -= bool(runs)
            before = host.loop_seconds()
            how = runner.script if arm.script else runner.call
            run = self._checked(how, arm, counts=not runs)
            after = host.loop_seconds()
            runs.append(replace(run, loop_before_s=before, loop_after_s=after, again=again))
        return runs

    def _checked(
        self, how: Callable[..., Run], arm: Arm, *, counts: bool = True, **options: bool
    ) -> Run:
        begun = time.monotonic()
        run = how(self.interpreters[arm.needs], self._called(arm, how), self.limits, **options)
        if run.ending is not Ending.FINISHED:
            raise failure(self.experiment, run, self.limits)
        if arm.times is None and (arm.script or run.kind is not RunKind.SCRIPT):
            _check_reported(self.experiment, run)
        if counts:
            self._count(arm, time.monotonic() - begun)
        return run

    def _called(self, arm: Arm, how: Callable[..., object]) -> Arm:
        """Return the arm as it is called: with the server's address, which is no parameter.

        A script starts a server of its own, as it does at the reader's; some programs do without.
        """
        if not self.served.address or not arm.asks or how is runner.script:
            return arm
        return replace(arm, parameters=arm.parameters | {"address": self.served.address})

    def _affordable(self, look: int) -> bool:
        """Return whether the budget has room for the blocks until a look."""
        return time.monotonic() - self.started + self._left(look) <= self.experiment.budget_s

    def _left(self, look: int) -> float:
        """Return how long the blocks until a look will probably take."""
        wanted = ((g, look - g.kept) for g in self.asked if g.wants(look))
        return sum(n * self._seconds([arm for arm, _ in g.lacking(look)]) for g, n in wanted)

    def _progress(self) -> Progress:
        left = self._seconds(self.apart[self.done :]) + self._left(self.blocks)
        return Progress(
            self.experiment.name,
            self.done,
            self.total,
            self.block,
            self.blocks,
            self.discarded,
            max(0.0, left - self._seconds(self.current)),
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
            Kind.CORES: arm.parallel and host.usable_cores() < 2,
            Kind.PINNING: arm.cores and not hasattr(os, "sched_setaffinity"),
            Kind.PROC: arm.proc and not SMAPS.exists(),
            Kind.OPEN_FILES: files > host.open_files(),
            Kind.START_METHOD: arm.start_method and has and arm.start_method not in has,
        }
        found = next((Need(kind) for kind, lacking in lacks.items() if lacking), None)
        return found or self.served.lacks

    def _drawn(self) -> list[Arm]:
        """Return the arms that get a timeline: timed ones but for sweeps, and those that beat."""
        beating = {name for picture in self.experiment.heartbeats for name in picture.arms}
        step = self.experiment.step
        return [
            arm
            for arm in self.arms
            if step and not arm.axis and not arm.script
            if arm.times is None or arm.name in beating
        ]

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
        self.current += [arm] if self.block else []
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


def why_discard(
    runs: Sequence[Run], experiment: Experiment, before: float | None, after: float | None
) -> Discard | None:
    """Return why a block doesn't count, or None.

    A block of parallel arms goes when the cores were busy both before and after; a block that
    computes goes when a core changed its speed during a run. Waiting needs neither.
    """
    usable = min(2, host.usable_cores())
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


def _parallel(group: _Group) -> bool:
    return any(arm.parallel for arm, _ in group.planned)


def _disturbed(run: Run, experiment: Experiment, beside: Sequence[Run] = ()) -> bool:
    """Return whether the core changed its speed during a run that computes, or since the others."""
    if experiment.bound is not Bound.COMPUTING or not (run.loop_before_s and run.loop_after_s):
        return False
    usual = [loop for other in beside if (loop := other.loop_s)]
    return speed_changed(run.loop_before_s, run.loop_after_s) or bool(
        usual and run.loop_s and speed_changed(run.loop_s, median(usual))
    )
