"""What pages on the site itself say again: sentences of claims, where an experiment is shown."""

from __future__ import annotations

from concurrency_measured import about
from concurrency_measured.about import Place
from concurrency_measured.sources import Source
from concurrency_measured.translations import Tree, Trees

LEDGER = "# L { #l }\n\n/// claim | one\n**A *b*\nc.** More.\n\n*Who says so:* **nobody**.\n///\n"
SHOWS = "# On `x` { #x }\n\n/// experiment | waiting/many\n///\n\n/// example | waiting/a.py\n///\n"
ONCE = "# Once { #once }\n\n/// timeline | waiting\nWords.\n///\n\n/// claim | waiting\nNo.\n///\n"
GLOSSARY = '[lock]\nterm = "lock"\ndefinition = "It locks."\n'
ENGLISH = {
    "claims.md": LEDGER,
    "b/shows.md": SHOWS,
    "a/once.md": ONCE,
    "contribute/gallery.md": SHOWS * 9,
}


def trees(**spanish: str) -> Trees:
    """Return the pages of two languages."""
    own = {name.replace("_", "/") + ".md": text for name, text in spanish.items()}
    return Trees(Tree("en", ENGLISH), (Tree("es", own),), glossary=GLOSSARY)


def test_sentences_are_the_ledgers():
    """The bold words that a claim's block begins with, on one line."""
    assert about.of(trees(), {}, "en").sentences == {"one": "A *b* c."}
    own = about.of(trees(claims=LEDGER.replace("A *b*", "Una")), {}, "es")
    assert own.sentences == {"one": "Una c."}


def test_a_language_without_a_ledger_has_the_english_one():
    """What a tree lacks is shown in English, on these pages too."""
    assert about.of(trees(), {}, "es").sentences == {"one": "A *b* c."}


def test_places_are_the_pages_that_show_an_experiment():
    """The one that shows most comes first; a gallery explains nothing, a claim shows nothing."""
    places = about.of(trees(b_shows="# Sobre x { #x }\n"), {}, "es").places
    assert places == {"waiting": (Place("b/shows.md", "Sobre x"), Place("a/once.md", "Once"))}


def test_terms_and_sources_are_passed_on():
    """The glossary is read; sources are as they were."""
    given = {"ada": Source(("one",))}
    found = about.of(trees(), given, "en")
    assert found.sources is given
    assert [term.key for term in found.terms] == ["lock"]
