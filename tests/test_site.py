"""The built site, in a real browser: what a reader sees, and what leaves the machine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from concurrency_measured import checks, l10n

pytestmark = pytest.mark.browser
DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(file.relative_to(DOCS / "en").as_posix() for file in (DOCS / "en").rglob("*.md"))
LANGUAGES = ("en", "es")
VERDICTS = {"holds", "depends", "does-not-hold", "undecided", "not-run-here"}


def place(language: str, source: str) -> str:
    """Return the address of a page in the site."""
    name = source.removesuffix(".md").removesuffix("index")
    return f"/{language}/{name}/".replace("//", "/")


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that remembers what it said and asked for."""
    page = context.new_page()
    yield page
    page.close()


def visit(page: Page, address: str, path: str) -> list[str]:
    """Open a page and return its complaints: console messages, errors, foreign requests."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("response", lambda r: said.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    page.on(
        "request",
        lambda request: (
            said.append(f"asked {request.url}") if foreign(request.url, address) else None
        ),
    )
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    return said


def foreign(url: str, address: str) -> bool:
    """Return whether a request leaves the site."""
    return urlsplit(url).scheme in ("http", "https", "ws") and not url.startswith(address)


def values(page: Page) -> list[str]:
    """Return the measured values of a page, in order."""
    return page.eval_on_selector_all("data.measured", "all => all.map(one => one.value)")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("source", PAGES)
def test_page_is_quiet_and_asks_nobody(page, address, language, source):
    """No console message, no error, no request to another host, the right language, one h1."""
    assert visit(page, address, place(language, source)) == []
    assert page.get_attribute("html", "lang") == language
    assert page.locator("h1").count() == 1
    assert page.locator('meta[name="description"]').count() == 1


def test_the_visit_hears_complaints(page, address):
    """The check above can fail: a page that shouts, errs and asks another host is heard."""
    page.route(
        "**/shouting",
        lambda route: route.fulfill(
            content_type="text/html",
            body="<script>console.log('hello'); fetch('http://elsewhere.invalid/x').catch(()=>{})"
            "; throw Error('no')</script>",
        ),
    )
    page.route("http://elsewhere.invalid/**", lambda route: route.abort())
    said = visit(page, address, "/shouting")
    assert any("hello" in line for line in said)
    assert any("elsewhere" in line for line in said)
    assert any("no" in line for line in said if line.startswith("error"))


@pytest.mark.parametrize("source", PAGES)
def test_both_languages_carry_the_same_values(page, address, source):
    """English and Spanish show the same measured values, to the digit, in the same order."""
    shown = {}
    for language in LANGUAGES:
        page.goto(address + place(language, source))
        shown[language] = values(page)
    assert shown["en"] == shown["es"]


def test_values_are_worded_for_each_language(page, address):
    """The same value has a decimal point in English and a decimal comma in Spanish."""
    worded = {}
    for language in LANGUAGES:
        page.goto(address + place(language, "compared/waiting.md"))
        text = "all => all.map(one => one.textContent)"
        worded[language] = page.eval_on_selector_all("data.measured", text)
    assert any(re.search(r"×\d\.\d", text) for text in worded["en"])
    assert any(re.search(r"×\d,\d", text) for text in worded["es"])
    assert not any(re.search(r"\d\.\d", text) for text in worded["es"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_claims_are_elements_with_a_verdict(page, address, project, language):
    """The ledger has every claim of the examples, by its id, with one of the five verdicts."""
    page.goto(address + place(language, "claims.md"))
    shown = dict(
        page.eval_on_selector_all(".claim", "all => all.map(one => [one.id, one.dataset.verdict])")
    )
    claims = {side.claim for e in checks.check(project).values() for side in e.sides}
    assert set(shown) == claims
    assert set(shown.values()) <= VERDICTS
    index = json.loads(page.request.get(f"{address}/data/index.json").text())
    assert shown == index["verdicts"]


@pytest.mark.parametrize("source", PAGES)
def test_language_switch_keeps_page_and_section(page, address, source):
    """The language link leads to the same page and the same section, there and back."""
    start = address + place("en", source)
    page.goto(start)
    section = page.locator("article :is(h1, h2)[id]").last.get_attribute("id")
    page.goto(f"{start}#{section}")
    page.click(".language-link")
    page.wait_for_url(f"{address}{place('es', source)}#{section}")
    assert page.locator(f'[id="{section}"]').count() == 1
    page.click(".language-link")
    page.wait_for_url(f"{start}#{section}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("source", PAGES)
def test_links_lead_somewhere(page, address, language, source):
    """Every link and download of a page exists, records and programs included."""
    page.goto(address + place(language, source))
    found = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    inside = {urljoin(link, urlsplit(link).path) for link in found if link.startswith(address)}
    assert any("/data/" in link or "/method/" in link for link in inside)
    missing = [link for link in inside if page.request.get(link).status != 200]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("source", PAGES)
def test_frozen_records_are_marked_on_every_page(page, address, language, source):
    """Each page of a site from frozen records says that its figures are example data."""
    page.goto(address + place(language, source))
    notice = l10n.load(language).words("site.example_data")
    assert page.locator(".example-data").inner_text() == notice


@pytest.mark.parametrize("width", [1280, 390, 360])
@pytest.mark.parametrize("source", PAGES)
def test_nothing_leaves_the_screen(page, address, source, width):
    """No page scrolls sideways, on a phone neither."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + place("es", source))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_root_sends_the_reader_on(browser, address):
    """The root follows the browser's language, and is two plain links without scripts."""
    for locale, language in (("es-MX", "es"), ("en-GB", "en"), ("fr-FR", "en")):
        with browser.new_context(locale=locale) as context:
            page = context.new_page()
            page.goto(f"{address}/")
            page.wait_for_url(f"{address}/{language}/")
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/")
        links = page.eval_on_selector_all("a", "all => all.map(one => one.getAttribute('href'))")
        assert links == ["en/", "es/"]


def test_pages_read_without_scripts(browser, address):
    """Text, chart and table are there without scripts."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address + place("en", "compared/waiting.md"))
        assert page.locator("svg.chart text").count() > 4
        page.click("details.figures summary")
        assert page.locator("details.figures table tbody tr").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_chart_follows_the_scheme(browser, address, scheme):
    """The chart's text has the page's ink, on light and on dark pages."""
    with browser.new_context(color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(address + place("en", "compared/waiting.md"))
        page.wait_for_load_state("networkidle")
        colours = page.evaluate(
            """() => [getComputedStyle(document.querySelector('h1')).color,
                      getComputedStyle([...document.querySelectorAll('svg.chart text')]
                        .find(t => /ms$/.test(t.textContent))).fill]"""
        )
        assert colours[0] == colours[1]


@pytest.mark.parametrize(("language", "term"), [("en", "thread"), ("es", "hilos")])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_definition_is_reached_by_keyboard(browser, address, language, term, width):
    """Tab shows it below its line, on the screen, without scripts; Enter leads to the glossary."""
    with browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 900}
    ) as context:
        page = context.new_page()
        page.goto(address + place(language, "models/threads.md"))
        link = page.locator("a.term", has_text=term).first
        bubble = "e => { const s = getComputedStyle(e, '::after'); return [s.content, s.display] }"
        assert link.evaluate(bubble)[0] == "none"
        before = page.evaluate("document.documentElement.scrollWidth")
        previous = link.evaluate_handle(
            """e => { const stops = 'a[href], button, input, [tabindex]';
                      const all = [...document.querySelectorAll(stops)];
                      return all[all.indexOf(e) - 1] }"""
        )
        previous.as_element().focus()
        page.keyboard.press("Tab")
        assert link.evaluate("e => e === document.activeElement")
        title = link.get_attribute("title")
        assert len(title) > 20
        assert link.evaluate(bubble) == [f'"{title}"', "block"]
        assert page.evaluate("document.documentElement.scrollWidth") == before
        page.keyboard.press("Enter")
        page.wait_for_url("**/glossary/#thread")
        assert title in page.locator("#thread").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_lead_to_entries(page, address, language):
    """Every link from a word has its entry, whose words are the link's title."""
    page.goto(address + place(language, "glossary.md"))
    entries = dict(
        page.eval_on_selector_all(
            "dl.glossary > div", "all => all.map(e => [e.id, e.querySelector('dd').textContent])"
        )
    )
    assert len(entries) > 60
    found = 0
    for source in PAGES:
        page.goto(address + place(language, source))
        links = page.eval_on_selector_all(
            "a.term", "all => all.map(e => [new URL(e.href).hash.slice(1), e.title])"
        )
        assert [link for link in links if entries.get(link[0]) != link[1]] == []
        found += len(links)
    assert found > 300
    assert page.locator("a.term :is(a, code), a a.term, code .term, :is(h1, h2) .term").count() == 0


def test_claims_of_a_source_are_in_the_ledger(page, address):
    """Each claim that a source names stands in the ledger with the same verdict."""
    page.goto(f"{address}/en/claims/")
    ledger = dict(
        page.eval_on_selector_all(".claim", "all => all.map(e => [e.id, e.dataset.verdict])")
    )
    page.goto(f"{address}/en/sources/")
    said = page.eval_on_selector_all(
        ".source-claims li",
        """all => all.map(e => [new URL(e.querySelector('a').href).hash.slice(1),
             e.querySelector('.verdict').className.split('--')[1]])""",
    )
    assert {claim for claim, _ in said} == set(ledger)
    assert [one for one in said if ledger[one[0]] != one[1]] == []


def test_what_ran_is_a_table_that_a_phone_can_scroll(page, address):
    """Its names stay in view while the figures are scrolled to; the page itself doesn't move."""
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(f"{address}/es/what-ran/")
    table = page.locator(".scrolls.ran")
    assert table.locator("tbody").count() == len(
        list((DOCS.parent / "examples").glob("*/experiment.toml"))
    )
    head = table.locator("th[scope=row]").first
    before = head.bounding_box()["x"]
    table.evaluate("e => { e.scrollLeft = 200 }")
    assert table.evaluate("e => e.scrollLeft") == 200
    assert abs(head.bounding_box()["x"] - before) < 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_no_address_is_invented(page, address):
    """Without SITE_URL and REPO_URL there is no canonical link and no edit link."""
    page.goto(f"{address}/en/method/")
    assert page.locator('link[rel="canonical"], link[hreflang]').count() == 0
    assert page.locator(".md-content__button").count() == 0


def test_spanish_reference_has_spanish_titles(page, address):
    """The reference's section titles are Spanish, its docstrings are marked as English."""
    page.goto(address + place("es", "reference/package.md"))
    titles = page.locator(".doc-section-title").all_inner_texts()
    assert titles
    assert not [
        title for title in titles if title.strip() in ("Parameters:", "Returns:", "Raises:")
    ]
    assert page.locator('[lang="en"] p').count() > 10


def test_a_timeline_plays_on_demand(page, address):
    """The whole picture stands there; played, it is drawn from the left, and stops when told."""
    page.goto(f"{address}/en/")
    button = page.locator(".play button").first
    run = page.locator("svg.timeline").first.locator("g.run").first
    assert run.get_attribute("clip-path") is None
    button.click()
    assert button.inner_text() == "Stop"
    page.wait_for_function(
        "() => document.querySelector('svg.timeline clipPath rect').getAttribute('width') > 20"
    )
    assert run.get_attribute("clip-path")
    button.click()
    assert button.inner_text() == "Play slowly"
    page.locator(".play input").first.fill("1000")
    assert run.get_attribute("clip-path") is None


def test_nothing_moves_by_itself_where_motion_is_unwelcome(browser, address):
    """With reduced motion there is no button; the slider still shows any moment of the run."""
    with browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(f"{address}/es/")
        assert page.locator(".play button").first.is_hidden()
        page.locator(".play input").first.fill("500")
        shown = page.locator("svg.timeline clipPath rect").first.get_attribute("width")
        assert 180 < float(shown) < 195


def test_timelines_need_no_script(browser, address):
    """Without scripts there is no control and nothing is hidden."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/en/")
        assert page.locator("svg.timeline").count() == 2
        assert page.locator(".play, svg.timeline [clip-path]").count() == 0
        page.locator("details.figures summary").first.click()
        assert page.locator("details.figures table").first.is_visible()


def test_the_gallery_shows_each_kind_light_and_dark(page, address):
    """Each picture stands twice, on a light page and on a dark one, in its own colours."""
    page.goto(f"{address}/en/contribute/gallery/")
    assert page.locator(".gallery").count() >= 7
    assert page.locator(".gallery svg").count() == 2 * page.locator(".gallery").count()
    papers = page.locator(".gallery").first.locator(".gallery-page")
    colours = [paper.evaluate("e => getComputedStyle(e).backgroundColor") for paper in papers.all()]
    inks = [
        paper.locator("text.time").first.evaluate("e => getComputedStyle(e).fill")
        for paper in papers.all()
    ]
    assert len(set(colours)) == len(set(inks)) == 2


def test_built_pictures_are_small(frozen_site):
    """What is really published: a chart has at most 12 KB, a timeline 30."""
    sizes = {"chart": [], "timeline": []}
    for page in frozen_site.rglob("*.html"):
        for kind, svg in re.findall(
            r'(?s)(?=<svg class="(chart|timeline)")(<svg.*?</svg>)', page.read_text("utf-8")
        ):
            sizes[kind].append(len(svg.encode()))
    assert min(len(those) for those in sizes.values()) > 10
    assert max(sizes["chart"]) <= 12 * 1024
    assert max(sizes["timeline"]) <= 30 * 1024
