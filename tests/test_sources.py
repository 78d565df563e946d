"""Who says what: each claim has a source, each source a claim; what is known of it is shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from concurrency_measured import catalog, l10n, sources, tables
from concurrency_measured.errors import PageError
from concurrency_measured.model import Verdict, VerdictKind
from tinysite_project import ROOT

EN, ES = l10n.load("en"), l10n.load("es")
FILE = """\
[ada]
title = "On <b>engines</b>"
author = "Ada"
language = "es"
dated = 2024-07-20
address = "https://example.org/?a&b"
licence = "CC0"
quotes = [{ title = "Plain" }, { title = "Linked", address = "https://example.org/quoted" }]
claims = ["one", "two"]

[often-heard]
claims = ["two", "three"]
"""


def docs(folder: Path, text: str) -> Path:
    """Return a folder of pages with these sources."""
    (folder / sources.FILE).write_text(text, encoding="utf-8")
    return folder


def test_sources_are_read(tmp_path):
    """In their order, by id, with all that is known; what isn't known is empty."""
    found = sources.read(docs(tmp_path, FILE))
    assert list(found) == ["ada", "often-heard"]
    assert found["ada"].id == "ada"
    assert found["ada"].dated == date(2024, 7, 20)
    assert [quoted.title for quoted in found["ada"].quotes] == ["Plain", "Linked"]
    assert found["often-heard"] == sources.Source(("two", "three"), id="often-heard")
    assert [source.id for source in sources.of("two", found.values())] == ["ada", "often-heard"]
    assert sources.of("four", found.values()) == ()


def test_without_a_file_there_are_none(tmp_path):
    """A project may have no sources; then no claim needs one."""
    assert sources.read(tmp_path) == {}
    sources.check(tmp_path, ["one"])


def test_what_fits_is_no_fault(tmp_path):
    """Each claim has a source and each source claims."""
    sources.check(docs(tmp_path, FILE), ["one", "two", "three"])


@pytest.mark.parametrize(
    ("text", "claims", "message"),
    [
        (FILE, ["one", "two", "three", "four"], r"the claim 'four', which no source has"),
        (FILE, ["one", "two"], r"\[often-heard\] with the unknown claim 'three'"),
        (
            FILE.replace('["two", "three"]', "[]"),
            ["one", "two"],
            r"\[often-heard\] without a claim",
        ),
        (FILE.replace('"one", ', '"two", '), ["two", "three"], r"\[ada\] with 'two' twice"),
        (FILE.replace("author", "autor"), ["one"], r"can't be read .*autor"),
        (FILE.replace("[ada]", "[ada"), ["one"], r"can't be read"),
    ],
)
def test_faults_are_named(tmp_path, text, claims, message):
    """A claim without a source, a source without claims, a slip of the pen."""
    with pytest.raises(PageError, match=message) as caught:
        sources.check(docs(tmp_path, text), claims)
    assert caught.value.where.endswith(f"/{sources.FILE}")


def test_the_real_sources_fit_the_real_claims():
    """No claim of this project is without a source."""
    claims = {side.claim for e in catalog.load(ROOT / "examples") for side in e.sides}
    sources.check(ROOT / "docs", claims)
    with pytest.raises(PageError, match="no source has"):
        sources.check(ROOT / "docs", claims | {"nobody-says-this"})


# --- what a reader sees ------------------------------------------------------------------------


@pytest.fixture
def ada(tmp_path) -> sources.Source:
    """A source of which everything is known."""
    return sources.read(docs(tmp_path, FILE))["ada"]


def test_a_source_has_a_short_name(ada):
    """Its author, else its title in the language's marks, else what nobody in particular says."""
    nameless = sources.Source(("one",), title="On engines")
    assert tables.source_name(ada, EN) == "Ada"
    assert tables.source_name(nameless, EN) == "“On engines”"
    assert tables.source_name(nameless, ES) == "«On engines»"
    assert tables.source_name(sources.Source(("one",)), EN) == EN.words("source.heard")


def test_facts_are_shown_and_nothing_is_injected(ada):
    """Title, author, language, day and licence, in words of the language; links as links."""
    english, spanish = tables.source_facts(ada, EN), tables.source_facts(ada, ES)
    assert '<a href="https://example.org/?a&amp;b"><cite lang="es">On &lt;b&gt;' in english
    assert all(fact in english for fact in ("Ada", "Spanish", "20 July 2024", "CC0"))
    assert all(fact in spanish for fact in ("español", "20 de julio de 2024"))
    assert '<a href="https://example.org/quoted">Linked</a>' in english
    assert '<dd class="fact">Plain</dd>' in english


def test_what_is_not_known_is_left_out():
    """No author, no day; but that there is no licence is said. Hearsay has no facts at all."""
    plain = tables.source_facts(sources.Source(("one",), title="On engines"), EN)
    assert plain.count("<dt>") == 2
    assert EN.words("source.no_licence") in plain
    assert tables.source_facts(sources.Source(("one",)), EN) == ""


def test_claims_lead_to_the_ledger_with_their_verdicts(ada):
    """Each with its verdict, its sentence and its place; how many of each verdict there are."""
    verdicts = {
        "one": Verdict("one", VerdictKind.HOLDS, ()),
        "two": Verdict("two", VerdictKind.NOT_RUN_HERE, ()),
        "three": Verdict("three", VerdictKind.HOLDS, ()),
    }
    html = tables.source_claims(ada, verdicts, {"one": "`x` < y *is* so"}, ES)
    assert 'href="site-root:es/claims/#one"><code>x</code> &lt; y *is* so</a>' in html
    assert 'href="site-root:es/claims/#two"><code>two</code></a>' in html
    assert "#three" not in html
    assert "se cumple: 1, no ejecutado aquí: 1)" in html
    assert html.count("verdict--holds") == 1
    assert "verdict--not-run-here" in html


def test_a_claim_that_nothing_decided_is_not_listed(ada):
    """Where an experiment has no record its claims have no verdict."""
    assert "<li>" not in tables.source_claims(ada, {}, {}, EN)
