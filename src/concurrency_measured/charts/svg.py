"""Pictures that are drawn directly: with textures and halos, which matplotlib's have not."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from concurrency_measured.charts.drawing import SIZE, SMALL, framed, width
from concurrency_measured.model import Model

BOLD = 1.12
"""How much wider a bold text is."""
HALO = "paint-order:stroke;stroke:var(--paper);stroke-linejoin:round;stroke-width:"
"""Keeps what lies below a text away from it; after it stands how far, in points."""


def wide(said: str, *, bold: bool = False, small: bool = False) -> float:
    """Return how wide a text is, rather too much than too little."""
    return width(said, SMALL if small else SIZE) * (BOLD if bold else 1.0)


def number(value: float) -> str:
    """Return a number of the geometry, to a tenth."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def line(*places: tuple[float, float]) -> str:
    """Return a path from place to place."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places)


def text(x: float, y: float, said: str, colour: str = "", side: str = "", more: str = "") -> str:
    """Return a text on the line y.

    Args:
        x: Where it begins, or what `side` says.
        y: The line that it stands on.
        said: The text.
        colour: A variable, `--ink`; empty for that of the group around it.
        side: `middle` or `end`, where x is not its beginning.
        more: Elements that follow inside it.
    """
    fill = f' fill="var({colour})"' if colour else ""
    anchor = f' text-anchor="{side}"' if side else ""
    place = f'x="{number(x)}" y="{number(y)}"'
    return f"<text {place}{fill}{anchor}>{escape(said)}{more}</text>"


def stroke(path: str, colour: str, thick: float) -> str:
    """Return a line along a path, in the colour of a variable; nothing for no path."""
    if not path:
        return ""
    return f'<path d="{path}" style="fill:none;stroke:var({colour});stroke-width:{thick:g}"/>'


class Dots:
    """Dots of runs: a line each that shows nothing but its corners, which takes few bytes.

    Dots upon each other darken each other, as they must.
    """

    def __init__(self, name: str, radius: float) -> None:
        self._name, self._radius = name, radius
        self._models: list[Model] = []

    def add(self, model: Model, places: Sequence[tuple[float, float]]) -> str:
        """Return dots of a model."""
        if model not in self._models:
            self._models.append(model)
        return f'<path d="{line(*places)}" style="fill:none;marker:url(#{self._name}-{model})"/>'

    def markers(self) -> str:
        """Return what they look like: it stands in the picture's definitions."""
        half = number(self._radius + 1)
        size = number(2 * self._radius + 2)
        return "\n".join(
            f'<marker id="{self._name}-{model}" markerUnits="userSpaceOnUse" markerWidth="{size}"'
            f' markerHeight="{size}" refX="{half}" refY="{half}"><circle cx="{half}" cy="{half}"'
            f' r="{number(self._radius)}" style="fill:var(--{model});fill-opacity:0.6"/></marker>'
            for model in self._models
        )


def picture(
    width: float, height: float, parts: Sequence[str], name: str, title: str, about: str
) -> str:
    """Return a whole picture; see `drawing.framed`."""
    body = "\n".join(part for part in parts if part)
    return framed(f"0 0 {number(width)} {number(height)}", body, name, title, about)
