"""Summary × Locale → SVG: inline, real text, one file for light, dark and print.

matplotlib draws in marker colours; one place (`_svg`) turns them into CSS variables and takes out
what a browser doesn't need. The same record gives the same bytes. Knows no claims and no files.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from concurrency_measured.l10n import Locale
from concurrency_measured.model import Estimate, Experiment, Model, Summary

COLOURS: dict[Model, tuple[str, str]] = {
    Model.SEQUENTIAL: ("#566270", "#a9b4c0"),
    Model.THREADS: ("#b4530a", "#f3a04b"),
    Model.ASYNCIO: ("#0b7a75", "#3ecfc4"),
    Model.PROCESSES: ("#5b4bc4", "#b0a5f5"),
}
"""The colour of each model on a light and on a dark page; nowhere else is one named."""

WIDTH = 360
ROW = 50
TEXT, MUTED, GRID = "#010101", "#010102", "#010103"
_MARKERS = {model: f"#0201{number:02x}" for number, model in enumerate(Model)}
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "concurrency-measured",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 11,
}


@dataclass(frozen=True)
class Row:
    """One line of a dot strip: a direct label, its estimate with all points, its model."""

    label: str
    model: Model
    times: Estimate


def variables() -> dict[str, dict[str, str]]:
    """Return the CSS variables of each colour scheme: `{"default": {"--threads": "#…"}, …}`."""
    light = {f"--{model}": pair[0] for model, pair in COLOURS.items()}
    dark = {f"--{model}": pair[1] for model, pair in COLOURS.items()}
    return {"default": light, "slate": dark}


def dot_strip(
    experiment: Experiment, setting: str, summary: Summary, locale: Locale, name: str
) -> str:
    """Return all runs of one setting's arms as dots, with their medians.

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
        if arm.setting == setting and arm.name in summary.ran
    ]
    scale = _Scale(max(max(row.times.points) for row in rows))
    if experiment.per:  # prices of one thing: from microseconds to tens of milliseconds
        scale = _Decades(scale.top, min(min(row.times.points) for row in rows))
    with mpl.rc_context(_STYLE):
        figure, axes = _frame(len(rows))
        for number, row in enumerate(rows):
            _draw_row(axes, number, row, scale, locale)
        _draw_axis(axes, len(rows), scale, locale)
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None}, transparent=True)
    return _svg(drawn.getvalue(), name, _title(rows, locale), _about(rows, locale))


def standalone(svg: str) -> str:
    """Return a chart as a file of its own, which follows the reader's colour scheme."""
    page = {"--ink": ("#1b2430", "#e8ecf1"), "--muted": ("#55606e", "#a7b1bd")}
    page["--rule"] = ("#d5dae1", "#3a4350")
    colours = page | {f"--{model}": pair for model, pair in COLOURS.items()}
    light, dark = (
        ";".join(f"{name}:{pair[scheme]}" for name, pair in colours.items()) for scheme in (0, 1)
    )
    style = (
        f"<style>svg{{{light};font-family:system-ui,sans-serif}}"
        f"@media(prefers-color-scheme:dark){{svg{{{dark}}}}}</style>"
    )
    return svg.replace("<title", style + "<title", 1) + "\n"


@dataclass(frozen=True)
class _Scale:
    """From seconds to the width of a chart: 0 at its left, 1 at the largest run. Starts at zero."""

    top: float

    def at(self, seconds: float) -> float:
        return seconds / self.top

    def ticks(self) -> list[float]:
        """Return at most five round numbers from zero to the largest value."""
        steps = (10.0**power * factor for power in range(-9, 6) for factor in (1, 2, 5))
        step = next(step for step in steps if self.top / step <= 4)
        return [step * index for index in range(int(self.top / step) + 1)]

    def label(self, tick: float, locale: Locale) -> str:
        unit = locale.seconds(self.top).rpartition("\N{NARROW NO-BREAK SPACE}")[2]
        return locale.seconds(tick, unit=unit) if tick else "0"


@dataclass(frozen=True)
class _Decades(_Scale):
    """The same on a logarithmic axis, which has no zero and therefore no bars."""

    bottom: float

    def at(self, seconds: float) -> float:
        low, high = self._ends()
        return (math.log10(seconds) - low) / (high - low)

    def ticks(self) -> list[float]:
        low, high = self._ends()
        return [10.0**power for power in range(low, high + 1)]

    def label(self, tick: float, locale: Locale) -> str:
        return locale.seconds(tick, digits=1)

    def _ends(self) -> tuple[int, int]:
        return math.floor(math.log10(self.bottom)), math.ceil(math.log10(self.top))


def _frame(rows: int) -> tuple[Figure, Axes]:
    height = rows * ROW + 34
    figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
    axes = figure.add_axes((0, 0, 1, 1))
    # One unit upwards is one point, so that text keeps its distance whatever the number of rows.
    axes.set_ylim(height, 0)
    axes.set_xlim(-0.012, 1.18)
    axes.axis("off")
    return figure, axes


def _draw_row(axes: Axes, number: int, row: Row, scale: _Scale, locale: Locale) -> None:
    y = number * ROW
    colour = _MARKERS[row.model]
    middle = scale.at(row.times.value)
    axes.text(0.012, y + 15, row.label, color=colour, weight="bold", va="baseline")
    line, butt = (y + 27, y + 27), "butt"
    if not isinstance(scale, _Decades):
        axes.plot((0, middle), line, color=colour, lw=9, alpha=0.28, solid_capstyle=butt)
    axes.plot((middle, middle), (y + 21, y + 33), color=colour, lw=2.6, solid_capstyle=butt)
    # The runs have a line of their own below the bar, where the median can't hide them.
    places = [scale.at(point) for point in row.times.points]
    below = [y + 40 + offset for offset in _spread(places)]
    axes.scatter(places, below, s=13, color=colour, alpha=0.6, lw=0)
    median = locale.seconds(row.times.value)
    axes.text(middle + 0.022, y + 31, median, color=TEXT, weight="bold", va="baseline")


def _spread(places: Sequence[float]) -> list[float]:
    """Return vertical offsets, in points, that keep dots of nearly the same time apart."""
    offsets, last = [0.0] * len(places), (-1.0, 0)
    for index in sorted(range(len(places)), key=lambda i: places[i]):
        close = places[index] - last[0] < 0.012
        step = (last[1] + 1) % 3 if close else 0
        offsets[index] = (0.0, -2.6, 2.6)[step]
        last = (places[index], step)
    return offsets


def _draw_axis(axes: Axes, rows: int, scale: _Scale, locale: Locale) -> None:
    base = rows * ROW + 6
    axes.plot((0, 1.16), (base, base), color=GRID, lw=1)
    for tick in scale.ticks():
        place = scale.at(tick)
        axes.plot((place, place), (base - 3 if place else 0, base + 3), color=GRID, lw=1)
        axes.text(
            place,
            base + 17,
            scale.label(tick, locale),
            color=MUTED,
            size=10,
            ha="center" if place else "left",
        )


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


def _about(rows: Sequence[Row], locale: Locale) -> str:
    medians = "; ".join(f"{row.label}: {locale.seconds(row.times.value)}" for row in rows)
    return locale.words("chart.strip_about", medians=medians)


# --- the one place where matplotlib's SVG becomes ours -----------------------------------------

_COLOUR_OF = {TEXT: "var(--ink)", MUTED: "var(--muted)", GRID: "var(--rule)"} | {
    marker: f"var(--{model})" for model, marker in _MARKERS.items()
}


def _svg(drawn: str, name: str, title: str, about: str) -> str:
    """Return matplotlib's drawing as inline SVG that follows the page's colours."""
    svg = drawn[drawn.index("<svg") :]
    box = re.search(r'viewBox="([^"]+)"', svg)
    body = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    body = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", body, flags=re.S)
    body = re.sub(r'<style type="text/css">.*?</style>', "", body, flags=re.S)
    body = re.sub(r'<g id="(?:patch_1|patch_2)">.*?</g>', "", body, flags=re.S)
    # matplotlib quotes the fonts that it knows; the page's own are meant.
    body = re.sub(r"font(?:-family)?: [^;\"]*;?", _font, body)
    for marker, variable in _COLOUR_OF.items():
        body = body.replace(marker, variable)
    body = re.sub(r' (?:transform|d|x|y|points)="[^"]*"', _shorten, body)
    body = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{name}-", body)
    body = re.sub(r'(<g [^>]*)>((?:\s*<use [^>]* style="([^"]*)"/>)+)', _hoist, body)
    body = body.replace("xlink:href", "href")
    body = re.sub(r"\s*\n\s*", "\n", body).strip()
    return (
        f'<svg class="chart" role="img" viewBox="{box[1] if box else ""}"'
        f' aria-labelledby="{name}-title {name}-about" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-about">{escape(about)}</desc>\n{body}\n</svg>'
    )


def _font(found: re.Match[str]) -> str:
    size = re.search(r"([\d.]+)px", found[0])
    weight = "font-weight: 600; " if "bold" in found[0] else ""
    return f"{weight}font-size: {size[1]}px;" if size else ""


def _hoist(found: re.Match[str]) -> str:
    """Say the style of a group's dots once."""
    style = f' style="{found[3]}"'
    return f"{found[1]}{style}>" + found[2].replace(style, "")


def _shorten(found: re.Match[str]) -> str:
    """Round numbers in geometry only: in text, 100.000 is a Spanish hundred thousand."""
    return re.sub(r"-?\d+\.\d+", lambda n: f"{float(n[0]):.1f}".removesuffix(".0"), found[0])
