"""Heartbeats: every beat in its place, the longest gap framed, the same said in words."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from concurrency_measured import charts, l10n, spans, tables
from concurrency_measured.model import Lane, Panel, Step, Timeline
from tinysite_project import arm, record

EN, ES = LOCALES = [l10n.load("en"), l10n.load("es")]
USUAL_S = 0.005


def run(name: str = "with_asyncio", wall_s: float = 0.3, stops: tuple[float, float] = (0, 0)):
    """Return a run that beats all the time, except from one moment to the other."""
    moments = [number * USUAL_S for number in range(round(wall_s / USUAL_S))]
    kept = [moment for moment in moments if not stops[0] < moment < stops[1]]
    steps = tuple(Step(moment, moment + 1e-5, 1e-5) for moment in kept)
    return Panel(arm(name), Timeline(name, wall_s, (Lane(0, 0, steps),)))


def beats(svg: str) -> list[list[float]]:
    """Return the places of the beats of each line."""
    paths = re.findall(r'<path d="(M[^"]+)" style="stroke-linejoin', svg)
    return [[float(x) for x in re.findall(r"H([\d.]+)l", path)] for path in paths]


def frames(svg: str) -> list[tuple[float, float]]:
    """Return where each framed gap begins and ends."""
    found = re.findall(r'<path d="M([\d.]+) [\d.]+h([\d.]+)v', svg)
    return [(float(x), float(x) + float(wide)) for x, wide in found]


def texts(svg: str) -> list[str]:
    found = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(text.itertext()) for text in found]


@pytest.mark.parametrize("locale", LOCALES, ids=["en", "es"])
def test_the_longest_gap_is_framed_and_says_its_length(locale):
    """Beside a run that never stops, which has no frame."""
    svg = charts.heartbeat([run(), run(stops=(0.1, 0.25))], locale, "h")
    ((left, right),) = frames(svg)
    whole, broken = beats(svg)
    places = [(one, other) for one, other in pairwise(broken) if other - one > 20]
    assert len(whole) == 60
    assert [(round(right, 1))] == [places[0][1]]
    assert places[0][0] < left < places[0][0] + 10
    assert locale.seconds(0.15) in texts(svg)


def test_beats_lie_on_one_axis():
    """A run that is half as long ends in the middle, and equal moments are in equal places."""
    long, short = beats(charts.heartbeat([run(), run(wall_s=0.15)], EN, "h"))
    assert short == long[: len(short)]
    assert short[-1] == pytest.approx((long[0] + long[-1]) / 2, abs=8)


def test_the_usual_irregularity_is_no_gap():
    """A gap a little longer than the others is no finding."""
    assert not frames(charts.heartbeat([run(stops=(0.1, 0.115))], EN, "h"))


@pytest.mark.parametrize("moments", [(), (0.1,)])
def test_a_run_that_hardly_beats_is_drawn(moments):
    """No beat, or one: there is nothing between them, and no error either."""
    steps = tuple(Step(moment, moment, 0.0) for moment in moments)
    panel = Panel(arm("with_asyncio"), Timeline("with_asyncio", 0.2, (Lane(0, 0, steps),)))
    svg = charts.heartbeat([panel], EN, "h")
    assert beats(svg) == [[pytest.approx(3 + 354 * at / 0.2, abs=0.1) for at in moments]]
    assert not frames(svg)


def test_a_screen_reader_hears_the_finding():
    svg = charts.heartbeat([run(), run(stops=(0.1, 0.25))], EN, "h")
    title = re.search(r"<title[^>]*>([^<]+)", svg)[1]
    about = re.search(r"<desc[^>]*>([^<]+)", svg)[1]
    assert title.startswith("Longest time without a beat")
    assert EN.seconds(0.15) in title
    assert "60 beats" in about
    assert "31 beats" in about


def test_it_is_small():
    """Five rows of sixty beats are a chart like any other."""
    svg = charts.heartbeat([run() for _ in range(5)], EN, "h")
    assert len(svg.encode()) < 12_000


def test_its_table_says_the_same():
    panel = run(stops=(0.1, 0.25))
    shown = tables.heartbeats([panel], record({"with_asyncio": [0.3] * 7}), "<svg/>", EN)
    assert '<data class="measured" value="31">' in shown
    assert EN.seconds(0.15) in shown
    assert EN.seconds(USUAL_S) in shown


def test_gaps():
    assert spans.longest_gap([0.0, 0.1, 0.4, 0.5]) == (0.1, 0.4)
    assert spans.longest_gap([0.3]) == (0.0, 0.0)
    assert spans.usual_gap([0.0, 0.1, 0.3, 0.7]) == pytest.approx(0.2)
    assert spans.usual_gap([]) == 0.0
