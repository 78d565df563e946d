"""Crossover maps: each cell says who is faster, and only where that is sure."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

import test_face
from concurrency_measured import charts, l10n, tables
from concurrency_measured.charts import crossover
from concurrency_measured.model import Crossings, Estimate, Model, Way
from tinysite_project import arm, record

EN, ES = LOCALES = [l10n.load("en"), l10n.load("es")]
SIZES = (1e-5, 1e-4, 1e-3, 1e-2)
ROWS = {
    "with_threads": (0.1, 0.5, 1.0, 1.01),
    "with_processes": (0.02, 0.4, 1.8, 6.0),
}


def speedup(value: float | None, half: float = 0.05) -> Estimate | None:
    """Return a ratio with an interval around it."""
    if value is None:
        return None
    return Estimate(value, value / (1 + half), value * (1 + half), 7, "ratio", 0.95)


def crossings(rows: dict[str, tuple[float | None, ...]], half: float = 0.05) -> Crossings:
    """Return a map with a row for each program."""
    ways = tuple(
        Way(arm(name), tuple(speedup(value, half) for value in values))
        for name, values in rows.items()
    )
    sizes = SIZES[: len(ways[0].speedups)]
    return Crossings("size", arm("one_by_one"), sizes, ways)


def draw(rows: dict, locale: l10n.Locale = EN, half: float = 0.05) -> str:
    """Return the picture."""
    return charts.crossover_map(crossings(rows, half), locale, "m")


def texts(svg: str) -> dict[str, tuple[float, float]]:
    """Return the place of each text."""
    found = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return {
        "".join(text.itertext()): (float(text.get("x", "nan")), float(text.get("y", "nan")))
        for text in found
    }


def boxes(svg: str, style: str) -> list[list[float]]:
    """Return left, top, width and height of the boxes painted like this; the key's are left out."""
    found = [
        list(map(float, box))
        for path, own in re.findall(r'<path d="([^"]+)" style="([^"]+)"', svg)
        if re.search(style, own)
        for box in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-", path)
    ]
    return [box for box in found if box[3] == crossover.CELL]


def frontier(svg: str) -> list[tuple[float, ...]]:
    """Return the pieces of the bold line."""
    path = re.search(r'<path d="([^"]+)" stroke-linecap', svg)
    pieces = re.findall(r"M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)", path[1]) if path else []
    return [tuple(map(float, piece)) for piece in pieces]


def test_each_cell_is_the_winners():
    """Its own colour where a row wins, the loop's where it loses, hatched where it is undecided."""
    svg = draw(ROWS)
    assert len(boxes(svg, r"fill:var\(--processes\)")) == 2
    assert boxes(svg, r"fill:var\(--threads\)") == []
    assert len(boxes(svg, r"fill:var\(--sequential\)")) == 4
    assert len(boxes(svg, r"url\(#m-over\)")) == 4
    assert len(boxes(svg, r"url\(#m-undecided\)")) == 2


def test_the_larger_the_factor_the_stronger_the_cell():
    """In three steps, whoever wins."""
    svg = draw({"with_processes": (1.2, 1.8, 6.0, None), "with_threads": (0.9, 0.5, 0.1, None)})
    for model, tints in (("processes", crossover.TINTS), ("sequential", crossover.PALE)):
        for column, tint in enumerate(tints):
            found = boxes(svg, rf"fill:var\(--{model}\);fill-opacity:{tint:g}(;|$)")
            assert [left for left, *_ in found] == pytest.approx([2 + column * 89.5], abs=0.1)


def test_factors_stand_in_their_cells():
    """Each in the middle of its own."""
    shown = texts(draw(ROWS))
    for column, value in enumerate(ROWS["with_processes"]):
        x, _ = shown[EN.ratio(value)]
        assert x == pytest.approx(1 + 89.5 * (column + 0.5), abs=0.1)


def test_a_wide_interval_is_undecided():
    """What spans 1 has no winner, be the factor what it may; so has what has no end."""
    assert boxes(draw(ROWS, half=100), r"fill:var\(--(processes|sequential)\)") == []
    endless = Estimate(3.0, 0.0, float("inf"), 3, "ratio", 0.95)
    assert crossover.who(endless) is crossover.Who.UNDECIDED
    title = ElementTree.fromstring(draw(ROWS, half=100))[0].text
    assert title == EN.words("chart.map_never", over="one by one")


def test_what_did_not_run_is_a_dash():
    """It has no box, and the key says what the dash means."""
    svg = draw({"with_threads": (0.5, None, 2.0)})
    assert len(boxes(svg, r"fill:var\(--\w+\)")) == 2
    shown = texts(svg)
    assert "–" in shown and EN.words("verdict.not-run-here") in shown
    assert EN.words("verdict.not-run-here") not in texts(draw(ROWS))


def test_the_bold_line_is_where_rows_begin_to_win():
    """It stands between the last cell that a row doesn't win and the first that it does."""
    svg = draw({"with_processes": (0.5, 2.0, 2.0, 2.0), "with_threads": (0.5, 0.5, 2.0, 2.0)})
    upright = [x for x, _, other, _ in frontier(svg) if x == other]
    assert upright == pytest.approx([90.5, 180], abs=0.1)
    level = [(x, other) for x, y, other, below in frontier(svg) if y == below]
    assert level == [pytest.approx((90.5, 180), abs=0.1)]
    assert frontier(draw({"with_threads": (0.5, 1.0, None)})) == []
    assert frontier(draw({"with_threads": (2.0, 3.0)})) == []


@pytest.mark.parametrize("locale", LOCALES, ids=["en", "es"])
def test_title_states_the_finding(locale):
    """Which way is the first to be faster, and from which size on; the description has it all."""
    root = ElementTree.fromstring(draw(ROWS, locale))
    title, about = root[0].text or "", root[1].text or ""
    assert locale.words("model.processes") in title and locale.seconds(1e-3) in title
    said = [locale.ratio(value) for values in ROWS.values() for value in values]
    assert [ratio for ratio in said if ratio not in about] == []
    assert about.count(locale.words("verdict.undecided")) == 2


def test_a_way_that_wins_for_a_while_is_not_said_to_win_from_there_on():
    """Then the title says its best factor and where that is."""
    title = ElementTree.fromstring(draw({"with_threads": (0.5, 3.0, 1.0, 0.7)}))[0].text or ""
    assert EN.words("model.threads") in title and EN.ratio(3) in title
    assert EN.seconds(1e-4) in title and "from" not in title


def test_one_cell_is_a_map():
    """A single way at a single size."""
    svg = draw({"with_processes": (2.0,)})
    assert len(boxes(svg, r"fill:var\(--processes\)")) == 1


def test_factors_are_as_long_as_their_cells():
    """Where they have no room for two digits they have one."""
    sizes = tuple(1e-5 * 2**n for n in range(10))
    way = Way(arm("with_threads"), tuple(speedup(0.0123) for _ in sizes))
    svg = charts.crossover_map(Crossings("size", arm("one_by_one"), sizes, (way,)), EN, "m")
    assert "×0.012" not in texts(svg) and "0.01" in texts(svg)


def mixed(colour: str, paper: str, share: float) -> str:
    """Return what a colour of that opacity looks like on paper."""
    parts = [
        round(int(one[at : at + 2], 16) * share + int(other[at : at + 2], 16) * (1 - share))
        for one, other in [(colour, paper)]
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_factors_can_be_read(scheme):
    """Text on every tint of every model has the contrast of text, in both schemes."""
    page = test_face.colours(test_face.CSS)[scheme]
    paper = page["--paper"] if len(page["--paper"]) == 7 else "#" + 2 * page["--paper"][1:]
    faint = []
    for model in Model:
        own = charts.variables()[scheme][f"--{model}"]
        for tint in (*crossover.TINTS, *crossover.PALE):
            text = paper if tint == 1 else page["--ink"]
            if test_face.contrast(text, mixed(own, paper, tint)) < 4.5:
                faint.append(f"{model} {tint}")
    assert faint == []


@pytest.mark.parametrize("locale", LOCALES, ids=["en", "es"])
def test_the_table_has_a_row_for_each_size(locale):
    """With each way's speed-up and its interval; what didn't run is a dash."""
    found = crossings({"with_threads": (0.5, None), "with_processes": (0.25, 2.0)})
    html = tables.crossover_map(found, record({"with_threads": [1.0]}), "<svg/>", locale)
    ElementTree.fromstring("<div>" + html + "</div>")
    rows = re.findall(r"<tr>.*?</tr>", html, re.S)
    values = [re.findall(r'value="([^"]+)"', row) for row in rows]
    assert [row[:2] for row in values] == [[], ["1e-05", "0.5"], ["0.0001", "2"]]
    assert "<td>–</td>" in rows[2]
    assert locale.words("model.sequential").lower() in html
