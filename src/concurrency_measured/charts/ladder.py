"""The cost ladder: what things cost that differ by powers of ten, as stairs on a log axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from concurrency_measured.charts import scales, svg
from concurrency_measured.charts.drawing import SIZE, SMALL, WIDTH, width
from concurrency_measured.charts.labels import LEADING, wrap
from concurrency_measured.charts.strip import spread
from concurrency_measured.l10n import Locale
from concurrency_measured.model import Rung, Rungs

LEFT, RIGHT = 8.0, 350.0
"""Where the axis begins and ends."""
EDGE = WIDTH - 1
"""What no text goes beyond."""
HEAD, HEADING, ROW, FOOT = 17.0, 31.0, 31.0, 18.0
"""Heights of the axis above, of a group's heading, of a rung and of the axis below."""
NAME, LEVEL = 11.0, 22.0
"""Where in a rung's row its name stands and its runs lie."""
TALL = 6.5
"""How far the mark of a median reaches up and down."""
UNITS = {
    "s": [10.0**power for power in range(-9, 6)],
    "bytes": [10.0**power * 2.0**unit for unit in (0, 10, 20, 30, 40) for power in range(3)],
}
"""What the axis may name: 1, 10 and 100 of each unit."""


def ladder(groups: Sequence[Rungs], locale: Locale, name: str) -> str:
    """Return the costs of all groups on one logarithmic axis, in each group the cheapest first.

    Args:
        groups: One below another; none is empty.
        locale: Language of labels and numbers.
        name: Prefix of the ids inside the SVG, unique on a page.
    """
    return _Ladder(groups, locale, name).svg()


class _Ladder:
    """Collects the parts of the picture from top to bottom, by what lies upon what."""

    def __init__(self, groups: Sequence[Rungs], locale: Locale, name: str) -> None:
        self.locale, self.name = locale, name
        self.groups = [(group.title, ordered(group)) for group in groups]
        costs = [rung.cost for _, rungs in self.groups for rung in rungs]
        self.unit = costs[0].unit
        # What costs nothing has no place on such an axis: it lies at its beginning.
        seen = [p for cost in costs for p in (cost.value, *cost.points) if 0 < p < math.inf]
        self.ticks = _ticks(min(seen, default=1.0), max(seen, default=1.0), UNITS[self.unit])
        self.axis = scales.Logarithmic(self.ticks[0], self.ticks[-1])
        self.dots = svg.Dots(name, 2.0)
        self.stairs = ""
        self.marks: list[str] = []
        self.factors: list[str] = []
        self.names: list[str] = []
        self.y = HEAD

    def svg(self) -> str:
        headings = [part for title, rungs in self.groups for part in self._group(title, rungs)]
        bottom = self.y + 3
        words = "".join((*self.factors, *self._axis(HEAD - 6), *self._axis(bottom + FOOT - 5)))
        xs = map(svg.number, map(self.at, self.ticks))
        grid = "".join(f"M{x} {HEAD - 3:g}V{svg.number(bottom)}" for x in xs)
        parts = [
            f"<defs>\n{self.dots.markers()}\n</defs>",
            svg.stroke(grid, "--rule", 0.8),
            svg.stroke(self.stairs, "--muted", 1),
            *self.marks,
            f'<g style="{svg.HALO}3px;font-size:{SMALL:g}px;fill:var(--muted)">{words}</g>',
            f'<g style="{svg.HALO}4px;font-size:{SIZE:g}px;font-weight:600;fill:var(--ink)">',
            *headings,
            *self.names,
            "</g>",
        ]
        height = bottom + FOOT
        return svg.picture(WIDTH, height, parts, self.name, self._title(), self._about())

    def at(self, cost: float) -> float:
        """Return where a cost lies; what is beyond the axis lies at its end."""
        share = self.axis.at(min(max(cost, self.axis.low), self.axis.high))
        return LEFT + share * (RIGHT - LEFT)

    def say(self, cost: float, digits: int = 2) -> str:
        return self.locale.figure(cost, self.unit, digits)

    def _group(self, title: str, rungs: Sequence[Rung]) -> list[str]:
        """Draw a group; return its heading, in as many lines as it takes."""
        lines = wrap(title, EDGE / svg.BOLD)
        self.y += HEADING + (len(lines) - 1) * LEADING
        heading = [
            svg.text(0, self.y - 12 + (number + 1) * LEADING, said)
            for number, said in enumerate(lines, start=-len(lines))
        ]
        top = self.y
        for rung in rungs:
            self._rung(rung)
        for number, (one, other) in enumerate(pairwise(rungs)):
            self._step(one, other, top + number * ROW + LEVEL)
        return heading

    def _rung(self, rung: Rung) -> None:
        """Draw a rung's runs, its median and its name with the median in words."""
        model, cost, level = rung.arm.model, rung.cost, self.y + LEVEL
        middle = self.at(cost.value)
        mark = f"M{svg.number(middle)} {svg.number(level - TALL)}v{2 * TALL:g}"
        self.marks.append(svg.stroke(mark, f"--{model}", 2.4))
        places = [self.at(point) for point in cost.points]
        if places:
            lines = [level + offset for offset in spread(places)]
            self.marks.append(self.dots.add(model, list(zip(places, lines, strict=True))))
        label, said = self.locale.arm(rung.arm), self.say(cost.value)
        figure = f'<tspan dx="5" fill="var(--ink)">{said}</tspan>'
        # It begins above its median, as far as that leaves it room.
        fits = middle - 1 + svg.wide(label + said, bold=True) + 5 <= EDGE
        x, side = (middle - 1, "") if fits else (EDGE, "end")
        self.names.append(svg.text(x, self.y + NAME, label, f"--{model}", side, figure))
        self.y += ROW

    def _step(self, one: Rung, other: Rung, level: float) -> None:
        """Draw the stair from a rung down to the next one, and how many times as much that is."""
        left, right = self.at(one.cost.value), self.at(other.cost.value)
        self.stairs += f"M{svg.number(left)} {svg.number(level)}v{ROW:g}"
        if one.cost.value > 0:
            said = self.locale.ratio(other.cost.value / one.cost.value)
            half = width(said, SMALL) / 2 + 2
            # It interrupts the stair, where runs leave it room.
            first = min([right, *(self.at(point) for point in other.cost.points)])
            if first - left > 2 * half + 12:
                middle = (left + first) / 2
                self.factors.append(svg.text(middle, level + ROW + 3.7, said, side="middle"))
                ends = svg.number(middle - half), svg.number(middle + half)
                self.stairs += f"H{ends[0]}M{ends[1]} {svg.number(level + ROW)}"
        self.stairs += f"H{svg.number(right)}"

    def _axis(self, y: float) -> list[str]:
        """Return the labels of the axis."""
        said = [self.say(tick, digits=1) for tick in self.ticks]
        places, widths = [self.at(tick) for tick in self.ticks], [width(t, SMALL) for t in said]
        places[0] = max(places[0], widths[0] / 2)
        places[-1] = min(places[-1], EDGE - widths[-1] / 2)
        shown = scales.apart(places, widths, 5)
        return [svg.text(places[index], y, said[index], side="middle") for index in shown]

    def _title(self) -> str:
        """Return the finding: from what to what the first group's costs reach."""
        title, rungs = self.groups[0]
        cheap, dear = rungs[0], rungs[-1]
        if len(rungs) == 1 or cheap.cost.value <= 0:
            return f"{title}: {self._said(dear)}"
        return self.locale.words(
            "chart.ladder_title",
            what=title,
            low=self.say(cheap.cost.value),
            cheap=self.locale.arm(cheap.arm),
            high=self.say(dear.cost.value),
            dear=self.locale.arm(dear.arm),
            factor=self.locale.ratio(dear.cost.value / cheap.cost.value),
        )

    def _about(self) -> str:
        groups = [
            f"{title}: {', '.join(self._said(rung) for rung in rungs)}."
            for title, rungs in self.groups
        ]
        return self.locale.words("chart.ladder_about", groups=" ".join(groups))

    def _said(self, rung: Rung) -> str:
        return f"{self.locale.arm(rung.arm)} {self.say(rung.cost.value)}"


def ordered(group: Rungs) -> list[Rung]:
    """Return the rungs of a group, the cheapest first."""
    return sorted(group.rungs, key=lambda rung: rung.cost.value)


def _ticks(low: float, high: float, units: Sequence[float]) -> list[float]:
    """Return what the axis names, from just below the least value to just above the largest."""
    below = [unit for unit in units if unit <= low * 1.001]
    first = units.index(below[-1]) if below else 0
    above = [unit for unit in units if unit >= high * 0.999]
    last = units.index(above[0]) if above else len(units) - 1
    if first == last:
        first, last = max(first - 1, 0), min(last + 1, len(units) - 1)
    return list(units[first : last + 1])
