"""Estimates × Locale → inline values: what a sentence can name, as HTML elements.

A measured value is a `<data class="measured" value="…">` that carries the value itself, whatever
the language makes of it. Knows no tables, no pages and no files.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from statistics import median

from markupsafe import Markup

from concurrency_measured import estimates, spans
from concurrency_measured.l10n import DIGITS, Locale
from concurrency_measured.model import (
    HEADLINE,
    Arm,
    Estimate,
    Experiment,
    Map,
    Record,
    Summary,
    Timeline,
)


def measured(value: float, worded: str) -> Markup:
    """Return a measured value as an element that carries the value itself."""
    return Markup('<data class="measured" value="{}">{}</data>').format(f"{value:.6g}", worded)


def worded(value: float, unit: str, locale: Locale) -> Markup:
    """Return a duration or a ratio, measured and worded."""
    return measured(value, locale.figure(value, unit))


def interval(estimate: Estimate, locale: Locale) -> Markup:
    """Return the interval of an estimate: `from ×2.91 to ×3.08`; that there is none, of few."""
    if not math.isfinite(estimate.high):
        return Markup.escape(locale.words("figure.unbounded"))
    # One digit more than the figure itself, or a narrow interval would read like none.
    low, high = (
        measured(end, locale.figure(end, estimate.unit, DIGITS + 1))
        for end in (estimate.low, estimate.high)
    )
    return fill(locale, "figure.interval", low=low, high=high)


def counted(count: Estimate, what: str, locale: Locale) -> Markup:
    """Return what was counted, or from what to what where runs differ in what is shown."""
    if locale.count(what, count.low) == locale.count(what, count.high):
        return measured(count.value, locale.count(what, count.value))
    low, high = (measured(end, locale.count(what, end)) for end in (count.low, count.high))
    return fill(locale, "claim.spread", low=low, high=high)


def fill(locale: Locale, key: str, **values: str) -> Markup:
    """Return a sentence of the catalogue, escaped, with HTML in its placeholders."""
    return Markup(Markup.escape(locale.messages[key])).format(**values)


def of_experiment(
    experiment: Experiment, record: Record, summary: Summary, locale: Locale
) -> dict[str, str]:
    """Return every inline value of an experiment: name → HTML.

    Names: `EXPERIMENT/ARM.` followed by `median`, `n`, `fastest`, `slowest`, `speedup`, `interval`,
    `most_threads`, `most_processes`, `memory`, `overlap`, `slice`, `observer_share`,
    `observer_interval`, `python`, a parameter, or `counted_` and what its runs count;
    `EXPERIMENT/SWEEP/PROGRAM.crossover` for each program of a map; `EXPERIMENT.` followed by
    `kept`, `discarded`, `repeated`, `runs`, `seconds` or `noise_floor`.
    What was not run here, or what this machine doesn't tell, says so.
    """
    name = experiment.name
    found = dict(_untold(experiment, summary, locale))
    for arm in (arm for arm in experiment.timed if arm.name in summary.times):
        times, prefix = summary.times[arm.name], f"{name}/{arm.name}"
        found[f"{prefix}.n"] = measured(times.n, locale.number(times.n))
        found[f"{prefix}.median"] = worded(times.value, "s", locale)
        found[f"{prefix}.fastest"] = worded(min(times.points), "s", locale)
        found[f"{prefix}.slowest"] = worded(max(times.points), "s", locale)
        if speedup := summary.speedups.get(arm.name):
            found[f"{prefix}.speedup"] = worded(speedup.value, "ratio", locale)
            found[f"{prefix}.interval"] = interval(speedup, locale)
    for run in record.observed:
        prefix = f"{name}/{run.arm}"
        if run.most_threads is not None:
            found[f"{prefix}.most_threads"] = measured(
                run.most_threads, locale.number(run.most_threads)
            )
        if run.most_processes is not None:
            found[f"{prefix}.most_processes"] = measured(
                run.most_processes, locale.number(run.most_processes)
            )
        if run.peak_pss_bytes is not None:
            found[f"{prefix}.memory"] = measured(
                run.peak_pss_bytes, locale.bytes(run.peak_pss_bytes)
            )
    for arm in (arm for arm in experiment.arms if arm.name in summary.ran):
        label = record.label(arm.needs)
        found[f"{name}/{arm.name}.python"] = _fact(label)
        for what, count in summary.counts.get(arm.name, {}).items():
            if locale.counts(what):
                found[f"{name}/{arm.name}.counted_{what}"] = counted(count, what, locale)
    found |= {  # what was set is known, whether it ran or not
        f"{name}/{arm.name}.{key}": _parameter(key, value, locale)
        for arm in experiment.arms
        for key, value in arm.parameters.items()
    }
    for line in record.timelines:
        found |= {f"{name}/{line.arm}.{key}": value for key, value in _times(line, locale)}
    for drawn in experiment.maps:
        found |= _crossovers(experiment, drawn, summary, locale)
    discarded = sum(summary.discards.values())
    found[f"{name}.kept"] = measured(summary.blocks_kept, locale.number(summary.blocks_kept))
    found[f"{name}.discarded"] = measured(discarded, locale.number(discarded))
    found[f"{name}.repeated"] = measured(summary.repeated, locale.number(summary.repeated))
    found[f"{name}.runs"] = measured(record.runs, locale.number(record.runs))
    found[f"{name}.seconds"] = worded(record.seconds, "s", locale)
    found[f"{name}.noise_floor"] = measured(
        summary.noise_floor, locale.percent(summary.noise_floor)
    )
    return {key: str(value) for key, value in found.items()}


def _crossovers(
    experiment: Experiment, drawn: Map, summary: Summary, locale: Locale
) -> dict[str, Markup]:
    """Return from which size of a task on each program of a map is the faster one."""
    name = f"{experiment.name}/{drawn.sweep}"
    found = {
        arm.own_name: _not_told(locale.words("verdict.not-run-here"))
        for arm in experiment.sweeps[drawn.sweep]
        if arm.own_name != drawn.over
    }
    if crossings := estimates.crossings(experiment, drawn, summary):
        for way in crossings.ways:
            both = zip(crossings.sizes, way.speedups, strict=True)
            sizes, factors = zip(*((size, by) for size, by in both if by), strict=True)
            where = estimates.crossover(sizes, factors).value
            found[way.arm.own_name] = _from(where, sizes, locale)
    return {f"{name}/{program}.crossover": said for program, said in found.items()}


def _from(where: float, sizes: Sequence[float], locale: Locale) -> Markup:
    """Return a crossover in words, which may lie below or beyond what was measured."""
    bound = sizes[-1] if math.isinf(where) else where or sizes[0]
    said = measured(bound, locale.seconds(bound))
    if math.isinf(where):
        return fill(locale, "map.beyond", value=said)
    return said if where else fill(locale, "map.below", value=said)


def of_machine(record: Record, locale: Locale) -> dict[str, str]:
    """Return every inline value of the machine and its headline Python: name → HTML."""
    unknown = locale.words("fact.unknown")
    here, python = record.machine, record.pythons[str(HEADLINE)]
    found: dict[str, str | Markup] = {
        "machine.cpu": here.cpu,
        "machine.usable_cores": measured(here.usable_cores, locale.number(here.usable_cores)),
        "machine.memory": unknown
        if here.memory_bytes is None
        else measured(here.memory_bytes, locale.bytes(here.memory_bytes)),
        "machine.system": here.system,
        "machine.kernel": here.kernel,
        "machine.python": python.label,
        "machine.build": python.build,
        "machine.gil": locale.words("gil.on" if python.gil else "gil.off"),
        "machine.start_method": python.start_method,
        "machine.awake": locale.words("fact.yes" if here.awake else "fact.no"),
        "machine.commit": here.commit or unknown,
        "machine.date": locale.moment(datetime.fromisoformat(record.measured_at)),
    }
    return {
        name: str(value) if isinstance(value, Markup) else str(_fact(value))
        for name, value in found.items()
    }


def _untold(
    experiment: Experiment, summary: Summary, locale: Locale
) -> Iterator[tuple[str, Markup]]:
    """Yield every name that an arm can have, saying that it was not run or is not known."""
    kept = [
        "python",
        "n",
        "median",
        "fastest",
        "slowest",
        "most_threads",
        "most_processes",
        "memory",
    ]
    kept += ["overlap", "slice", "observer_share", "observer_interval"]
    told_by = {experiment.arm(name).file: counts for name, counts in summary.counts.items()}
    for arm in (arm for arm in experiment.arms if arm.name not in summary.ran):
        told = _not_told(locale.words("verdict.not-run-here"))
        yield f"{experiment.name}/{arm.name}.python", told
        for what in told_by.get(arm.file, ()):
            if locale.counts(what):
                yield f"{experiment.name}/{arm.name}.counted_{what}", told
    for arm in experiment.arms:
        words = locale.words("fact.unknown" if arm.name in summary.ran else "verdict.not-run-here")
        for what in filter(locale.counts, _may_count(arm)):
            yield f"{experiment.name}/{arm.name}.counted_{what}", _not_told(words)
    for arm in experiment.timed:
        ran = arm.name in summary.ran
        words = locale.words("fact.unknown" if ran else "verdict.not-run-here")
        ratios = ["speedup", "interval"] if experiment.baseline(arm.name) not in (arm, None) else []
        for key in kept + ratios:
            yield f"{experiment.name}/{arm.name}.{key}", _not_told(words)


def _may_count(arm: Arm) -> set[str]:
    """Return what a program that was not run, or of which nothing was kept, would have counted."""
    return {name for name, _ in arm.reads} | set(re.findall(r'"(\w+)":', arm.source))


def _not_told(words: str) -> Markup:
    """Return what stands in the place of a value that there is not."""
    return Markup('<span class="untold">{}</span>').format(words)


def _times(line: Timeline, locale: Locale) -> Iterator[tuple[str, Markup]]:
    """Yield what a timeline says in figures: overlap, slice and the observer's cost."""
    lanes = [spans.uninterrupted(lane) for lane in line.lanes if lane.steps]
    if len(lanes) > 1:
        together = spans.overlap_s(lanes)
        yield "overlap", measured(together, locale.seconds(together, unit="ms"))
    slices = [s for s in map(spans.slice_s, line.lanes) if s is not None]
    if slices:
        yield "slice", worded(median(slices), "s", locale)
    if line.observer_share is not None and line.interval_s is not None:
        yield "observer_share", measured(line.observer_share, locale.percent(line.observer_share))
        yield "observer_interval", worded(line.interval_s, "s", locale)


def _parameter(key: str, value: float | str, locale: Locale) -> Markup:
    """Return a parameter as the element of a value that was set, not measured."""
    if isinstance(value, str):
        return _fact(value)
    worded = locale.seconds(value) if key == "seconds" else locale.number(value)
    return Markup('<data class="parameter" value="{}">{}</data>').format(f"{value:.6g}", worded)


def _fact(text: str) -> Markup:
    """Return what was found out but isn't a figure."""
    return Markup('<span class="fact">{}</span>').format(text)
