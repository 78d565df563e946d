"""Direct labels: where they have room, beside what they name and never upon each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product

from concurrency_measured.charts.drawing import SIZE, width

LEADING = 12.5
"""Distance of two lines of text, in points."""
ROUNDS = 100
"""How often labels that meet step aside for each other."""
TOGETHER = 3
"""How many labels are placed at once: every choice is tried."""
GAP = 7.0
"""Between a label and the point that it stands beside."""


@dataclass(frozen=True)
class Box:
    """A rectangle, in points from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point lies inside."""
        return self.left < x < self.right and self.top < y < self.bottom

    def beyond(self, frame: Box) -> float:
        """Return how far it reaches out of another one."""
        out = frame.left - self.left, self.right - frame.right
        return sum(max(0.0, d) for d in (*out, frame.top - self.top, self.bottom - frame.bottom))

    def meets(self, other: Box) -> bool:
        """Return whether two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def wrap(said: str, most: float, size: float = SIZE) -> list[str]:
    """Return a label in lines of at most that width, as far as its words allow."""
    lines = [""]
    for word in said.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, size) > most:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def nudge(
    wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float
) -> list[float]:
    """Return the middles of labels in one column: near the wanted ones, none upon another.

    Args:
        wanted: Where each label's middle should be.
        heights: How high each one is.
        top: Where the column begins.
        bottom: Where it ends; labels that need more room go beyond it.
    """
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    high = [heights[index] for index in order]
    middles = [wanted[index] for index in order]
    for _ in range(ROUNDS):
        middles = [
            max(top + h / 2, min(middle, bottom - h / 2))
            for middle, h in zip(middles, high, strict=True)
        ]
        for one, other in pairwise(range(len(order))):
            lack = (high[one] + high[other]) / 2 - (middles[other] - middles[one])
            if lack > 0:
                middles[one] -= lack / 2
                middles[other] += lack / 2
    free, found = top, [0.0] * len(order)
    for index, middle, h in zip(order, middles, high, strict=True):
        found[index] = max(middle, free + h / 2)
        free = found[index] + h / 2
    return found


@dataclass(frozen=True)
class Wanted:
    """A label that belongs beside a point: the point, and the label's width and height."""

    x: float
    y: float
    width: float
    height: float

    def places(self) -> list[Box]:
        """Return the boxes around the point, those first that one would choose first."""
        lefts = {"right": self.x + GAP, "middle": self.x - self.width / 2}
        lefts["left"] = self.x - GAP - self.width
        tops = {"level": self.y - self.height / 2, "below": self.y + GAP}
        tops["above"] = self.y - GAP - self.height
        corners = [(lefts[across], tops[up]) for across, up in _BESIDE]
        return [Box(x, y, x + self.width, y + self.height) for x, y in corners]


_BESIDE = (
    ("right", "level"), ("middle", "above"), ("right", "above"), ("left", "above"),
    ("right", "below"), ("middle", "below"), ("left", "below"), ("left", "level"),
)  # fmt: skip


def place(labels: Sequence[Wanted], frame: Box, drawn: Sequence[tuple[float, float]]) -> list[Box]:
    """Return a place beside its point for each label, in nobody's way if that can be.

    Args:
        labels: What is to be placed; more than a few are placed a few at a time.
        frame: What they should stay in.
        drawn: Points of all lines.
    """
    found: list[Box] = []
    for start in range(0, len(labels), TOGETHER):
        choices = [
            [(box, _trouble(box, frame, drawn, found)) for box in label.places()]
            for label in labels[start : start + TOGETHER]
        ]
        best = min(product(*choices), key=_sum)
        found += [box for box, _ in best]
    return found


def _trouble(
    box: Box, frame: Box, drawn: Sequence[tuple[float, float]], taken: Sequence[Box]
) -> float:
    """Return how much a place is in the way of what is there already."""
    crossed = sum(box.holds(*point) for point in drawn)
    return crossed + 100 * sum(map(box.meets, taken)) + 10 * box.beyond(frame)


def _sum(chosen: Sequence[tuple[Box, float]]) -> float:
    """Return how much these places are in each other's way and in that of all else."""
    pairs = combinations([box for box, _ in chosen], 2)
    return sum(cost for _, cost in chosen) + 100 * sum(a.meets(b) for a, b in pairs)
