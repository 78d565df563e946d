"""Pages, glossary and sources → About: what pages on the site itself are made from, but records.

Those pages say again what stands elsewhere: a claim's sentence is the ledger's, a term's definition
the glossary's, an experiment's place the page that shows it. Reads nothing but what is handed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from concurrency_measured.l10n import SOURCE
from concurrency_measured.sources import Source
from concurrency_measured.translations import PartKind, Term, Tree, Trees, read_terms

LEDGER = "claims.md"
SHOWING = {"example", "experiment", "heartbeat", "map", "timeline"}
"""Blocks by which a page shows an experiment; their arguments begin with its name."""
EVERYTHING = ("contribute/", "reference/")
"""Pages that show any experiment, and explain none."""
_CLAIM = re.compile(r"^/{3,} claim \| ([\w-]+)\n\s*\*\*(.+?)\*\*", re.M | re.S)


@dataclass(frozen=True)
class Place:
    """A page, by its path below the language's folder, and its title."""

    page: str
    title: str


@dataclass(frozen=True)
class About:
    """What the pages about this site are made from, in one language.

    Attributes:
        terms: The glossary.
        sources: By id.
        sentences: What each claim of the ledger says, as Markdown, by its id.
        places: The pages that show an experiment, by its name; the one that shows most of it first.
    """

    terms: tuple[Term, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)


def of(trees: Trees, sources: Mapping[str, Source], language: str) -> About:
    """Return what there is in a language; what its tree lacks is taken from the English one."""
    own = next((tree for tree in trees.others if tree.language == language), trees.english)
    both = {SOURCE: trees.english, language: own}
    ledger = own.texts.get(LEDGER) or trees.english.texts.get(LEDGER, "")
    sentences = {claim: " ".join(said.split()) for claim, said in _CLAIM.findall(ledger)}
    return About(read_terms(trees.glossary), sources, sentences, _places(both, language))


def _places(both: Mapping[str, Tree], language: str) -> dict[str, tuple[Place, ...]]:
    shown: dict[str, dict[str, int]] = {}
    for page, name in _blocks(both[SOURCE]):
        pages = shown.setdefault(name, {})
        pages[page] = pages.get(page, 0) + 1
    return {
        name: tuple(
            Place(page, _title(both, language, page))
            for page in sorted(pages, key=lambda page: (-pages[page], page))
        )
        for name, pages in shown.items()
    }


def _blocks(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield each page that shows an experiment, and the experiment's name, block by block."""
    for page, parsed in tree.pages.items():
        if page.startswith(EVERYTHING):
            continue
        for part in (part for section in parsed.sections for part in section.parts):
            block, _, argument = part.name.partition(" | ")
            if part.kind is PartKind.BLOCK and block in SHOWING:
                yield page, argument.split("/")[0]


def _title(both: Mapping[str, Tree], language: str, page: str) -> str:
    """Return the title of a page in the language, or the English one where it lacks the page."""
    found = both[language].pages.get(page) or both[SOURCE].pages[page]
    return next((section.title for section in found.sections if section.level == 1), page)
