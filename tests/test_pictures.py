"""Every kind of picture in a real browser, at the width of a phone, in three languages.

The third is made up: English made 40 % longer, with Spanish numbers. What is measured is made up,
too, and nasty: medians that nearly agree, one a hundred times another, long names.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from concurrency_measured import charts, estimates, l10n, publish, timelines
from concurrency_measured.model import (
    Arm,
    Crossings,
    Estimate,
    Lane,
    Model,
    Panel,
    Rung,
    Rungs,
    Span,
    State,
    Step,
    Timeline,
    Way,
)
from tinysite_project import (
    LOOKED,
    arm,
    experiment,
    record,
    sweep,
    together,
    turns,
    waits,
)

WIDTH = 360
"""Of the picture in the browser, in pixels."""
SMALLEST = 9.5
"""Least size of text there, in pixels."""
KB = 1024
ASSETS = publish.PACKAGE / "theme" / "assets"
NAME = "chart-experiment-with-quite-a-long-name-and-setting"
BLOCKS = 21


# --- languages ---------------------------------------------------------------------------------


def longer(text: str) -> str:
    """Return a text 40 % longer, its placeholders as they were."""
    parts = list(string.Formatter().parse(text))
    more = "x" * round(sum(len(literal) for literal, _, _, _ in parts) * 0.4)
    found = ""
    for literal, field, _, _ in reversed(parts):
        end = len(literal.rstrip())
        padded = (literal[:end] + more + literal[end:]) if end else literal
        more = "" if end else more
        placeholder = f"{{{field}}}" if field is not None else ""
        found = padded.replace("{", "{{").replace("}", "}}") + placeholder + found
    return found


@cache
def languages() -> dict[str, l10n.Locale]:
    """Return English, Spanish and the language that nobody speaks."""
    english, spanish = l10n.load("en"), l10n.load("es")
    padded = {key: longer(text) for key, text in english.messages.items()}
    return {"en": english, "es": spanish, "longer": l10n.Locale("es", padded)}


# --- what is drawn -----------------------------------------------------------------------------

STEADY = [1 + i / 400 for i in range(BLOCKS)]
"""Runs of one program: they differ by 5 %."""
WILD = [1 + (i * 8 % BLOCKS) / 12 for i in range(BLOCKS)]
"""Runs that differ by a factor of nearly three."""
STARTS = {"with_fork": "fork", "with_spawn": "spawn", "with_forkserver": "forkserver"}


def program(name: str) -> Arm:
    """Return an arm; those of `STARTS` are processes."""
    if name not in STARTS:
        return arm(name, parameters={"count": 1000})
    processes = {"model": Model.PROCESSES, "start_method": STARTS[name]}
    return arm(name, parameters={"count": 1000}, **processes)


def strip(medians: dict[str, float], spread: list[float], locale: l10n.Locale, **more: str) -> str:
    """Return a dot strip of programs with about these medians, in seconds."""
    arms = [program(name) for name in medians]
    walls = {name: [median * by for by in spread] for name, median in medians.items()}
    again = [wall * (1.2 if spread is WILD else 1.001) for wall in next(iter(walls.values()))]
    drawn = replace(experiment(*arms), **more)
    summary = estimates.summarize(record(walls, again=again), drawn)
    return charts.dot_strip(drawn, "", summary, locale, NAME)


def curve(
    axis: str,
    medians: dict[str, dict[float, float]],
    locale: l10n.Locale,
    cores: tuple[float, float] | None = (1.9, 2.0),
    spread: Sequence[float] = STEADY,
) -> str:
    """Return the curve of programs with about these medians at each value of the axis."""
    arms = {name: program(name) for name in medians}
    drawn, kept = sweep(axis, medians, arms=arms, spread=spread, cores=cores)
    return charts.curve(drawn, "grows", estimates.summarize(kept, drawn), locale, NAME)


PLAIN = {"one_by_one": 0.15, "with_threads": 0.051, "with_asyncio": 0.0508}
ALL = PLAIN | {"with_fork": 0.08, "with_spawn": 0.0805, "with_forkserver": 0.081}
FAR = {"one_by_one": 0.02, "with_threads": 2.0, "with_forkserver": 0.0201}
PRICES = {"one_by_one": 0.004, "with_threads": 0.051, "with_fork": 1.5, "with_forkserver": 25}
"""Of a thousand."""
SHARED = {
    "one_by_one": dict.fromkeys((1, 2, 3, 4), 0.25),
    "with_threads": dict.fromkeys((1, 2, 3, 4), 0.251),
    "with_fork": {1: 0.26, 2: 0.14, 3: 0.139, 4: 0.141},
    "with_forkserver": {1: 0.3, 2: 0.142, 3: 0.14, 4: 0.1415},
    "with_spawn": {1: 0.33, 2: 0.1425, 3: 0.141, 4: 0.142},
}
GROWN = {
    "one_by_one": {1: 0.02, 10: 0.2},
    "with_threads": {1: 0.0205, 10: 0.0214, 100: 0.03, 1000: 0.156},
    "with_asyncio": {1: 0.0206, 10: 0.0208, 100: 0.0216, 1000: 0.0275},
    "with_forkserver": {1: 0.025, 10: 0.03, 100: 0.11},
}
ALIKE = {name: dict.fromkeys((1, 10, 100, 1000), 0.05 + i / 1e4) for i, name in enumerate(ALL)}
STOPPING = {name: dict.fromkeys((1, 10, 100)[: 1 + i % 3], 0.05) for i, name in enumerate(ALL)}
MANY = {
    "one_by_one": dict.fromkeys(range(1, 33), 0.25),
    "with_fork": {workers: 0.25 / min(workers, 24) for workers in range(1, 33)},
}
SHORT = {"one_by_one": {1: 0.25, 2: 0.25}, "with_fork": {1: 0.25, 2: 0.1251}}


def lanes(locale: l10n.Locale, *runs: Timeline, python: str = "", window_s: float = 0) -> str:
    """Return the timelines of runs, side by side."""
    panels = [Panel(program(line.arm), line, python) for line in runs]
    return timelines.draw(panels, 2, locale, NAME, window_s or None)


def every_state() -> Timeline:
    """Return a forked process that was in each state there is for a while."""
    spans = [Span(n / 100, (n + 1) / 100, state) for n, state in enumerate(State)]
    return Timeline(
        "with_forkserver", len(spans) / 100, (Lane(0, 0, (), tuple(spans), 0.05, 0, 0),), **LOOKED
    )


def ladder(
    costs: dict[str, float],
    locale: l10n.Locale,
    *titles: str,
    unit: str = "s",
    spread: Sequence[float] = STEADY,
) -> str:
    """Return a cost ladder that has these costs in each of its groups."""
    rungs = tuple(
        Rung(
            program(name),
            Estimate(cost, 0, 0, BLOCKS, unit, 0.95, tuple(cost * by for by in spread)),
        )
        for name, cost in costs.items()
    )
    say = longer if locale == languages()["longer"] else str
    groups = [Rungs("starting", say(title), rungs) for title in titles]
    return charts.ladder(groups, locale, NAME)


def crossing(rows: dict[str, Sequence[float | None]], locale: l10n.Locale) -> str:
    """Return the crossover map of programs with these speed-ups."""
    ways = [
        Way(
            program(name),
            tuple(
                None if v is None else Estimate(v, v / 1.05, v * 1.05, BLOCKS, "ratio", 0.95)
                for v in values
            ),
        )
        for name, values in rows.items()
    ]
    sizes = tuple(1.23e-5 * 10 ** (n / 2) for n in range(len(ways[0].speedups)))
    found = Crossings("size", program("one_by_one"), sizes, tuple(ways))
    return charts.crossover_map(found, locale, NAME)


STARTING = {"one_by_one": 4.1e-7, "with_threads": 6.2e-5, "with_fork": 1.5e-3} | {
    "with_forkserver": 1e-2,
    "with_spawn": 5.2e-2,
}
MEMORY = {"with_asyncio": 1100.0, "with_threads": 21000.0, "with_spawn": 8.6e6}
ENDS = {"one_by_one": 3e-10, "with_threads": 3e-10, "with_forkserver": 5e6, "with_spawn": 6e6}
TITLES = ("Starting one and waiting until it has come to its end", "Handing over a message")
CROSSED = {
    "with_threads": (0.11, 0.52, 0.98, 1.0, 1.0),
    "with_fork": (0.035, 0.31, 1.42, 1.86, 1.9),
    "with_forkserver": (0.0042, 0.04, None, 1.12, 1.8),
}
FINE = {name: [0.0123 * 2**n for n in range(10)] for name in (*CROSSED, "with_spawn")}
FACTORS = {"with_threads": (1e-5, 1e-9, 1e6), "with_fork": (123456.0, 1e-9, 1.0)}


Draw = Callable[[l10n.Locale], str]


@dataclass(frozen=True)
class Kind:
    """A picture as it is drawn in a language, and the bytes that it may have."""

    draw: Draw
    most: int = 12 * KB


def beating(locale: l10n.Locale, *stops: tuple[float, float]) -> str:
    """Return heartbeats of runs that stop from one moment to another."""
    panels = []
    for start, end in stops:
        moments = [n * 0.005 for n in range(60) if not start < n * 0.005 < end]
        steps = tuple(Step(moment, moment, 0.0) for moment in moments)
        panels.append(Panel(arm("with_asyncio"), Timeline("", 0.3, (Lane(0, 0, steps),))))
    return charts.heartbeat(panels, locale, "p")


KINDS = {
    "strip": Kind(lambda locale: strip(ALL, STEADY, locale)),
    "strip-wild": Kind(lambda locale: strip(ALL, WILD, locale)),
    "strip-far": Kind(lambda locale: strip(FAR, STEADY, locale)),
    "strip-of-prices": Kind(lambda locale: strip(PRICES, STEADY, locale, per="count")),
    "strip-of-prices-wild": Kind(lambda locale: strip(PRICES, WILD, locale, per="count")),
    "speedup": Kind(lambda locale: curve("workers", SHARED, locale)),
    "speedup-wild": Kind(lambda locale: curve("workers", SHARED, locale, (1.0, 2.1), WILD)),
    "speedup-of-many": Kind(lambda locale: curve("workers", MANY, locale, (22.0, 24.0))),
    "speedup-short": Kind(lambda locale: curve("workers", SHORT, locale, None)),
    "scaling": Kind(lambda locale: curve("waits", GROWN, locale)),
    "scaling-alike": Kind(lambda locale: curve("waits", ALIKE, locale)),
    "scaling-stopping": Kind(lambda locale: curve("waits", STOPPING, locale)),
    "scaling-wild": Kind(lambda locale: curve("waits", GROWN, locale, spread=WILD)),
    "ladder": Kind(lambda locale: ladder(STARTING, locale, *TITLES)),
    "ladder-wild": Kind(lambda locale: ladder(STARTING, locale, TITLES[0], spread=WILD)),
    "ladder-of-bytes": Kind(lambda locale: ladder(MEMORY, locale, TITLES[0], unit="bytes")),
    "ladder-of-one": Kind(lambda locale: ladder({"with_spawn": 0.0521}, locale, TITLES[1])),
    "ladder-alike": Kind(lambda locale: ladder(dict.fromkeys(STARTING, 1e-3), locale, "One")),
    "ladder-to-its-ends": Kind(lambda locale: ladder(ENDS, locale, TITLES[0])),
    "crossover": Kind(lambda locale: crossing(CROSSED, locale)),
    "crossover-fine": Kind(lambda locale: crossing(FINE, locale)),
    "crossover-of-one": Kind(lambda locale: crossing({"with_forkserver": (2.0,)}, locale)),
    "crossover-far": Kind(lambda locale: crossing(FACTORS, locale)),
    "heartbeat": Kind(lambda locale: beating(locale, (0, 0), (0.05, 0.25), (0.1, 0.13))),
    "heartbeat-at-the-edges": Kind(lambda locale: beating(locale, (0, 0.02), (0.27, 0.295))),
    "timeline": Kind(
        lambda locale: lanes(locale, every_state(), turns(), waits(), together()), 30 * KB
    ),
    "timeline-of-pythons": Kind(
        lambda locale: lanes(locale, turns(), together(12), python="CPython 3.13.15 free-threaded"),
        30 * KB,
    ),
    "timeline-enlarged": Kind(lambda locale: lanes(locale, turns(), window_s=0.05), 30 * KB),
    "timeline-of-many": Kind(
        lambda locale: lanes(locale, waits(100), turns(100, 0.001, 200)), 30 * KB
    ),
    "timeline-of-seconds": Kind(lambda locale: lanes(locale, waits(2, 61.5)), 30 * KB),
}
"""Every kind of picture there is; a new one belongs here."""


# --- the browser -------------------------------------------------------------------------------

MEASURE = """() => {
  const svg = document.querySelector("svg"), edge = svg.getBoundingClientRect();
  const frame = [edge.left, edge.top, edge.right, edge.bottom];
  const scale = edge.width / svg.viewBox.baseVal.width;
  const place = e => {
    const b = e.getBoundingClientRect();
    return [b.left, b.top, b.right, b.bottom];
  };
  const shown = [...svg.querySelectorAll("path, rect, line, circle, text")]
    .filter(e => !e.closest("defs"));
  return {
    frame, scale,
    shapes: shown.map(e => ({name: e.tagName, box: place(e)})),
    texts: [...svg.querySelectorAll("text")].map(e => ({
      text: e.textContent, box: place(e),
      size: Math.min(...[e, ...e.querySelectorAll("tspan")].map(
        t => parseFloat(getComputedStyle(t).fontSize))) * scale})),
  };
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page as wide as a phone."""
    page = browser.new_page(viewport={"width": WIDTH, "height": 800})
    yield page
    page.close()


def shown(page: Page, folder: Path, svg: str) -> dict:
    """Return what the browser made of an SVG with the site's own style and fonts."""
    file = folder / "picture.html"
    file.write_text(
        f'<!doctype html><meta charset="utf-8">'
        f'<link rel="stylesheet" href="{(ASSETS / "guide.css").as_uri()}">'
        f"<style>{timelines.STYLE}</style>"
        f'<body data-md-color-scheme="default" style="margin: 0; width: {WIDTH}px">{svg}',
        encoding="utf-8",
    )
    page.goto(file.as_uri())
    page.evaluate("() => document.fonts.ready")
    return page.evaluate(MEASURE)


def overlapping(found: dict) -> list[str]:
    """Return the pairs of texts that lie upon each other, by more than a hair."""
    texts = [text for text in found["texts"] if text["text"].strip()]
    # A line of text is higher than its letters: a fifth above and below is empty.
    boxes = []
    for text in texts:
        left, top, right, bottom = text["box"]
        empty = (bottom - top) * 0.2
        boxes.append((left + 0.5, top + empty, right - 0.5, bottom - empty))
    return [
        f"{texts[i]['text']} and {texts[j]['text']}"
        for i, a in enumerate(boxes)
        for j, b in enumerate(boxes[:i])
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


def outside(found: dict) -> list[str]:
    """Return what leaves the frame, by more than half a pixel."""
    left, top, right, bottom = found["frame"]
    return [
        f"{part.get('text', part.get('name'))} {part['box']}"
        for part in (*found["shapes"], *found["texts"])
        if part["box"][0] < left - 0.5
        or part["box"][1] < top - 0.5
        or part["box"][2] > right + 0.5
        or part["box"][3] > bottom + 0.5
    ]


def small(found: dict) -> list[str]:
    """Return the texts that are too small to read."""
    return [text["text"] for text in found["texts"] if text["size"] < SMALLEST - 0.01]


def faults(page: Page, folder: Path, svg: str, most: int) -> dict[str, list[str]]:
    """Return everything that is wrong with a picture, by the check that says so."""
    found = shown(page, folder, svg)
    size = len(svg.encode())
    checks = {
        "overlapping": overlapping(found),
        "outside": outside(found),
        "small": small(found),
        "large": [f"{size} bytes"] if size > most else [],
    }
    return {name: those for name, those in checks.items() if those}


@pytest.mark.parametrize("language", ["en", "es", "longer"])
@pytest.mark.parametrize("kind", KINDS)
def test_pictures_are_legible(page, tmp_path, kind, language):
    """No texts overlap, nothing leaves the frame, no text is small, no picture is large."""
    svg = KINDS[kind].draw(languages()[language])
    assert faults(page, tmp_path, svg, KINDS[kind].most) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_on_their_own_are_legible(page, tmp_path, kind):
    """The same holds where the site's fonts are missing: in a file of its own."""
    svg = charts.standalone(KINDS[kind].draw(languages()["es"]), timelines.STYLE)
    assert faults(page, tmp_path, svg, KINDS[kind].most + 2 * KB) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_stay_the_same(kind):
    """The same record gives the same bytes."""
    assert KINDS[kind].draw(languages()["en"]) == KINDS[kind].draw(languages()["en"])


@pytest.mark.parametrize(
    ("doctored", "heard"),
    [
        (lambda svg: svg.replace("</svg>", '<text x="8" y="36">Upon</text></svg>'), "overlapping"),
        (lambda svg: svg.replace("</svg>", '<text x="340" y="70">Too far</text></svg>'), "outside"),
        (lambda svg: svg.replace("</svg>", '<path d="M-9 9h9v9z"/></svg>'), "outside"),
        (lambda svg: svg.replace("font-size:10.5px", "font-size:9px", 1), "small"),
        (lambda svg: svg.replace("</svg>", "<!--" + "x" * 12 * KB + "--></svg>"), "large"),
    ],
    ids=["overlapping", "text-outside", "shape-outside", "small", "large"],
)
def test_faults_are_found(page, tmp_path, doctored, heard):
    """Each check can fail, and says nothing of what is well."""
    svg = KINDS["strip"].draw(languages()["en"])
    assert list(faults(page, tmp_path, doctored(svg), 12 * KB)) == [heard]


def test_the_longer_language_is_longer():
    """It keeps every placeholder and says 40 % more."""
    english, padded = languages()["en"].messages, languages()["longer"].messages
    fields = re.compile(r"\{\w+\}")
    assert [k for k in english if fields.findall(english[k]) != fields.findall(padded[k])] == []
    plain = sum(len(fields.sub("", text)) for text in english.values())
    assert sum(len(fields.sub("", text)) for text in padded.values()) / plain > 1.35
