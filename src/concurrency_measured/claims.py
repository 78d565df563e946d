"""Sides × Summaries → Verdict: a small closed set of claim kinds. Knows no wording and no files.

A figure decides only when its whole interval lies outside the band around the threshold. The band
is at least twice the noise floor of the experiment, so that what a program differs from itself by
never decides anything.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from concurrency_measured.estimates import DECIDING, paired, ratio
from concurrency_measured.model import (
    ClaimKind,
    Decision,
    Estimate,
    Experiment,
    Side,
    Summary,
    Verdict,
    VerdictKind,
)


def check(
    sides: Sequence[Side],
    experiments: Mapping[str, Experiment],
    summaries: Mapping[str, Summary],
) -> Verdict:
    """Return the verdict on the claim that the sides belong to.

    Args:
        sides: All sides of one claim.
        experiments: Experiments by name.
        summaries: What was measured of them.
    """
    decisions = tuple(
        decide(side, experiments[side.experiment], summaries[side.experiment]) for side in sides
    )
    return Verdict(sides[0].claim, combine(decisions), decisions)


def decide(side: Side, experiment: Experiment, summary: Summary) -> Decision:
    """Return what one side's figure says."""
    arm, over = experiment.compared(side)
    for name in (arm, over):
        if name not in summary.ran:
            needs = summary.lacks.get(name, experiment.arm(name).needs)
            return Decision(side, VerdictKind.NOT_RUN_HERE, needs=needs)
    if not side.is_ratio:
        what = "failed" if side.kind is ClaimKind.FAILS else side.observation or ""
        figure = summary.counts.get(side.arm, {}).get(what)
        # What a program counts doesn't mind noise, unless it counts on cores that weren't free.
        starved = side.arm in summary.exhausted and experiment.arm(side.arm).parallel
        kind = VerdictKind.UNDECIDED if starved else _place(figure, side, side.margin)
        return Decision(side, kind, figure, side.margin)
    margin = max(side.margin, 2 * summary.noise_floor)
    logs = paired(_logs(summary, side.observation), over, arm, summary.loops)
    if not all(logs):
        return Decision(side, VerdictKind.UNDECIDED, margin=margin)
    ratios = ratio(*logs, DECIDING)
    starved = bool({arm, over} & summary.exhausted)
    kind = VerdictKind.UNDECIDED if starved else _place(ratios, side, margin)
    return Decision(side, kind, ratios, margin)


def combine(decisions: Sequence[Decision]) -> VerdictKind:
    """Return the verdict that the sides give together.

    Under one condition all sides must hold. `depends` needs a condition under which the claim
    holds and one under which it doesn't, both decided; then a third that is open changes nothing.
    """
    conditions: dict[str | None, set[VerdictKind]] = {}
    for decision in decisions:
        conditions.setdefault(decision.side.when, set()).add(decision.kind)
    kinds = {_weakest(found) for found in conditions.values()}
    if kinds >= {VerdictKind.HOLDS, VerdictKind.DOES_NOT_HOLD}:
        return VerdictKind.DEPENDS
    return _weakest(kinds - {VerdictKind.DOES_NOT_HOLD} or kinds)


def _logs(summary: Summary, observation: str | None) -> Mapping[str, Mapping[int, float]]:
    """Return the logarithms that a ratio is made of: of times, or of what the runs report."""
    if observation is None:
        return summary.logs
    return {arm: summary.reported.get(arm, {}).get(observation, {}) for arm in summary.ran}


def _weakest(kinds: Iterable[VerdictKind]) -> VerdictKind:
    """Return the kind that decides when all must hold."""
    order = (
        VerdictKind.DOES_NOT_HOLD,
        VerdictKind.UNDECIDED,
        VerdictKind.NOT_RUN_HERE,
        VerdictKind.HOLDS,
    )
    return min(kinds, key=order.index)


def _place(figure: Estimate | None, side: Side, margin: float) -> VerdictKind:
    """Return on which side of the band around the threshold the whole interval lies."""
    if figure is None:
        return VerdictKind.UNDECIDED
    low, high = figure.low, figure.high
    if not all(map(math.isfinite, (low, high, margin))):
        return VerdictKind.UNDECIDED
    if side.kind is ClaimKind.AT_MOST:
        holds, fails = high <= side.threshold, low > side.threshold
    else:
        above = low >= side.threshold * (1 + margin)
        below = high < side.threshold / (1 + margin)
        holds, fails = (below, above) if side.kind is ClaimKind.NO_SPEEDUP else (above, below)
    if holds:
        return VerdictKind.HOLDS
    return VerdictKind.DOES_NOT_HOLD if fails else VerdictKind.UNDECIDED
