"""Record → Summary: pure statistics. Knows nothing of claims, files, clocks or wording.

References: J. L. Hodges and E. L. Lehmann, "Estimates of location based on rank tests", Annals of
Mathematical Statistics 34 (1963); F. Wilcoxon, "Individual comparisons by ranking methods",
Biometrics Bulletin 1 (1945). The interval inverts Wilcoxon's signed-rank test exactly; a bootstrap
of medians would cover only 87 % at seven blocks.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from statistics import median

from concurrency_measured.model import (
    Arm,
    Block,
    Bound,
    Crossings,
    Estimate,
    Experiment,
    Ladder,
    Map,
    Record,
    Run,
    Rung,
    Summary,
    Way,
    comparable,
    speed_changed,
    unit_of,
)

SHOWN = 0.95
"""Confidence of the intervals that readers see."""
LOOKS = (7, 14, 21)
"""Numbers of kept blocks after which the data are looked at."""
FEWEST = 6
"""Pairs without which nobody knows how much noise there is, nor an interval."""
DECIDING = 1 - 0.05 / len(LOOKS)
"""Confidence of the interval that decides a claim: each look may use a third of the error."""


def summarize(record: Record, experiment: Experiment) -> Summary:
    """Return the estimates that the record supports.

    Times are medians. Ratios are formed within blocks; in an experiment that computes, of runs at
    one speed of the core only. Arms of different groups share no blocks, and after a look only
    groups about which something is open are measured on.
    """
    blocks = record.kept
    arms = [arm.name for arm in experiment.timed if arm.name in record.parameters]
    runs = {
        name: {n: run for n, block in enumerate(blocks) if (run := _run(block, name))}
        for name in arms
    }
    logs = {name: {n: _log(run, experiment) for n, run in runs[name].items()} for name in arms}
    loops = {name: _loops(found) for name, found in runs.items()} if _computes(experiment) else {}
    walls = {name: [_seconds(run, experiment) for run in runs[name].values()] for name in arms}
    baselines = {name: base.name for name in arms if (base := experiment.baseline(name))}
    return Summary(
        experiment=experiment.name,
        ran=tuple(record.parameters),
        times={name: middle(values, "s") for name, values in walls.items() if values},
        speedups={
            name: _speedup(logs, baseline, name, loops)
            for name, baseline in baselines.items()
            if runs[name] and name != baseline
        },
        logs=logs,
        loops=loops,
        reported={name: _reported(found) for name, found in runs.items()},
        counts=_counts([run for block in blocks for run in block.runs] + list(record.outcomes)),
        noise_floor=_noise_floor(experiment, blocks),
        blocks_kept=max((len(values) for values in walls.values()), default=0),
        discards=dict(Counter(block.discard for block in record.blocks if block.discard)),
        repeated=sum(block.repeated for block in record.blocks),
        exhausted=_exhausted(record),
        lacks=record.lacks,
        cores_free=_cores_free(blocks),
    )


Numbers = Mapping[str, Mapping[int, float]]
"""A number for each arm in each block that has it."""


def paired(
    logs: Numbers, over: str, of: str, loops: Numbers | None = None
) -> tuple[list[float], list[float]]:
    """Return the logarithms of two arms in those blocks that have both, at one speed of the core.

    Two speeds can't be divided out: over a run of a tenth of a second the loops around it say
    less about its core than the run itself does.

    Args:
        logs: Logarithms.
        over: One arm.
        of: The other one.
        loops: Seconds of the calibration loops around the runs, where the speed matters.
    """
    both = [n for n in logs[over] if n in logs[of]]
    if loops and over in loops and of in loops:
        one, other = loops[over], loops[of]
        both = [
            n for n in both if not (n in one and n in other and speed_changed(one[n], other[n]))
        ]
    return [logs[over][n] for n in both], [logs[of][n] for n in both]


def _speedup(logs: Numbers, over: str, of: str, loops: Numbers) -> Estimate:
    """Return the typical ratio of two arms; from all blocks, as a mere guess, where none counts."""
    pairs = paired(logs, over, of, loops)
    if all(pairs):
        return ratio(*pairs)
    return replace(ratio(*paired(logs, over, of)), low=0.0, high=math.inf)


def crossings(experiment: Experiment, drawn: Map, summary: Summary) -> Crossings | None:
    """Return who is faster at each step of a map's sweep, or None where nothing is compared."""
    arms = [arm for arm in experiment.sweeps[drawn.sweep] if summary.logs.get(arm.name)]
    overs = [arm for arm in arms if arm.own_name == drawn.over]
    found = []
    for own in dict.fromkeys(arm.own_name for arm in arms if arm.own_name != drawn.over):
        factors = tuple(_factor(f"{over.setting}/{own}", over, summary) for over in overs)
        if any(factors):
            found.append(Way(next(arm for arm in arms if arm.own_name == own), factors))
    if not found:
        return None
    sizes = (summary.times[o.name].value / float(o.parameters[drawn.per]) for o in overs)
    return Crossings(experiment.name, overs[0], tuple(sizes), tuple(found))


def _factor(name: str, over: Arm, summary: Summary) -> Estimate | None:
    """Return how many times as fast as another an arm is; None where they have no block."""
    if name not in summary.logs:
        return None
    pairs = paired(summary.logs, over.name, name, summary.loops)
    return ratio(*pairs) if all(pairs) else None


def rungs(ladder: Ladder, experiment: Experiment, summary: Summary) -> tuple[Rung, ...]:
    """Return the rungs that an experiment adds to a ladder; those that were not run are missing."""
    found = {
        name: summary.counts.get(name, {}).get(ladder.observation)
        if ladder.observation
        else summary.times.get(name)
        for name in ladder.arms
    }
    return tuple(
        Rung(experiment.arm(name), replace(cost, unit=unit_of(ladder.observation) or cost.unit))
        for name, cost in found.items()
        if cost and cost.n
    )


def crossover(sizes: Sequence[float], factors: Sequence[Estimate]) -> Estimate:
    """Return from which size of a task on a program is the faster one.

    Between two measured sizes the logarithm of the factor is taken to grow evenly with that of the
    size. The interval comes from the ends of the factors' intervals.

    Args:
        sizes: Seconds that a task takes, ascending.
        factors: How many times as fast the program is at each of them.

    Returns:
        Seconds a task; 0 where it is faster at every size, infinite where it isn't at the largest.
    """
    value = _crossing(sizes, [factor.value for factor in factors])
    low = _crossing(sizes, [factor.high for factor in factors])
    high = _crossing(sizes, [factor.low for factor in factors])
    return Estimate(value, low, high, min(factor.n for factor in factors), "s", SHOWN)


def _crossing(sizes: Sequence[float], factors: Sequence[float]) -> float:
    """Return where factors rise above 1 for good."""
    below = [number for number, factor in enumerate(factors) if factor < 1]
    if not below:
        return 0.0
    if below[-1] == len(sizes) - 1:
        return math.inf
    last, first = below[-1], below[-1] + 1
    if not (factors[last] > 0 and math.isfinite(factors[first])):
        return sizes[first]
    low, high = math.log(factors[last]), math.log(factors[first])
    return float(sizes[last] * (sizes[first] / sizes[last]) ** (-low / (high - low)))


def ratio(over: Sequence[float], of: Sequence[float], confidence: float = SHOWN) -> Estimate:
    """Return the typical ratio `over` ÷ `of` of paired values given as logarithms.

    Args:
        over: Logarithms of the numerators, one a block.
        of: Logarithms of the denominators, in the same order.
        confidence: Of the interval.

    Returns:
        Hodges–Lehmann estimate and exact Wilcoxon interval, no unit. With fewer pairs than the
        confidence needs, the interval is unbounded.
    """
    differences = [a - b for a, b in zip(over, of, strict=True)]
    value, low, high = hodges_lehmann(differences, confidence)
    points = tuple(math.exp(difference) for difference in differences)
    return Estimate(
        math.exp(value), math.exp(low), math.exp(high), len(points), "ratio", confidence, points
    )


def hodges_lehmann(values: Sequence[float], confidence: float) -> tuple[float, float, float]:
    """Return the median of the pairwise averages, and the interval that Wilcoxon's test gives.

    Raises:
        ValueError: There are no values.
    """
    if not values:
        raise ValueError("an estimate needs at least one value")
    averages = sorted(
        (values[i] + values[j]) / 2 for i in range(len(values)) for j in range(i, len(values))
    )
    cut = _critical(len(values), round((1 - confidence) / 2, 12))
    if cut is None:
        return median(averages), -math.inf, math.inf
    return median(averages), averages[cut], averages[-1 - cut]


def middle(values: Sequence[float], unit: str) -> Estimate:
    """Return the median, with the order statistics that bracket it at `SHOWN` or better."""
    ordered = sorted(values)
    outside = _binomial_cut(len(ordered), (1 - SHOWN) / 2)
    low, high = (ordered[outside], ordered[-1 - outside]) if ordered else (math.nan, math.nan)
    value = median(ordered) if ordered else math.nan
    return Estimate(value, low, high, len(ordered), unit, SHOWN, tuple(values))


def _critical(n: int, tail: float) -> int | None:
    """Return the largest w with P(W+ ≤ w) ≤ tail for n pairs, or None if there is none."""
    total, found = 0, None
    for w, ways in enumerate(_rank_sums(n)):
        total += ways
        if total > tail * 2**n * (1 + 1e-9):
            break
        found = w
    return found


@cache
def _rank_sums(n: int) -> tuple[int, ...]:
    """Return, for each sum of signed ranks of n pairs, in how many of the 2**n ways it arises."""
    ways = [1]
    for rank in range(1, n + 1):
        longer = ways + [0] * rank
        for total in range(len(ways)):
            longer[total + rank] += ways[total]
        ways = longer
    return tuple(ways)


def _binomial_cut(n: int, tail: float) -> int:
    """Return how many ordered values may be cut at each end of a median's interval."""
    total, cut = 0.0, 0
    for k in range(n // 2):
        total += math.comb(n, k) / 2**n
        if total > tail:
            break
        cut = k
    return cut


def _run(block: Block, arm: str, again: bool = False) -> Run | None:
    return next((run for run in block.runs if run.arm == arm and run.again is again), None)


def _seconds(run: Run, experiment: Experiment) -> float:
    """Return the time of a run: what it reports, or its share of the wall time."""
    if experiment.reports:
        return float(run.observed[experiment.reports])
    if run.wall_s is None:
        raise ValueError(f"a timed run of {run.arm} has no wall time")
    per = experiment.arm(run.arm).parameters[experiment.per] if experiment.per else 1
    return run.wall_s / float(per)


def _log(run: Run, experiment: Experiment) -> float:
    """Return the logarithm of the run's time."""
    return math.log(_seconds(run, experiment))


def _computes(experiment: Experiment) -> bool:
    """Return whether the speed of a core matters."""
    return experiment.bound is Bound.COMPUTING


def _loops(runs: Mapping[int, Run]) -> dict[int, float]:
    return {n: run.loop_s for n, run in runs.items() if run.loop_s}


def _reported(runs: Mapping[int, Run]) -> dict[str, dict[int, float]]:
    """Return the logarithms of what the runs of an arm report, by the block's number."""
    found: dict[str, dict[int, float]] = {}
    for n, run in runs.items():
        for what, value in run.observed.items():
            if not isinstance(value, str) and value > 0:
                found.setdefault(what, {})[n] = math.log(value)
    return found


def _exhausted(record: Record) -> frozenset[str]:
    """Return the arms whose last block doesn't count: after it there were no repeats left."""
    last = {run.arm: block for block in record.blocks for run in block.runs}
    return frozenset(arm for arm, block in last.items() if block.discard)


def _noise_floor(experiment: Experiment, blocks: Sequence[Block]) -> float:
    """Return how far an arm strays from itself in a block, up or down, as a fraction.

    The median of all blocks: how sure a figure is its own interval tells, and the more blocks it
    rests on, the surer. To take the end of this ratio's interval would count the same noise twice.
    """
    pairs = ((_run(b, experiment.twice), _run(b, experiment.twice, again=True)) for b in blocks)
    strays = [
        abs(_log(one, experiment) - _log(other, experiment))
        for one, other in pairs
        if one and other and comparable(one, other, experiment.bound)
    ]
    return math.exp(median(strays)) - 1 if len(strays) >= FEWEST else math.inf


def _cores_free(blocks: Sequence[Block]) -> Estimate | None:
    """Return the cores that the canaries of the kept blocks got: median, smallest to largest."""
    seen = [c for b in blocks for c in (b.cores_before, b.cores_after) if c is not None]
    if not seen:
        return None
    return Estimate(median(seen), min(seen), max(seen), len(seen), "count", 1.0, tuple(seen))


def _counts(runs: Iterable[Run]) -> dict[str, dict[str, Estimate]]:
    seen: dict[str, dict[str, list[float]]] = {}
    for run in runs:
        for name, value in run.observed.items():
            if not isinstance(value, str):
                seen.setdefault(run.arm, {}).setdefault(name, []).append(float(value))
    return {
        arm: {
            name: Estimate(median(v), min(v), max(v), len(v), "count", 1.0, tuple(v))
            for name, v in values.items()
        }
        for arm, values in seen.items()
    }
