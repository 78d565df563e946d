"""Timeline × Locale → SVG: what each worker of a run did, all models on one time axis.

Drawn directly, not by matplotlib: a timeline is a few hundred rectangles of which most share a
texture, and SVG's own patterns say that in a tenth of the size. Knows no statistics and no files.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from concurrency_measured import spans
from concurrency_measured.l10n import THIN, Locale
from concurrency_measured.model import Model, Panel, Span, State, Timeline

WIDTH = 360.0
GUTTER = 17.0
"""Room for the lanes' numbers, on their left."""
LANE, GAP = 8.0, 2.5
FOLD = 12
"""More lanes than these fold into one band."""
BAND = 44.0
STRIP = 9.0
HEAD = 18.5
CHARACTER = 5.7
"""Width of a character of the key, in a wide face: the key wraps rather too early than too late."""
_ORDER = (State.ON_CORE, State.STARTING, State.READY, State.LOCKED, State.WAITING)
_TEXTURES = {
    State.STARTING: '<path d="M0 1h4M0 3h4" stroke="{c}"/>',
    State.READY: '<path d="M1 0v4" stroke="{c}" stroke-width=".8"/>',
    State.LOCKED: '<path d="M-1 1L1-1M0 4L4 0M3 5L5 3" stroke="{c}" stroke-width="1.1"/>',
    State.WAITING: '<rect width="4" height="4" fill="{c}" opacity=".16"/>'
    '<circle cx="1" cy="1" r=".55" fill="{c}"/><circle cx="3" cy="3" r=".55" fill="{c}"/>',
}
"""Four units square, repeated: states are told apart without colour."""
FINE = 150
"""More stretches of a lane than these are too fine to see one by one."""
SEEN = 1.5
"""A state that takes less than this width of a lane is drawn, but needs no word in the key."""

STYLE = """\
svg.timeline text { fill: var(--muted); font-size: 10.5px; }
svg.timeline :is(.name, .time) { font-size: 11.5px; font-weight: 600; }
svg.timeline :is(.name, .time) { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
svg.timeline .time { fill: var(--ink); text-anchor: end; }
svg.timeline .more { fill: var(--muted); font-size: 10.5px; font-weight: 400; }
svg.timeline .lane { text-anchor: end; }
svg.timeline .tick { text-anchor: middle; }
svg.timeline .last { text-anchor: end; }
svg.timeline .key { fill: var(--ink); }
svg.timeline .busy { fill: var(--muted); opacity: .75; }
svg.timeline :is(.grid, .edge) { fill: none; stroke: var(--rule); stroke-width: .7; }
svg.timeline .handoff { fill: none; stroke: var(--ink); stroke-width: .8; }
"""
"""The rules of what is drawn: on every page, and in a picture that is a file of its own.

Words have a halo, which keeps the axis's lines away from them."""


@dataclass(frozen=True)
class _Axis:
    """From seconds to the width of the picture."""

    start_s: float
    end_s: float

    def at(self, seconds: float) -> float:
        share = (seconds - self.start_s) / (self.end_s - self.start_s)
        return GUTTER + min(1.0, max(0.0, share)) * (WIDTH - GUTTER - 1)

    def ticks(self) -> list[float]:
        """Return at most six round numbers."""
        first = int(self.start_s / self.step + 0.999999)
        return [self.step * n for n in range(first, int(self.end_s / self.step + 1e-9) + 1)]

    @property
    def step(self) -> float:
        """What lies between two of them."""
        steps = (10.0**power * factor for power in range(-6, 4) for factor in (1, 2, 5))
        return next(step for step in steps if (self.end_s - self.start_s) / step <= 5)


def draw(
    panels: Sequence[Panel], cores: int, locale: Locale, name: str, window_s: float | None = None
) -> str:
    """Return the picture.

    Args:
        panels: The runs, in the order in which they are drawn; at least one.
        cores: How many cores the runs could use: the top of the strips.
        locale: Language of labels and numbers.
        name: Prefix of the ids inside the SVG, unique on a page.
        window_s: How much is drawn, from the middle of the shortest run; None for all.
    """
    axis = _axis(panels, window_s)
    drawing = _Drawing(axis, cores, locale, name)
    for panel in panels:
        drawing.add(panel, hand_over=window_s is not None)
    return drawing.svg(_title(panels, locale), _about(panels, locale))


def _about(panels: Sequence[Panel], locale: Locale) -> str:
    """Return in words what the picture shows, run by run."""
    return " ".join(_sentence(panel, locale) for panel in panels)


def _axis(panels: Sequence[Panel], window_s: float | None) -> _Axis:
    if window_s is None:
        return _Axis(0.0, max(panel.line.wall_s for panel in panels))
    shortest = min(panel.line.wall_s for panel in panels)
    # The middle, from a round number on: neither start nor end is typical.
    start = max(0.0, round((shortest - window_s) / 2, 2))
    return _Axis(start, start + window_s)


class _Drawing:
    """Collects the parts of a picture from top to bottom."""

    def __init__(self, axis: _Axis, cores: int, locale: Locale, name: str) -> None:
        self.axis, self.cores, self.locale, self.name = axis, cores, locale, name
        self.parts: list[str] = []
        self.textures: dict[tuple[Model, State], None] = {}
        self.named: set[State] = set()
        self.marks: dict[str, None] = {}
        self.y = 0.0

    def add(self, panel: Panel, *, hand_over: bool) -> None:
        """Draw one run: its name and time, the cores that it kept busy, its workers."""
        those = spans.tracks(panel.line)
        at_once = spans.overlap_s([track.exact for track in those if not track.loop])
        # Where workers run at once, who follows whom means nothing.
        changes = spans.handoffs(those) if at_once < panel.line.wall_s / 10 else ()
        self._head(panel, those, len(changes))
        self.parts.append('<g class="run">')
        self._strip(panel.line)
        if len(those) > FOLD:
            self._lanes(panel, [track for track in those if track.loop])
            self._band(panel, [track for track in those if not track.loop])
        else:
            self._lanes(panel, those)
            self._hand_offs(changes, those, hand_over=hand_over)
        self.parts.append("</g>")
        self.y += 9

    def svg(self, title: str, about: str) -> str:
        bottom = self.y - 4
        grid = self._grid(bottom)
        self.y = bottom + 16
        key = self._key()
        patterns = "".join(self._pattern(model, state) for model, state in self.textures)
        return (
            f'<svg class="timeline" role="img" data-left="{GUTTER:g}"'
            f' viewBox="0 0 {WIDTH:g} {_n(self.y)}"'
            f' aria-labelledby="{self.name}-title {self.name}-about"'
            ' xmlns="http://www.w3.org/2000/svg">'
            f'<title id="{self.name}-title">{escape(title)}</title>'
            f'<desc id="{self.name}-about">{escape(about)}</desc>\n'
            f"<defs>{patterns}</defs>\n{grid}\n" + "\n".join([*self.parts, key]) + "\n</svg>"
        )

    # --- one run -------------------------------------------------------------------------------

    def _head(self, panel: Panel, those: Sequence[spans.Track], changes: int) -> None:
        more = [panel.python] if panel.python else [_workers(those, self.locale)]
        if changes:
            more.append(self.locale.count("handoffs", changes))
        y = _n(self.y + 12.5)
        self.parts.append(
            f'<text y="{y}" class="name" style="fill:var(--{panel.arm.model})">'
            f"{escape(self.locale.arm(panel.arm))}"
            f'<tspan class="more" dx="6">{escape(" · ".join(more))}</tspan></text>'
            f'<text x="{WIDTH - 1:g}" y="{y}" class="time">'
            f"{escape(self.locale.seconds(panel.line.wall_s))}</text>"
        )
        self.y += HEAD

    def _strip(self, line: Timeline) -> None:
        """Draw how many cores were busy; nothing where nobody looked."""
        width = self.axis.at(line.wall_s) - GUTTER
        bins = max(1, round(min(width / 3, line.wall_s / (2 * (line.interval_s or 1)))))
        busy = spans.cores_busy(line, bins)
        if busy is None:
            return
        base = self.y + STRIP
        full = [min(1.0, cores / self.cores) for cores in busy]
        path = self._outline([0.0] * bins, full, line.wall_s, STRIP)
        self.marks["cores"] = None
        end = _n(self.axis.at(line.wall_s))
        self.parts.append(
            f'<path class="busy" d="{path}"/><path class="edge" d="M{GUTTER:g} {_n(base)}H{end}"/>'
        )
        self.y += STRIP + 3

    def _lanes(self, panel: Panel, those: Sequence[spans.Track]) -> None:
        number = 0
        for track in those:
            number += not track.loop
            alone = len(those) == 1 and not track.loop
            self._lane(panel, track, "" if alone else "↻" if track.loop else str(number))
            self.y += LANE + GAP

    def _lane(self, panel: Panel, track: spans.Track, mark: str) -> None:
        middle = self.y + LANE / 2
        if track.loop:
            self.marks["loop"] = None
        if mark:
            self.parts.append(
                f'<text x="{GUTTER - 4:g}" y="{_n(self.y + LANE - 0.6)}" class="lane">{mark}</text>'
            )
        end = _n(self.axis.at(panel.line.wall_s))
        self.parts.append(f'<path class="edge" d="M{GUTTER:g} {_n(middle)}H{end}"/>')
        for state in reversed(_ORDER):
            those = [span for span in track.spans if span.state is state]
            places = self._places(those)
            if len(places) > FINE:
                self._share(panel, state, those)
            elif places:
                self._draw(panel.arm.model, state, places)

    def _share(self, panel: Panel, state: State, those: Sequence[Span]) -> None:
        """Draw stretches too fine to see as the share of the time that they take together."""
        wall_s = panel.line.wall_s
        bins = round((self.axis.at(wall_s) - GUTTER) / 2)
        shares = spans.shares(those, wall_s, bins)
        outline = self._outline([0.0] * bins, shares, wall_s, LANE)
        texture = self._texture(panel.arm.model, state)
        self.parts.append(f'<path d="{outline}" fill="{texture}"/>')

    def _draw(self, model: Model, state: State, places: Sequence[tuple[float, float]]) -> None:
        """Draw the stretches of one lane in one state: as one dashed stroke, which is short."""
        wide = sum(right - left for left, right in places) >= SEEN
        texture = self._texture(model, state, named=wide)
        if state is State.WAITING:  # with an outline, so that neighbours are told apart
            path = "".join(
                f"M{_n(left)} {_n(self.y)}H{_n(right)}v{LANE:g}H{_n(left)}z"
                for left, right in places
            )
            outline = f'stroke="var(--{model})" stroke-width=".6"'
            self.parts.append(f'<path d="{path}" fill="{texture}" {outline}/>')
            return
        path, at = f"M{_n(places[0][0])} {_n(self.y + LANE / 2)}", places[0][0]
        for left, right in places:
            path += f"m{_n(left - at)} 0" if left > at else ""
            path += f"h{_n(right - left)}"
            at = right
        self.parts.append(
            f'<path d="{path}" fill="none" stroke="{texture}" stroke-width="{LANE:g}"/>'
        )

    def _places(self, those: Sequence[Span]) -> list[tuple[float, float]]:
        """Return where stretches begin and end, those that touch as one."""
        places: list[tuple[float, float]] = []
        for span in those:
            left, right = (round(self.axis.at(s), 1) for s in (span.start_s, span.end_s))
            apart = span.state is State.WAITING  # each wait is a box of its own
            if places and left <= places[-1][1] and not apart:
                places[-1] = (places[-1][0], max(right, places[-1][1]))
            elif right > left:
                places.append((left, right))
        return places

    def _band(self, panel: Panel, those: Sequence[spans.Track]) -> None:
        """Draw how many workers were in each state, one state upon the other."""
        line, bins = panel.line, 100
        counts = [
            spans.shares(
                [span for track in those for span in track.spans if span.state is state],
                line.wall_s,
                bins,
                of=len(those),
            )
            for state in _ORDER
        ]
        floor = [0.0] * bins
        for state, shares in zip(_ORDER, counts, strict=True):
            ceiling = [low + share for low, share in zip(floor, shares, strict=True)]
            if any(shares):
                path = self._outline(floor, ceiling, line.wall_s, BAND)
                texture = self._texture(panel.arm.model, state, named=max(shares) * BAND > SEEN)
                self.parts.append(f'<path d="{path}" fill="{texture}"/>')
            floor = ceiling
        # From nobody to all of them; how many that is stands in the head.
        end = _n(self.axis.at(line.wall_s))
        edges = "".join(f"M{GUTTER:g} {_n(y)}H{end}" for y in (self.y, self.y + BAND))
        self.parts.append(f'<path class="edge" d="{edges}"/>')
        self.y += BAND + GAP

    def _outline(
        self, floor: Sequence[float], ceiling: Sequence[float], wall_s: float, height: float
    ) -> str:
        """Return the outline between two rows of steps, each from 0 to 1."""

        def steps(levels: Sequence[float], order: range) -> str:
            path, before = "", ""
            for number in order:
                near, far = (number, number + 1) if order.step > 0 else (number + 1, number)
                y = _n(self.y + height * (1 - levels[number]))
                if y != before:
                    path += f"L{_n(self.axis.at(near * wall_s / len(levels)))} {y}"
                elif path.rpartition("H")[1] and "L" not in path.rpartition("H")[2]:
                    path = path.rpartition("H")[0]
                path += f"H{_n(self.axis.at(far * wall_s / len(levels)))}"
                before = y
            return path

        there, back = range(len(floor)), range(len(floor) - 1, -1, -1)
        return "M" + steps(ceiling, there)[1:] + steps(floor, back) + "z"

    def _hand_offs(
        self,
        changes: Sequence[tuple[float, int, int]],
        those: Sequence[spans.Track],
        *,
        hand_over: bool,
    ) -> None:
        """Tick each hand-off, or join the lanes where the picture is large enough for it."""
        inside = [c for c in changes if self.axis.start_s <= c[0] <= self.axis.end_s]
        if not inside or len(inside) > (WIDTH - GUTTER) / 3:
            return
        self.marks["handoff"] = None
        top = self.y - len(those) * (LANE + GAP)
        path = ""
        for moment, one, other in inside:
            x = _n(self.axis.at(moment))
            if hand_over:
                low, high = sorted((one, other))
                start = top + low * (LANE + GAP) + LANE / 2
                path += f"M{x} {_n(start)}v{_n((high - low) * (LANE + GAP))}"
            else:
                path += f"M{x} {_n(self.y)}v3.5"
        self.parts.append(f'<path class="handoff" d="{path}"/>')
        self.y += 0 if hand_over else 4

    # --- what stands around the runs -----------------------------------------------------------

    def _grid(self, bottom: float) -> str:
        lines, labels = "", ""
        size, unit = (1e-3, "ms") if self.axis.end_s < 1 else (1.0, "s")
        ticks = self.axis.ticks()
        places = max(0, -math.floor(math.log10(self.axis.step / size) + 1e-9))
        for tick in ticks:
            x = self.axis.at(tick)
            lines += f"M{_n(x)} 0V{_n(bottom)}"
            said = self.locale.decimal(tick / size, places if tick else 0)
            said += f"{THIN}{unit}" if tick == ticks[-1] else ""
            # The last label carries the unit and must not leave the picture.
            end = x + CHARACTER * len(said) / 2 > WIDTH
            place = f'x="{_n(WIDTH if end else x)}" y="{_n(bottom + 11)}"'
            labels += f'<text {place} class="tick{" last" if end else ""}">{said}</text>'
        return f'<path class="grid" d="{lines}"/>{labels}'

    def _key(self) -> str:
        """Return the words for the textures that occur, in as many rows as they take."""
        found = [state for state in _ORDER if state in self.named]
        words = [(f"state.{state}", self._swatch(state)) for state in found]
        others = {
            "cores": '<path class="busy" d="M0 8V5h4V2h5v3h3v3z"/>',
            "handoff": '<path class="handoff" d="M6 1v7"/>',
            "loop": '<text x="6" y="8.5" class="lane" text-anchor="middle">↻</text>',
        }
        words += [(f"timeline.{mark}", others[mark]) for mark in self.marks]
        x, self.y, parts = 0.0, self.y + 8, []
        for key, swatch in words:
            said = self.locale.words(key, n=self.locale.number(self.cores))
            width = 16 + CHARACTER * len(said) + 10
            if x and x + width - 10 > WIDTH:
                x, self.y = 0.0, self.y + 14
            parts.append(
                f'<g transform="translate({_n(x)} {_n(self.y)})">{swatch}'
                f'<text x="16" y="8.5" class="key">{escape(said)}</text></g>'
            )
            x += width
        self.y += 12
        return "".join(parts)

    def _swatch(self, state: State) -> str:
        model = next(model for model, known in self.textures if known is state)
        line = f' stroke="var(--{model})" stroke-width=".6"' if state is State.WAITING else ""
        return f'<path d="M0 1h12v7h-12z" fill="{self._texture(model, state)}"{line}/>'

    def _texture(self, model: Model, state: State, *, named: bool = True) -> str:
        """Return the paint of a state, and remember that it occurs."""
        self.textures[model, state] = None
        if named:
            self.named.add(state)
        if state is State.ON_CORE:
            return f"var(--{model})"
        return f"url(#{self.name}-{model}-{state})"

    def _pattern(self, model: Model, state: State) -> str:
        if state is State.ON_CORE:
            return ""
        return (
            f'<pattern id="{self.name}-{model}-{state}" width="4" height="4"'
            ' patternUnits="userSpaceOnUse">'
            + _TEXTURES[state].replace("{c}", f"var(--{model})")
            + "</pattern>"
        )


def _title(panels: Sequence[Panel], locale: Locale) -> str:
    """Return the finding: how long the runs took, or for how long workers ran at once."""
    if len({panel.arm.model for panel in panels}) == 1 and len(panels) > 1:
        found = [
            locale.words(
                "timeline.at_once",
                label=locale.run(panel.arm, panel.python),
                overlap=locale.seconds(_at_once(panel), unit="ms"),
                wall=locale.seconds(panel.line.wall_s, unit="ms"),
            )
            for panel in panels
        ]
        return "; ".join(found)
    took = (f"{locale.run(p.arm, p.python)}: {locale.seconds(p.line.wall_s)}" for p in panels)
    return locale.words("timeline.title", times="; ".join(took))


def _at_once(panel: Panel) -> float:
    return spans.overlap_s([track.exact for track in spans.tracks(panel.line) if not track.loop])


def _workers(those: Sequence[spans.Track], locale: Locale) -> str:
    """Return how many workers there are and of which kind."""
    tasks = [track for track in those if track.task]
    processes = {track.process for track in those}
    if tasks:
        return locale.count("tasks", len(tasks))
    if processes != {0}:
        return locale.count("processes", len(processes))
    return locale.count("threads", len(those))


def _sentence(panel: Panel, locale: Locale) -> str:
    those = spans.tracks(panel.line)
    each = [spans.durations(track) for track in those if not track.loop]
    lasted = {state: sum(one[state] for one in each) for state in _ORDER}
    states = [
        f"{locale.words(f'state.{state}')} {locale.seconds(lasted[state], unit='ms')}"
        for state in _ORDER
        if lasted[state]
    ]
    return locale.words(
        "timeline.sentence",
        label=locale.run(panel.arm, panel.python),
        wall=locale.seconds(panel.line.wall_s),
        workers=_workers(those, locale),
        states=", ".join(states),
    )


def _n(value: float) -> str:
    """Return a number of the geometry, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")
