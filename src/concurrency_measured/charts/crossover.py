"""The crossover map: at which size of a task which way of doing it is the fastest."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from itertools import product

from concurrency_measured.charts import scales, svg
from concurrency_measured.charts.drawing import SIZE, SMALL, WIDTH, width
from concurrency_measured.l10n import Locale
from concurrency_measured.model import Crossings, Estimate, Model, Way

EDGE = 1.0
"""Room for the frame of the first and of the last column."""
LABEL, CELL, GAP = 19.0, 30.0, 9.0
"""Heights of a row's name, of its cells and of what lies between two rows."""
ABOVE = 3.0
"""How far above its cells the bold line runs along a row."""
FOOT, KEY = 38.0, 16.0
"""Heights of the axis and of a line of the key."""
STEPS = (1.5, 4.0)
"""Factors from which on a cell is stronger, and strongest."""
TINTS = (0.2, 0.4, 1.0)
"""How much of its colour a cell has that a row wins, from the weakest step to the strongest."""
PALE = (0.1, 0.24, 0.42)
"""The same where it loses; that is also ruled."""
RULED = '<path d="M0 1h4" style="stroke:var(--{model});stroke-width:0.7"/>'
HATCHED = '<path d="M-1 1L1-1M0 4L4 0M3 5L5 3" style="stroke:var(--muted);stroke-width:0.7"/>'
"""Textures, four points square: who wins is told without colour."""


class Who(Enum):
    """Who is faster in a cell."""

    OVER = "over"
    WAY = "way"
    UNDECIDED = "undecided"
    NOBODY = "nobody"


_WON = {Who.WAY, Who.NOBODY}


def crossover_map(found: Crossings, locale: Locale, name: str) -> str:
    """Return who is faster at each size of a task, and by how much.

    Args:
        found: The rows and the columns; there is at least one of each.
        locale: Language of labels and numbers.
        name: Prefix of the ids inside the SVG, unique on a page.
    """
    return _Map(found, locale, name).svg()


def who(speedup: Estimate | None) -> Who:
    """Return who is faster; it is undecided as long as the interval spans 1."""
    if speedup is None:
        return Who.NOBODY
    if speedup.low > 1:
        return Who.WAY
    return Who.OVER if speedup.high < 1 else Who.UNDECIDED


class _Map:
    """Collects the cells by what they look like: those that look alike are one path."""

    def __init__(self, found: Crossings, locale: Locale, name: str) -> None:
        self.found, self.locale, self.name = found, locale, name
        self.over = locale.arm(found.over).lower()
        self.wide = (WIDTH - 2 * EDGE) / len(found.sizes)
        self.high = LABEL + CELL + GAP
        self.winners = [[who(speedup) for speedup in way.speedups] for way in found.ways]
        self.texts: dict[str, list[str]] = {}
        self.boxes: dict[tuple[Who, Model, int], list[str]] = {}
        self.holes: dict[Who, list[str]] = {}

    def svg(self) -> str:
        names = []
        for number, way in enumerate(self.found.ways):
            top = number * self.high
            names.append(svg.text(EDGE, top + 12, self.locale.arm(way.arm), f"--{way.arm.model}"))
            for column, speedup in enumerate(way.speedups):
                x = EDGE + column * self.wide
                self._cell(way.arm.model, speedup, x, top + LABEL)
        bottom = len(self.found.ways) * self.high - GAP
        axis = "".join(self._axis(bottom))
        key, lines = self._key(bottom + FOOT + 4)
        frontier = svg.stroke("".join(self._frontier()), "--ink", 2.4)
        parts = [
            f"<defs>{self._textures()}</defs>",
            *(_boxes(*kind, "".join(paths)) for kind, paths in self.boxes.items()),
            *(self._texture(winner, "".join(paths)) for winner, paths in self.holes.items()),
            *(_texts(style, "".join(those)) for style, those in self.texts.items()),
            frontier.replace("style=", 'stroke-linecap="square" style='),
            f'<g style="{svg.HALO}4px;font-size:{SIZE:g}px;font-weight:600">{"".join(names)}</g>',
            f'<g style="font-size:{SMALL:g}px;fill:var(--muted)">{axis}</g>',
            f'<g style="font-size:{SMALL:g}px;fill:var(--ink)">{"".join(key)}</g>',
        ]
        height = bottom + FOOT + lines * KEY + 2
        return svg.picture(WIDTH, height, parts, self.name, self._title(), self._about())

    # --- cells -----------------------------------------------------------------------------------

    def _cell(self, model: Model, speedup: Estimate | None, x: float, y: float) -> None:
        """Draw a cell with its factor."""
        winner, said, style = who(speedup), "–", "fill:var(--muted)"
        if speedup:
            said, step = self._factor(speedup.value), _step(speedup.value)
            self._box(winner, model, step, (x + 1, y, self.wide - 2, CELL), said)
            style = _STYLES[winner, step]
        text = svg.text(x + self.wide / 2, y + CELL / 2 + 3.8, said)
        self.texts.setdefault(style, []).append(text)

    def _box(
        self,
        winner: Who,
        model: Model,
        step: int,
        place: tuple[float, float, float, float],
        said: str = "",
    ) -> None:
        """Draw what shows who wins; around what is said in it there is no texture."""
        x, y, wide, high = place
        box = _rectangle(*place)
        if winner is Who.WAY:
            self.boxes.setdefault((winner, model, step), []).append(box)
            return
        step = step if winner is Who.OVER else 0
        self.boxes.setdefault((winner, self.found.over.model, step), []).append(box)
        clear = width(said, SMALL) + 5 if said else 0.0
        hole = _rectangle(x + (wide - clear) / 2, y + high / 2 - 7, clear, 14) if said else ""
        self.holes.setdefault(winner, []).append(box + hole)

    def _texture(self, winner: Who, path: str) -> str:
        paint = f"{self.name}-{winner.value}"
        return f'<path d="{path}" style="fill:url(#{paint});fill-opacity:0.55;fill-rule:evenodd"/>'

    def _textures(self) -> str:
        """Return the textures that are used."""
        drawn = {Who.OVER: RULED.replace("{model}", self.found.over.model), Who.UNDECIDED: HATCHED}
        return "".join(
            f'<pattern id="{self.name}-{winner.value}" width="4" height="4"'
            f' patternUnits="userSpaceOnUse">{drawn[winner]}</pattern>'
            for winner in self.holes
        )

    def _factor(self, value: float) -> str:
        """Return a factor in as many digits as its cell has room for."""
        short = self.locale.ratio(value, 1)
        said = (self.locale.ratio(value), short, short.strip("×"))
        return next((s for s in said if width(s, SMALL) <= self.wide - 5), said[-1])

    def _frontier(self) -> Iterator[str]:
        """Yield the pieces of the line between what the rows win and all else."""
        won = [[winner is Who.WAY for winner in row] for row in self.winners]
        rows, columns = len(won), len(self.found.sizes)
        for row, column in product(range(rows), range(columns)):
            x, top = EDGE + column * self.wide, row * self.high + LABEL - ABOVE
            if column and won[row][column] != won[row][column - 1]:
                below = CELL + 2 * ABOVE if row == rows - 1 else self.high
                yield svg.line((x, top), (x, top + below))
            if row and won[row][column] != won[row - 1][column]:
                yield svg.line((x, top), (x + self.wide, top))

    # --- what stands around them -----------------------------------------------------------------

    def _axis(self, y: float) -> Iterator[str]:
        """Yield the sizes of a task, and what they are."""
        said = [self.locale.seconds(size) for size in self.found.sizes]
        places = [EDGE + (column + 0.5) * self.wide for column in range(len(said))]
        for index in scales.apart(places, [width(text, SMALL) for text in said], 4):
            yield svg.text(places[index], y + 14, said[index], side="middle")
        axis = self.locale.words("chart.map_axis")
        yield svg.text(WIDTH / 2, y + 30, axis, side="middle")

    def _key(self, y: float) -> tuple[list[str], int]:
        """Return what the textures that occur mean, and in how many lines that stands."""
        occurring = {winner for row in self.winners for winner in row}
        words = {
            Who.OVER: self.locale.words("chart.map_over", over=self.over),
            Who.WAY: self.locale.words("chart.map_way"),
            Who.UNDECIDED: self.locale.words("verdict.undecided"),
            Who.NOBODY: self.locale.words("verdict.not-run-here"),
        }
        x, lines, parts = EDGE, 1, []
        for winner in (one for one in Who if one in occurring):
            wide = 17 + width(words[winner], SMALL)
            if x > EDGE and x + wide > WIDTH:
                x, lines = EDGE, lines + 1
            line = y + (lines - 1) * KEY
            self._swatch(winner, x, line - 4)
            mark = svg.text(x + 3, line + 5, "–", "--muted") if winner is Who.NOBODY else ""
            parts.append(mark + svg.text(x + 17, line + 5, words[winner]))
            x += wide + 12
        return parts, lines

    def _swatch(self, winner: Who, x: float, y: float) -> None:
        """Draw a small cell; where rows win, in the colour of each."""
        models = dict.fromkeys(
            way.arm.model
            for way, row in zip(self.found.ways, self.winners, strict=True)
            if winner in row
        )
        if winner is Who.WAY:
            part = 12 / len(models)
            for number, model in enumerate(models):
                self._box(winner, model, 1, (x + number * part, y, part, 10))
        elif winner is not Who.NOBODY:
            self._box(winner, self.found.over.model, 1, (x, y, 12, 10))

    def _title(self) -> str:
        """Return the finding: which way is the first to be faster for good, and from where on."""
        wins = [
            (column, number)
            for number, row in enumerate(self.winners)
            for column, winner in enumerate(row)
            if winner is Who.WAY
        ]
        if not wins:
            return self.locale.words("chart.map_never", over=self.over)
        for_good = [win for win in wins if set(self.winners[win[1]][win[0] :]) <= _WON]
        if for_good:
            column, number = min(for_good)
            return self.locale.words(
                "chart.map_title",
                best=self.locale.arm(self.found.ways[number].arm),
                over=self.over,
                size=self.locale.seconds(self.found.sizes[column]),
            )
        value, (column, number) = max((self._value(*win), win) for win in wins)
        return self.locale.words(
            "chart.speedup_title",
            best=self.locale.arm(self.found.ways[number].arm),
            value=self.locale.ratio(value),
            axis=self.locale.words("chart.map_axis"),
            n=self.locale.seconds(self.found.sizes[column]),
        )

    def _value(self, column: int, number: int) -> float:
        """Return the factor of a cell that ran."""
        speedup = self.found.ways[number].speedups[column]
        return speedup.value if speedup else 0.0

    def _about(self) -> str:
        rows = "; ".join(map(self._row, self.found.ways))
        return self.locale.words("chart.map_about", over=self.over, rows=rows)

    def _row(self, way: Way) -> str:
        """Return a row in words: `Threads: 10 µs: ×0.2, 100 µs: ×0.98 (undecided)`."""
        undecided = self.locale.words("verdict.undecided")
        cells = []
        for size, speedup in zip(self.found.sizes, way.speedups, strict=True):
            said = self.locale.ratio(speedup.value) if speedup else "–"
            said += f" ({undecided})" if who(speedup) is Who.UNDECIDED else ""
            cells.append(f"{self.locale.seconds(size)}: {said}")
        return f"{self.locale.arm(way.arm)}: {', '.join(cells)}"


def _step(factor: float) -> int:
    """Return how strong a cell is: by how much somebody is faster, whoever it is."""
    by = max(factor, 1 / factor if factor else STEPS[-1])
    return sum(by >= step for step in STEPS)


_STYLES = {
    **{(Who.OVER, step): "fill:var(--ink)" for step in range(3)},
    **{(Who.WAY, step): "fill:var(--ink)" for step in range(2)},
    (Who.WAY, 2): "fill:var(--paper);font-weight:600",
    **{(Who.UNDECIDED, step): "fill:var(--muted)" for step in range(3)},
}
"""What the factors look like, by who wins and how clearly."""


def _texts(style: str, texts: str) -> str:
    return f'<g style="font-size:{SMALL:g}px;text-anchor:middle;{style}">{texts}</g>'


def _boxes(winner: Who, model: Model, step: int, path: str) -> str:
    """Return all cells of one look."""
    if winner is Who.UNDECIDED:
        style = "fill:none;stroke:var(--muted);stroke-opacity:0.5;stroke-width:0.6"
    elif winner is Who.OVER:
        style = f"fill:var(--{model});fill-opacity:{PALE[step]:g};"
        style += f"stroke:var(--{model});stroke-width:0.6"
    else:
        style = f"fill:var(--{model});fill-opacity:{TINTS[step]:g}"
    return f'<path d="{path}" style="{style}"/>'


def _rectangle(x: float, y: float, wide: float, high: float) -> str:
    right = svg.number(wide)
    return f"M{svg.number(x)} {svg.number(y)}h{right}v{svg.number(high)}h-{right}z"
