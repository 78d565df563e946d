"""The ledger in a real browser: its counts, its filter, its address, and all of it without scripts.

What must have its row there is a matter of `checks`, and tested here too.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from concurrency_measured import about, checks, l10n, sources, tables
from concurrency_measured.errors import PageError
from concurrency_measured.model import Model, VerdictKind
from tinysite_project import make

LANGUAGES = ("en", "es")
KINDS = [kind.value for kind in VerdictKind]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a fresh profile."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        yield context.new_page()


def shown(page: Page) -> dict[str, dict[str, str]]:
    """Return the rows that can be seen, by claim, with what each says it is about."""
    script = (
        "all => all.filter(one => one.checkVisibility()).map(one => [one.id, {...one.dataset}])"
    )
    return dict(page.eval_on_selector_all("article .claim", script))


def every(page: Page) -> dict[str, dict[str, str]]:
    """Return all rows, seen or not."""
    script = "all => all.map(one => [one.id, {...one.dataset}])"
    return dict(page.eval_on_selector_all("article .claim", script))


def status(page: Page) -> list[int]:
    """Return the two numbers that the live region says."""
    return [int(n) for n in re.findall(r"\d+", page.get_by_role("status").inner_text())]


def query(page: Page) -> str:
    """Return what the address says after the page."""
    return page.url.partition("/claims/")[2]


# --- what stands there -------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_counts_what_stands_below(page, address, language):
    """Each count is that of the rows and of the index, worded; the bar has the same proportions."""
    page.goto(f"{address}/{language}/claims/")
    rows = Counter(row["verdict"] for row in every(page).values())
    index = json.loads(page.request.get(f"{address}/data/index.json").text())["verdicts"]
    assert rows == Counter(index.values())
    locale = l10n.load(language)
    wanted = [locale.count("claims", rows.total())]
    wanted += [locale.count(f"verdict-{kind}", rows[kind]) for kind in KINDS if rows[kind]]
    assert page.locator(".verdict-counts a").all_inner_texts() == wanted
    widths = [part.bounding_box()["width"] for part in page.locator(".verdict-part").all()]
    share = [width / sum(widths) for width in widths]
    assert share == pytest.approx([rows[k] / rows.total() for k in KINDS if rows[k]], abs=0.02)


@pytest.mark.browser
def test_both_languages_count_the_same_on_home_and_ledger(page, address):
    """Four places, one material."""
    told = set()
    for place in ("/en/", "/es/", "/en/claims/", "/es/claims/"):
        page.goto(address + place)
        told.add(
            tuple(
                page.eval_on_selector_all(
                    ".verdicts data", "all => all.map(one => Number(one.value))"
                )
            )
        )
    assert len(told) == 1
    total, *parts = next(iter(told))
    assert total == sum(parts) > 70


@pytest.mark.browser
def test_rows_say_what_they_are_about(page, address, project):
    """Models come from the claims' programs, sources from the file of sources."""
    page.goto(f"{address}/en/claims/")
    rows = every(page)
    assert rows["threads-overlap-waits"]["model"] == "threads"
    assert rows["process-switch-dearer"]["model"] == "threads processes"
    assert rows["asyncio-overlaps-waits"]["model"] == "asyncio"
    said = sources.read(project.docs).values()
    for claim, row in rows.items():
        assert row["source"].split() == [source.id for source in sources.of(claim, said)]
        assert row["source"]
        assert set(row["model"].split()) <= {*Model}
        assert row["model"]


# --- the filter --------------------------------------------------------------------------------


@pytest.mark.browser
def test_the_filter_leaves_what_was_asked_for(page, address):
    """Each choice narrows the rows, the live region counts them, headings without rows go too."""
    page.goto(f"{address}/en/claims/")
    rows = every(page)
    assert shown(page) == rows
    assert status(page) == [len(rows), len(rows)]
    page.get_by_role("combobox", name="Verdict").select_option("does-not-hold")
    wanted = {c for c, row in rows.items() if row["verdict"] == "does-not-hold"}
    assert set(shown(page)) == wanted
    page.get_by_role("combobox", name="Model").select_option("asyncio")
    wanted = {c for c in wanted if "asyncio" in rows[c]["model"].split()}
    assert set(shown(page)) == wanted
    page.get_by_role("combobox", name="Source").select_option("often-heard")
    wanted = {c for c in wanted if rows[c]["source"] == "often-heard"}
    assert set(shown(page)) == wanted
    assert 0 < len(wanted) < 10
    assert status(page) == [len(wanted), len(rows)]
    left = {
        name
        for name in ("threads", "asyncio", "processes", "words", "choosing")
        if page.locator(f"h2#{name}").is_visible()
    }
    assert left == {"asyncio"}
    assert page.locator('.md-nav--secondary a[href="#words"]:visible').count() == 0
    page.get_by_role("button", name="Show all").click()
    assert shown(page) == rows
    assert page.locator("h2#words").is_visible()
    assert page.locator('.md-nav--secondary a[href="#words"]:visible').count() == 1
    assert query(page) == ""


@pytest.mark.browser
def test_the_filter_works_by_keyboard(page, address):
    """Tab reaches the counts and then the choices, a letter chooses, Enter takes all back."""
    page.goto(f"{address}/en/claims/")
    page.locator(".verdict-counts a").last.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "verdict"
    page.keyboard.press("Tab")
    page.keyboard.type("th")
    assert query(page) == "?model=threads"
    assert {"threads" in row["model"].split() for row in shown(page).values()} == {True}
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "source"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert shown(page) == every(page)
    page.locator(".verdict-counts a").nth(1).focus()
    page.keyboard.press("Enter")
    assert {row["verdict"] for row in shown(page).values()} == {"holds"}


@pytest.mark.browser
def test_the_controls_have_names_and_a_group(page, address):
    """A screen reader hears a group with a name, three named choices, and a polite count."""
    page.goto(f"{address}/es/claims/")
    group = page.get_by_role("group", name="Mostrar solo")
    for name in ("Veredicto", "Modelo", "Fuente"):
        assert group.get_by_role("combobox", name=name).count() == 1
    assert group.get_by_role("button", name="Mostrarlas todas").count() == 1
    assert page.get_by_role("status").count() == 1
    assert page.locator(".verdict-bar").get_attribute("aria-hidden") == "true"


# --- the address -------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_restores_what_was_chosen(page, address, language):
    """A filtered ledger can be sent to somebody, and keeps its filter in the other language."""
    page.goto(f"{address}/{language}/claims/?verdict=depends&model=threads&source=fisanotti")
    rows = shown(page)
    assert rows
    for row in rows.values():
        assert row["verdict"] == "depends"
        assert "threads" in row["model"].split()
        assert "fisanotti" in row["source"].split()
    assert page.locator(".ledger-filter select").evaluate_all(
        "all => all.map(one => one.value)"
    ) == [
        "depends",
        "threads",
        "fisanotti",
    ]
    page.click(".language-link")
    page.wait_for_url(re.compile(r"claims/\?verdict=depends&model=threads&source=fisanotti$"))
    assert set(shown(page)) == set(rows)


@pytest.mark.browser
def test_an_address_that_asks_for_nothing_there_is_shows_all(page, address):
    """A model that nobody knows is no reason to show nothing."""
    page.goto(f"{address}/en/claims/?model=actors&verdict=perhaps")
    assert shown(page) == every(page)
    chosen = page.locator(".ledger-filter select")
    assert chosen.evaluate_all("all => all.map(one => one.selectedIndex)") == [0, 0, 0]


@pytest.mark.browser
def test_a_count_on_the_home_page_leads_to_its_claims(page, address):
    """The home page's count opens the ledger at these rows; back and forth keeps up."""
    page.goto(f"{address}/en/")
    page.locator(".verdicts .verdict--depends a").click()
    page.wait_for_url(f"{address}/en/claims/#only-depends")
    assert {row["verdict"] for row in shown(page).values()} == {"depends"}
    assert page.locator(".verdict-counts [aria-current=true]").inner_text().endswith("depend")
    page.locator(".verdict-counts .verdict--holds a").click()
    assert {row["verdict"] for row in shown(page).values()} == {"holds"}
    page.go_back()
    assert {row["verdict"] for row in shown(page).values()} == {"depends"}
    page.locator(".verdict-counts a").first.click()
    assert shown(page) == every(page)


@pytest.mark.browser
def test_a_link_to_a_hidden_row_shows_it(page, address):
    """Whoever follows a link to a claim sees it, whatever the filter says."""
    page.goto(f"{address}/en/claims/?source=often-heard#threads-overlap-waits")
    assert page.locator("#threads-overlap-waits").is_visible()
    assert shown(page) == every(page)
    page.goto(f"{address}/en/claims/?source=kushwaha#threads-overlap-waits")
    assert {"kushwaha" in row["source"].split() for row in shown(page).values()} == {True}


# --- without scripts ---------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_nothing_is_hidden_and_no_control_is_dead(browser, address, language):
    """All rows are shown, there is no form; each count leads to its claims all the same."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/{language}/claims/")
        rows = page.locator("article .claim")
        total = rows.count()
        assert total > 70
        assert visible(page) == total
        assert page.locator("article :is(form, select, button, input):visible").count() == 0
        for link in page.locator(".verdict-counts .verdict a").all():
            link.click()
            kind = page.url.partition("#only-")[2]
            own = page.locator(f'article .claim[data-verdict="{kind}"]')
            assert visible(page) == own.count() == own.locator("visible=true").count() > 0
        page.locator(".verdict-counts a").first.click()
        assert visible(page) == total


def visible(page: Page) -> int:
    """Return how many rows can be seen."""
    return page.locator("article .claim:visible").count()


@pytest.mark.browser
def test_where_the_script_is_lost_it_is_as_without_scripts(page, address):
    """What the checks of the filter see is the script's work; without it all rows are shown."""
    page.route("**/ledger.js", lambda route: route.abort())
    page.goto(f"{address}/en/claims/?verdict=depends")
    assert shown(page) == every(page)
    assert page.locator(".ledger-filter").is_hidden()
    assert page.get_by_role("status").count() == 0


@pytest.mark.browser
def test_the_filter_is_loaded_only_where_it_is_needed(page, address):
    """The script comes with the ledger's head, and stays small."""
    for place, times in (("/en/claims/", 1), ("/en/", 0), ("/en/models/asyncio/", 0)):
        page.goto(address + place)
        assert page.locator('script[src*="ledger"]').count() == times
    assert len(page.request.get(f"{address}/en/assets/ledger.js").body()) < 3000


@pytest.mark.browser
def test_the_filter_is_not_in_the_search(page, address):
    """Who looks for Fisanotti finds pages, not the options of a list."""
    index = json.loads(page.request.get(f"{address}/en/search/search_index.json").text())
    head = [d["text"] for d in index["docs"] if d["location"].startswith("claims/")]
    assert head
    assert not [text for text in head if "Show all" in text]


# --- how it is said ----------------------------------------------------------------------------


def test_verdicts_that_nobody_has_are_left_out():
    """A count of none is no way anywhere; the others are in the order of the verdicts."""
    counts = {VerdictKind.NOT_RUN_HERE: 1, VerdictKind.HOLDS: 2}
    html = tables.verdicts(counts, [Model.THREADS], [], l10n.load("en"), brief=False)
    words = re.findall(r'<a href="#only-([a-z-]+)"><data[^>]*>(.*?)</data>', html)
    assert words == [
        ("all", "3 claims"),
        ("holds", "2 hold"),
        ("not-run-here", "1 not run here"),
    ]
    assert re.findall(r'<select name="(\w+)"', html) == ["verdict", "model"]


def test_sources_are_called_by_author_or_title():
    """Who has a name is called by it; a title has the language's quotation marks."""
    named = sources.Source(("x",), title="T", author="A")
    untitled = msgspec.structs.replace(named, author="")
    es = l10n.load("es")
    assert tables.source_name(named, es) == "A"
    assert tables.source_name(untitled, es) == "«T»"
    assert tables.source_name(sources.Source(("x",)), es) == "Se oye a menudo"


# --- what must stand there ---------------------------------------------------------------------

ROW = "/// claim | a-thread-per-pause"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_claim_without_a_row_stops(tmp_path, language):
    """What an experiment decides has its row in each language's ledger."""
    project = make(tmp_path / "tiny")
    checks.check(project)
    ledger = project.docs / language / about.LEDGER
    text = ledger.read_text("utf-8")
    drop(ledger, ROW)
    with pytest.raises(
        PageError, match="no rows for the claim 'a-thread-per-pause' of pausing"
    ) as e:
        checks.check(project)
    assert e.value.where == f"docs/{language}/claims.md"
    ledger.write_text(text + f"\n{ROW}\nAgain.\n///\n", "utf-8")
    with pytest.raises(PageError, match="2 rows for the claim 'a-thread-per-pause'"):
        checks.check(project)


def test_a_row_without_an_experiment_stops(tmp_path):
    """A ledger names no claim that nothing decides."""
    project = make(tmp_path / "tiny")
    ledger = project.docs / "es" / about.LEDGER
    ledger.write_text(ledger.read_text("utf-8") + "\n/// claim | all-is-well\nX.\n///\n", "utf-8")
    with pytest.raises(PageError, match="the claim 'all-is-well'"):
        checks.check(project)


def test_a_ledger_may_wait_for_its_translation_but_not_for_itself(tmp_path):
    """Where a language has none the English one is shown; English has one."""
    project = make(tmp_path / "tiny")
    (project.docs / "es" / about.LEDGER).unlink()
    checks.check(project)
    (project.docs / "en" / about.LEDGER).unlink()
    with pytest.raises(PageError, match="no rows for the claim"):
        checks.check(project)


def test_an_experiment_that_nobody_sees_stops(tmp_path):
    """Without a claim an experiment stands on a page; with one it has its row."""
    project = make(tmp_path / "tiny")
    file = project.examples / "counting" / "experiment.toml"
    without = file.read_text("utf-8").partition("[[claims")[0] + "[claims]\n"
    file.write_text(without, "utf-8")
    for page in project.docs.rglob("*.md"):
        drop(page, "/// claim | no-thread-per-process")
    checks.check(project)  # it is still shown
    for page in project.docs.rglob("*.md"):
        drop(page, "/// (?:experiment|example) | counting.*")
    with pytest.raises(PageError, match="decides no claim and stands on no page") as caught:
        checks.check(project)
    assert caught.value.where == "examples/counting/experiment.toml"


def drop(page: Path, opening: str) -> None:
    """Take blocks out of a page."""
    block = "^" + opening.replace(" | ", r" \| ") + r"\n(?:.*\n)*?///\n"
    page.write_text(re.sub(block, "", page.read_text("utf-8"), flags=re.M), "utf-8")
