"""From values to places: 0 is where an axis begins, 1 where it ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol


class Scale(Protocol):
    """An axis, as far as a chart must know it."""

    @property
    def high(self) -> float:
        """The value at its end."""
        ...

    def at(self, value: float) -> float:
        """Return the place of a value."""
        ...

    def ticks(self) -> list[float]:
        """Return a few round values."""
        ...


@dataclass(frozen=True)
class Linear:
    """Equal steps are equally long."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Return the place of a value."""
        return (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5

    def ticks(self) -> list[float]:
        """Return at most five round numbers from the lowest one on."""
        span = self.high - self.low
        step = next(step for step in _steps(-9, 9) if span / step <= 4)
        return [self.low + step * index for index in range(int(span / step + 1e-9) + 1)]


@dataclass(frozen=True)
class Logarithmic:
    """Equal factors are equally long: there is no zero, and therefore there are no bars."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Return the place of a value."""
        if self.high <= self.low:
            return 0.5
        return math.log(value / self.low) / math.log(self.high / self.low)

    def ticks(self) -> list[float]:
        """Return the powers of ten, or also their doubles and halves where those are too few."""
        inside = [v for v in _steps(-9, 12) if self.low * 0.999 <= v <= self.high * 1.001]
        powers = [v for v in inside if abs(math.log10(v) - round(math.log10(v))) < 1e-6]
        return inside if len(inside) <= 5 else powers


def around(low: float, high: float) -> Logarithmic:
    """Return a logarithmic axis from a round value to a round value, a factor of ten at least.

    Less would blow noise up to a finding.
    """
    steps = list(_steps(-9, 12))
    first = max(i for i, step in enumerate(steps) if step <= low * 1.001 or i == 0)
    last = min(i for i, step in enumerate(steps) if step >= high * 0.999 or i == len(steps) - 1)
    while last - first < 3:
        first, last = max(first - (last - first) % 2, 0), last + (last - first + 1) % 2
    return Logarithmic(steps[first], steps[last])


def decades(low: float, high: float) -> Logarithmic:
    """Return a logarithmic axis between powers of ten."""
    return Logarithmic(10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high)))


def apart(places: Sequence[float], widths: Sequence[float], gap: float) -> list[int]:
    """Return which labels on an axis have room: every one, every second one, and so on.

    Args:
        places: Their middles, in order.
        widths: How wide they are.
        gap: Least distance between two.
    """
    for step in range(1, len(places)):
        # The last one stays: it says how far the axis reaches.
        kept = list(range(len(places) - 1, -1, -step))[::-1]
        if all(
            places[b] - places[a] >= (widths[a] + widths[b]) / 2 + gap for a, b in pairwise(kept)
        ):
            return kept
    return [len(places) - 1] if places else []


def _steps(first: int, last: int) -> list[float]:
    return [10.0**power * factor for power in range(first, last) for factor in (1, 2, 5)]
