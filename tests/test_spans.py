"""Stamps and samples become a timeline that says only what was recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from concurrency_measured import catalog, interpreters, runner, spans
from concurrency_measured.model import HEADLINE, Arm, Kind, Lane, Need, Span, State, Timeline

MS = 1_000_000
EXAMPLES = Path(__file__).parents[1] / "examples"


def stamp(
    thread: int, begin: float, end: float, cpu: float | None = None, task: int = 0
) -> spans.Stamp:
    """Return a stamp of process 7, times in milliseconds after the start of main."""
    cpu = end - begin if cpu is None else cpu
    numbers = (1000 * MS + begin * MS, 1000 * MS + end * MS, cpu * MS)
    return (7, thread, task, *map(int, numbers))  # type: ignore[return-value]


def draw(*stamps: spans.Stamp, samples: list[spans.Samples] | None = None) -> Timeline:
    """Return the timeline of a run that began at 1000 ms and lasted 100."""
    return spans.timeline("arm", 1000 * MS, 1100 * MS, stamps, samples or [], None, None)


def test_steps_without_a_break_are_one():
    """Steps of one thread that follow at once are one span; a pause begins another."""
    (lane,) = draw(stamp(1, 0, 2), stamp(1, 2.05, 4), stamp(1, 5, 6)).lanes
    assert [(step.start_s, step.end_s) for step in lane.steps] == [(0, 0.004), (0.005, 0.006)]
    assert lane.steps[0].cpu_s == pytest.approx(0.00395)


def test_an_interrupted_step_is_told_apart():
    """A step that lasted longer than its processor time was interrupted, and joins nothing."""
    (lane,) = draw(stamp(1, 0, 2), stamp(1, 2, 9, cpu=2), stamp(1, 9, 11)).lanes
    assert [step.interrupted for step in lane.steps] == [False, True, False]
    assert len(spans.uninterrupted(lane)) == 2


def test_tasks_of_one_thread_stay_apart():
    """Steps of different asyncio tasks are not joined, though they share a thread."""
    (lane,) = draw(stamp(1, 0, 2, task=1), stamp(1, 2, 4, task=2), stamp(1, 4, 6, task=1)).lanes
    assert [step.task for step in lane.steps] == [1, 2, 1]


def test_a_slice_is_processor_time_between_interruptions():
    """Ten milliseconds of computing with one interruption are two slices of five."""
    (lane,) = draw(stamp(1, 0, 4), stamp(1, 4, 11, cpu=2), stamp(1, 11, 15)).lanes
    assert spans.slice_s(lane) == pytest.approx(0.005)
    assert spans.slice_s(Lane(0, 0)) is None


@pytest.mark.parametrize(
    ("lanes", "together"),
    [
        ([[(0, 4)], [(4, 8)]], 0),
        ([[(0, 4)], [(2, 8)]], 2),
        ([[(0, 8)], [(2, 3), (5, 7)]], 3),
        ([[(0, 8)], [(0, 8)], [(0, 8)]], 8),
        ([], 0),
    ],
)
def test_overlap(lanes, together):
    """The overlap is the time in which at least two lanes are in a span."""
    drawn = [[Span(*span) for span in lane] for lane in lanes]
    assert spans.overlap_s(drawn) == together


def test_the_wall_account_adds_up():
    """What the observer saw of a thread is on a core, ready or blocked, and nothing else."""
    rows = [
        (1000 * MS, 0, 0, 0),
        (1010 * MS, 6 * MS, 1 * MS, 1),
        (1020 * MS, 6 * MS, 1 * MS, 2),
    ]
    (lane,) = draw(samples=[(7, 1, rows)]).lanes
    assert (lane.on_cpu_s, lane.runnable_s) == (0.006, 0.001)
    assert lane.blocked_s == pytest.approx(0.013)
    assert lane.seen == (
        Span(0.0, 0.001, State.READY),
        Span(0.001, 0.007, State.ON_CORE),
        Span(0.007, 0.015, State.LOCKED),  # on one thing, then on another: half and half
        Span(0.015, 0.02, State.WAITING),
    )


def test_looks_outside_main_dont_count():
    """The interpreter's own start and end are no part of the timeline."""
    rows = [
        (900 * MS, 0, 0, 0),
        (1000 * MS, 5 * MS, 0, 0),
        (1010 * MS, 9 * MS, 0, 0),
        (1200 * MS, 99 * MS, 0, 0),
    ]
    (lane,) = draw(samples=[(7, 1, rows)]).lanes
    assert lane.on_cpu_s == 0.004


@pytest.fixture(scope="module")
def computing() -> dict[str, Arm]:
    """The arms of the experiment that computes."""
    found = {experiment.name: experiment for experiment in catalog.load(EXAMPLES)}
    return {arm.name: arm for arm in found["computing"].arms}


def watched(arm: Arm, need: Need) -> Timeline:
    """Return the timeline of a real run, or skip where its interpreter is missing."""
    python = interpreters.choose(need, interpreters.find()[0])
    if python is None:
        pytest.skip(f"not run here: needs {need}")
    run, drawn = runner.timeline(python, arm, "count_primes", runner.Limits())
    assert run.evidence == ""
    return drawn


def working(drawn: Timeline) -> list[tuple]:
    """Return the exact steps of the lanes that worked."""
    return [spans.uninterrupted(lane) for lane in drawn.lanes if lane.steps]


def test_threads_with_the_gil_take_turns(computing):
    """Two threads that compute under the GIL hardly overlap, and hand over many times."""
    drawn = watched(computing["with_threads"], HEADLINE)
    assert len(working(drawn)) == 2
    assert spans.overlap_s(working(drawn)) < 0.05 * drawn.wall_s
    slices = [spans.slice_s(lane) or 0 for lane in drawn.lanes if lane.steps]
    # The switch interval is 5 ms; on a busy machine the kernel takes the core away more often.
    assert all(0.0005 < length < 0.02 for length in slices)


def test_threads_without_the_gil_overlap(computing):
    """The same threads on a free-threaded build do run at once, as far as cores are free."""
    tries = [watched(computing["free_threaded/with_threads"], Need(Kind.FREE_THREADED))]
    # Whether they do depends on who else wants the cores; that they can is what is tested.
    while spans.overlap_s(working(tries[-1])) <= 0.02 * tries[-1].wall_s and len(tries) < 9:
        tries.append(watched(computing["free_threaded/with_threads"], Need(Kind.FREE_THREADED)))
    assert all(len(working(drawn)) == 2 for drawn in tries)
    if len(tries) == 9 and runner.cores_free(interpreters.headline(interpreters.find()[0])) < 1.5:
        pytest.skip("not run here: the cores are busy")
    assert spans.overlap_s(working(tries[-1])) > 0.02 * tries[-1].wall_s


def test_forked_children_are_stamped(computing):
    """Forked processes have lanes of their own, with steps; the parent has none."""
    drawn = watched(computing["with_processes"], HEADLINE)
    assert len({lane.process for lane in drawn.lanes if lane.steps}) == 2


def test_the_observer_accounts_for_the_wall_time(computing):
    """On Linux, the account of a thread that only computes is its wall time, mostly on a core."""
    drawn = watched(computing["one_by_one"], HEADLINE)
    lane = max(drawn.lanes, key=lambda lane: lane.on_cpu_s or 0)
    if lane.on_cpu_s is None:
        pytest.skip("not run here: the system doesn't tell")
    accounted = lane.on_cpu_s + (lane.runnable_s or 0) + (lane.blocked_s or 0)
    assert accounted == pytest.approx(drawn.wall_s, rel=0.1)
    assert (lane.blocked_s or 0) < 0.2 * drawn.wall_s
