"""The chooser: every combination of answers has one end, and no advice contradicts the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from concurrency_measured import chooser, l10n, pages, pipeline, tables
from concurrency_measured.errors import PageError
from concurrency_measured.material import Material
from concurrency_measured.model import (
    ClaimKind,
    Decision,
    Model,
    Side,
    Verdict,
    VerdictKind,
)
from concurrency_measured.project import Project
from tinysite_project import ROOT

DOCS = ROOT / "docs"
REAL = chooser.read(DOCS)
LOCALES = [l10n.load("en"), l10n.load("es")]
HEAD = '[questions]\nwork = ["waiting", "computing"]\nclient = ["yes", "no"]\n'
ADVICE = """
[advice.{name}]
model = "{name}"
when = [{{ {when} }}]
page = "threads.md#top"
chart = "threads.md#experiment-pausing/many"
example = "pausing/one.py"
[advice.{name}.claims]
a-claim = "holds"
"""
WAITING = ADVICE.format(name="threads", when='work = ["waiting"]')
COMPUTING = ADVICE.format(name="processes", when='work = ["computing"]')
LEDGER = (
    "# Threads { #top }\n\n/// chooser | which-one\n///\n\n/// experiment | pausing/many\n///\n"
)
SHOWN = "\n/// advice | threads\n///\n\n/// advice | processes\n///\n"
KNOWN = {"claim": {"a-claim"}, "example": {"pausing/one.py"}}


def verdict(kind: VerdictKind, **conditions: VerdictKind) -> Verdict:
    """Return a verdict on `a-claim`, with one decision under each condition."""
    side = Side("a-claim", "waiting", ClaimKind.SPEEDUP, "with_threads", 1.5)
    decisions = [Decision(replace(side, when=when), found) for when, found in conditions.items()]
    return Verdict("a-claim", kind, tuple(decisions))


def advice(claims: dict[str, VerdictKind]) -> chooser.Advice:
    """Return advice that takes these claims for granted."""
    return chooser.Advice(
        model=Model.THREADS,
        when=[{}],
        page="models/threads.md#daemon",
        chart="index.md#timeline-waiting",
        example="waiting/with_threads.py",
        claims=claims,
    )


# --- answers ------------------------------------------------------------------------------------


def test_every_combination_of_answers_has_one_end():
    """Five questions at most, and whatever is answered leads to exactly one piece of advice."""
    assert 1 < len(REAL.questions) <= 5
    ends = [[n for n, a in REAL.advice.items() if a.fits(c)] for c in REAL.combinations()]
    assert len(ends) == 72
    assert {len(those) for those in ends} == {1}
    assert {those[0] for those in ends} == set(REAL.advice)


def test_answers_that_are_missing_may_be_any(tmp_path):
    """Advice is possible while what was answered so far doesn't speak against it."""
    (tmp_path / chooser.FILE).write_text(HEAD + WAITING + COMPUTING, encoding="utf-8")
    threads = chooser.read(tmp_path).advice["threads"]
    assert threads.fits({})
    assert threads.fits({"client": "no"})
    assert not threads.fits({"client": "no", "work": "computing"})


def test_pages_without_a_chooser_have_an_empty_one(tmp_path):
    """It is no duty."""
    assert chooser.read(tmp_path).advice == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (HEAD + WAITING, "no advice for work computing, client yes"),
        (
            HEAD + WAITING + COMPUTING.replace("computing", "waiting"),
            "threads and processes for work waiting",
        ),
        (
            HEAD + WAITING + COMPUTING + ADVICE.format(name="asyncio", when='client = ["no"]'),
            "threads and asyncio for work waiting, client no",
        ),
        (HEAD + WAITING + COMPUTING.replace('["comp', '["conf'), "work = 'confuting'"),
        (HEAD + WAITING + COMPUTING.replace("{ work", "{ walk"), "walk = 'computing'"),
        (HEAD + 'a = ["x"]\nb = ["x"]\nc = ["x"]\nd = ["x"]\n', "6 questions"),
        (HEAD + WAITING.replace('"holds"', '"perhaps"'), "perhaps"),
        (HEAD + WAITING.replace("model", "modell"), "modell"),
        ("questions = [", "Invalid"),
    ],
)
def test_what_leads_nowhere_is_refused(tmp_path, text, found):
    """Answers without an end or with two, unknown ones, too many questions, unknown keys."""
    (tmp_path / chooser.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(PageError) as caught:
        chooser.read(tmp_path)
    assert found in caught.value.found
    assert caught.value.where.endswith(chooser.FILE)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("", "", ""),
        ("pausing/one.py", "pausing/two.py", "the example 'pausing/two.py' of 'threads'"),
        ("a-claim", "no-claim", "the claim 'no-claim' of 'threads'"),
        ("threads.md#top", "thread.md", "the page 'thread.md' of 'threads'"),
        ("#top", "#bottom", "'threads.md#bottom' of 'threads'"),
        ("pausing/many", "pausing/few", "'threads.md#experiment-pausing/few' of 'threads'"),
        ("| processes", "| process", "the chooser without the advice 'processes'"),
    ],
)
def test_what_advice_names_exists(tmp_path, before, after, found):
    """Example, claim, page, section and figure are there, and so is each advice on the page."""
    toml, page = ((HEAD + WAITING + COMPUTING), LEDGER + SHOWN)
    if before in toml:
        toml = toml.replace(before, after)
    else:
        page = page.replace(before, after)
    (tmp_path / chooser.FILE).write_text(toml, encoding="utf-8")
    tree = tmp_path / "en"
    tree.mkdir()
    (tree / "threads.md").write_text(page, encoding="utf-8")
    asked = chooser.read(tmp_path)
    if not found:
        chooser.check(asked, tmp_path, tree, KNOWN)
        return
    with pytest.raises(PageError) as caught:
        chooser.check(asked, tmp_path, tree, KNOWN)
    assert caught.value.found.startswith(found)


# --- advice and the ledger ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def material(project: Project) -> Material:
    """What the frozen records give."""
    return pipeline.frozen(project, ROOT / "tests" / "records")


@pytest.mark.parametrize("name", REAL.advice)
def test_no_advice_contradicts_the_frozen_ledger(material, name):
    """What it takes for granted came out so, or is open."""
    assert REAL.advice[name].claims
    assert REAL.advice[name].contradicted(material.verdicts) == []


@pytest.mark.parametrize("name", REAL.advice)
def test_a_verdict_turned_round_contradicts(material, name):
    """The check above can fail, by each of the claims."""
    opposite = {VerdictKind.HOLDS: VerdictKind.DOES_NOT_HOLD}
    for key, expected in REAL.advice[name].claims.items():
        other = opposite.get(expected, VerdictKind.HOLDS)
        claim = key.partition("/")[0]
        found = material.verdicts[claim]
        turned = tuple(replace(decision, kind=other) for decision in found.decisions)
        verdicts = material.verdicts | {claim: replace(found, kind=other, decisions=turned)}
        assert key in REAL.advice[name].contradicted(verdicts)


@pytest.mark.parametrize(
    ("kind", "contradicted"),
    [
        (VerdictKind.HOLDS, False),
        (VerdictKind.UNDECIDED, False),
        (VerdictKind.NOT_RUN_HERE, False),
        (VerdictKind.DEPENDS, True),
        (VerdictKind.DOES_NOT_HOLD, True),
    ],
)
def test_what_is_open_contradicts_nobody(kind, contradicted):
    """Only a decided verdict that is another one does."""
    found = advice({"a-claim": VerdictKind.HOLDS}).contradicted({"a-claim": verdict(kind)})
    assert found == (["a-claim"] if contradicted else [])


def test_one_condition_is_judged_by_itself():
    """Of a claim that depends, advice may take one condition for granted."""
    sides = {"few": VerdictKind.DOES_NOT_HOLD, "many": VerdictKind.HOLDS}
    found = {"a-claim": verdict(VerdictKind.DEPENDS, **sides)}
    assert chooser.judge("a-claim", found) is VerdictKind.DEPENDS
    assert chooser.judge("a-claim/many", found) is VerdictKind.HOLDS
    assert chooser.judge("a-claim/few", found) is VerdictKind.DOES_NOT_HOLD
    assert chooser.judge("nobody", found) is VerdictKind.NOT_RUN_HERE


# --- what is shown ------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", LOCALES, ids=lambda one: one.language)
def test_a_contradiction_is_said_plainly(locale):
    """The advice says at its head that it came out otherwise, and marks the claim."""
    rests = advice({"a-claim": VerdictKind.HOLDS, "b-claim": VerdictKind.DOES_NOT_HOLD})
    said = {"a-claim": "One &amp; <em>two</em>.", "b-claim": "Three."}
    for kind in VerdictKind:
        verdicts = {"a-claim": verdict(kind), "b-claim": verdict(VerdictKind.DOES_NOT_HOLD)}
        html = tables.evidence("threads", rests, verdicts, said, locale)
        otherwise = kind in (VerdictKind.DEPENDS, VerdictKind.DOES_NOT_HOLD)
        assert (locale.words("chooser.otherwise") in html) is otherwise
        assert html.count('class="otherwise"') == otherwise
        assert f'data-verdict="{kind}"' in html
        assert locale.words(f"verdict.{kind}") in html
        assert "One &amp; <em>two</em>." in html


@pytest.mark.parametrize("locale", LOCALES, ids=lambda one: one.language)
def test_links_go_to_the_page_and_to_the_figure(locale):
    """Both in the language of the page, and the claim to its row of the ledger."""
    rests = advice({"a-claim": VerdictKind.HOLDS})
    html = tables.evidence("threads", rests, {}, {"a-claim": "One."}, locale)
    assert f'"site-root:{locale.language}/models/threads/#daemon"' in html
    assert f'"site-root:{locale.language}/#timeline-waiting"' in html
    assert f'"site-root:{locale.language}/claims/#a-claim"' in html


@pytest.mark.parametrize("locale", LOCALES, ids=lambda one: one.language)
def test_the_table_has_all_ways(locale):
    """One row for each way, and every question with every answer in the form."""
    html = tables.chooser(REAL, locale)
    assert html.count("<tr data-advice=") == sum(len(a.when) for a in REAL.advice.values())
    assert html.count('type="radio"') == sum(map(len, REAL.questions.values()))
    assert html.count("<legend>") == len(REAL.questions)


def test_the_ledger_says_every_claim_in_every_language(project):
    """Bold words begin each claim's block, so that advice can quote them."""
    for language in project.languages:
        ledger = (project.docs / language / pages.LEDGER).read_text("utf-8")
        said = pages.sentences([project.docs / language])
        assert set(said) == set(re.findall(r"^/// claim \| (\S+)", ledger, re.M))


# --- in a browser ---------------------------------------------------------------------------------


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a fresh profile that fails on errors."""
    with browser.new_context(viewport={"width": 390, "height": 900}) as context:
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        assert errors == []


def title(page: Page, name: str, language: str = "en") -> str:
    """Return the title of a piece of advice."""
    return l10n.load(language).words(f"chooser.advice.{name}")


def chosen(page: Page) -> str:
    """Return the title of the result, or nothing."""
    return "".join(page.locator(".chosen[aria-live] h3").all_inner_texts())


def tab_to(page: Page, question: str) -> bool:
    """Press Tab until a question has the focus; return whether it ever has."""
    for _ in range(200):  # the navigation comes first
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name ?? ''") == question:
            return True
    return False


@pytest.mark.browser
def test_keys_alone_lead_to_the_answer(page, address):
    """Tab, arrows and space go from the first question to the result; the focus can be seen."""
    page.goto(f"{address}/en/which-one/")
    assert page.locator(".chooser fieldset:visible").count() == 1
    assert tab_to(page, "work")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) != "none"
    page.keyboard.press("Space")
    assert page.locator(".chosen").inner_text().startswith("Still possible:")
    assert tab_to(page, "many")
    page.keyboard.press("ArrowDown")
    assert tab_to(page, "data")
    page.keyboard.press("Space")
    assert chosen(page) == ""
    assert tab_to(page, "client")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.querySelector('.chosen h3')")
    assert chosen(page) == title(page, "threads")
    result = page.locator(".chosen")
    assert result.locator(".verdict").count() == len(REAL.advice["threads"].claims)
    assert result.locator("a[download]").count() == 1
    assert page.locator("[id='advice-threads']").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_without_its_script_no_question_is_asked(page, address):
    """The check above can fail: without the script no key reaches a question."""
    page.route("**/chooser.js", lambda route: route.fulfill(body=""))
    page.goto(f"{address}/en/which-one/")
    assert not tab_to(page, "work")


@pytest.mark.browser
def test_the_address_holds_the_answers(page, address):
    """It restores them, the way back takes them away one by one, another language keeps them."""
    page.goto(f"{address}/en/which-one/")
    for question, answer in (("work", "computing"), ("many", "some"), ("task", "longer")):
        page.check(f"[name={question}][value={answer}]")
    page.check("[name=data][value=shared]")
    page.check("[name=data][value=apart]")  # takes the place of the one before
    ending = "#work=computing&many=some&task=longer&data=apart"
    page.wait_for_url(f"**/which-one/{ending}")
    assert chosen(page) == title(page, "processes")
    page.reload()
    assert chosen(page) == title(page, "processes")
    page.click(".language-link")
    page.wait_for_url(f"**/es/which-one/{ending}")
    assert chosen(page) == title(page, "processes", "es")
    page.go_back()
    page.go_back()
    page.wait_for_url("**/en/which-one/#work=computing&many=some&task=longer")
    page.wait_for_function("!document.querySelector('.chosen h3')")
    assert page.locator("[name=task]:checked").get_attribute("value") == "longer"
    assert page.locator("[name=data]:checked").count() == 0
    page.click(".chooser button")
    assert page.locator(".chooser :checked").count() == 0
    assert page.locator(".chooser fieldset:visible").count() == 1


@pytest.mark.browser
def test_the_script_and_the_table_agree(page, address):
    """Every combination of answers in the address shows the advice that the data give."""
    page.goto(f"{address}/es/which-one/")
    for answers in REAL.combinations():
        wanted = next(name for name, one in REAL.advice.items() if one.fits(answers))
        state = "&".join(f"{question}={answer}" for question, answer in answers.items())
        page.evaluate(
            "state => new Promise(done => { addEventListener('hashchange', done, {once: true});"
            " location.hash = state })",
            state,
        )
        assert chosen(page) == title(page, wanted, "es"), state


@pytest.mark.browser
def test_without_scripts_there_is_the_table(browser, address):
    """All ways and all advice stand there, and nothing that would need the script."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/en/which-one/")
        assert page.locator(".chooser form").is_hidden()
        rows = page.locator(".decisions tbody tr")
        assert rows.count() == sum(len(one.when) for one in REAL.advice.values())
        assert rows.first.is_visible()
        for name in REAL.advice:
            assert page.locator(f"#advice-{name}").is_visible()


@pytest.mark.browser
def test_other_pages_do_not_load_the_script(frozen_site: Path):
    """Only the page with the chooser does."""
    loading = [
        file.parent.relative_to(frozen_site).as_posix()
        for file in frozen_site.rglob("*.html")
        if "assets/chooser.js" in file.read_text("utf-8")
    ]
    assert sorted(loading) == ["en/which-one", "es/which-one"]
