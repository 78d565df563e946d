"""What every chart is drawn on, and the one place where matplotlib's SVG becomes ours."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from concurrency_measured.charts.colours import ALONE, COLOURS
from concurrency_measured.model import Model

WIDTH = 360.0
"""Width of a chart in its own units: pixels on a phone. Larger screens enlarge it."""
SIZE, SMALL = 11.0, 10.5
"""Sizes of text. The smaller one is still 9.5 pixels where a phone leaves a chart 328."""
TEXT, MUTED, RULE = "#010101", "#010102", "#010103"
MARKERS = {model: f"#0201{number:02x}" for number, model in enumerate(Model)}
"""The colours that matplotlib draws in; each stands for a variable of the page."""
_VARIABLES = {TEXT: "--ink", MUTED: "--muted", RULE: "--rule"} | {
    marker: f"--{model}" for model, marker in MARKERS.items()
}
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "concurrency-measured",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": SIZE,
    "path.simplify": False,
}


@dataclass(frozen=True)
class Sheet:
    """An empty chart: its unit is a point, counted from the upper left corner."""

    axes: Axes

    def write(self, x: float, y: float, said: str, colour: str = TEXT, **more: Any) -> None:
        """Write a text on the line y, beginning at x unless `ha` says otherwise."""
        plain: dict[str, Any] = {"color": colour, "va": "baseline", "zorder": self._above}
        self.axes.text(x, y, said, **(plain | more))

    def line(self, xs: Any, ys: Any, colour: str, width: float, **more: Any) -> None:
        """Draw a line through points; a NaN interrupts it."""
        plain: dict[str, Any] = {"solid_capstyle": "butt", "clip_on": False}
        self.axes.plot(xs, ys, color=colour, lw=width, zorder=self._above, **(plain | more))

    def dots(self, xs: Any, ys: Any, colour: str, size: float, **more: Any) -> None:
        """Draw dots of that many square points."""
        plain: dict[str, Any] = {"lw": 0, "clip_on": False, "zorder": self._above}
        self.axes.scatter(xs, ys, s=size, color=colour, **(plain | more))

    def ruler(self, left: float, right: float, y: float, places: Sequence[float]) -> None:
        """Draw a horizontal axis with a tick at each place."""
        self.line((left, right), (y, y), RULE, 1)
        xs = [x for place in places for x in (place, place, math.nan)]
        self.line(xs, [y, y + 4, math.nan] * len(places), RULE, 1)

    def band(self, left: float, top: float, right: float, bottom: float) -> None:
        """Fill a pale rectangle; it is never thinner than a hair, so that it can be found."""
        size = max(right - left, 1.0), max(bottom - top, 1.0)
        self.axes.add_patch(
            Rectangle((left, top), *size, facecolor=RULE, alpha=0.45, lw=0, clip_on=False)
        )

    @property
    def _above(self) -> int:
        """What is drawn later lies above; matplotlib would sort it by kind."""
        return len(self.axes.get_children())


def draw(height: float, paint: Callable[[Sheet], None], name: str, title: str, about: str) -> str:
    """Return what is painted as inline SVG.

    Args:
        height: In points; the width is always the same.
        paint: Paints on the empty sheet.
        name: Prefix of the ids inside the SVG, unique on a page.
        title: What the chart found.
        about: Its data, in words.
    """
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(height, 0)
        axes.axis("off")
        paint(Sheet(axes))
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None}, transparent=True)
    return _svg(drawn.getvalue(), name, title, about)


@cache
def width(said: str, size: float = SIZE) -> float:
    """Return how wide a text is in a wide face: in the page's it is narrower."""
    face = FontProperties(family="DejaVu Sans", size=size)
    return float(text_to_path.get_text_width_height_descent(said, face, ismath=False)[0])


def standalone(svg: str, rules: str = "") -> str:
    """Return a picture as a file of its own, which follows the reader's colour scheme.

    Args:
        svg: The picture.
        rules: The style that a page would give it, beyond colours.
    """
    colours = ALONE | {f"--{model}": pair for model, pair in COLOURS.items()}
    light, dark = (
        ";".join(f"{name}:{pair[scheme]}" for name, pair in colours.items()) for scheme in (0, 1)
    )
    style = (
        f"<style>svg{{{light};font-family:system-ui,sans-serif}}"
        f"@media(prefers-color-scheme:dark){{svg{{{dark}}}}}{rules}</style>"
    )
    return svg.replace("<title", style + "<title", 1) + "\n"


def _svg(drawn: str, name: str, title: str, about: str) -> str:
    """Return matplotlib's drawing as inline SVG that follows the page's colours."""
    svg = drawn[drawn.index("<svg") :]
    box = re.search(r'viewBox="([^"]+)"', svg)
    body = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    body = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", body, flags=re.S)
    body = re.sub(r'<style type="text/css">.*?</style>', "", body, flags=re.S)
    body = re.sub(r'<g id="patch_1">.*?</g>', "", body, flags=re.S)
    # matplotlib quotes the fonts that it knows; the page's own are meant.
    body = re.sub(r"font(?:-family)?: [^;\"]*;?", _font, body)
    for marker, variable in _VARIABLES.items():
        body = body.replace(marker, f"var({variable})")
    body = re.sub(r' (?:transform|d|x|y)="[^"]*"', _shorten, body)
    body = re.sub(r' transform="rotate\(-?0 [^"]*"', "", body)
    body = _dots(body, name)
    # What is left has no groups with a meaning and refers to nothing.
    body = re.sub(r"</?g\b[^>]*>|<defs>\s*</defs>", "", body)
    body = re.sub(r'style="[^"]*"', lambda style: re.sub(r"([:;])\s+", r"\1", style[0]), body)
    body = re.sub(r"\s*\n\s*", "\n", body).strip()
    return framed(box[1] if box else "", body, name, title, about)


def framed(box: str, body: str, name: str, title: str, about: str) -> str:
    """Return what is drawn as inline SVG with a title and a description.

    Args:
        box: Its view box.
        body: The elements.
        name: Prefix of the ids inside the SVG, unique on a page.
        title: What the chart found.
        about: Its data, in words.
    """
    return (
        f'<svg class="chart" role="img" viewBox="{box}"'
        f' aria-labelledby="{name}-title {name}-about" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-about">{escape(about)}</desc>\n{body}\n</svg>'
    )


def _dots(body: str, name: str) -> str:
    """Say each dot in a few bytes: as a corner of a line that shows nothing but its corners.

    Dots upon each other still darken each other, as they must.
    """
    radii = dict(re.findall(r'<path id="([^"]+)" d="M0 ([\d.]+)', body))
    body = re.sub(r"<defs>.*?</defs>", "", body, flags=re.S)
    markers: dict[tuple[str, str], str] = {}

    def line(found: re.Match[str]) -> str:
        uses = re.findall(r'href="#([^"]+)" x="([^"]+)" y="([^"]+)" style="([^"]*)"', found[0])
        shape, _, _, style = uses[0]
        marker = markers.setdefault((radii[shape], style), f"{name}-{len(markers)}")
        corners = "L".join(f"{x} {y}" for _, x, y, _ in uses)
        return f'<path d="M{corners}" style="fill: none; marker: url(#{marker})"/>'

    body = re.sub(r"(?:<use [^>]*/>\s*)+", line, body)
    defined = "\n".join(
        f'<marker id="{marker}" markerUnits="userSpaceOnUse" markerWidth="6" markerHeight="6"'
        f' refX="3" refY="3"><circle cx="3" cy="3" r="{radius}" style="{style}"/></marker>'
        for (radius, style), marker in markers.items()
    )
    return f"<defs>\n{defined}\n</defs>\n{body}"


def _font(found: re.Match[str]) -> str:
    size = re.search(r"([\d.]+)px", found[0])
    weight = "font-weight: 600; " if "bold" in found[0] or " 700 " in found[0] else ""
    return f"{weight}font-size: {size[1]}px;" if size else ""


def _shorten(found: re.Match[str]) -> str:
    """Round numbers in geometry only: in text, 100.000 is a Spanish hundred thousand."""
    rounded = re.sub(r"-?\d+\.\d+", lambda n: f"{float(n[0]):.1f}".removesuffix(".0"), found[0])
    return re.sub(r"(?<=[\dMLC\"])\s+(?=[MLCz\"])|(?<=[MLC])\s+", "", rounded)
