"""The timelines: true to the record, small, stable, and told apart without colour."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from concurrency_measured import l10n, spans, timelines
from concurrency_measured.model import Lane, Panel, Span, State, Step, Timeline
from tinysite_project import LOOKED, arm, together, turns, waits

SVG = "{http://www.w3.org/2000/svg}"
EN, ES = l10n.load("en"), l10n.load("es")


def draw(*lines: Timeline, locale: l10n.Locale = EN, window_s: float | None = None) -> str:
    """Return the picture of runs."""
    return timelines.draw([Panel(arm(n.arm), n) for n in lines], 2, locale, "t", window_s)


def parts(svg: str, tag: str, name: str = "") -> list[ElementTree.Element]:
    """Return the elements of that tag and class."""
    found = ElementTree.fromstring(svg).iter(SVG + tag)
    return [
        element for element in found if name in (element.get("class") or "").split() or not name
    ]


def strokes(svg: str, paint: str) -> list[tuple[float, float]]:
    """Return begin and end of every stroke of that paint, in units of the picture."""
    found = []
    for path in parts(svg, "path"):
        if path.get("stroke") == paint and path.get("stroke-width") == f"{timelines.LANE:g}":
            at = float(re.match(r"M([\d.]+)", path.get("d", ""))[1])  # type: ignore[index]
            for kind, length in re.findall(r"([mh])([\d.]+)", path.get("d", "")[1:]):
                if kind == "h":
                    found.append((at, at + float(length)))
                at += float(length)
    return found


def place(seconds: float, wall_s: float) -> float:
    """Return where a moment is drawn in a picture of a run of that length."""
    return timelines.GUTTER + seconds / wall_s * (timelines.WIDTH - timelines.GUTTER - 1)


def test_what_ran_is_drawn_where_it_ran():
    """Each slice on a core is one stroke, at its place and of its length."""
    line = turns(count=4)
    drawn = strokes(draw(line), "var(--threads)")
    expected = [(0, 0.005), (0.01, 0.015), (0.005, 0.01), (0.015, 0.02)]
    for (left, right), (start, end) in zip(drawn, expected, strict=True):
        assert left == pytest.approx(place(start, line.wall_s), abs=0.11)
        assert right == pytest.approx(place(end, line.wall_s), abs=0.11)


def test_a_state_that_was_not_recorded_is_not_drawn():
    """Without an observer nobody knows what a thread waited for: its lane stays empty there."""
    blind = replace(
        turns(),
        lanes=tuple(replace(lane, seen=()) for lane in turns().lanes),
        interval_s=None,
        observer_share=None,
    )
    svg = draw(blind)
    assert strokes(svg, "var(--threads)")
    assert "locked" not in svg
    assert not parts(svg, "path", "busy")
    assert "locked" in draw(turns())


def test_states_are_told_apart_without_colour():
    """Every state but running has a texture of its own."""
    svg = draw(turns(), waits())
    patterns = parts(svg, "pattern")
    assert {pattern.get("id") for pattern in patterns} == {
        "t-threads-locked",
        "t-asyncio-waiting",
    }
    shapes = {re.sub(r"var\(--\w+\)", "", texture) for texture in timelines._TEXTURES.values()}
    assert len(shapes) == len(State) - 1


def test_hand_offs_are_counted_and_ticked():
    """Twenty turns are nineteen hand-offs; where threads run at once nobody hands over."""
    assert "19 hand-offs" in draw(turns())
    ticks = parts(draw(turns()), "path", "handoff")
    assert ticks[0].get("d", "").count("M") == 19
    assert "hand-off" not in draw(together())


def test_a_window_enlarges_the_middle():
    """A window draws its part of the runs only, with lanes joined where one hands over."""
    svg = draw(turns(count=40), window_s=0.05)
    ticks = [text.text for text in parts(svg, "text", "tick")]
    assert ticks[0] == "80"
    assert ticks[-1] == "130\N{NARROW NO-BREAK SPACE}ms"
    assert all(
        timelines.GUTTER <= x <= timelines.WIDTH for s in strokes(svg, "var(--threads)") for x in s
    )


def test_the_event_loop_has_a_lane_of_its_own():
    """Tasks are lanes below that of the loop that runs them."""
    lanes = [text.text for text in parts(draw(waits()), "text", "lane")]
    assert lanes == ["↻", "1", "2", "3", "↻"]  # the last one is the key's


def test_many_workers_fold_into_a_band():
    """A hundred workers are one band, whose height is how many there were in each state."""
    svg = draw(waits(100), turns(100, 0.001, 200))
    assert len(svg.encode()) < 30_000
    lanes = [text.text for text in parts(svg, "text", "lane")]
    assert lanes == ["↻", "↻"]
    assert "100 tasks" in svg
    assert "100 threads" in svg


def test_the_strip_says_how_many_cores_were_busy():
    """Two threads at once fill the strip of two cores; taking turns fills half of it."""
    full, half = (spans.cores_busy(line, 10) for line in (together(), turns()))
    assert full == pytest.approx([2] * 10)
    assert half == pytest.approx([1] * 10)


def test_the_title_says_the_finding():
    """One model twice: for how long its workers ran at once. Several models: what they took."""
    title = parts(draw(turns(), together()), "title")[0].text or ""
    assert "Threads: at once for 0\N{NARROW NO-BREAK SPACE}ms" in title
    assert "at once for 50\N{NARROW NO-BREAK SPACE}ms" in title
    title = parts(draw(turns(), waits()), "title")[0].text or ""
    assert "asyncio: 50\N{NARROW NO-BREAK SPACE}ms" in title


def test_the_description_says_what_the_lanes_show():
    """Who can't see the picture reads how long the workers were in each state."""
    about = parts(draw(turns()), "desc")[0].text or ""
    assert "2 threads" in about
    assert "waiting for the GIL or a lock 95\N{NARROW NO-BREAK SPACE}ms" in about


@pytest.mark.parametrize("locale", [EN, ES], ids=["en", "es"])
def test_the_same_record_gives_the_same_bytes(locale):
    """Nothing in a picture depends on when it was drawn."""
    assert draw(turns(), waits(), locale=locale) == draw(turns(), waits(), locale=locale)


def test_numbers_are_the_languages():
    """The axis and the words are Spanish in Spanish."""
    text = " ".join(t.text or "" for t in parts(draw(turns(), locale=ES), "text"))
    assert "Hilos" in text
    assert "esperando el GIL o un lock" in text


def test_a_long_run_stays_small():
    """A thousand slices of two tasks are below the limit."""
    steps = tuple(Step(n * 0.0005, (n + 1) * 0.0005, 0.0005, task=1 + n % 2) for n in range(1000))
    line = Timeline("with_asyncio", 0.5, (Lane(0, 0, steps, (Span(0, 0.5),), 0.5, 0, 0),), **LOOKED)
    assert len(draw(line, line, line).encode()) < 30_000


def test_the_key_names_only_what_one_can_see():
    """A state of a hair's breadth is drawn without a word; one that is seen has its word."""
    lane = Lane(0, 0, (), (Span(0, 0.0001), Span(0.0001, 0.1, State.WAITING)), 0.1, 0, 0)
    key = [
        t.text for t in parts(draw(Timeline("one_by_one", 0.1, (lane,), **LOOKED)), "text", "key")
    ]
    assert key == ["waiting", "cores busy, of 2"]


def test_lanes_keep_their_distance():
    """Each lane begins below the one before."""
    svg = draw(waits(6))
    heights = [float(t.get("y", "")) for t in parts(svg, "text", "lane")][:-1]
    assert all(after - before >= timelines.LANE for before, after in pairwise(heights))
