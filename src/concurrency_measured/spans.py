"""Stamps and samples → Timeline: pure. Which worker ran when, and what the others did meanwhile.

Knows no processes and no drawing. A span says only what was recorded: a step that took longer than
its processor time was interrupted somewhere inside, and nothing says where.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from concurrency_measured.model import Lane, Span, Step, Timeline

APART_S = 1e-4
"""Steps of one worker that follow within this time are one span."""
INTERRUPTED_S = 1e-3
"""A step that lasted this much longer than its processor time was interrupted."""

Stamp = tuple[int, int, int, int, int, int]
"""Process, thread, task (0 for none), begin, end, processor time; times in nanoseconds."""
Samples = tuple[int, int, Sequence[tuple[int, int, int]]]
"""Process, thread, and rows of time, time on a core, time ready to run; all in nanoseconds."""


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


def _account(
    lane: Lane, rows: Sequence[tuple[int, int, int]], begun_ns: int, ended_ns: int
) -> Lane:
    """Return the lane with its on-core spans and wall account, from samples during `main`."""
    inside = [row for row in rows if begun_ns <= row[0] <= ended_ns]
    if len(inside) < 2:
        return lane
    spans: list[Span] = []
    for before, after in pairwise(inside):
        on_core = (after[1] - before[1]) / 1e9
        if on_core <= 0:
            continue
        # The kernel says how long, not when; drawn backwards from the moment it was seen.
        end = _s(after[0] - begun_ns)
        start = _s(max(after[0] - begun_ns - on_core * 1e9, before[0] - begun_ns))
        if spans and start - spans[-1].end_s < APART_S:
            spans[-1] = Span(spans[-1].start_s, end)
        else:
            spans.append(Span(start, end))
    first, last = inside[0], inside[-1]
    on_cpu, runnable = (last[1] - first[1]) / 1e9, (last[2] - first[2]) / 1e9
    lasted = (last[0] - first[0]) / 1e9
    return replace(
        lane,
        on_core=tuple(spans),
        on_cpu_s=on_cpu,
        runnable_s=runnable,
        blocked_s=max(0.0, lasted - on_cpu - runnable),
    )
