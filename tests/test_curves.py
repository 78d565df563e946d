"""Curves and their tables: every point at its place, and compared with what it says."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concurrency_measured import charts, estimates, l10n, tables
from concurrency_measured.charts import labels, scales
from concurrency_measured.model import Experiment, Record, Summary
from tinysite_project import sweep

LOCALES = [l10n.load("en"), l10n.load("es")]
EN, ES = LOCALES
SHARED = {
    "one_by_one": {1: 0.4, 2: 0.4, 4: 0.4},
    "with_threads": {1: 0.4, 2: 0.4, 4: 0.5},
    "with_processes": {1: 0.5, 2: 0.2, 4: 0.16},
}
GROWN = {
    "one_by_one": {1: 0.02, 10: 0.2},
    "with_threads": {1: 0.02, 10: 0.02, 100: 0.04},
    "with_asyncio": {1: 0.02, 10: 0.02, 100: 0.02},
}
SPREAD = [0.9, 0.95, 1, 1, 1, 1.1, 1.2]


def texts(svg: str) -> dict[str, tuple[float, float]]:
    """Return the place of each text."""
    found = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return {
        "".join(text.itertext()): (float(text.get("x", "nan")), float(text.get("y", "nan")))
        for text in found
    }


def corners(svg: str, style: str) -> list[list[tuple[float, float]]]:
    """Return the corners of each path whose style has this in it."""
    paths = re.findall(r'<path d="([^"]+)" style="([^"]+)"', svg)
    return [
        [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)]
        for path, own in paths
        if re.search(style, own)
    ]


def dots(svg: str, model: str) -> list[tuple[float, float]]:
    """Return the places of a model's dots."""
    marker = re.search(rf'<marker id="([^"]+)"[^>]*><circle [^>]*var\(--{model}\)', svg)
    return corners(svg, rf"marker:url\(#{marker[1]}\)")[0] if marker else []


def drawn(axis: str, medians: dict, **more: object) -> tuple[Experiment, Record, Summary]:
    """Return an experiment with a sweep, its record and its summary."""
    experiment, record = sweep(axis, medians, **more)
    return experiment, record, estimates.summarize(record, experiment)


def curve(axis: str, medians: dict, locale: l10n.Locale = EN, **more: object) -> str:
    """Return the curve of a sweep."""
    experiment, _, summary = drawn(axis, medians, **more)
    return charts.curve(experiment, "grows", summary, locale, "c")


def table(axis: str, medians: dict, locale: l10n.Locale = EN, **more: object) -> str:
    """Return the table of a sweep."""
    experiment, record, summary = drawn(axis, medians, **more)
    return tables.curve(experiment, "grows", summary, record, "<svg></svg>", locale)


def test_workers_make_a_speedup_curve_and_all_else_a_scaling_curve():
    """The axis decides."""
    assert "speed-up" in texts(curve("workers", SHARED))
    assert "wall time, median" in texts(curve("waits", GROWN))


# --- speed-up ----------------------------------------------------------------------------------


def place(svg: str, times: float) -> float:
    """Return the height of a speed-up on the sheet, by the labels of the axis."""
    shown = {text: y for text, (x, y) in texts(svg).items() if re.match(r"0|×", text) and x < 60}
    zero, tick = shown["0"], max(shown, key=lambda text: text.strip("×"))
    return zero + (shown[tick] - zero) / float(tick.strip("×")) * times - 3.6


def test_speedups_are_at_their_places():
    """Each dot is as high as the first program's time is longer."""
    svg = curve("workers", SHARED)
    for model, medians in (("threads", "with_threads"), ("processes", "with_processes")):
        expected = [place(svg, 0.4 / seconds) for seconds in SHARED[medians].values()]
        assert [y for _, y in dots(svg, model)] == pytest.approx(expected, abs=0.5)
    xs = [x for x, _ in dots(svg, "threads")]
    assert (xs[1] - xs[0]) * 2 == pytest.approx(xs[2] - xs[1], abs=0.3)


def test_the_ideal_rises_by_one_with_each_worker():
    """The dashed line goes from one to as many times as there are workers, and has its name."""
    svg = curve("workers", {"one_by_one": {1: 0.4, 2: 0.4}, "with_processes": {1: 0.4, 2: 0.1}})
    (start, end) = corners(svg, "stroke-dasharray")[0]
    (left, right) = dots(svg, "processes")
    assert [start, end] == [
        pytest.approx((left[0], place(svg, 1)), abs=0.5),
        pytest.approx((right[0], place(svg, 2)), abs=0.5),
    ]
    assert "ideal" in texts(svg)


def test_free_cores_are_a_band():
    """From the least to the most that a canary got, named with the median."""
    svg = curve("workers", SHARED, cores=(1.5, 2.0))
    band = corners(svg, r"fill:var\(--rule\)")[0]
    expected = (place(svg, 2.0), place(svg, 1.5))
    assert (min(y for _, y in band), max(y for _, y in band)) == pytest.approx(expected, abs=0.6)
    assert "free: 1.8" in texts(svg)
    assert corners(curve("workers", SHARED), r"fill:var\(--rule\)") == []


def test_every_speedup_has_its_interval():
    """The pale stroke reaches from the lower to the upper end."""
    _, _, summary = drawn("workers", SHARED)
    svg = curve("workers", SHARED)
    strokes = corners(svg, r"var\(--processes\);stroke-opacity:0.4")[0]
    found = [strokes[2 * n : 2 * n + 2] for n in range(3)]
    ends = [summary.speedups[f"grows/workers={n}/with_processes"] for n in (1, 2, 4)]
    expected = [place(svg, end) for e in ends for end in (e.low, e.high)]
    assert [y for stroke in found for _, y in stroke] == pytest.approx(expected, abs=0.5)


def test_an_interval_without_an_end_stays_in_the_plot():
    """With too few blocks an interval is unbounded; the axis and the stroke are not."""
    svg = curve("workers", SHARED, spread=[1.0] * 3)
    assert math.isfinite(max(y for line in corners(svg, "stroke:") for _, y in line))
    assert "inf" not in svg


@pytest.mark.parametrize("locale", LOCALES, ids=["en", "es"])
def test_titles_say_the_finding(locale):
    """Best speed-up and where; quickest and slowest where two still run."""
    best = ElementTree.fromstring(curve("workers", SHARED, locale))[0].text or ""
    assert locale.words("model.processes") in best and locale.ratio(2.5) in best
    ends = ElementTree.fromstring(curve("waits", GROWN, locale))[0].text or ""
    assert locale.seconds(0.04) in ends and locale.seconds(0.02) in ends
    assert locale.words("model.sequential") not in ends


# --- scaling -----------------------------------------------------------------------------------


def test_both_axes_of_a_scaling_curve_are_logarithmic():
    """Equal factors are equally far apart, in both directions."""
    svg = curve("waits", GROWN)
    (x1, _), (x2, low), (x3, high) = dots(svg, "threads")
    assert x2 - x1 == pytest.approx(x3 - x2, abs=0.3)
    shown = dict(re.findall(r'y="([\d.]+)">(\d+)\sms</text>', svg)[:4])
    heights = {float(said): float(y) for y, said in shown.items()}
    decade = heights[20] - heights[200]
    octave = decade * math.log10(2)
    assert low - high == pytest.approx(octave, abs=0.5)


def test_a_line_that_ends_early_has_its_label_there():
    """It stands beside the last point, not at the edge, where nothing of it is."""
    svg = curve("waits", GROWN)
    end = dots(svg, "sequential")[-1]
    x, _ = texts(svg)["One by one"]
    assert abs(x - end[0]) < 60 < texts(svg)["Threads"][0] - end[0]


@pytest.mark.parametrize("medians", [GROWN, {"one_by_one": {5: 0.1}, "with_threads": {5: 0.2}}])
def test_curves_are_complete(medians):
    """Every point of every program is drawn, be it one."""
    svg = curve("waits", medians)
    models = {"one_by_one": "sequential", "with_threads": "threads", "with_asyncio": "asyncio"}
    counted = {name: len(dots(svg, models[name])) for name in medians}
    assert counted == {name: len(those) for name, those in medians.items()}


# --- tables, estimates -------------------------------------------------------------------------


def test_a_curves_table_has_a_row_for_each_value():
    """Median, speed-up and both intervals, in the order of the axis and of the programs."""
    html = table("waits", GROWN, ES)
    rows = [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr>.*?</tr>", html, re.S)]
    assert [row.split()[0] for row in rows] == ["esperas", "1", "10", "100"]
    assert rows[0].split() == ["esperas", "Secuencial", "Hilos", "asyncio"]
    assert "×10 de ×10,0 a ×10,0" in " ".join(rows[2].split())
    ElementTree.fromstring("<div>" + re.sub(r" data-search-exclude(?=>)", "", html) + "</div>")


def test_nothing_is_compared_where_the_first_program_did_not_run():
    """Else the speed-up would silently be one over another program."""
    experiment, _, summary = drawn("waits", GROWN)
    assert experiment.baseline("grows/waits=100/with_asyncio") is None
    assert "grows/waits=100/with_asyncio" in summary.times
    assert "grows/waits=100/with_asyncio" not in summary.speedups
    assert "grows/waits=10/with_asyncio" in summary.speedups
    row = re.findall(r"<tr>.*?</tr>", table("waits", GROWN), re.S)[-1]
    assert "×" not in row and "40" in row


def test_the_table_says_how_many_cores_were_free():
    """Where the programs need several, and somebody looked."""
    assert "Cores really free" not in table("workers", SHARED, cores=(1.5, 2.0))
    experiment, record, summary = drawn("workers", SHARED, cores=(1.5, 2.0))
    parallel = [replace(arm, parallel=True) for arm in experiment.arms]
    experiment = replace(experiment, arms=tuple(parallel))
    html = tables.curve(experiment, "grows", summary, record, "", EN)
    said = html.partition("Cores really free")[2].partition("</p>")[0]
    assert re.findall(r'value="([^"]+)"', said) == ["1.75", "1.5", "2"]


def test_free_cores_are_those_of_all_canaries():
    """The median, and all from the smallest to the largest; nothing where nobody looked."""
    _, _, summary = drawn("workers", SHARED, cores=(1.5, 2.0))
    cores = summary.cores_free
    assert cores and (cores.value, cores.low, cores.high, cores.n) == (1.75, 1.5, 2.0, 14)
    assert drawn("workers", SHARED)[2].cores_free is None


# --- scales and labels -------------------------------------------------------------------------


@given(st.floats(1e-7, 100), st.floats(1, 1e4))
def test_logarithmic_axes_hold_what_they_show(low, factor):
    """They begin and end at round values around the data, and show a factor of ten at least."""
    axis = scales.around(low, low * factor)
    assert axis.low <= low * 1.01 and axis.high >= low * factor * 0.99
    assert axis.high / axis.low > 9.9
    assert 2 <= len(axis.ticks()) <= 13
    assert all(-0.01 <= axis.at(tick) <= 1.01 for tick in axis.ticks())


@given(
    st.lists(st.tuples(st.floats(-50, 300), st.floats(10, 40)), min_size=1, max_size=6),
)
def test_labels_are_nudged_apart(wanted):
    """None lies upon another, all lie in their column, and the order is that of the wishes."""
    places, heights = zip(*wanted, strict=True)
    found = labels.nudge(places, heights, 0, 260)
    order = sorted(range(len(found)), key=lambda index: (places[index], index))
    boxes = [(found[i] - heights[i] / 2, found[i] + heights[i] / 2) for i in order]
    assert all(one[1] <= other[0] + 1e-6 for one, other in itertools.pairwise(boxes))
    assert boxes[0][0] >= -1e-6
    assert boxes[-1][1] <= 260 + 5


def test_labels_stay_where_they_want_to_be_if_they_can():
    """Nothing is moved without need."""
    assert labels.nudge([200, 20, 100], [12, 12, 12], 0, 260) == [200, 20, 100]


def test_a_label_avoids_lines():
    """Of the places beside its point it takes one that nothing crosses."""
    frame = labels.Box(0, 0, 300, 300)
    line = [(float(x), 150.0) for x in range(300)]
    box = labels.place([labels.Wanted(150, 150, 60, 20)], frame, line)[0]
    assert not any(box.holds(*point) for point in line)
    assert box.beyond(frame) == 0


def test_ticks_that_have_no_room_are_left_out():
    """The last one stays, and so does the distance."""
    assert scales.apart([0, 10, 20, 30, 40], [12] * 5, 4) == [0, 2, 4]
    assert scales.apart([0, 50], [12] * 2, 4) == [0, 1]
