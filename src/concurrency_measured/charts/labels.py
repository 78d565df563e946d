"""Direct labels: where they have room, beside what they name and never upon each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from concurrency_measured.charts.drawing import SIZE, width

LEADING = 12.5
"""Distance of two lines of text, in points."""
ROUNDS = 100
"""How often labels that meet step aside for each other."""


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


def place(
    size: tuple[float, float],
    frame: Box,
    taken: Sequence[Box],
    *,
    at: tuple[float, float],
    lines: Sequence[tuple[float, float]],
) -> Box:
    """Return the place beside a point where a label is in nobody's way.

    Args:
        size: Width and height of the label.
        frame: What it should stay in.
        taken: Other labels.
        at: The point that it names.
        lines: Points of all that is drawn.
    """
    (wide, high), (x, y), gap = size, at, 7.0
    lefts = {"right": x + gap, "middle": x - wide / 2, "left": x - gap - wide}
    tops = {"level": y - high / 2, "above": y - gap - high, "below": y + gap}
    beside = [("right", "level"), ("middle", "above"), ("right", "above"), ("left", "above")]
    beside += [("right", "below"), ("middle", "below"), ("left", "below"), ("left", "level")]
    boxes = [Box(lefts[a], tops[b], lefts[a] + wide, tops[b] + high) for a, b in beside]

    def trouble(candidate: Box) -> float:
        crossed = sum(candidate.holds(*point) for point in lines)
        return crossed + 100 * sum(map(candidate.meets, taken)) + 10 * candidate.beyond(frame)

    return min(boxes, key=trouble)
