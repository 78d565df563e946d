"""The charts: well-formed, small, stable, in the page's colours, and true to every run."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from concurrency_measured import charts, estimates, l10n
from concurrency_measured.model import Experiment, Model, Summary
from tinysite_project import MODELS, arm, experiment, record

SVG = "{http://www.w3.org/2000/svg}"
LOCALES = [l10n.load("en"), l10n.load("es")]
EN, ES = LOCALES
BLOCKS = 21
WALLS = {
    "one_by_one": [0.1502 + i / 5000 for i in range(BLOCKS)],
    "with_threads": [0.0509 + i / 9000 for i in range(BLOCKS)],
    "with_asyncio": [0.0567] * BLOCKS,
    "with_processes": [0.0803 + i / 300 for i in range(BLOCKS)],
}


@pytest.fixture(scope="module")
def waiting() -> Experiment:
    """An experiment with an arm of each model."""
    return experiment(*(arm(name, start_method="100.000 & <b>") for name in WALLS))


@pytest.fixture(scope="module")
def summary(waiting) -> Summary:
    """What was measured of it in three looks, the most that there are."""
    return estimates.summarize(record(WALLS), waiting)


def draw(waiting: Experiment, summary: Summary, locale: l10n.Locale = EN) -> str:
    """Return the chart."""
    return charts.dot_strip(waiting, "", summary, locale, "chart-waiting")


def parts(svg: str, tag: str) -> list[ElementTree.Element]:
    """Return the elements of that name."""
    return list(ElementTree.fromstring(svg).iter(SVG + tag))


def texts(svg: str) -> list[str]:
    """Return the chart's real text."""
    return ["".join(text.itertext()).strip() for text in parts(svg, "text")]


def dots(svg: str) -> list[tuple[str, float]]:
    """Return the colour and horizontal place of each dot."""
    colours = {}
    for marker in parts(svg, "marker"):
        colour = re.search(r"var\((--\w+)\)", marker[0].get("style", ""))
        colours[marker.get("id")] = colour[1] if colour else ""
    found = []
    for path in parts(svg, "path"):
        marker = re.search(r"marker:url\(#([^)]+)\)", path.get("style", ""))
        corners = re.findall(r"[ML]([\d.]+) ", path.get("d", ""))
        found += [(colours[marker[1]], float(x)) for x in corners if marker]
    return found


@pytest.mark.parametrize("locale", LOCALES, ids=["en", "es"])
def test_is_small_and_well_formed(waiting, summary, locale):
    """Four models and three looks make at most 12 KB of XML."""
    svg = draw(waiting, summary, locale)
    ElementTree.fromstring(svg)
    ElementTree.fromstring(charts.standalone(svg))
    assert len(svg.encode()) <= 12 * 1024


def test_the_same_record_gives_the_same_bytes(waiting, summary):
    """Nothing of the moment gets into a chart."""
    assert draw(waiting, summary) == draw(waiting, summary)


@pytest.mark.parametrize("locale", LOCALES, ids=["en", "es"])
def test_title_states_the_finding(waiting, summary, locale):
    """The title names the quickest and the slowest with their medians; the description all."""
    svg = draw(waiting, summary, locale)
    title, about = parts(svg, "title")[0], parts(svg, "desc")[0]
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {about.get('id')}"
    medians = {name: locale.seconds(summary.times[name].value) for name in WALLS}
    assert medians["one_by_one"] in (title.text or "")
    assert medians["with_threads"] in (title.text or "")
    assert locale.words("model.threads") in (title.text or "")
    assert [median for median in medians.values() if median not in (about.text or "")] == []


def test_languages_differ_in_words_only(waiting, summary):
    """Both languages draw the same shapes."""
    english, spanish = (draw(waiting, summary, locale) for locale in LOCALES)
    assert texts(english) != texts(spanish)
    assert dots(english) == dots(spanish)


def test_text_is_real_and_untouched(waiting, summary):
    """Labels are text, not shapes, and keep what looks like a long decimal."""
    assert texts(draw(waiting, summary)).count("Threads (100.000 & <b>)") == 1
    assert texts(draw(waiting, summary, ES)).count("Hilos (100.000 & <b>)") == 1


def test_geometry_is_rounded(waiting, summary):
    """Shapes have at most one decimal: the rest would be weight without sight."""
    svg = draw(waiting, summary)
    geometry = re.findall(r' (?:d|x|y|transform)="([^"]*)"', svg)
    assert len(geometry) > 20
    assert [places for places in geometry if re.search(r"\.\d\d", places)] == []


def test_ids_are_the_charts_own(waiting, summary):
    """Every id and every reference carries the chart's prefix, and every reference has its id."""
    svg = draw(waiting, summary)
    ids = re.findall(r' id="([^"]+)"', svg)
    references = re.findall(r'href="#([^"]+)"', svg) + re.findall(r"url\(#([^)]+)\)", svg)
    assert len(ids) == len(set(ids)) > 5  # title, description and a dot for each model
    assert [name for name in ids if not name.startswith("chart-waiting-")] == []
    assert references and set(references) <= set(ids)


def test_colours_are_variables(waiting, summary):
    """No colour is named, so that the chart follows the page; nothing else is styled globally."""
    svg = draw(waiting, summary)
    without_references = re.sub(r"url\(#[^)]*\)|href=\"#[^\"]*\"", "", svg)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", without_references) == []
    named = re.findall(r"\b(?:fill|stroke|color):([^;\"]+)", svg) + re.findall(
        r'fill="([^"]+)"', svg
    )
    assert {colour for colour in named if not colour.startswith("var(--")} <= {"none"}
    assert "<style" not in svg
    assert "font-family" not in svg


def test_every_model_has_its_colour_in_both_schemes():
    """Each model has a variable in the light and in the dark scheme, no two the same."""
    schemes = charts.variables()
    assert set(schemes) == {"default", "slate"}
    for variables in schemes.values():
        assert {f"--{model}" for model in Model} <= set(variables)
        colours = [variables[f"--{model}"] for model in Model]
        assert len(set(colours)) == len(colours)


def test_every_run_is_a_dot(waiting, summary):
    """Each arm has as many dots as runs, in its model's colour."""
    found = dots(draw(waiting, summary))
    counted = {f"--{model}": 0 for model in MODELS.values()}
    for colour, _ in found:
        counted[colour] += 1
    assert counted == {f"--{model}": BLOCKS for model in MODELS.values()}


def bars(svg: str) -> dict[str, tuple[float, float]]:
    """Return where the bar of each colour begins and ends."""
    found = {}
    for path in parts(svg, "path"):
        style, line = path.get("style", ""), path.get("d", "")
        colour = re.search(r"stroke:var\((--\w+)\).*stroke-opacity", style)
        ends = re.match(r"M([\d.]+) [\d.]+L([\d.]+) ", line)
        if colour and ends:
            found[colour[1]] = (float(ends[1]), float(ends[2]))
    return found


def test_axis_starts_at_zero(waiting, summary):
    """Bars begin at the axis's 0 and are as long as their medians; dots are on the same scale."""
    svg = draw(waiting, summary)
    label = next(text for text in parts(svg, "text") if "".join(text.itertext()).strip() == "0")
    zero, drawn = float(label.get("x", "nan")), bars(svg)
    assert {begin for begin, _ in drawn.values()} == {zero}
    scales = {
        name: (drawn[f"--{MODELS[name]}"][1] - zero) / summary.times[name].value for name in WALLS
    }
    assert list(scales.values()) == pytest.approx([scales["one_by_one"]] * len(WALLS), rel=0.01)
    for name, walls in WALLS.items():
        places = sorted(x for colour, x in dots(svg) if colour == f"--{MODELS[name]}")
        expected = [zero + scales["one_by_one"] * seconds for seconds in sorted(walls)]
        assert places == pytest.approx(expected, abs=1)


def test_medians_are_labelled(waiting, summary):
    """Each arm's median stands beside its bar, no legend needed."""
    shown = texts(draw(waiting, summary, ES))
    assert [m for m in WALLS if ES.seconds(summary.times[m].value) not in shown] == []


def test_first_arm_is_drawn_first(waiting, summary):
    """The arms stand in the experiment's order, the sequential one on top."""
    labels = [text for text in texts(draw(waiting, summary)) if "100.000" in text]
    assert [label.partition(" (")[0] for label in labels] == [
        "One by one",
        "Threads",
        "asyncio",
        "Processes",
    ]


def test_a_setting_shows_its_own_arms():
    """The chart of a setting has the arms of that setting only."""
    arms = [
        arm("one_by_one"),
        arm("one_core/one_by_one", setting="one_core"),
        arm("one_core/with_threads", setting="one_core"),
    ]
    walls = {one.name: [0.1] * 7 for one in arms}
    pausing = experiment(*arms)
    summary = estimates.summarize(record(walls), pausing)
    svg = charts.dot_strip(pausing, "one_core", summary, EN, "c")
    assert len(dots(svg)) == 14
    assert len(dots(charts.dot_strip(pausing, "", summary, EN, "c"))) == 7


def test_a_file_of_its_own_follows_the_readers_scheme(waiting, summary):
    """Outside a page the chart brings its colours, for light and for dark."""
    alone = charts.standalone(draw(waiting, summary))
    assert "prefers-color-scheme:dark" in alone
    used = set(re.findall(r"var\((--[\w-]+)\)", alone))
    defined = set(re.findall(r"(--[\w-]+):#", alone))
    assert used <= defined


# --- how sure one is ---------------------------------------------------------------------------


def paths(svg: str, style: str) -> list[list[float]]:
    """Return the horizontal places of the corners of each path whose style has this in it."""
    return [
        [float(x) for x in re.findall(r"[ML]([\d.]+) ", path.get("d", ""))]
        for path in parts(svg, "path")
        if re.search(style, path.get("style", ""))
    ]


def test_every_median_has_its_interval(waiting, summary):
    """A bracket reaches from the interval's lower to its upper end."""
    svg = draw(waiting, summary)
    begin, end = bars(svg)["--sequential"]
    for name, model in MODELS.items():
        times = summary.times[name]
        bracket = paths(svg, rf"stroke:var\(--{model}\);stroke-width:1.4")[0]
        scale = (end - begin) / summary.times["one_by_one"].value
        expected = [begin + scale * times.low, begin + scale * times.high]
        assert bracket[:2] == pytest.approx(expected, abs=0.5)
        assert EN.interval(times) in (parts(svg, "desc")[0].text or "")


@pytest.mark.parametrize("stray", [1.002, 1.2])
def test_noise_is_a_band(waiting, stray):
    """It lies around the first median, has its name, and is never too thin to be found."""
    again = [wall * (stray if i % 4 else 1 / stray) for i, wall in enumerate(WALLS["one_by_one"])]
    summary = estimates.summarize(record(WALLS, again=again), waiting)
    svg = draw(waiting, summary, ES)
    begin, end = bars(svg)["--sequential"]
    band = paths(svg, r"fill:var\(--rule\)")[0]
    left, right = min(band), max(band)
    floor = summary.noise_floor
    assert floor == pytest.approx(stray - 1, rel=0.2)
    assert left == pytest.approx(begin + (end - begin) / (1 + floor), abs=0.2)
    assert right - left >= 1
    if stray > 1.1:
        assert right == pytest.approx(min(358, begin + (end - begin) * (1 + floor)), abs=0.2)
    assert ES.words("chart.noise", share=ES.percent(floor)) in texts(svg)


def test_noise_that_nobody_knows_is_not_drawn(waiting):
    """With too few blocks the noise floor is unbounded: then there is no band, nor a number."""
    summary = estimates.summarize(record({name: w[:3] for name, w in WALLS.items()}), waiting)
    svg = draw(waiting, summary)
    assert paths(svg, r"fill:var\(--rule\)") == []
    assert not any(text.startswith("noise") for text in texts(svg))


def test_the_largest_chart_is_small(waiting):
    """Six models, three looks and a long name still make at most 12 KB."""
    names = [*WALLS, "with_spawn", "with_forkserver"]
    six = experiment(*(arm(name, start_method="100.000 & <b>") for name in names))
    walls = {name: [0.1 + (i * 7919 % 997) / 3000 for i in range(BLOCKS)] for name in names}
    summary = estimates.summarize(record(walls), six)
    svg = charts.dot_strip(six, "", summary, EN, "gallery-default-chart-computing-pythons-gil-3-10")
    assert len(svg.encode()) <= 12 * 1024
    assert len(dots(svg)) == 6 * BLOCKS
