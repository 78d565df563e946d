"""Heartbeats: when a loop had its turn, and the longest time in which it had none."""

from __future__ import annotations

from collections.abc import Sequence

from concurrency_measured import spans
from concurrency_measured.charts import scales, svg
from concurrency_measured.charts.drawing import SIZE, SMALL, WIDTH, width
from concurrency_measured.l10n import Locale
from concurrency_measured.model import Panel

LEFT, RIGHT = 3.0, WIDTH - 3.0
"""Where the axis begins and ends."""
NAME, ROW, LEVEL = 13.0, 46.0, 32.0
"""Where in a row its name stands, how high it is, and where its line of no beats lies."""
BEAT = 5.0
"""Width of a beat, where they are not closer to each other."""
SHAPE = ((0.22, -11.0), (0.36, 16.0), (0.22, -5.0))
"""Outline of a beat, from point to point: share of its width, and points downwards."""
STOPPED = 4.0
"""A gap that many times as long as the usual one is marked."""
FOOT = 22.0


def heartbeat(panels: Sequence[Panel], locale: Locale, name: str) -> str:
    """Return the beats of each run as one line, all on one time axis, the longest gaps marked.

    Args:
        panels: The runs, in the order in which they are drawn; at least one.
        locale: Language of labels and numbers.
        name: Prefix of the ids inside the SVG, unique on a page.
    """
    return _Heartbeat(panels, locale, name).svg()


class _Heartbeat:
    """Collects the parts of the picture from top to bottom, by what lies upon what."""

    def __init__(self, panels: Sequence[Panel], locale: Locale, name: str) -> None:
        self.panels, self.locale, self.name = panels, locale, name
        self.axis = scales.Linear(0.0, max(panel.line.wall_s for panel in panels))
        self.lines: list[str] = []
        self.gaps: list[str] = []
        self.names: list[str] = []
        self.lengths: list[str] = []
        self.y = 0.0

    def svg(self) -> str:
        for panel in self.panels:
            self._row(panel)
        bottom = self.y + 2
        ticks = self.axis.ticks()
        grid = "".join(f"M{svg.number(self.at(tick))} 18V{svg.number(bottom)}" for tick in ticks)
        parts = [
            svg.stroke(grid, "--rule", 0.8),
            *self.gaps,
            *self.lines,
            f'<g style="{svg.HALO}4px;font-size:{SMALL:g}px;fill:var(--muted)">',
            *self._labels(ticks, bottom + 13),
            "</g>",
            f'<g style="{svg.HALO}4px;font-size:{SIZE:g}px;font-weight:600;fill:var(--ink)">',
            *self.names,
            *self.lengths,
            "</g>",
        ]
        title = self.locale.words(
            "chart.heartbeat_title", gaps="; ".join(map(self._gap, self.panels))
        )
        about = " ".join(map(self._sentence, self.panels))
        return svg.picture(WIDTH, bottom + FOOT, parts, self.name, title, about)

    def at(self, seconds: float) -> float:
        return LEFT + self.axis.at(seconds) * (RIGHT - LEFT)

    def _row(self, panel: Panel) -> None:
        """Draw a run: its name, its line with a beat at each turn, and its longest gap."""
        model, beats = panel.arm.model, spans.beats(panel.line)
        level = self.y + LEVEL
        said = (
            f'<tspan dx="6" font-weight="400" fill="var(--muted)">{self._count(len(beats))}</tspan>'
        )
        label = self.locale.run(panel.arm, panel.python)
        self.names.append(svg.text(0, self.y + NAME, label, f"--{model}", more=said))
        usual = spans.usual_gap(beats)
        wide = min(BEAT, 0.9 * (self.at(usual) - self.at(0.0))) if usual else BEAT
        shape = "l" + " ".join(f"{svg.number(wide * x)} {svg.number(y)}" for x, y in SHAPE)
        shape = shape.replace(" -", "-").replace(" 0.", " .")  # hundreds of them
        each = "".join(f"H{svg.number(self.at(beat))}{shape}" for beat in beats)
        last = self.at(max(beats, default=0.0)) + wide
        path = f"M{LEFT:g} {svg.number(level)}{each}"
        path += f"H{svg.number(max(self.at(panel.line.wall_s), last))}"
        joined = f"stroke-linejoin:round;stroke-width:1.5;fill:none;stroke:var(--{model})"
        self.lines.append(f'<path d="{path}" style="{joined}"/>')
        start, end = spans.longest_gap(beats)
        if usual and end - start > STOPPED * usual:
            self._mark(self.at(start) + wide, self.at(end), level, end - start)
        self.y += ROW

    def _mark(self, left: float, right: float, level: float, seconds: float) -> None:
        """Mark a gap: a band behind its flat line, and how long it lasted."""
        x, y, wide = svg.number(left), svg.number(level - 13), svg.number(right - left)
        band = f'<path d="M{x} {y}h{wide}v19H{x}z" style="fill:var(--ink);fill-opacity:0.13"/>'
        ends = svg.stroke(f"M{x} {y}v19m{wide} 0v-19", "--ink", 1.2)
        flat = svg.stroke(svg.line((left, level), (right, level)), "--ink", 2.2)
        self.gaps.append(band)
        self.lines.append(ends + flat)
        said, half = (
            self.locale.seconds(seconds),
            svg.wide(self.locale.seconds(seconds), bold=True) / 2,
        )
        middle = min(max((left + right) / 2, half + 1), WIDTH - half - 1)
        self.lengths.append(svg.text(middle, level - 3, said, side="middle"))

    def _labels(self, ticks: Sequence[float], y: float) -> list[str]:
        """Return the labels of the axis; the last one carries no less than the others: its unit."""
        said = [self.locale.seconds(tick, digits=2) if tick else "0" for tick in ticks]
        widths = [width(text, SMALL) for text in said]
        places = [
            min(max(self.at(tick), wide / 2), WIDTH - wide / 2)
            for tick, wide in zip(ticks, widths, strict=True)
        ]
        shown = scales.apart(places, widths, 5)
        return [svg.text(places[index], y, said[index], side="middle") for index in shown]

    def _count(self, beats: int) -> str:
        return self.locale.count("beats", beats)

    def _gap(self, panel: Panel) -> str:
        start, end = spans.longest_gap(spans.beats(panel.line))
        return f"{self.locale.run(panel.arm, panel.python)} {self.locale.seconds(end - start)}"

    def _sentence(self, panel: Panel) -> str:
        beats = spans.beats(panel.line)
        start, end = spans.longest_gap(beats)
        return self.locale.words(
            "chart.heartbeat_about",
            label=self.locale.run(panel.arm, panel.python),
            beats=self._count(len(beats)),
            wall=self.locale.seconds(panel.line.wall_s),
            usual=self.locale.seconds(spans.usual_gap(beats)),
            gap=self.locale.seconds(end - start),
        )
