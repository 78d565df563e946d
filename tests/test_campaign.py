"""The campaign: blocks in random order, looks, discards and progress, with no process started."""

from __future__ import annotations

import contextlib
import math
import os
import platform
import random
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise, repeat
from pathlib import Path
from types import SimpleNamespace

import msgspec
import psutil
import pytest

import programs
from concurrency_measured import campaign, host, records, runner, servers
from concurrency_measured.campaign import Progress
from concurrency_measured.errors import RunError
from concurrency_measured.model import (
    HEADLINE,
    SCHEMA,
    Arm,
    Bound,
    ClaimKind,
    Discard,
    Ending,
    Experiment,
    Interpreter,
    Kind,
    Machine,
    Model,
    Need,
    Picture,
    Python,
    Record,
    Run,
    RunKind,
    Side,
    Timeline,
    speed_changed,
)

LOOKS = (7, 14, 21)
HERE = {HEADLINE: Interpreter("/opt/python", Python("CPython", "3.13.1", True, True, "GCC"))}
FREE = Need(Kind.FREE_THREADED)
MACHINE = Machine("A processor", 4, 4, "Linux", "6.1.0", None, None)
LIMITS = runner.Limits(seconds=9, output_bytes=77)
NAMES = ("one_by_one", "with_threads", "with_asyncio", "with_processes")
ONE = Arm("one_by_one", "one_by_one.py", Model.SEQUENTIAL, programs.IDLE, {"waits": 3})
ARMS = tuple(replace(ONE, name=name, file=f"{name}.py") for name in NAMES)
EXPERIMENT = Experiment("waiting", Bound.WAITING, "one_by_one", 600, ARMS, ())
OUTCOME = replace(ONE, name="served", file="served.py", times=3)
ONE_CORE = tuple(
    replace(arm, name=f"one_core/{arm.name}", setting="one_core", cores=1) for arm in ARMS[:2]
)


@dataclass
class Lab:
    """What stands in for processes and clocks: notes each run, and each takes a second.

    Attributes:
        ran: Kind and arm of each run, in order.
        given: Interpreter and limits of each run.
        seconds: The time.
        endings: How an arm's runs end; finished where it isn't named.
        cores: What the canary says, again and again the last.
        loops: What the calibration loop says.
        takes: Seconds that an arm takes; one where it isn't named.
    """

    ran: list[tuple[str, str]] = field(default_factory=list)
    given: list[tuple[Interpreter, runner.Limits]] = field(default_factory=list)
    seconds: float = 1000.0
    endings: dict[tuple[str, str], Ending] = field(default_factory=dict)
    cores: Iterator[float] = field(default_factory=lambda: repeat(2.0))
    loops: Iterator[float] = field(default_factory=lambda: repeat(0.02))
    takes: dict[str, float] = field(default_factory=dict)

    def run(self, kind: RunKind, python: Interpreter, arm: Arm, limits: runner.Limits) -> Run:
        """Pretend to run."""
        self.ran.append((kind, arm.name))
        self.given.append((python, limits))
        took = self.takes.get(arm.name, 1.0)
        self.seconds += took
        ending = self.endings.get((kind, arm.name), Ending.FINISHED)
        evidence = "" if ending is Ending.FINISHED else "what shows it"
        return Run(arm.name, kind, ending, took, wall_s=0.9 * took, evidence=evidence)

    def call(
        self, python: Interpreter, arm: Arm, limits: runner.Limits, *, observe: bool = False
    ) -> Run:
        """Stand in for `runner.call`."""
        return self.run(RunKind.OBSERVED if observe else RunKind.CALL, python, arm, limits)

    def script(self, python: Interpreter, arm: Arm, limits: runner.Limits) -> Run:
        """Stand in for `runner.script`."""
        return self.run(RunKind.SCRIPT, python, arm, limits)

    def timeline(
        self, python: Interpreter, arm: Arm, step: str, limits: runner.Limits
    ) -> tuple[Run, Timeline]:
        """Stand in for `runner.timeline`."""
        run = self.run(RunKind.CALL, python, arm, limits)
        self.ran[-1] = (f"timeline of {step}", arm.name)
        return run, Timeline(arm.name, 0.9, ())

    def measure(
        self,
        experiment: Experiment = EXPERIMENT,
        undecided: Callable[[Record], Collection[str]] = lambda record: (),
        looks: tuple[int, ...] = LOOKS,
        report: Callable[[Progress], None] = lambda progress: None,
    ) -> Record:
        """Measure with all that is pretended."""
        return campaign.measure(experiment, HERE, MACHINE, looks, undecided, report, LIMITS)


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Lab:
    """Replace all that starts a process or reads a clock."""
    lab = Lab()
    for name in ("call", "script", "timeline"):
        monkeypatch.setattr(runner, name, getattr(lab, name))
    monkeypatch.setattr(runner, "start", None)
    monkeypatch.setattr(runner, "cores_free", lambda python: next(lab.cores))
    monkeypatch.setattr(host, "loop_seconds", lambda: next(lab.loops))
    monkeypatch.setattr(campaign, "time", SimpleNamespace(monotonic=lambda: lab.seconds))
    monkeypatch.setattr(host, "usable_cores", lambda: 4)
    monkeypatch.setattr(host, "LATENCY", Path("/there/is/no/such/file"))
    return lab


def last(*values: float) -> Iterator[float]:
    """Return these values, and the last one again and again."""
    return chain(values, repeat(values[-1]))


# --- blocks ------------------------------------------------------------------------------------


def test_a_block_has_every_arm_once_and_one_twice(lab):
    """Each timed arm runs once in each block, the doubled one a second time, which says so."""
    record = lab.measure()
    assert len(record.blocks) == 7
    for block in record.blocks:
        assert Counter((run.arm, run.again) for run in block.runs) == Counter(
            [(name, False) for name in NAMES] + [("one_by_one", True)]
        )


def test_the_order_changes(lab):
    """Blocks don't all run in the same order, and neither does a second campaign."""
    random.seed(7)
    orders = {tuple((r.arm, r.again) for r in block.runs) for block in lab.measure().blocks}
    assert len(orders) > 1


def test_the_doubled_arm_is_not_always_last(lab):
    """The second run of the doubled arm takes its place in the random order like any other."""
    random.seed(7)
    record = lab.measure(looks=(40,))
    places = {[run.again for run in block.runs].index(True) for block in record.blocks}
    assert places == set(range(5))


def test_each_run_has_its_loops(lab):
    """The calibration loops just before and after a run are that run's."""
    lab.loops = iter(range(1, 1000))
    runs = [run for block in lab.measure().blocks for run in block.runs]
    assert [(run.loop_before_s, run.loop_after_s) for run in runs] == [
        (number, number + 1) for number in range(1, 2 * len(runs), 2)
    ]


def test_every_run_has_its_interpreter_and_limits(lab):
    """Each arm runs with the interpreter that it asks for, under the limits of the campaign."""
    lab.measure()
    assert lab.given
    assert all(given == (HERE[HEADLINE], LIMITS) for given in lab.given)


# --- looks -------------------------------------------------------------------------------------


def test_it_stops_at_the_first_look_that_is_enough(lab):
    """After seven blocks that decide everything no more are run."""
    record = lab.measure(undecided=lambda record: ())
    assert (len(record.blocks), record.planned_blocks) == (7, 7)


@pytest.mark.parametrize(("at", "planned"), [(14, 14), (21, 21), (99, 21)])
def test_it_looks_again_where_that_is_not_enough(lab, at, planned):
    """The data are looked at after 7, 14 and 21 blocks only, and then it ends."""
    looked = []

    def undecided(record: Record) -> set[str]:
        looked.append(len(record.blocks))
        return set() if len(record.blocks) >= at else {"with_threads"}

    record = lab.measure(undecided=undecided)
    assert (len(record.blocks), record.planned_blocks) == (planned, planned)
    assert looked == [look for look in LOOKS if look <= planned]


def test_after_a_look_only_what_is_open_is_measured_on(lab):
    """Settings whose claims are all decided are left alone; the others keep all their arms."""
    both = replace(EXPERIMENT, arms=(*ARMS, *ONE_CORE))
    said: list[Progress] = []
    record = lab.measure(
        both,
        undecided=lambda record: {"one_core/with_threads"} if len(record.blocks) < 28 else set(),
        report=said.append,
    )
    ran = [sorted(run.arm for run in block.runs) for block in record.blocks]
    assert [len(names) for names in ran] == [5, 2] * 7 + [2] * 14
    assert ran[-1] == ["one_core/one_by_one", "one_core/with_threads"]
    assert (said[-1].done, said[-1].left_s) == (said[-1].total, 0)
    # What is open about certain outcomes no block can decide.
    record = lab.measure(both, undecided=lambda record: {"nothing_timed"})
    assert len(record.blocks) == 14


def test_what_a_claim_compares_shares_blocks(lab):
    """A ratio is formed within a block, so both of its arms are in it."""
    compared = Side("c", "waiting", ClaimKind.SPEEDUP, "one_core/one_by_one", 1.0, over=NAMES[0])
    both = replace(EXPERIMENT, arms=(*ARMS, *ONE_CORE), sides=(compared,))
    assert [len(block.runs) for block in lab.measure(both).blocks] == [7] * 7


def test_what_is_compared_runs_close_together(lab):
    """The groups take turns in random order; the runs of one are not interrupted by another's."""
    random.seed(7)
    record = lab.measure(replace(EXPERIMENT, arms=(*ARMS, *ONE_CORE)))
    timed = [name for kind, name in lab.ran if kind == RunKind.CALL]
    rounds = [timed[first : first + 7] for first in range(0, len(timed), 7)]
    places = [[name.startswith("one_core") for name in names] for names in rounds]
    assert len(rounds) == 7
    assert {sum(here != before for before, here in pairwise(each)) for each in places} == {1}
    assert {each[0] for each in places} == {True, False}
    orders = {tuple((run.arm, run.again) for run in block.runs) for block in record.blocks}
    assert len(orders) > 4


def test_what_spoils_one_group_leaves_the_others_alone(lab):
    """Without a free core the blocks that need one are repeated, and no others."""
    lab.cores = repeat(1.0)
    record = lab.measure(replace(PARALLEL, arms=(*PARALLEL.arms, *ONE_CORE)))
    kept = Counter(block.runs[0].arm.startswith("one_core") for block in record.kept)
    assert kept == {True: 7}
    assert len(record.blocks) == 7 + 8
    assert {block.discard for block in record.blocks} == {None, Discard.NO_FREE_CORE}
    assert {block.cores_before for block in record.kept} == {None}


@pytest.mark.parametrize(("budget_s", "blocks"), [(1, 7), (63, 7), (65, 14), (600, 21)])
def test_a_further_look_must_fit_into_the_budget(lab, budget_s, blocks):
    """The first look is reached whatever it takes; another one costs 21 seconds here."""
    record = lab.measure(
        replace(EXPERIMENT, budget_s=budget_s), undecided=lambda record: {"with_threads"}
    )
    assert (len(record.blocks), record.planned_blocks) == (blocks, blocks)


@pytest.mark.parametrize("reported", [{}, {"each_s": 0.0}, {"each_s": "1"}, {"each_s": math.nan}])
def test_a_run_that_does_not_report_its_time_is_an_error(lab, monkeypatch, reported):
    """Where programs tell their own time, a run without one says what to do."""
    telling = replace(EXPERIMENT, reports="each_s")
    plain = lab.run
    monkeypatch.setattr(lab, "run", lambda *given: replace(plain(*given), observed=reported))
    with pytest.raises(RunError, match="each_s"):
        lab.measure(telling)
    monkeypatch.setattr(lab, "run", lambda *given: replace(plain(*given), observed={"each_s": 0.5}))
    assert len(lab.measure(telling).kept) == 7


def test_a_timed_script_is_run_as_a_script(lab, monkeypatch):
    """What isn't Python is timed by what it prints; it is neither observed nor called."""
    told = replace(ONE, name="java", file="Parallel.java", script=True, parallel=True)
    plain = lab.run
    monkeypatch.setattr(lab, "run", lambda *given: replace(plain(*given), observed={"each_s": 0.5}))
    experiment = replace(EXPERIMENT, arms=(told,), twice="java", reports="each_s")
    record = lab.measure(experiment)
    assert {kind for kind, _ in lab.ran} == {RunKind.SCRIPT}
    assert [len(block.runs) for block in record.kept] == [2] * 7
    monkeypatch.setattr(lab, "run", plain)
    with pytest.raises(RunError, match="each_s"):
        lab.measure(experiment)


# --- discards ----------------------------------------------------------------------------------

PARALLEL = replace(EXPERIMENT, arms=(ARMS[0], replace(ARMS[3], parallel=True)))
COMPUTING = replace(EXPERIMENT, bound=Bound.COMPUTING)


def test_a_discarded_block_is_repeated_and_kept_in_the_record(lab):
    """A block without a free core is run again, and both are published."""
    lab.cores = last(2.0, 2.0, 1.0, 1.0, 2.0)
    record = lab.measure(PARALLEL)
    assert [block.discard for block in record.blocks] == [
        None,
        Discard.NO_FREE_CORE,
        *[None] * 6,
    ]
    assert len(record.kept) == 7
    assert (record.blocks[1].cores_before, record.blocks[1].cores_after) == (1.0, 1.0)


def test_repeats_have_an_end(lab):
    """When twice the planned blocks can't hold the planned ones any more, it stops."""
    lab.cores = repeat(1.0)
    looked = []
    record = lab.measure(
        PARALLEL, undecided=lambda record: looked.append(record) or {"with_threads"}
    )
    assert (len(record.blocks), len(record.kept), record.planned_blocks) == (8, 0, 7)
    assert len(looked) <= 1


def test_only_parallel_arms_have_a_canary(lab):
    """Where no arm depends on free cores the canary isn't asked, and the block says nothing."""
    lab.cores = iter(())
    blocks = lab.measure().blocks
    assert {(block.cores_before, block.cores_after) for block in blocks} == {(None, None)}


def run(before: float | None, after: float | None) -> Run:
    """Return a run between these calibration loops."""
    return Run(
        "one_by_one", RunKind.CALL, Ending.FINISHED, 1, loop_before_s=before, loop_after_s=after
    )


@pytest.mark.parametrize(
    ("experiment", "runs", "cores", "why"),
    [
        (COMPUTING, [run(1.0, 1.14)], (None, None), None),
        (COMPUTING, [run(1.0, 1.16)], (None, None), Discard.SPEED_CHANGED),
        (COMPUTING, [run(1.0, 1.0), run(1.16, 1.0)], (None, None), Discard.SPEED_CHANGED),
        (COMPUTING, [run(1.0, None)], (None, None), None),
        (COMPUTING, [run(1.0, 1.0), run(2.0, 2.0)], (None, None), None),
        (EXPERIMENT, [run(1.0, 9.0)], (None, None), None),
        (COMPUTING, [run(1.0, 1.0)], (1.4, 1.4), Discard.NO_FREE_CORE),
        (EXPERIMENT, [run(1.0, 1.0)], (1.4, 1.4), Discard.NO_FREE_CORE),
        (COMPUTING, [run(1.0, 1.0)], (1.4, 1.5), None),
        (COMPUTING, [run(1.0, 1.0)], (1.6, 0.5), None),
        (COMPUTING, [run(1.0, 1.0)], (None, None), None),
    ],
)
def test_why_a_block_does_not_count(monkeypatch, experiment, runs, cores, why):
    """It goes when both canaries are low, or when a core changed its speed while computing."""
    monkeypatch.setattr(host, "usable_cores", lambda: 8)
    assert campaign.why_discard(runs, experiment, *cores) is why


@pytest.mark.parametrize(("cores", "why"), [(0.7, Discard.NO_FREE_CORE), (0.8, None)])
def test_one_usable_core_is_all_that_can_be_free(monkeypatch, cores, why):
    """Where one core may be used, the canary needn't find two."""
    monkeypatch.setattr(host, "usable_cores", lambda: 1)
    assert campaign.why_discard([run(1.0, 1.0)], EXPERIMENT, cores, cores) is why


def test_waiting_never_discards_for_speed(lab):
    """A core that changes its speed all the time spoils computing, not waiting."""
    lab.loops = chain.from_iterable(repeat((1.0, 2.0)))
    record = lab.measure()
    assert [(block.discard, block.repeated) for block in record.blocks] == [(None, 0)] * 7
    record = lab.measure(COMPUTING)
    assert [block.discard for block in record.blocks] == [Discard.SPEED_CHANGED] * 8


def test_a_run_is_repeated_when_its_core_changed_its_speed(lab):
    """Of a run that computes only the last try counts, and the block says how many went before."""
    lab.loops = last(1.0, 2.0, 2.0, 1.0, 1.0)
    record = lab.measure(COMPUTING)
    assert [block.repeated for block in record.blocks] == [2, *[0] * 6]
    assert len({(run.arm, run.again) for run in record.blocks[0].runs}) == 5
    assert {run.loop_after_s for block in record.kept for run in block.runs} == {1.0}
    assert record.runs == len(lab.ran)


def test_a_run_is_repeated_when_it_had_another_speed_than_the_others(lab):
    """What is compared should have run at one speed; in the end the estimate leaves it out."""
    lab.loops = chain([1.0, 1.0, 2.0, 2.0], repeat(1.0))
    record = lab.measure(COMPUTING)
    assert [block.repeated for block in record.blocks] == [1, *[0] * 6]
    assert {run.loop_s for block in record.kept for run in block.runs} == {1.0}
    lab.loops = chain([1.0, 1.0], repeat(2.0))
    first, *others = lab.measure(COMPUTING).blocks
    assert (first.discard, first.repeated) == (None, 5)
    assert {block.repeated for block in others} == {0}


def test_a_pair_at_two_speeds_is_made_up_for(lab, monkeypatch):
    """Blocks go on until each pair has its number at one speed, with what lacks one and no more."""
    monkeypatch.setattr(campaign, "TRIES", 1)
    slow = {3, 5}  # of the runs of this arm in blocks

    def call(python: Interpreter, arm: Arm, limits: runner.Limits, *, observe: bool = False) -> Run:
        made = lab.call(python, arm, limits, observe=observe)
        number = lab.ran.count((RunKind.CALL, "with_threads"))
        odd = not observe and arm.name == "with_threads" and number in slow
        lab.loops = repeat(2.0 if odd else 1.0)
        return made

    monkeypatch.setattr(runner, "call", call)
    monkeypatch.setattr(campaign, "why_discard", lambda *_: None)
    blocks = lab.measure(COMPUTING).blocks
    assert 7 < len(blocks) <= 14
    good: Counter[str] = Counter()
    for block in blocks:
        runs = {run.arm: run for run in block.runs if not run.again}
        assert all(good[name] < 7 for name in runs if name != "one_by_one")
        for name, one in runs.items():
            good[name] += not speed_changed(one.loop_s, runs["one_by_one"].loop_s)
    assert {good[name] for name in NAMES[1:]} == {7}


def test_what_the_machine_spoils_is_repeated_within_the_budget(lab):
    """A noisy machine costs certainty, not time: the planned blocks are all there is."""
    lab.loops = chain.from_iterable(repeat((1.0, 2.0)))
    record = lab.measure(replace(COMPUTING, budget_s=1))
    assert [block.discard for block in record.blocks] == [Discard.SPEED_CHANGED] * 7
    assert {block.repeated for block in record.blocks} == {0}


def test_what_is_decided_is_not_measured_on(lab):
    """After a look only open arms run, what they are compared with, and what tells the noise."""
    blocks = lab.measure(undecided=lambda record: {"with_threads"}).blocks
    assert [len(block.runs) for block in blocks] == [5] * 7 + [3] * 14
    assert {(run.arm, run.again) for run in blocks[-1].runs} == {
        ("with_threads", False),
        ("one_by_one", False),
        ("one_by_one", True),
    }


def test_repeated_runs_have_an_end(lab):
    """A block repeats no more runs than it has, then it goes."""
    lab.loops = chain.from_iterable(repeat((1.0, 2.0)))
    record = lab.measure(COMPUTING, looks=(1,))
    assert [block.repeated for block in record.blocks] == [5, 5]
    assert len(record.kept) == 0


# --- runs apart from blocks --------------------------------------------------------------------


def test_every_arm_is_observed_before_anything_is_timed(lab):
    """One observed run per arm comes first, so that a broken example costs no time."""
    record = lab.measure(replace(EXPERIMENT, arms=(*ARMS, OUTCOME)))
    assert lab.ran[:5] == [(RunKind.OBSERVED, name) for name in (*NAMES, "served")]
    assert [run.arm for run in record.observed] == [*NAMES, "served"]


def test_a_file_runs_once_as_a_script(lab):
    """Each file runs once as a reader would start it, whatever settings its arms have."""
    variant = replace(ONE, name="spawned", file="with_processes.py", start_method="spawn")
    record = lab.measure(replace(EXPERIMENT, arms=(*ARMS, variant, *ONE_CORE)))
    assert sorted(run.arm for run in record.scripts) == sorted(NAMES)


def test_a_certain_outcome_runs_its_times(lab):
    """An arm with `times` runs that often, in no block."""
    record = lab.measure(replace(EXPERIMENT, arms=(*ARMS, OUTCOME)))
    assert [(run.arm, run.kind) for run in record.outcomes] == [("served", RunKind.CALL)] * 3
    assert "served" not in {run.arm for block in record.blocks for run in block.runs}


def test_the_outcome_of_a_script(lab):
    """An arm whose outcome is that of a script is never called, and its runs are scripts."""
    guard = replace(OUTCOME, script=True)
    record = lab.measure(replace(EXPERIMENT, arms=(*ARMS, guard)))
    assert [run.kind for run in record.outcomes] == [RunKind.SCRIPT] * 3
    assert "served" not in {run.arm for run in record.observed}


def test_outcomes_alone_need_no_blocks(lab):
    """An experiment of certain outcomes has no block, and is asked once whether it is enough."""
    looked = []
    only = replace(EXPERIMENT, twice="", arms=(OUTCOME,))
    record = lab.measure(only, undecided=lambda record: looked.append(record) or {"with_threads"})
    assert (record.blocks, record.planned_blocks, len(looked)) == ((), 0, 1)


def test_an_arm_whose_need_is_not_met_is_left_out(lab):
    """What this machine has no interpreter for isn't run, and the record doesn't speak of it."""
    free = tuple(replace(arm, name=f"free/{arm.name}", setting="free", needs=FREE) for arm in ARMS)
    record = lab.measure(replace(EXPERIMENT, arms=(*ARMS, *free)))
    assert {name for _, name in lab.ran} == set(NAMES) == set(record.parameters)
    assert record.pythons == {"gil": HERE[HEADLINE].python}


def test_a_step_gives_timelines(lab):
    """Each timed arm has a timeline where a step is named, but for those of a sweep."""
    swept = replace(ARMS[0], name="many/waits=9/one_by_one", setting="many/waits=9", axis="waits")
    arms = (*ARMS, OUTCOME, *ONE_CORE, swept)
    record = lab.measure(replace(EXPERIMENT, arms=arms, step="wait"))
    drawn = [*NAMES, *(arm.name for arm in ONE_CORE)]
    assert [line.arm for line in record.timelines] == drawn
    assert [name for kind, name in lab.ran if kind == "timeline of wait"] == drawn
    assert lab.measure().timelines == ()


def test_the_record(lab):
    """A record says of what it is, when it was made, how long it took, and all that was run."""
    experiment = replace(EXPERIMENT, arms=(*ARMS, OUTCOME))
    record = lab.measure(experiment)
    assert (record.schema, record.experiment, record.machine) == (SCHEMA, "waiting", MACHINE)
    assert record.runs == len(lab.ran) == record.seconds == 5 + 5 + 3 + 7 * 5
    assert records.why_stale(record, experiment, record.pythons, MACHINE, records.now()) is None


# --- progress ----------------------------------------------------------------------------------

EXPERIMENTS = {
    "plain": EXPERIMENT,
    "outcome": replace(EXPERIMENT, arms=(*ARMS, OUTCOME)),
    "outcomes": replace(EXPERIMENT, arms=(*ARMS, replace(OUTCOME, times=60))),
    "outcome-only": replace(EXPERIMENT, arms=(OUTCOME,), twice=""),
    "script": replace(EXPERIMENT, arms=(*ARMS, replace(OUTCOME, script=True))),
    "settings": replace(EXPERIMENT, arms=(*ARMS, *ONE_CORE)),
    "steps": replace(EXPERIMENT, arms=(*ARMS, *ONE_CORE), step="wait"),
    "unmet": replace(EXPERIMENT, arms=(*ARMS, replace(ONE, name="x", setting="x", needs=FREE))),
}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_progress_reaches_its_end(lab, name):
    """Each run is reported once, and after the last one all are done and no time is left."""
    said: list[Progress] = []
    lab.measure(EXPERIMENTS[name], report=said.append)
    assert [progress.done for progress in said] == list(range(1, len(lab.ran) + 1))
    assert (said[-1].done, said[-1].left_s) == (said[-1].total, 0)
    assert {progress.total for progress in said} == {len(lab.ran)}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_time_left_is_right(lab, name):
    """After a tenth of the runs the time left is right within half of it, for equal runs."""
    left: list[tuple[float, float]] = []
    lab.measure(
        EXPERIMENTS[name], report=lambda progress: left.append((lab.seconds, progress.left_s))
    )
    for now, said in left[len(left) // 10 : -1]:
        assert (lab.seconds - now) / 1.5 <= said <= (lab.seconds - now) * 1.5


def test_progress_with_discards_reaches_its_end(lab):
    """Blocks that are repeated are counted apart: the total stands, and at last all are done."""
    said: list[Progress] = []
    lab.cores = last(2.0, 2.0, *[1.0] * 8, 2.0)
    record = lab.measure(PARALLEL, report=said.append)
    assert len(record.blocks) == 11
    assert {progress.total for progress in said} == {said[-1].done} == {2 + 2 + 7 * 3}
    assert (said[-1].block, said[-1].discarded, said[-1].left_s) == (7, 4, 0)


def test_progress_names_its_block(lab):
    """Before the first block it is 0; then it counts, against the blocks of the present look."""
    said: list[Progress] = []
    lab.measure(
        undecided=lambda record: set() if len(record.blocks) == 14 else {"with_threads"},
        report=said.append,
    )
    assert [progress.block for progress in said[:8]] == [0] * 8
    assert sorted({(p.block, p.blocks) for p in said[8:]}) == [
        (number, 7 if number <= 7 else 14) for number in range(1, 15)
    ]
    assert {progress.experiment for progress in said} == {"waiting"}


# --- failures ----------------------------------------------------------------------------------

REASONS = {
    Ending.RAISED: "an exception",
    Ending.EXITED: "ended itself",
    Ending.CRASHED: "crashed",
    Ending.TIMED_OUT: "no end after 9 seconds",
    Ending.TOO_MUCH_OUTPUT: "more than 77 bytes of output",
    Ending.SAID_NOTHING: "without an answer",
    Ending.COMPLAINED: "text on standard error",
    Ending.DID_NOT_FAIL: "no RuntimeError on standard error",
}


def test_every_ending_has_its_reason():
    """The tests below look at every ending but the good one."""
    assert set(REASONS) == set(Ending) - {Ending.FINISHED}


@pytest.mark.parametrize("kind", [RunKind.OBSERVED, RunKind.SCRIPT, RunKind.CALL])
@pytest.mark.parametrize("ending", REASONS)
def test_a_failing_run_is_told(lab, ending, kind):
    """A run that fails stops the campaign, with its file, what happened, and what shows it."""
    lab.endings = {(kind, "with_threads"): ending}
    arms = tuple(replace(arm, fails="RuntimeError") for arm in ARMS)
    with pytest.raises(RunError) as caught:
        lab.measure(replace(EXPERIMENT, arms=arms))
    error = caught.value
    assert error.where == "examples/waiting/with_threads.py"
    assert REASONS[ending] in error.found
    assert kind in error.found
    assert "python examples/waiting/with_threads.py" in error.action
    assert error.evidence == "what shows it"
    assert lab.ran[-1] == (kind, "with_threads")


def test_a_failing_timeline_is_told(lab):
    """A run for a timeline that fails is told like any other."""
    lab.endings = {(RunKind.CALL, "with_asyncio"): Ending.CRASHED}
    with pytest.raises(RunError, match=r"waiting/with_asyncio\.py[\s\S]*crashed"):
        lab.measure(replace(EXPERIMENT, step="wait"))
    assert lab.ran[-1] == ("timeline of wait", "with_asyncio")


# --- this machine ------------------------------------------------------------------------------


def test_this_machine_names_no_host_and_no_path(monkeypatch, tmp_path):
    """A published record doesn't tell where it was made."""
    told = ["host-of-mine", str(tmp_path), str(Path.home())]
    kernel = os.uname()
    monkeypatch.setattr(
        os,
        "uname",
        lambda: os.uname_result((kernel.sysname, told[0], kernel.release, kernel.version, "x")),
    )
    named = platform.uname()._replace(node=told[0])
    monkeypatch.setattr(platform, "uname", lambda: named)
    monkeypatch.setattr(platform, "node", lambda: told[0])
    monkeypatch.setattr(socket, "gethostname", lambda: told[0])
    text = msgspec.json.encode(host.describe(tmp_path)).decode()
    assert not [word for word in told if word in text]
    assert platform.release() in text


def test_cores_are_kept_awake_while_something_is_measured(lab, monkeypatch, tmp_path):
    """The request stands for as long as its file is open, and the record says so."""
    asked, seen = tmp_path / "latency", []
    asked.touch()
    monkeypatch.setattr(host, "LATENCY", asked)

    def look(_: Progress) -> None:
        seen.append((asked.read_bytes(), [f.path for f in psutil.Process().open_files()]))

    assert lab.measure(report=look).machine.awake is True
    assert all(said == bytes(4) and str(asked) in opened for said, opened in seen)
    assert str(asked) not in [f.path for f in psutil.Process().open_files()]


def test_cores_that_may_not_be_kept_awake(lab, monkeypatch, tmp_path):
    """Where the system has no such thing, or not for this user, the record says so."""
    monkeypatch.setattr(host, "LATENCY", tmp_path / "none")
    assert lab.measure().machine.awake is False
    assert not (tmp_path / "none").exists()


def test_this_machine_is_described():
    """Processor, cores, system and memory are this machine's, none of them empty or zero."""
    machine = host.describe(Path(__file__).parent)
    assert machine.cpu
    assert 1 <= machine.usable_cores <= machine.cores
    assert (machine.system, machine.kernel) == (os.uname().sysname, os.uname().release)
    assert machine.memory_bytes > 1_000_000


def git(folder: Path, *command: str) -> str:
    """Run git as somebody without a configuration."""
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=no"]
    said = subprocess.run(
        ["git", "-C", str(folder), *who, *command], capture_output=True, text=True, check=True
    )
    return said.stdout.strip()


def test_the_commit_tells_of_changes(tmp_path, monkeypatch):
    """The commit is the project's, with a + when files differ from it; without git, none."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert host.describe(tmp_path).commit is None
    git(tmp_path, "init", "-q")
    (tmp_path / "file").write_text("before")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "-q", "-m", "First")
    commit = git(tmp_path, "rev-parse", "--short=12", "HEAD")
    assert host.describe(tmp_path).commit == commit
    (tmp_path / "file").write_text("after")
    assert host.describe(tmp_path).commit == f"{commit}+"


def test_the_loop_takes_time():
    """The calibration loop is timed by a clock that sees it."""
    assert 0 < host.loop_seconds() < 60


# --- with processes ----------------------------------------------------------------------------


def test_memory_is_not_run_where_nobody_tells_of_it(lab, monkeypatch, tmp_path):
    """An experiment that reads /proc says what is missing, and the rest of it is run."""
    reads = replace(EXPERIMENT, arms=(*ARMS[:3], replace(ARMS[3], proc=True)))
    monkeypatch.setattr(campaign, "SMAPS", tmp_path / "smaps_rollup")
    assert lab.measure(reads).lacks == {"with_processes": Need(Kind.PROC)}
    (tmp_path / "smaps_rollup").touch()
    assert lab.measure(reads).lacks == {}


def test_a_whole_campaign(tmp_path):
    """With nothing replaced, two programs are measured, and the record can be written and read."""
    python = Interpreter(sys._base_executable, HERE[HEADLINE].python)
    shown = f"{programs.SLEEPS}\nprint('slept')\n"
    slow = Arm("slow", "slow.py", Model.SEQUENTIAL, shown, {"seconds": 0.1}, parallel=True)
    quick = replace(slow, name="quick", file="quick.py", parameters={"seconds": 0.01})
    experiment = replace(EXPERIMENT, arms=(slow, quick), twice="quick")
    record = campaign.measure(experiment, {HEADLINE: python}, MACHINE, (1,), lambda record: ())
    assert records.read(records.write(record, tmp_path)) == record
    walls = {run.arm: run.wall_s for run in record.blocks[0].runs}
    assert walls["slow"] >= 0.1
    assert all(run.loop_before_s and run.loop_after_s for run in record.blocks[0].runs)
    assert record.blocks[0].cores_before is not None


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_time_left_is_right_when_arms_differ(lab, name):
    """The time left holds after the first tenth although some arms take ten times as long."""
    names = [arm.name for arm in EXPERIMENTS[name].arms]
    lab.takes = {name: 0.1 * 30 ** (n / len(names)) for n, name in enumerate(names)}
    left: list[tuple[float, float]] = []
    campaign_began = lab.seconds
    measure = EXPERIMENTS[name]
    lab.measure(measure, report=lambda progress: left.append((lab.seconds, progress.left_s or 0)))
    whole = lab.seconds - campaign_began
    late = [(now, said) for now, said in left if now - campaign_began > whole / 10]
    assert late
    for now, said in late:
        really = lab.seconds - now
        # In the last runs a difference of one run is a large share of hardly anything.
        assert really / 1.5 - 3 <= said <= really * 1.5 + 3


def test_one_core_is_no_place_for_parallel_arms(lab, monkeypatch):
    """Where only one core may be used, what needs two is not run, and the record says why."""
    monkeypatch.setattr(host, "usable_cores", lambda: 1)
    record = lab.measure(PARALLEL)
    parallel = {arm.name for arm in PARALLEL.arms if arm.parallel}
    assert parallel
    assert record.lacks == {name: Need(Kind.CORES) for name in parallel}
    assert not parallel & record.parameters.keys()


# --- servers and open files --------------------------------------------------------------------


def served(monkeypatch: pytest.MonkeyPatch, answer: servers.Served) -> None:
    """Pretend that an experiment's server says this."""
    monkeypatch.setattr(servers, "serving", lambda *given: contextlib.nullcontext(answer))


def test_every_call_has_the_address_and_no_script(lab, monkeypatch):
    """A script is run as at the reader's, who has no server; the record has no address."""
    served(monkeypatch, servers.Served("127.0.0.1:4711"))
    seen = []
    run = lab.run
    lab.run = lambda kind, python, arm, limits: (
        seen.append((kind, arm.parameters.get("address"))) or run(kind, python, arm, limits)
    )
    asking = tuple(replace(arm, source='def main(address=""): pass\n') for arm in ARMS)
    record = lab.measure(replace(EXPERIMENT, arms=asking, step="wait"))
    assert dict(seen) == {
        RunKind.OBSERVED: "127.0.0.1:4711",
        RunKind.CALL: "127.0.0.1:4711",
        RunKind.SCRIPT: None,
    }
    assert len(set(seen)) == 3
    assert record.parameters["one_by_one"] == {"waits": 3}


def test_heartbeats_are_drawn_of_outcomes_too(lab):
    """What a picture of heartbeats names is watched, timed in blocks or not."""
    beating = replace(
        EXPERIMENT,
        arms=(*ARMS[:1], OUTCOME),
        step="beat",
        heartbeats=(Picture("beats", ("served",)),),
    )
    record = lab.measure(beating)
    assert [line.arm for line in record.timelines] == ["one_by_one", "served"]


def test_without_its_server_nothing_is_run(lab, monkeypatch):
    """What the server lacks is what each arm lacks."""
    served(monkeypatch, servers.Served(lacks=Need(Kind.POSTGRESQL)))
    record = lab.measure(replace(EXPERIMENT, arms=(*ARMS, OUTCOME)))
    assert not lab.ran
    assert not record.runs
    assert set(record.lacks) == {*NAMES, "served"}
    assert set(record.lacks.values()) == {Need(Kind.POSTGRESQL)}


def test_without_what_its_server_needs_nothing_is_run(lab):
    """A server whose libraries can't be had is never started."""
    wanted = replace(HEADLINE, libraries=("dask",))
    record = lab.measure(replace(EXPERIMENT, server_needs=wanted))
    assert not lab.ran
    assert set(record.lacks.values()) == {wanted}


def test_programs_that_take_no_address_get_none(lab, monkeypatch):
    """A loop beside a cluster has nobody to ask."""
    served(monkeypatch, servers.Served("127.0.0.1:4711"))
    seen = set()
    run = lab.run
    lab.run = lambda kind, python, arm, limits: (
        seen.add("address" in arm.parameters) or run(kind, python, arm, limits)
    )
    alone = tuple(replace(arm, source="def main(waits=3):\n    pass\n") for arm in ARMS)
    lab.measure(replace(EXPERIMENT, arms=alone))
    assert seen == {False}


@pytest.mark.parametrize(("allowed", "ran"), [(103, True), (102, False)])
def test_more_open_files_than_the_system_allows(lab, monkeypatch, allowed, ran):
    """They are counted before anything is run, with some for the interpreter itself."""
    monkeypatch.setattr(host, "open_files", lambda: allowed)
    record = lab.measure(replace(EXPERIMENT, open_files="waits"))
    assert bool(lab.ran) is ran
    assert set(record.lacks.values()) == (set() if ran else {Need(Kind.OPEN_FILES)})


def test_the_limit_of_open_files_is_raised_as_far_as_it_goes():
    """What children inherit is what the system allows, not what the shell began with."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(200, before[1]), before[1]))
        assert host.open_files() >= min(before[1], 1024)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 200
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
