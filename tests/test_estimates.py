"""The statistics, against published tables, by hand, and by simulation."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concurrency_measured import estimates
from concurrency_measured.estimates import DECIDING, LOOKS, SHOWN
from concurrency_measured.model import Bound, Discard, Estimate
from tinysite_project import arm, experiment, record, run

REPETITIONS = 5000
Noise = Callable[[random.Random], float]
NOISES: dict[str, Noise] = {
    "normal": lambda dice: math.exp(dice.gauss(0, 0.03)),
    "lognormal": lambda dice: math.exp(math.exp(dice.gauss(-3, 1))),
    "exponential": lambda dice: 1 + dice.expovariate(10),
    "two peaks": lambda dice: (1.6 if dice.random() < 0.3 else 1) * math.exp(dice.gauss(0, 0.01)),
}
CHANGES = (0, 0.9, 1, 1, 1.6)
"""What a block may do to all its runs alike: the machine as a whole gets slower or quicker."""


@pytest.mark.parametrize(("n", "critical"), [(6, 0), (7, 2), (8, 3), (14, 21), (21, 58), (25, 89)])
def test_critical_values_are_the_published_ones(n, critical):
    """Wilcoxon's critical values for two sides at 5 % are those of the printed tables."""
    assert estimates._critical(n, 0.025) == critical


def test_critical_values_by_counting():
    """For few pairs the critical value is what counting all signs gives."""
    for n, tail in itertools.product(range(1, 10), (0.025, 0.01, 0.05)):
        sums = [
            sum(rank for rank, sign in enumerate(signs, 1) if sign)
            for signs in itertools.product((False, True), repeat=n)
        ]
        fits = [w for w in range(max(sums)) if sum(s <= w for s in sums) <= tail * len(sums)]
        assert estimates._critical(n, tail) == max(fits, default=None)


def test_hodges_lehmann_by_hand():
    """Of 1, 2, 6 the pairwise averages are 1, 1.5, 2, 3.5, 4, 6: their median is 2.75."""
    value, low, high = estimates.hodges_lehmann([6, 1, 2], 0.5)
    assert (value, low, high) == (2.75, 1.5, 4)


def test_interval_by_hand():
    """At 95 % seven values lose the two lowest and the two highest of their 28 averages."""
    values = [0, 1, 3, 7, 15, 31, 63]
    averages = sorted((a + b) / 2 for a, b in itertools.combinations_with_replacement(values, 2))
    assert len(averages) == 28
    value, low, high = estimates.hodges_lehmann(values, 0.95)
    assert (low, high) == (averages[2], averages[-3])
    assert value == (averages[13] + averages[14]) / 2


@pytest.mark.parametrize(("n", "bounded"), [(1, False), (5, False), (6, True), (7, True)])
def test_interval_of_too_few_pairs_is_unbounded(n, bounded):
    """Five pairs can't give 95 %: the interval says so instead of pretending."""
    found = estimates.ratio([0.1 * i for i in range(n)], [0.0] * n)
    assert (found.low > 0) is bounded
    assert math.isfinite(found.high) is bounded
    assert found.n == len(found.points) == n


def test_first_look_can_decide():
    """The confidence that decides is reachable at every look, or none could ever decide."""
    assert all(estimates._critical(n, (1 - DECIDING) / 2) is not None for n in LOOKS)


def test_no_values_are_an_error():
    """An estimate of nothing is refused."""
    with pytest.raises(ValueError, match="at least one value"):
        estimates.hodges_lehmann([], 0.95)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=12), st.floats(-3, 3))
def test_ratio_is_fair(values, shift):
    """Swapping the two inverts the ratio; making one e**shift times slower multiplies it."""
    zeros = [0.0] * len(values)
    there, back = estimates.ratio(values, zeros), estimates.ratio(zeros, values)
    assert there.value == pytest.approx(1 / back.value)
    assert there.low == pytest.approx(1 / back.high if math.isfinite(back.high) else 0)
    assert there.low <= there.value * (1 + 1e-9) and there.value <= there.high * (1 + 1e-9)
    shifted = estimates.ratio([value + shift for value in values], zeros)
    assert shifted.value == pytest.approx(there.value * math.exp(shift))


# --- by simulation -----------------------------------------------------------------------------

Interval = Callable[[Sequence[float]], tuple[float, float]]


def shown_interval(logs: Sequence[float]) -> tuple[float, float]:
    """Return the ends of the interval that a reader sees."""
    found = estimates.ratio(logs, [0.0] * len(logs))
    return math.log(found.low), math.log(found.high)


def middle_three(logs: Sequence[float]) -> tuple[float, float]:
    """Return a naive interval: the three middle values."""
    ordered, half = sorted(logs), len(logs) // 2
    return ordered[half - 1], ordered[half + 1]


def coverage(noise: Noise, blocks: int, interval: Interval) -> float:
    """Return the share of simulated campaigns whose interval holds the true ratio, 2.5."""
    dice = random.Random(f"{blocks}")
    covered = 0
    for _ in range(REPETITIONS):
        differences = []
        for _ in range(blocks):
            block = dice.choice(CHANGES) + 1
            slow, quick = 2.5 * block * noise(dice), block * noise(dice)
            differences.append(math.log(slow) - math.log(quick))
        low, high = interval(differences)
        covered += low <= math.log(2.5) <= high
    return covered / REPETITIONS


@pytest.mark.parametrize("blocks", LOOKS)
@pytest.mark.parametrize("noise", NOISES)
def test_interval_covers_the_true_ratio(noise, blocks):
    """The 95 % interval holds the true ratio in 93 to 98 % of campaigns, whatever the noise."""
    assert 0.93 <= coverage(NOISES[noise], blocks, shown_interval) <= 0.98


@pytest.mark.parametrize("noise", NOISES)
def test_the_simulation_sees_a_wrong_interval(noise):
    """The check above can fail: the three middle values cover far too seldom."""
    assert coverage(NOISES[noise], 7, middle_three) < 0.9


# --- summaries ---------------------------------------------------------------------------------

ONE, THREADS = arm("one_by_one"), arm("with_threads")
WALLS = {
    "one_by_one": [0.3, 0.3, 0.33, 0.3, 0.36, 0.3, 0.3],
    "with_threads": [0.1, 0.12, 0.11, 0.1, 0.1, 0.1, 0.1],
}


def test_times_are_raw_medians():
    """The time shown is the median of the wall seconds as measured, with every run as a point."""
    found = estimates.summarize(record(WALLS), experiment(ONE, THREADS))
    assert found.times["one_by_one"].value == 0.3
    assert found.times["with_threads"].points == tuple(WALLS["with_threads"])
    assert found.times["with_threads"].unit == "s"


@pytest.mark.parametrize(("n", "low", "high"), [(5, 1, 5), (6, 1, 6), (9, 2, 8), (21, 6, 16)])
def test_interval_of_a_median(n, low, high):
    """A median's interval ends at the order statistics of the sign test at 95 %."""
    found = estimates.middle(list(range(n, 0, -1)), "s")
    assert (found.low, found.high) == (low, high)
    assert found.value == (n + 1) / 2


def test_speedups_are_paired_within_blocks():
    """A block in which everything is ten times slower leaves the ratio as it is."""
    slow = [1, 10, 1, 10, 1, 10, 1]
    walls = {name: [0.3 / (3 if name == "with_threads" else 1) * s for s in slow] for name in WALLS}
    found = estimates.summarize(record(walls), experiment(ONE, THREADS)).speedups
    assert set(found) == {"with_threads"}
    ends = (found["with_threads"].low, found["with_threads"].high)
    assert ends == pytest.approx((3, 3))
    assert found["with_threads"].confidence == SHOWN


def test_each_setting_has_its_own_baseline():
    """Under a setting, arms are compared with the first arm of that setting."""
    arms = [
        ONE,
        THREADS,
        arm("one_core/one_by_one", setting="one_core"),
        arm("one_core/with_threads", setting="one_core"),
    ]
    walls = dict(
        zip((a.name for a in arms), ([0.4] * 7, [0.2] * 7, [0.9] * 7, [0.3] * 7), strict=True)
    )
    found = estimates.summarize(record(walls), experiment(*arms)).speedups
    assert {name: round(ratio.value, 6) for name, ratio in found.items()} == {
        "with_threads": 2,
        "one_core/with_threads": 3,
    }


@pytest.mark.parametrize(("bound", "pairs"), [(Bound.COMPUTING, 8), (Bound.WAITING, 9)])
def test_what_computes_is_compared_at_one_speed(bound, pairs):
    """A pair whose cores had two speeds is left out; waiting doesn't depend on the speed."""
    walls = {"one_by_one": [0.2] * 9, "with_threads": [0.1] * 8 + [0.2]}
    loops = {"one_by_one": [0.01] * 9, "with_threads": [0.0114] * 8 + [0.02]}
    found = estimates.summarize(record(walls, loops=loops), experiment(ONE, THREADS, bound=bound))
    speedup = found.speedups["with_threads"]
    assert speedup.points == pytest.approx((2.0,) * 8 + (1.0,) * (pairs - 8))
    assert found.times["with_threads"].n == 9


def test_pairs_at_two_speeds_are_a_guess():
    """Where no pair had one speed there is a figure with no bounds, and no noise is known."""
    walls = {"one_by_one": [0.2] * 7, "with_threads": [0.1] * 7}
    loops = {"one_by_one": [0.01] * 7, "with_threads": [0.02] * 7}
    both = experiment(ONE, THREADS, bound=Bound.COMPUTING)
    found = estimates.summarize(record(walls, loops=loops), both).speedups["with_threads"]
    assert (found.value, found.low, found.high) == (pytest.approx(2), 0, math.inf)


def test_noise_is_known_at_one_speed():
    """A second run at another speed of the core says nothing of the noise."""
    both = experiment(ONE, THREADS, bound=Bound.COMPUTING)
    for again, floor in ((0.011, 0.1), (0.02, math.inf)):
        measured = record(WALLS, again=[1.1 * wall for wall in WALLS["one_by_one"]])
        blocks = [
            replace(
                block,
                runs=tuple(
                    replace(one, loop_before_s=loop, loop_after_s=loop)
                    for one in block.runs
                    for loop in (again if one.again else 0.01,)
                ),
            )
            for block in measured.blocks
        ]
        found = estimates.summarize(replace(measured, blocks=tuple(blocks)), both)
        assert found.noise_floor == pytest.approx(floor)


def test_noise_floor_is_how_far_an_arm_strays_from_itself():
    """Second runs that are 10 % slower give a floor of 10 %, and quicker ones the same."""
    for factor in (1.1, 1 / 1.1):
        again = [factor * wall for wall in WALLS["one_by_one"]]
        found = estimates.summarize(record(WALLS, again=again), experiment(ONE, THREADS))
        assert found.noise_floor == pytest.approx(0.1)
    same = estimates.summarize(record(WALLS), experiment(ONE, THREADS))
    assert same.noise_floor == pytest.approx(0)


def test_one_wild_run_is_not_the_noise():
    """The floor is what is usual; what is rare widens the intervals, and once is enough for it."""
    again = [wall * (9.0 if n == 3 else 1.02) for n, wall in enumerate(WALLS["one_by_one"])]
    found = estimates.summarize(record(WALLS, again=again), experiment(ONE, THREADS))
    assert found.noise_floor == pytest.approx(0.02)


def test_of_few_blocks_nobody_knows_the_noise():
    """Below the fewest pairs that an interval needs, the floor is boundless."""
    for blocks, finite in ((5, False), (6, True)):
        walls = {name: times[:blocks] for name, times in WALLS.items()}
        found = estimates.summarize(record(walls), experiment(ONE, THREADS))
        assert math.isfinite(found.noise_floor) is finite


def test_discarded_blocks_dont_count_but_are_counted():
    """A discarded block is in no figure, and in the numbers of discards."""
    walls = {name: [*times, 99.0, 98.0] for name, times in WALLS.items()}
    why = {7: Discard.SPEED_CHANGED, 8: Discard.NO_FREE_CORE}
    found = estimates.summarize(record(walls, discarded=why), experiment(ONE, THREADS))
    assert found.blocks_kept == 7
    assert found.discards == {Discard.SPEED_CHANGED: 1, Discard.NO_FREE_CORE: 1}
    assert max(found.times["one_by_one"].points) == 0.36


def test_counts_are_medians_with_their_range():
    """What runs report is counted over timed runs and outcomes; words are no counts."""
    outcomes = [run("asyncio_server", 0.1, observed={"threads": n, "why": "x"}) for n in (1, 5, 2)]
    found = estimates.summarize(
        record(WALLS, outcomes=outcomes, ran=["asyncio_server"]),
        experiment(ONE, THREADS, arm("asyncio_server", times=3)),
    )
    assert set(found.counts) == {"asyncio_server"}
    assert set(found.counts["asyncio_server"]) == {"threads"}
    threads = found.counts["asyncio_server"]["threads"]
    assert (threads.value, threads.low, threads.high, threads.n) == (2, 1, 5, 3)


def test_what_runs_report_is_kept_by_block():
    """Numbers above zero have a logarithm, words and nothing have none."""
    measured = record({"one_by_one": [0.3, 0.3]})
    reports = ({"cpu_us": 1, "lost": 0, "why": "x"}, {"cpu_us": math.e, "lost": 1})
    blocks = [
        replace(block, runs=tuple(replace(one, observed=seen) for one in block.runs))
        for block, seen in zip(measured.blocks, reports, strict=True)
    ]
    found = estimates.summarize(replace(measured, blocks=tuple(blocks)), experiment(ONE))
    assert found.reported == {"one_by_one": {"cpu_us": {0: 0.0, 1: 1.0}, "lost": {1: 0.0}}}


def test_arms_that_did_not_run_are_left_out():
    """An arm whose interpreter is missing has neither times nor ratios."""
    found = estimates.summarize(record(WALLS), experiment(ONE, THREADS, arm("with_asyncio")))
    assert found.ran == ("one_by_one", "with_threads")
    assert set(found.times) == set(found.logs) == {"one_by_one", "with_threads"}


@pytest.mark.parametrize(("number", "exhausted"), [(3, set()), (6, {"one_by_one", "with_threads"})])
def test_repeats_may_run_out(number, exhausted):
    """Arms whose last block doesn't count were still to be repeated."""
    why = {number: Discard.SPEED_CHANGED}
    found = estimates.summarize(record(WALLS, discarded=why), experiment(ONE, THREADS))
    assert found.exhausted == exhausted


def test_a_discard_is_one_groups_affair():
    """What spoiled the block of some arms leaves the others' figures as they are."""
    both = record(WALLS | {"one_core/one_by_one": [1.0] * 7})
    blocks = [
        replace(block, runs=runs, discard=why)
        for block in both.blocks
        for runs, why in (
            (block.runs[:-1], None),
            (block.runs[-1:], Discard.SPEED_CHANGED),
        )
    ]
    alone = arm("one_core/one_by_one", setting="one_core")
    found = estimates.summarize(
        replace(both, blocks=tuple(blocks)), experiment(ONE, THREADS, alone)
    )
    plain = estimates.summarize(record(WALLS), experiment(ONE, THREADS))
    assert found.times == plain.times
    assert found.speedups == plain.speedups
    assert (found.blocks_kept, found.discards) == (7, {Discard.SPEED_CHANGED: 7})
    assert found.exhausted == {"one_core/one_by_one"}


def test_nothing_kept():
    """Without a kept block there is no ratio, the noise is boundless and nothing is made up."""
    why = dict.fromkeys(range(7), Discard.NO_FREE_CORE)
    found = estimates.summarize(record(WALLS, discarded=why), experiment(ONE, THREADS))
    assert (found.blocks_kept, found.speedups, found.noise_floor) == (0, {}, math.inf)
    assert found.times == {}


def test_what_programs_report_is_their_time():
    """Where an experiment's programs tell their time, that counts and not the wall time of main."""
    plain_record = record(WALLS)
    telling = (
        replace(
            b, runs=tuple(replace(r, observed={"each_s": (r.wall_s or 0) / 10}) for r in b.runs)
        )
        for b in plain_record.blocks
    )
    kept = replace(plain_record, blocks=tuple(telling))
    found = estimates.summarize(kept, replace(experiment(ONE, THREADS), reports="each_s"))
    plain = estimates.summarize(kept, experiment(ONE, THREADS))
    for name, times in plain.times.items():
        assert found.times[name].value == pytest.approx(times.value / 10)
    assert found.speedups["with_threads"].value == pytest.approx(
        plain.speedups["with_threads"].value
    )


def test_blocks_may_lack_what_nothing_was_asked_about():
    """An arm counts in the blocks that have it, and is paired with others in those alone."""
    kept = record(WALLS)
    shorter = tuple(
        replace(block, runs=tuple(run for run in block.runs if number < 6 or run.arm != ONE.name))
        for number, block in enumerate(kept.blocks)
    )
    found = estimates.summarize(replace(kept, blocks=shorter), experiment(ONE, THREADS))
    assert (found.times["one_by_one"].n, found.times["with_threads"].n) == (6, 7)
    assert found.speedups["with_threads"].n == 6
    assert math.isfinite(found.noise_floor)


def factor(value: float, by: float = 1.1) -> Estimate:
    """Return a factor with its interval."""
    return Estimate(value, value / by, value * by, 7, "ratio", SHOWN)


@pytest.mark.parametrize(
    ("found", "where"),
    [
        ([0.1, 1.0, 10.0], 1e-3),
        ([0.1, 0.1, 10.0], 10**-2.5),
        ([0.01, 0.1, 10.0], 10**-2.5),
        ([2.0, 2.0, 2.0], 0.0),
        ([0.1, 0.2, 0.9], math.inf),
        ([2.0, 0.1, 10.0], 10**-2.5),
    ],
)
def test_a_crossover_is_where_factors_rise_above_one_for_good(found, where):
    """Between two sizes it lies where the straight line in logarithms crosses 1."""
    crossing = estimates.crossover([1e-4, 1e-3, 1e-2], [factor(value) for value in found])
    assert crossing.value == pytest.approx(where)
    assert crossing.low <= crossing.value <= crossing.high
    assert crossing.unit == "s"


def test_an_interval_without_an_end_has_no_place_between():
    """With too few blocks for an interval, the crossover's interval ends at measured sizes."""
    open_ended = Estimate(2.0, 0.0, math.inf, 3, "ratio", SHOWN)
    crossing = estimates.crossover([1e-4, 1e-3], [factor(0.5), open_ended])
    assert (crossing.high, crossing.n) == (math.inf, 3)
    assert 1e-4 < crossing.low <= 1e-3
