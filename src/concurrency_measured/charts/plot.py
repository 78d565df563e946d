"""A plot of lines with two axes and direct labels; what the lines mean is the caller's."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from concurrency_measured.charts import scales
from concurrency_measured.charts.drawing import MARKERS, MUTED, RULE, SMALL, WIDTH, Sheet, width
from concurrency_measured.charts.labels import LEADING, Box, Wanted, nudge, place, wrap
from concurrency_measured.model import Estimate, Model

HEAD, PLOT, FOOT = 24.0, 196.0, 38.0
"""Heights of the line above, of the plot and of what stands below it, in points."""
COLUMN = 80.0
"""Width of the labels on the right, unless a word of them is longer."""
GAP = 12.0
"""Between the plot and these labels."""
BOLD = 1.08
"""How much wider a bold text is."""


@dataclass(frozen=True)
class Point:
    """A value of the axis, and what was measured there."""

    x: float
    y: Estimate


@dataclass(frozen=True)
class Line:
    """A model along the axis: its name, its points from left to right, the last one in words."""

    name: str
    model: Model
    points: tuple[Point, ...]
    last: str


@dataclass(frozen=True)
class Label:
    """A direct label: what it names, in which colour, and the figure below it."""

    name: str
    colour: str
    figure: str = ""
    bold: bool = True

    @property
    def lines(self) -> list[str]:
        """Its name in short lines."""
        return wrap(self.name, COLUMN)

    @property
    def width(self) -> float:
        """In points, rather too much than too little."""
        return max(*(width(line) * BOLD for line in self.lines), width(self.figure))

    @property
    def height(self) -> float:
        """In points, with a little room to the next one."""
        return (len(self.lines) + bool(self.figure)) * LEADING + 5


@dataclass(frozen=True)
class View:
    """All that is to be seen.

    Attributes:
        lines: The models.
        x: The horizontal axis, with the values that were measured, in words.
        y: The vertical one, with its ticks in words.
        across: What the horizontal axis shows.
        up: What the vertical one shows.
        others: Labels at the right edge beside those of the lines, by their height on the axis.
    """

    lines: Sequence[Line]
    x: tuple[scales.Scale, dict[float, str]]
    y: tuple[scales.Scale, dict[float, str]]
    across: str
    up: str
    others: Sequence[tuple[float, Label]] = ()

    @property
    def values(self) -> list[float]:
        """The measured values of the horizontal axis."""
        return list(self.x[1])

    @property
    def column(self) -> list[tuple[float, Label]]:
        """The labels at the right edge: of the lines that reach it, and the others."""
        reaching = [line for line in self.lines if line.points[-1].x == self.values[-1]]
        return [*((line.points[-1].y.value, _label(line)) for line in reaching), *self.others]

    @cached_property
    def frame(self) -> Box:
        """Where the axes lie on the sheet: labels take what they need, the plot has the rest."""
        left = max(width(said, SMALL) for said in self.y[1].values()) + 7
        right = WIDTH - max((label.width for _, label in self.column), default=0) - GAP - 1
        high = max(PLOT, sum(label.height for _, label in self.column))
        return Box(left, HEAD, right, HEAD + high)

    @property
    def height(self) -> float:
        """Of the whole chart."""
        return self.frame.bottom + FOOT

    def along(self, x: float) -> float:
        """Return where a value of the horizontal axis lies on the sheet."""
        return self.frame.left + self.x[0].at(x) * (self.frame.right - self.frame.left)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the place of a point on the sheet; what is beyond the plot lies on its edge."""
        up = min(1.0, max(0.0, self.y[0].at(y)))
        return self.along(x), self.frame.bottom - up * (self.frame.bottom - self.frame.top)

    def paint(self, sheet: Sheet) -> None:
        """Draw the lines and all labels."""
        for line in self.lines:
            self._line(sheet, line)
        self._column(sheet)
        self._inside(sheet)

    def axes(self, sheet: Sheet) -> None:
        """Draw the axes, which lie below all else."""
        frame = self.frame
        sheet.write(0, 11, self.up, MUTED, size=SMALL)
        for value, said in self.y[1].items():
            y = self.at(self.values[0], value)[1]
            sheet.line((frame.left, frame.right), (y, y), RULE, 0.8)
            sheet.write(frame.left - 5, y + 3.6, said, MUTED, size=SMALL, ha="right")
        self._across(sheet)

    def _across(self, sheet: Sheet) -> None:
        frame, said = self.frame, list(self.x[1].values())
        places = [self.along(value) for value in self.values]
        y = frame.bottom
        sheet.ruler(frame.left, frame.right, y, places)
        for index in scales.apart(places, [width(text, SMALL) for text in said], 6):
            sheet.write(places[index], y + 16, said[index], MUTED, size=SMALL, ha="center")
        middle = (frame.left + frame.right) / 2
        sheet.write(middle, y + 32, self.across, MUTED, size=SMALL, ha="center")

    def _line(self, sheet: Sheet, line: Line) -> None:
        colour = MARKERS[line.model]
        xs, ys = zip(*(self.at(p.x, p.y.value) for p in line.points), strict=True)
        sheet.line(xs, ys, colour, 1.8, solid_joinstyle="round")
        whisker_x, whisker_y = zip(*self._whiskers(line), strict=True)
        sheet.line(whisker_x, whisker_y, colour, 4.5, alpha=0.4)
        sheet.dots(xs, ys, colour, 20)

    def _whiskers(self, line: Line) -> Iterator[tuple[float, float]]:
        """Yield the ends of all intervals, with a gap after each."""
        for point in line.points:
            yield from (self.at(point.x, end) for end in (point.y.low, point.y.high))
            yield math.nan, math.nan

    def _column(self, sheet: Sheet) -> None:
        """Write the labels at the right edge, apart from each other."""
        frame, column = self.frame, self.column
        wanted = [self.at(self.values[-1], value)[1] for value, _ in column]
        heights = [label.height for _, label in column]
        # An axis with a single value has its points in the middle.
        right = self.along(self.values[-1])
        middles = nudge(wanted, heights, frame.top - 4, frame.bottom + 4)
        x = frame.right + GAP
        for (_, label), own, middle in zip(column, wanted, middles, strict=True):
            _write(sheet, x, middle - label.height / 2, label)
            if abs(own - middle) > LEADING / 2 or right < frame.right:
                sheet.line((right + 4, x - 2), (own, middle), label.colour, 0.7, alpha=0.6)

    def _inside(self, sheet: Sheet) -> None:
        """Write the labels of the lines that end early beside their ends."""
        early = [line for line in self.lines if line.points[-1].x < self.values[-1]]
        labels = [_label(line) for line in early]
        ends = [self.at(line.points[-1].x, line.points[-1].y.value) for line in early]
        wanted = [
            Wanted(x, y, label.width, label.height)
            for (x, y), label in zip(ends, labels, strict=True)
        ]
        boxes = place(wanted, self.frame, list(self._drawn()))
        for (x, _), label, box in zip(ends, labels, boxes, strict=True):
            if box.left >= x:
                _write(sheet, box.left, box.top, label)
            elif box.right <= x:
                _write(sheet, box.right, box.top, label, "right")
            else:
                _write(sheet, x, box.top, label, "center")

    def _drawn(self) -> Iterator[tuple[float, float]]:
        """Yield points of all lines, close together."""
        for line in self.lines:
            places = [self.at(point.x, point.y.value) for point in line.points]
            yield places[0]
            for (x1, y1), (x2, y2) in pairwise(places):
                steps = int(math.hypot(x2 - x1, y2 - y1) / 3) + 1
                for n in range(1, steps + 1):
                    yield x1 + (x2 - x1) * n / steps, y1 + (y2 - y1) * n / steps


def _label(line: Line) -> Label:
    return Label(line.name, MARKERS[line.model], line.last)


def _write(sheet: Sheet, x: float, top: float, label: Label, side: str = "left") -> None:
    """Write a label's lines from the top on."""
    y = top + LEADING - 1.5
    for said in label.lines:
        weight = "bold" if label.bold else "normal"
        size = {} if label.bold else {"size": SMALL}
        sheet.write(x, y, said, label.colour, weight=weight, ha=side, **size)
        y += LEADING
    if label.figure:
        sheet.write(x, y, label.figure, ha=side)
