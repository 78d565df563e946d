"""Curves: what becomes of each model as one parameter grows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from concurrency_measured.charts import scales
from concurrency_measured.charts.drawing import MARKERS, MUTED, SMALL, WIDTH, Sheet, draw, width
from concurrency_measured.charts.plot import HEAD, Label, Line, Point, View
from concurrency_measured.l10n import Locale
from concurrency_measured.model import Arm, Estimate, Experiment, Summary

WORKERS = "workers"
"""The axis along which a speed-up is what one asks for."""
ROOM = 1.12
"""How far a speed-up's axis goes beyond the largest one."""


def curve(experiment: Experiment, sweep: str, summary: Summary, locale: Locale, name: str) -> str:
    """Return the curve of a sweep: of speed-ups along workers, of wall times along all else."""
    along = experiment.sweeps[sweep][0].axis
    kind = speedup_curve if along == WORKERS else scaling_curve
    return kind(experiment, sweep, summary, locale, name)


def speedup_curve(
    experiment: Experiment, sweep: str, summary: Summary, locale: Locale, name: str
) -> str:
    """Return the speed-up of each model over the sweep's first arm.

    With it the ideal, as many times as there are workers, and how many cores were really free.

    Args:
        experiment: Gives the order of the arms and their models.
        sweep: Name of the sweep.
        summary: Gives the speed-ups and the cores.
        locale: Language of labels and numbers.
        name: Prefix of the ids inside the SVG, unique on a page.
    """
    arms, cores = experiment.sweeps[sweep], summary.cores_free
    first = arms[0]
    lines = _lines(arms, summary.speedups, locale)
    values = _values(lines)
    scale = scales.Linear(0.0, _top(lines, values, cores))
    ideal = Label(locale.words("chart.ideal"), MUTED, bold=False)
    others = [(1.0, Label(locale.arm(first), MARKERS[first.model]))]
    if cores:
        said = locale.words("chart.cores_free", n=locale.number(cores.value))
        others.append((cores.value, Label(said, MUTED, bold=False)))
    if values[-1] <= scale.high:
        others.append((values[-1], ideal))
    view = View(
        lines,
        x=(scales.Linear(values[0], values[-1]), {v: locale.number(v) for v in values}),
        y=(scale, {tick: locale.ratio(tick) if tick else "0" for tick in scale.ticks()}),
        across=locale.words(f"axis.{first.axis}"),
        up=locale.words("chart.speedup"),
        others=others,
    )

    def paint(sheet: Sheet) -> None:
        if cores:
            _free(sheet, view, cores)
        view.axes(sheet)
        (left, one), (right, _) = (view.at(value, 1.0) for value in (values[0], values[-1]))
        sheet.line((left, right), (one, one), MARKERS[first.model], 1.6)
        _ideal(sheet, view, ideal)
        view.paint(sheet)

    about = locale.words(
        "chart.speedup_about", over=locale.arm(first), axis=view.across, lines=_said(lines, locale)
    )
    if cores:
        free = {"low": locale.number(cores.low), "high": locale.number(cores.high)}
        about += " " + locale.words("chart.cores_about", n=locale.number(cores.value), **free)
    return draw(view.height, paint, name, _best(lines, view, locale), about)


def scaling_curve(
    experiment: Experiment, sweep: str, summary: Summary, locale: Locale, name: str
) -> str:
    """Return the median wall times of all models along a sweep, both axes logarithmic.

    Args:
        experiment: Gives the order of the arms and their models.
        sweep: Name of the sweep.
        summary: Gives the times, in seconds.
        locale: Language of labels and numbers.
        name: Prefix of the ids inside the SVG, unique on a page.
    """
    arms = experiment.sweeps[sweep]
    lines = _lines(arms, summary.times, locale)
    values = _values(lines)
    scale = scales.around(
        min(point.y.low for line in lines for point in line.points),
        max(point.y.high for line in lines for point in line.points),
    )
    view = View(
        lines,
        x=(scales.Logarithmic(values[0], values[-1]), {v: locale.number(v) for v in values}),
        y=(scale, {tick: locale.seconds(tick, digits=1) for tick in scale.ticks()}),
        across=locale.words(f"axis.{arms[0].axis}"),
        up=locale.words("chart.median_time"),
    )

    def paint(sheet: Sheet) -> None:
        view.axes(sheet)
        view.paint(sheet)

    about = locale.words("chart.scaling_about", axis=view.across, lines=_said(lines, locale))
    return draw(view.height, paint, name, _ends(lines, view, locale), about)


def _lines(arms: Sequence[Arm], found: Mapping[str, Estimate], locale: Locale) -> list[Line]:
    """Return a line for each program of a sweep that has estimates."""
    along = sorted(arms, key=_value)
    lines = []
    for program in dict.fromkeys(arm.own_name for arm in arms):
        own = [arm for arm in along if arm.own_name == program and arm.name in found]
        if own:
            points = tuple(Point(_value(arm), found[arm.name]) for arm in own)
            last = locale.figure(points[-1].y.value, points[-1].y.unit)
            lines.append(Line(locale.arm(own[0]), own[0].model, points, last))
    return lines


def _value(arm: Arm) -> float:
    """Return the value of the axis."""
    return float(arm.parameters[arm.axis])


def _values(lines: Sequence[Line]) -> list[float]:
    """Return the values of the axis, in order."""
    return sorted({point.x for line in lines for point in line.points})


def _top(lines: Sequence[Line], values: Sequence[float], cores: Estimate | None) -> float:
    """Return where the axis of speed-ups ends; an interval without an end doesn't count."""
    highest = [1.3, values[0], *(point.y.high for line in lines for point in line.points)]
    highest += [cores.high] if cores else []
    return ROOM * max(value for value in highest if math.isfinite(value))


def _free(sheet: Sheet, view: View, cores: Estimate) -> None:
    """Draw the band of cores that were free, and its median."""
    left, low = view.at(view.values[0], cores.low)
    right, high = view.at(view.values[-1], cores.high)
    sheet.band(left, high, right, low)
    middle = view.at(view.values[0], cores.value)[1]
    sheet.line((left, right), (middle, middle), MUTED, 0.8, alpha=0.5)


def _ideal(sheet: Sheet, view: View, label: Label) -> None:
    """Draw as many times as there are workers; where that leaves the plot, its label is there."""
    first, last = view.values[0], view.values[-1]
    end = min(last, view.y[0].high)
    (x1, y1), (x2, y2) = view.at(first, first), view.at(end, end)
    sheet.line((x1, x2), (y1, y2), MUTED, 1.0, dashes=(3, 2.5))
    if end < last:
        half = width(label.name, SMALL) / 2
        clear = width(view.up, SMALL) + 10 + half
        x = min(max(x2, clear), WIDTH - half - 1)
        sheet.write(x, HEAD - 5, label.name, MUTED, size=SMALL, ha="center")


def _said(lines: Sequence[Line], locale: Locale) -> str:
    """Return all figures in words: `Threads: 1: ×0.99, 2: ×1.1; …`."""
    return "; ".join(
        f"{line.name}: "
        + ", ".join(
            f"{locale.number(p.x)}: {locale.figure(p.y.value, p.y.unit)}" for p in line.points
        )
        for line in lines
    )


def _best(lines: Sequence[Line], view: View, locale: Locale) -> str:
    """Return the finding: the largest speed-up, and where."""
    line, point = max(
        ((line, point) for line in lines for point in line.points), key=lambda two: two[1].y.value
    )
    return locale.words(
        "chart.speedup_title",
        best=line.name,
        value=locale.ratio(point.y.value),
        axis=view.across,
        n=locale.number(point.x),
    )


def _ends(lines: Sequence[Line], view: View, locale: Locale) -> str:
    """Return the finding: the quickest and the slowest at the largest value that two reach."""
    reached = {x: [line for line in lines if line.points[-1].x >= x] for x in view.values}
    x = max((x for x, those in reached.items() if len(those) > 1), default=view.values[-1])
    there = [(line.name, point.y.value) for line in lines for point in line.points if point.x == x]
    fastest, slowest = (choose(there, key=lambda pair: pair[1]) for choose in (min, max))
    return locale.words(
        "chart.scaling_title",
        axis=view.across,
        n=locale.number(x),
        fastest=fastest[0],
        fast=locale.seconds(fastest[1]),
        slowest=slowest[0],
        slow=locale.seconds(slowest[1]),
    )
