"""Cost ladders: stairs whose every step is as wide as it is dear, and what stands around them."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concurrency_measured import charts, l10n, tables
from concurrency_measured.model import Estimate, Rung, Rungs
from tinysite_project import arm, record

EN, ES = LOCALES = [l10n.load("en"), l10n.load("es")]
COSTS = {"with_asyncio": 1e-5, "with_threads": 1e-4, "with_processes": 1e-2}
SPREAD = [0.97, 0.98, 0.99, 1.0, 1.01, 1.02, 1.05]


def cost(value: float, unit: str = "s") -> Estimate:
    """Return an estimate around a median."""
    points = tuple(value * by for by in SPREAD)
    return Estimate(value, points[0], points[-1], len(points), unit, 0.95, points)


def group(costs: dict[str, float], unit: str = "s", title: str = "Starting one") -> Rungs:
    """Return a group with a rung for each program."""
    rungs = tuple(Rung(arm(name), cost(value, unit)) for name, value in costs.items())
    return Rungs("starting", title, rungs)


def draw(*groups: Rungs, locale: l10n.Locale = EN) -> str:
    """Return the picture."""
    return charts.ladder(groups, locale, "l")


def texts(svg: str) -> list[str]:
    """Return the picture's real text, from top to bottom as it is written."""
    found = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(text.itertext()) for text in found]


def medians(svg: str) -> dict[str, tuple[float, float]]:
    """Return the place of each model's median."""
    marks = re.findall(r'd="M([\d.]+) ([\d.]+)v13" style="[^"]*var\(--(\w+)\)', svg)
    return {model: (float(x), float(y) + 6.5) for x, y, model in marks}


def dots(svg: str, model: str) -> list[float]:
    """Return the horizontal places of a model's dots."""
    path = re.search(rf'<path d="([^"]+)" style="fill:none;marker:url\(#l-{model}\)', svg)
    return [float(x) for x in re.findall(r"[ML]([\d.]+) ", path[1])] if path else []


def test_equal_factors_are_equally_far_apart():
    """The axis is logarithmic: from 10 to 100 µs is half as far as from 100 µs to 10 ms."""
    places = medians(draw(group(COSTS)))
    first, second, third = (places[model][0] for model in ("asyncio", "threads", "processes"))
    assert (second - first) * 2 == pytest.approx(third - second, abs=0.3)


def test_every_run_is_a_dot_on_the_same_axis():
    """A dot lies as far from the median as its time is longer."""
    svg = draw(group(COSTS))
    places = medians(svg)
    decade = places["threads"][0] - places["asyncio"][0]
    for model, (middle, _) in places.items():
        expected = [middle + decade * math.log10(by) for by in SPREAD]
        assert dots(svg, model) == pytest.approx(expected, abs=0.2)


def test_the_cheapest_stands_first():
    """Whatever the order in which rungs are given; each says its median."""
    shown = texts(draw(group(dict(reversed(COSTS.items())))))
    rungs = [text for text in shown if text.partition(EN.seconds(1e-5)[-2:])[0] and "(" not in text]
    named = [text for text in rungs if re.match("asyncio|Threads|Processes", text)]
    assert named == [
        f"{EN.words(f'model.{model}')}{EN.seconds(seconds)}"
        for model, seconds in zip(("asyncio", "threads", "processes"), COSTS.values(), strict=True)
    ]


def test_stairs_lead_from_median_to_median():
    """Each goes down from one and along to the next, and says how many times as much that is."""
    svg = draw(group(COSTS))
    stairs = re.search(r'<path d="([^"]+)" style="[^"]*stroke:var\(--muted\)', svg)
    assert stairs
    starts = re.findall(r"M([\d.]+) ([\d.]+)v31", stairs[1])
    ends = re.findall(r"H([\d.]+)(?=M[\d.]+ [\d.]+v31|$)", stairs[1])
    places = medians(svg)
    assert [(float(x), float(y)) for x, y in starts] == [places["asyncio"], places["threads"]]
    assert [float(x) for x in ends] == [places["threads"][0], places["processes"][0]]
    assert {"×10", "×100"} <= set(texts(svg))


def test_groups_share_an_axis():
    """Equal costs of two groups lie one below another, and each group has its heading."""
    other = group({"with_threads": 1e-4}, title="Handing over")
    alone, both = medians(draw(group(COSTS))), draw(group(COSTS), other)
    assert medians(both)["threads"][0] == alone["threads"][0]
    assert {"Starting one", "Handing over"} <= set(texts(both))


@pytest.mark.parametrize("locale", LOCALES, ids=["en", "es"])
def test_title_states_the_finding(locale):
    """From what to what, and how many times as much; the description has every median."""
    root = ElementTree.fromstring(draw(group(COSTS), locale=locale))
    title, about = root[0].text or "", root[1].text or ""
    said = [locale.seconds(seconds) for seconds in COSTS.values()]
    assert said[0] in title and said[-1] in title and locale.ratio(1000) in title
    assert [median for median in said if median not in about] == []


def test_one_rung_is_a_ladder():
    """It has a decade around it at least, and its title says it."""
    svg = draw(group({"with_threads": 1e-4}))
    assert "Starting one: Threads" in (ElementTree.fromstring(svg)[0].text or "")
    assert len(medians(svg)) == 1
    assert len(re.findall(r"M[\d.]+ [\d.]+V", svg)) >= 2


def test_memory_has_binary_units():
    """The axis names 1, 10 and 100 of each unit."""
    costs = {"with_asyncio": 2000.0, "with_processes": 8e6}
    shown = texts(draw(group(costs, "bytes")))
    assert [
        t for t in ("1 KiB", "100 KiB", "10 MiB") if t.replace(" ", l10n.THIN) not in shown
    ] == []
    assert f"Processes{EN.bytes(8e6)}" in shown


def test_what_costs_nothing_lies_at_the_beginning():
    """A logarithm has no place for it, and nothing can be said of it in times as much."""
    svg = draw(group({"with_asyncio": 0.0, "with_threads": 4096.0}, "bytes"))
    assert medians(svg)["asyncio"][0] < medians(svg)["threads"][0]
    assert "nan" not in svg and "inf" not in svg
    assert not [text for text in texts(svg) if text.startswith("×")]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(1e-12, 1e7), min_size=1, max_size=6))
def test_whatever_it_costs_it_is_drawn(values):
    """Nothing leaves the picture, be it too cheap or too dear for the axis."""
    rungs = tuple(Rung(arm("with_threads"), cost(value)) for value in values)
    svg = draw(Rungs("starting", "Starting one", rungs))
    ElementTree.fromstring(svg)
    assert all(0 <= x <= 360 for x in dots(svg, "threads"))


@pytest.mark.parametrize("locale", LOCALES, ids=["en", "es"])
def test_the_table_has_a_part_for_each_group(locale):
    """The cheapest first, with medians, all runs and a link to each record."""
    groups = [group(dict(reversed(COSTS.items()))), group(COSTS, title="<Other>")]
    html = tables.ladder(groups, {"starting": record({"with_threads": [1.0]})}, "<svg/>", locale)
    root = ElementTree.fromstring("<div>" + html + "</div>")
    assert len(root.findall(".//tbody")) == 2
    found = re.findall(r'<data class="measured" value="([^"]+)">', html)
    assert [float(value) for value in found[:4]] == pytest.approx([1e-5, 0.97e-5, 1.05e-5, 7])
    assert "&lt;Other&gt;" in html and "CPython 3.13.0" in html
    assert html.count("site-root:data/starting.json") == 2
    assert locale.words("chart.ladder_print") in html
