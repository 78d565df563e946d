"""Stamps and samples → Timeline → Tracks: pure. Who ran when, and what the others did meanwhile.

Knows no processes and no drawing. A span says only what was recorded: a step that took longer than
its processor time was interrupted somewhere inside, and nothing says where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from concurrency_measured.model import Lane, Span, State, Step, Timeline

APART_S = 1e-4
"""Steps of one worker that follow within this time are one span."""
INTERRUPTED_S = 1e-3
"""A step that lasted this much longer than its processor time was interrupted."""

Stamp = tuple[int, int, int, int, int, int]
"""Process, thread, task (0 for none), begin, end, processor time; times in nanoseconds."""
Row = tuple[int, int, int, int]
"""Time, time on a core, time ready to run, all in nanoseconds; and where: see `observer.Thread`."""
Samples = tuple[int, int, Sequence[Row]]
"""Process, thread, and what the observer saw of it."""
_PLACES = {1: State.LOCKED, 2: State.WAITING}


def timeline(
    arm: str,
    begun_ns: int,
    ended_ns: int,
    stamps: Iterable[Stamp],
    samples: Iterable[Samples],
    interval_s: float | None,
    observer_share: float | None,
) -> Timeline:
    """Return the timeline of a run, in seconds from the start of `main`."""
    lanes: dict[tuple[int, int], Lane] = {}
    steps: dict[tuple[int, int, int], list[Step]] = {}
    for process, thread, task, begin, end, cpu in sorted(stamps, key=lambda stamp: stamp[3]):
        lost = (end - begin - cpu) / 1e9 > INTERRUPTED_S
        step = Step(_s(begin - begun_ns), _s(end - begun_ns), _s(cpu), lost, task)
        _append(steps.setdefault((process, thread, task), []), step)
    seen = {(process, thread): rows for process, thread, rows in samples}
    numbers = {p: n for n, p in enumerate(dict.fromkeys(key[0] for key in [*seen, *steps]))}
    for key in dict.fromkeys([*seen, *(key[:2] for key in steps)]):
        own = [step for (p, t, _), those in steps.items() if (p, t) == key for step in those]
        lane = Lane(
            process=numbers[key[0]],
            thread=sum(other[0] == key[0] for other in lanes),
            steps=tuple(sorted(own, key=lambda step: step.start_s)),
        )
        lanes[key] = _account(lane, seen.get(key, ()), begun_ns, ended_ns)
    wall_s = (ended_ns - begun_ns) / 1e9
    return Timeline(arm, wall_s, tuple(lanes.values()), interval_s, observer_share)


def overlap_s(lanes: Sequence[Sequence[Span | Step]]) -> float:
    """Return for how long at least two lanes were in a span at once, in seconds."""
    edges = sorted(
        edge for lane in lanes for span in lane for edge in ((span.start_s, 1), (span.end_s, -1))
    )
    together, running, before = 0.0, 0, 0.0
    for moment, change in edges:
        if running >= 2:
            together += moment - before
        running, before = running + change, moment
    return together


def slice_s(lane: Lane) -> float | None:
    """Return how long a thread computed, on average, before something else ran in its place.

    Processor time of its steps over one more than the number of interruptions, in seconds; None
    for a lane without steps.
    """
    if not lane.steps:
        return None
    handoffs = sum(step.interrupted for step in lane.steps)
    return sum(step.cpu_s for step in lane.steps) / (handoffs + 1)


def uninterrupted(lane: Lane) -> tuple[Step, ...]:
    """Return the steps of a lane that say exactly when it ran."""
    return tuple(step for step in lane.steps if not step.interrupted)


def _append(steps: list[Step], step: Step) -> None:
    """Add a step, as one with the step before it where both ran without a break."""
    if steps:
        last = steps[-1]
        near = step.start_s - last.end_s < APART_S
        if near and not step.interrupted and not last.interrupted:
            steps[-1] = replace(last, end_s=step.end_s, cpu_s=_s(1e9 * (last.cpu_s + step.cpu_s)))
            return
    steps.append(step)


def _s(nanoseconds: float) -> float:
    """Return seconds, to the microsecond: stamping isn't more exact than that."""
    return round(nanoseconds / 1e9, 6)


def _account(lane: Lane, rows: Sequence[Row], begun_ns: int, ended_ns: int) -> Lane:
    """Return the lane with its states and its wall account, from samples during `main`."""
    inside = [row for row in rows if begun_ns <= row[0] <= ended_ns]
    if len(inside) < 2:
        return lane
    length = _s(ended_ns - begun_ns)
    spans: list[Span] = []
    for before, after in pairwise(rows):
        for start, end, state in _between(before, after):
            span = Span(max(0.0, _s(start - begun_ns)), min(length, _s(end - begun_ns)), state)
            if span.end_s > span.start_s:
                _join(spans, span)
    first, last = inside[0], inside[-1]
    on_cpu, runnable = (last[1] - first[1]) / 1e9, (last[2] - first[2]) / 1e9
    lasted = (last[0] - first[0]) / 1e9
    return replace(
        lane,
        seen=tuple(spans),
        on_cpu_s=on_cpu,
        runnable_s=runnable,
        blocked_s=max(0.0, lasted - on_cpu - runnable),
    )


def _between(before: Row, after: Row) -> Iterator[tuple[int, int, State]]:
    """Yield begin, end and state of what a thread did between two looks, in nanoseconds.

    The kernel says how long, not when: who runs at the second look ran last, who is blocked then
    ran first.
    """
    on_core, ready = after[1] - before[1], after[2] - before[2]
    blocked = max(0, after[0] - before[0] - on_core - ready)
    parts = [(ready, State.READY), (on_core, State.ON_CORE)]
    # Blocked on one thing, then on another: half and half, for want of knowing.
    first, last = (_PLACES.get(row[3]) for row in (before, after))
    rest = [(blocked, first or last)]
    if first and last and first is not last:
        rest = [(blocked // 2, first), (blocked - blocked // 2, last)]
    begin = before[0]
    for length, what in [*parts, *rest] if after[3] and not before[3] else [*rest, *parts]:
        if what and length > 0:
            yield begin, begin + length, what
        begin += length


def _join(spans: list[Span], span: Span) -> None:
    """Add a span, as one with the span before it where both are of one state."""
    if spans and spans[-1].state is span.state and span.start_s - spans[-1].end_s < APART_S:
        spans[-1] = replace(spans[-1], end_s=span.end_s)
    else:
        spans.append(span)


# --- what a picture shows of it ----------------------------------------------------------------


@dataclass(frozen=True)
class Track:
    """One line of a picture: a worker, with its states in order.

    Attributes:
        process: Number of its process in the run.
        thread: Number of its thread in the process.
        task: Number of its asyncio task; 0 for a thread.
        loop: Whether it is the thread that runs an event loop.
        spans: Its states; between them nothing was recorded.
        exact: When it ran by the stamps, exact in time.
    """

    process: int
    thread: int
    task: int
    loop: bool
    spans: tuple[Span, ...]
    exact: tuple[Span, ...]


def tracks(line: Timeline) -> tuple[Track, ...]:
    """Return the workers of a run: its tasks, with the loop that runs them, or its threads.

    Threads that took no step are left out where others did: they started the others and waited for
    their end. Where no step was stamped, threads that used a core for a twentieth of the run are
    the workers.
    """
    lanes = [lane for lane in line.lanes if lane.steps]
    busy = [lane for lane in line.lanes if (lane.on_cpu_s or 0) >= line.wall_s / 20]
    return tuple(track for lane in lanes or busy for track in _tracks(lane))


def beats(line: Timeline) -> tuple[float, ...]:
    """Return when each step of a run began, in seconds from its start: its heartbeats."""
    return tuple(sorted(step.start_s for lane in line.lanes for step in lane.steps))


def longest_gap(moments: Sequence[float]) -> tuple[float, float]:
    """Return between which two of these moments nothing happened for longest; none for fewer."""
    return max(pairwise(moments), key=lambda gap: gap[1] - gap[0], default=(0.0, 0.0))


def usual_gap(moments: Sequence[float]) -> float:
    """Return the median time between moments; 0 where there are fewer than two."""
    gaps = [after - before for before, after in pairwise(moments)]
    return median(gaps) if gaps else 0.0


def durations(track: Track) -> dict[State, float]:
    """Return for how long a worker was in each state, in seconds."""
    lasted = dict.fromkeys(State, 0.0)
    for span in track.spans:
        lasted[span.state] += span.end_s - span.start_s
    return lasted


def handoffs(those: Sequence[Track]) -> tuple[tuple[float, int, int], ...]:
    """Return when one worker stopped running and another of its process went on.

    Returns:
        Second, number of the worker that ran, number of the one that runs, by the stamps.
    """
    runs = sorted(
        ((span, number) for number, track in enumerate(those) for span in track.exact),
        key=lambda run: run[0].start_s,
    )
    found = []
    for (before, one), (after, other) in pairwise(runs):
        same = those[one].process == those[other].process
        if same and one != other and after.start_s >= before.end_s - APART_S:
            found.append((after.start_s, one, other))
    return tuple(found)


def cores_busy(line: Timeline, bins: int) -> tuple[float, ...] | None:
    """Return how many cores the run used, on average, in each of so many equal parts of it.

    None where nobody looked.
    """
    if line.interval_s is None:
        return None
    seen = [span for lane in line.lanes for span in lane.seen if span.state is State.ON_CORE]
    return tuple(shares(seen, line.wall_s, bins))


def shares(those: Iterable[Span], wall_s: float, bins: int, of: int = 1) -> list[float]:
    """Return how much of each of so many equal parts of a run the spans fill.

    Args:
        those: Spans of any number of workers.
        wall_s: Length of the run.
        bins: How many parts.
        of: How many workers fill a part completely.
    """
    width, filled = wall_s / bins, [0.0] * bins
    for span in those:
        first, last = int(span.start_s / width), min(bins - 1, int(span.end_s / width))
        for number in range(first, last + 1):
            low, high = number * width, (number + 1) * width
            filled[number] += max(0.0, min(high, span.end_s) - max(low, span.start_s))
    return [seconds / width / of for seconds in filled]


def _tracks(lane: Lane) -> Iterator[Track]:
    tasks = sorted({step.task for step in lane.steps} - {0})
    yield _track(lane, lane.steps, loop=bool(tasks))
    for task in tasks:
        own = tuple(step for step in lane.steps if step.task == task)
        # A task's state is its own step's; what its thread does between its steps is no part of it.
        yield replace(_track(replace(lane, process=0), own, task=task), process=lane.process)


def _track(lane: Lane, steps: Sequence[Step], *, loop: bool = False, task: int = 0) -> Track:
    exact = [Span(step.start_s, step.end_s) for step in steps if _ran(step)]
    stalled = (
        [] if loop else [found for step in steps if (found := _stalled(step, lane.seen, task))]
    )
    drawn = sorted([*exact, *stalled], key=lambda span: span.start_s)
    covered = [*steps] if not loop else drawn
    others = () if task else _outside(lane.seen, [s for s in covered if loop or not _mixed(s)])
    if lane.process and steps:
        first = min(step.start_s for step in steps)
        others = [_started(span, first) for span in others]
    spans = sorted([*drawn, *others], key=lambda span: span.start_s)
    return Track(lane.process, lane.thread, task, loop, tuple(spans), tuple(exact))


def _ran(step: Step) -> bool:
    """Return whether the step ran from begin to end."""
    return not step.interrupted and step.cpu_s >= 0.5 * (step.end_s - step.start_s)


def _mixed(step: Step | Span) -> bool:
    """Return whether a step ran for a good part of its time, and nobody knows which part."""
    length = step.end_s - step.start_s
    return isinstance(step, Step) and not _ran(step) and step.cpu_s > 0.2 * length


def _stalled(step: Step, seen: Sequence[Span], task: int) -> Span | None:
    """Return the stretch of a step in which it hardly ran, with what it was blocked on.

    The stamps say how long, the observer says on what. None where it isn't known, and for a task
    unless its whole thread waited.
    """
    if _ran(step) or _mixed(step):
        return None
    lasted: Counter[State] = Counter()
    for span in seen:
        together = min(span.end_s, step.end_s) - max(span.start_s, step.start_s)
        if together > 0 and span.state is not State.ON_CORE:
            lasted[span.state] += int(together * 1e6)
    if not lasted:
        return None
    state = lasted.most_common(1)[0][0]
    if task and state is not State.WAITING:
        return None
    # Its processor time lies before or after, half and half for want of knowing.
    return Span(step.start_s + step.cpu_s / 2, step.end_s - step.cpu_s / 2, state)


def _outside(seen: Sequence[Span], covered: Iterable[Step | Span]) -> list[Span]:
    """Return the spans without what lies inside the covered stretches."""
    left = list(seen)
    for cover in covered:
        cut: list[Span] = []
        for span in left:
            if span.end_s <= cover.start_s or span.start_s >= cover.end_s:
                cut.append(span)
                continue
            if span.start_s < cover.start_s:
                cut.append(replace(span, end_s=cover.start_s))
            if span.end_s > cover.end_s:
                cut.append(replace(span, start_s=cover.end_s))
        left = cut
    return left


def _started(span: Span, first_step_s: float) -> Span:
    """Return what a started process did on a core before its first step as its start."""
    early = span.state is State.ON_CORE and span.end_s <= first_step_s + APART_S
    return replace(span, state=State.STARTING) if early else span
