"""The dot strip: every run of every model, its median and how sure one is of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from concurrency_measured.charts import scales
from concurrency_measured.charts.drawing import (
    MARKERS,
    MUTED,
    SMALL,
    WIDTH,
    Sheet,
    draw,
    width,
)
from concurrency_measured.l10n import THIN, Locale
from concurrency_measured.model import Estimate, Experiment, Model, Summary

LEFT, RIGHT = 4.0, 302.0
"""Where the axis has its zero and the largest run; beyond it there is room for a median."""
HEAD, ROW, FOOT = 20.0, 50.0, 34.0
"""Heights of the line that names the noise, of a model and of the axis, in points."""


@dataclass(frozen=True)
class Row:
    """One line of a dot strip: a direct label, its estimate with all points, its model."""

    label: str
    model: Model
    times: Estimate


@dataclass(frozen=True)
class _Axis:
    """From seconds to points; one with bars starts at zero."""

    scale: scales.Scale
    bars: bool

    def at(self, seconds: float) -> float:
        return LEFT + self.scale.at(seconds) * (RIGHT - LEFT)


def dot_strip(
    experiment: Experiment, setting: str, summary: Summary, locale: Locale, name: str
) -> str:
    """Return all runs of one setting's arms as dots, with their medians and the noise floor.

    Args:
        experiment: Gives the order of the arms and their models.
        setting: The setting; empty for the experiment's own.
        summary: Gives the times, in seconds.
        locale: Language of labels and numbers.
        name: Prefix of the ids inside the SVG, unique on a page.
    """
    rows = [
        Row(locale.arm(arm), arm.model, summary.times[arm.name])
        for arm in experiment.timed
        if arm.setting == setting and arm.name in summary.times
    ]
    points = [point for row in rows for point in row.times.points]
    # Prices of one thing reach from microseconds to tens of milliseconds.
    scale = scales.decades(min(points), max(points)) if experiment.per else None
    axis = _Axis(scale or scales.Linear(0.0, max(points)), bars=scale is None)

    def paint(sheet: Sheet) -> None:
        if math.isfinite(summary.noise_floor):
            _noise(sheet, rows, summary.noise_floor, axis, locale)
        for number, row in enumerate(rows):
            _row(sheet, HEAD + number * ROW, row, axis, locale)
        _foot(sheet, HEAD + len(rows) * ROW + 6, axis, max(points), locale)

    title, about = _title(rows, locale), _about(rows, summary.noise_floor, locale)
    return draw(HEAD + len(rows) * ROW + FOOT, paint, name, title, about)


def _noise(sheet: Sheet, rows: Sequence[Row], floor: float, axis: _Axis, locale: Locale) -> None:
    """Draw, behind all rows, how far the first one's median could stray by noise alone."""
    middle, bottom = rows[0].times.value, HEAD + len(rows) * ROW + 6
    ends = (axis.at(middle / (1 + floor)), axis.at(middle * (1 + floor)))
    left, right = max(LEFT, ends[0]), min(WIDTH - 2, ends[1])
    sheet.band(left, HEAD - 4, right, bottom)
    said = locale.words("chart.noise", share=locale.percent(floor))
    half = width(said, SMALL) / 2
    x = max(LEFT + half, min((left + right) / 2, WIDTH - 1 - half))
    sheet.write(x, HEAD - 8, said, MUTED, size=SMALL, ha="center")


def _row(sheet: Sheet, y: float, row: Row, axis: _Axis, locale: Locale) -> None:
    colour, times = MARKERS[row.model], row.times
    low, middle, high = (axis.at(v) for v in (times.low, times.value, times.high))
    sheet.write(LEFT + 3, y + 15, row.label, colour, weight="bold")
    if axis.bars:
        sheet.line((LEFT, middle), (y + 27, y + 27), colour, 9, alpha=0.28)
    gap = math.nan
    xs = (low, high, gap, low, low, gap, high, high)
    ys = (27, 27, gap, 24, 30, gap, 24, 30)
    sheet.line(xs, [y + down for down in ys], colour, 1.4)
    sheet.line((middle, middle), (y + 21, y + 33), colour, 2.6)
    # The runs have a line of their own below the bar, where the median can't hide them.
    places = [axis.at(point) for point in times.points]
    below = [y + 40 + offset for offset in spread(places)]
    sheet.dots(places, below, colour, 13, alpha=0.6)
    median = locale.seconds(times.value)
    sheet.write(max(middle, high) + 6, y + 31, median, weight="bold")


def spread(places: Sequence[float]) -> list[float]:
    """Return vertical offsets, in points, that keep dots of nearly the same time apart."""
    offsets, last = [0.0] * len(places), (-math.inf, 0)
    for index in sorted(range(len(places)), key=lambda i: places[i]):
        close = places[index] - last[0] < 3.6
        step = (last[1] + 1) % 3 if close else 0
        offsets[index] = (0.0, -2.6, 2.6)[step]
        last = (places[index], step)
    return offsets


def _foot(sheet: Sheet, y: float, axis: _Axis, top: float, locale: Locale) -> None:
    ticks = axis.scale.ticks()
    unit = locale.seconds(top).rpartition(THIN)[2] if axis.bars else None
    said = [locale.seconds(t, digits=2 if unit else 1, unit=unit) if t else "0" for t in ticks]
    places = [axis.at(tick) for tick in ticks]
    sheet.ruler(LEFT, WIDTH - 2, y, places)
    for index in scales.apart(places, [width(text, SMALL) for text in said], 6):
        first = places[index] - width(said[index], SMALL) / 2 < 0
        x, side = (LEFT, "left") if first else (places[index], "center")
        sheet.write(x, y + 17, said[index], MUTED, size=SMALL, ha=side)


def _title(rows: Sequence[Row], locale: Locale) -> str:
    fastest = min(rows, key=lambda row: row.times.value)
    slowest = max(rows, key=lambda row: row.times.value)
    return locale.words(
        "chart.strip_title",
        fastest=fastest.label,
        fast=locale.seconds(fastest.times.value),
        slowest=slowest.label,
        slow=locale.seconds(slowest.times.value),
    )


def _about(rows: Sequence[Row], floor: float, locale: Locale) -> str:
    medians = "; ".join(
        f"{row.label}: {locale.seconds(row.times.value)} ({locale.interval(row.times)})"
        for row in rows
    )
    return locale.words("chart.strip_about", medians=medians, noise=locale.percent(floor))
