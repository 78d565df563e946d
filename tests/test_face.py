"""The site's face: colours that can be read, fonts that are small and have every character.

Contrast is computed from the style sheet itself, as WCAG 2 defines it; which font draws a
character is asked of the browser.
"""

from __future__ import annotations

import html
import re

import pytest
from playwright.sync_api import Browser, Page

from concurrency_measured import charts, publish

THEME = publish.PACKAGE / "theme"
FONTS = THEME / "assets" / "fonts"
CSS = (THEME / "assets" / "guide.css").read_text("utf-8")
SCHEMES = ("default", "slate")
TEXT = ("--ink", "--muted", "--link", "--good", "--bad", "--mixed", "--open")
BEHIND = ("--paper", "--panel")
BUDGET = 60_000
"""Bytes of all fonts together; a page that uses no italics and no code loads half of them."""
EXCUSED = {
    "✗": "a verdict's mark, in whose place the style sheet draws a cross",
    "\N{ZERO WIDTH SPACE}": "is not drawn",
}


def colours(css: str) -> dict[str, dict[str, str]]:
    """Return the colours of each scheme, and of a page without scripts, by name."""
    blocks = re.findall(r"([^{}]*)\{([^{}]*--ink:[^{}]*)\}", css)
    names = ("default", "slate", "without scripts")
    found = [dict(re.findall(r"(--[a-z]+): (#[0-9a-f]{3,6})\b", body)) for _, body in blocks]
    return dict(zip(names, found, strict=True))


def luminance(colour: str) -> float:
    """Return WCAG's relative luminance of `#rgb` or `#rrggbb`."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return WCAG's contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def too_faint(page: dict[str, str], models: dict[str, str]) -> list[str]:
    """Return what can't be read: text below 4.5, the edges of fields and pictures below 3."""
    texts = [(name, page[name]) for name in TEXT] + list(models.items())
    return [
        f"{name} on {behind}"
        for behind in BEHIND
        for names, least in ((texts, 4.5), ([("--edge", page["--edge"])], 3.0))
        for name, colour in names
        if contrast(colour, page[behind]) < least
    ]


# --- colours -----------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", SCHEMES)
def test_colours_can_be_read(scheme):
    """Text, the models' names and the edges stand out from paper and from panels."""
    assert too_faint(colours(CSS)[scheme], charts.variables()[scheme]) == []


@pytest.mark.parametrize(
    ("name", "colour", "heard"),
    [
        ("--muted", "#8a94a0", ["--muted on --paper", "--muted on --panel"]),
        ("--edge", "#d5dae1", ["--edge on --paper", "--edge on --panel"]),
        ("--threads", "#f3a04b", ["--threads on --paper", "--threads on --panel"]),
    ],
)
def test_faint_colours_are_found(name, colour, heard):
    """The check above can fail, for text, for edges and for a model."""
    page = colours(CSS)["default"] | {name: colour}
    models = charts.variables()["default"]
    models |= {name: colour} if name in models else {}
    assert too_faint(page, models) == heard


def test_contrast_is_the_standards():
    """Black on white is 21, and WCAG's own example of the least grey is just above 4.5."""
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


def test_dark_is_the_same_with_and_without_scripts():
    """The two dark blocks, which CSS can't share, agree."""
    found = colours(CSS)
    assert found["slate"] == found["without scripts"]
    assert set(found["default"]) == set(found["slate"])


def test_other_files_have_the_same_colours():
    """The root pages and the charts that stand alone repeat colours; they repeat them rightly."""
    root = (THEME / "fragments" / "root-style.html").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"(--[a-z]+): (#[0-9a-f]{3,6})\b", body))
        for body in re.findall(r":root \{([^}]*)\}", root)
    )
    assert light.items() <= colours(CSS)["default"].items()
    assert dark.items() <= colours(CSS)["slate"].items()
    alone = charts.standalone("<svg><title></title></svg>")
    for block, scheme in zip(re.findall(r"svg\{([^}]*)\}", alone), SCHEMES, strict=True):
        repeated = dict(re.findall(r"(--(?:ink|muted|rule)):(#[0-9a-f]+)", block))
        assert repeated
        assert repeated.items() <= colours(CSS)[scheme].items()


def test_the_mark_has_the_models_colours():
    """The lanes have the models' colours of dark pages: the mark brings its own dark ground."""
    used = set(re.findall(r"#[0-9a-f]{6}", (THEME / "assets" / "mark.svg").read_text("utf-8")))
    assert used <= {*charts.variables()["slate"].values(), colours(CSS)["default"]["--ink"]}


# --- fonts -------------------------------------------------------------------------------------


def test_fonts_are_small_and_licensed():
    """At most two families and 60 KB, with their licence beside them, under a name of our own."""
    files = set(FONTS.glob("*.woff2"))
    assert {file.name for file in files} == set(re.findall(r"url\(fonts/([^)]+)\)", CSS))
    assert sum(file.stat().st_size for file in files) <= BUDGET
    families = set(re.findall(r'@font-face \{ font-family: "(Measured [^"]+)"', CSS))
    assert families == {"Measured Sans", "Measured Mono"}
    licence = (FONTS / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in licence
    assert 'Reserved Font Name "Plex"' in licence


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    """A page that every test here goes to for itself."""
    return browser.new_page()


def drawn_by(page: Page, characters: str, style: str) -> dict[str, bool]:
    """Return for each character whether a font of the site draws it.

    Args:
        page: A page of the site.
        characters: What to draw.
        style: CSS of the text, which chooses the font.
    """
    spans = "".join(f'<i style="font-style:inherit">&#{ord(one)};</i>' for one in characters)
    page.evaluate(
        "([spans, style]) => { document.body.innerHTML = `<p style='${style}'>${spans}</p>`;"
        " document.body.offsetHeight }",  # laid out now: only then does it know which fonts to load
        [spans, style],
    )
    page.evaluate("document.fonts.ready.then(() => 0)")
    boxes = page.evaluate(BOXES, characters)
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    nodes = devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": "p > i"})["nodeIds"]
    found = {}
    for one, node, box in zip(characters, nodes, boxes, strict=True):
        fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        found[one] = not box and all(font["isCustomFont"] for font in fonts)
    devtools.detach()
    return found


BOXES = """characters => {
  const context = new OffscreenCanvas(60, 60).getContext("2d", {willReadFrequently: true})
  context.font = getComputedStyle(document.querySelector("p")).font
  const drawn = one => {
    context.clearRect(0, 0, 60, 60)
    context.fillText(one, 20, 40)
    return context.getImageData(0, 0, 60, 60).data.join()
  }
  const box = drawn("\\ue000")
  return [...characters].map(one => drawn(one) === box)
}"""
"""For each character, whether it looks like one that no font of the machine has."""


STYLES = {
    "text": "font-family: var(--md-text-font-family)",
    "bold": "font-weight: 700; font-family: var(--md-text-font-family)",
    "italics": "font-style: italic; font-family: var(--md-text-font-family)",
    "code": "font-family: var(--md-code-font-family)",
}


@pytest.mark.browser
@pytest.mark.parametrize("style", STYLES)
def test_fonts_have_every_character(page, address, frozen_site, style):
    """What pages say in either language is drawn by the site's own fonts."""
    used: set[str] = set()
    for file in frozen_site.rglob("*.html"):
        shown = re.sub(
            r"<(script|style)\b.*?</\1>|<[^>]*>", " ", file.read_text("utf-8"), flags=re.S
        )
        used |= set(html.unescape(shown))
    characters = "".join(sorted(one for one in used if one.isprintable() or one == "\u202f"))
    assert set("×±–·…“”áéíóúñ¿\u202f") & used
    page.goto(f"{address}/en/")
    drawn = drawn_by(page, characters, STYLES[style])
    assert {one for one, ours in drawn.items() if not ours} <= set(EXCUSED)


@pytest.mark.browser
def test_a_character_that_fonts_lack_is_found(page, address):
    """The check above can fail; and what the fonts promise beyond today's pages is there."""
    page.goto(f"{address}/en/")
    wanted = "×±≤≥≠≈−÷–—·…✓‘’“”«»µ→←↔↻¡¿ÁÉÍÓÚÜÑç€ª\u00a0\u202f"
    drawn = drawn_by(page, wanted + "語✗", STYLES["text"])
    assert [one for one, ours in drawn.items() if not ours] == ["語", "✗"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_text_stays_where_it_is_when_fonts_arrive(browser, address, width):
    """With the stand-in instead of the fonts, a page is as high as with them, to 2 %."""
    heights = {}
    for blocked in (False, True):
        with browser.new_context(viewport={"width": width, "height": 900}) as context:
            page = context.new_page()
            if blocked:
                page.route("**/fonts/*", lambda route: route.abort())
            page.goto(f"{address}/en/method/")
            page.evaluate("document.fonts.ready.then(() => 0)")
            if not page.evaluate(
                "document.fonts.load('1em Stand-in').then(all => all.length, () => 0)"
            ):
                pytest.skip("this machine has neither Arial nor a font of its widths")
            heights[blocked] = page.evaluate("document.querySelector('article').offsetHeight")
    assert heights[True] == pytest.approx(heights[False], rel=0.02)
