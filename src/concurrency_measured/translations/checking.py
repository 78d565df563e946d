"""Trees → findings, and trees → how far each page is. Reads nothing, writes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from concurrency_measured import pages
from concurrency_measured.translations import catalogues, parity, spelling, staleness, terms
from concurrency_measured.translations.findings import Finding, Kind, Level
from concurrency_measured.translations.parts import Page, Section
from concurrency_measured.translations.spelling import Absent, Speller, Words
from concurrency_measured.translations.terms import Term
from concurrency_measured.translations.trees import GLOSSARY, WORDS, Tree, Trees

Spellers = Callable[[str], Speller]
"""Language → who knows its words; raises `Absent`."""
SUGGESTIONS = 3
SUGGESTED = 12
"""Words that get suggestions; thinking of them is what takes time, and more is another language."""


@dataclass(frozen=True)
class Row:
    """How far a page's translation is.

    Attributes:
        language: The translation.
        page: Path below the language's folder.
        exists: Whether there is one; readers see English where there isn't.
        stale: Ids of the sections whose English has changed.
        unmarked: Ids of the sections that nobody has marked as up to date.
        words: How many words the English page has.
        errors: How many things are wrong with it.
    """

    language: str
    page: str
    exists: bool
    stale: tuple[str, ...]
    unmarked: tuple[str, ...]
    words: int
    errors: int

    @property
    def current(self) -> bool:
        """Whether nothing is left to do."""
        return self.exists and not (self.stale or self.unmarked or self.errors)


def check(trees: Trees, spellers: Spellers = spelling.hunspell) -> list[Finding]:
    """Return all that is to be said of the translations, by file and line."""
    found = [*_shared(trees), *_unreadable(trees.english), *_ids(trees.english)]
    glossary = _terms(trees)
    for tree in trees.others:
        found += _tree(trees, tree, glossary)
        found += _spelling(trees, tree, spellers)
    return sorted(_once(found), key=lambda f: (f.language, f.file, f.line, f.kind, str(f.data)))


def _once(found: list[Finding]) -> list[Finding]:
    """Return findings without those that say the same twice."""
    return list(
        {(f.kind, f.mode, f.file, f.line, f.language, str(f.data)): f for f in found}.values()
    )


def status(trees: Trees, spellers: Spellers = spelling.hunspell) -> list[Row]:
    """Return how far each page of each translation is, English pages in order of their paths."""
    found = check(trees, spellers)
    return [
        _row(tree, name, page, [f for f in found if f.file == tree.file(name)])
        for tree in trees.others
        for name, page in sorted(trees.english.pages.items())
    ]


def _row(tree: Tree, name: str, english: Page, found: list[Finding]) -> Row:
    return Row(
        language=tree.language,
        page=name,
        exists=name in tree.pages or name in tree.unreadable,
        stale=tuple(f.section for f in found if f.kind is Kind.STALE),
        unmarked=tuple(f.section for f in found if f.kind is Kind.UNMARKED),
        words=staleness.words(english),
        errors=sum(f.level is Level.ERROR for f in found),
    )


def _shared(trees: Trees) -> Iterator[Finding]:
    """Check what belongs to no language: the glossary and the list of words."""
    try:
        terms.read(trees.glossary)
    except ValueError as error:
        yield Finding(Kind.GLOSSARY, GLOSSARY, 1, "", data={"found": str(error)})
    for word, before in Words(trees.words).disorder():
        line = trees.words.split("\n").index(word) + 1
        yield Finding(Kind.WORD_LIST, WORDS, line, "", data={"found": word, "expected": before})


def _ids(tree: Tree) -> Iterator[Finding]:
    """Check that each English section can be named, once."""
    for name, page in tree.pages.items():
        seen: set[str] = set()
        for section in page.sections:
            line = page.line(section.start)
            if not section.id:
                data = {"found": section.title, "expected": _slug(section.title)}
                yield Finding(Kind.ID_MISSING, tree.file(name), line, tree.language, data=data)
            elif section.id in seen:
                data = {"found": section.id}
                yield Finding(
                    Kind.ID_TWICE, tree.file(name), line, tree.language, section.id, data=data
                )
            seen.add(section.id)


def _slug(title: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", title.lower())) or "section"


def _terms(trees: Trees) -> tuple[Term, ...]:
    try:
        return terms.read(trees.glossary)
    except ValueError:
        return ()


def _tree(trees: Trees, tree: Tree, glossary: tuple[Term, ...]) -> Iterator[Finding]:
    yield from catalogues.check(
        trees.english.catalogue,
        tree.catalogue,
        f"{trees.messages}/{tree.language}.toml",
        tree.language,
    )
    yield from _marks(tree)
    yield from _unreadable(tree)
    for name, english in trees.english.pages.items():
        if name not in tree.pages and name not in tree.unreadable:
            data = {"page": name, "words": str(staleness.words(english))}
            yield Finding(Kind.PAGE_MISSING, tree.file(name), 1, tree.language, data=data)
    for name, page in tree.pages.items():
        if source := trees.english.pages.get(name):
            yield from _page(tree, name, source, page)
            yield from _prose(tree, name, source, page, glossary)
        elif name not in trees.english.unreadable:
            data = {"page": name}
            yield Finding(Kind.PAGE_EXTRA, tree.file(name), 1, tree.language, data=data)


def _unreadable(tree: Tree) -> Iterator[Finding]:
    for name, found in tree.unreadable.items():
        yield Finding(Kind.UNREADABLE, tree.file(name), 1, tree.language, data={"found": found})


def _marks(tree: Tree) -> Iterator[Finding]:
    try:
        staleness.read(tree.marks)
    except ValueError as error:
        file = tree.file(staleness.FILE)
        yield Finding(Kind.MARKS, file, 1, tree.language, data={"found": str(error)})


def _page(tree: Tree, name: str, english: Page, page: Page) -> Iterator[Finding]:
    """Check a page's structure and its marks."""
    marks: Mapping[str, str] = tree.synced.get(name, {})
    for difference in parity.differences(english, page, marks):
        yield parity.finding(difference, english, page, tree.file(name), tree.language)
    own = {source.id: section for source, section in parity.pairs(english, page, marks)}
    for kind, source in staleness.stale(english, marks):
        if section := own.get(source.id):
            data = {"page": name, "english": str(english.line(source.start))}
            line = page.line(section.start)
            yield Finding(kind, tree.file(name), line, tree.language, source.id, data=data)


def _prose(
    tree: Tree, name: str, english: Page, page: Page, glossary: tuple[Term, ...]
) -> Iterator[Finding]:
    """Check a page's words and figures."""
    for source, section in parity.pairs(english, page, tree.synced.get(name, {})):
        texts = english.prose[source.start : source.end], page.prose[section.start : section.end]
        for misuse in terms.misuses(glossary, tree.language, *texts):
            yield _misuse(misuse, tree, tree.file(name), page, section)
    for literal in pages.LITERAL.finditer(page.prose):
        line = page.line(literal.start())
        yield Finding(
            Kind.LITERAL, tree.file(name), line, tree.language, data={"found": literal[0]}
        )


def _misuse(misuse: terms.Misuse, tree: Tree, file: str, page: Page, section: Section) -> Finding:
    rendering = misuse.term.renderings[tree.language]
    data = {
        "found": misuse.found,
        "term": misuse.term.term,
        "expected": " / ".join(rendering.say),
        # Reasons, by language of the message: the only words that aren't in a catalogue.
        **{f"why.{lang}": why for lang, why in (misuse.wrong.why if misuse.wrong else {}).items()},
    }
    line = page.line(section.start + misuse.offset)
    kind = Kind.TERM if misuse.wrong else Kind.STYLE
    return Finding(kind, file, line, tree.language, section.id, data=data)


def _spelling(trees: Trees, tree: Tree, spellers: Spellers) -> Iterator[Finding]:
    try:
        speller = spellers(tree.language)
    except Absent as error:
        data = {"found": str(error)}
        yield Finding(Kind.SPELLING_UNCHECKED, f"docs/{tree.language}", 1, tree.language, data=data)
        return
    excused = Words(trees.words)
    suggested: dict[str, str] = {}
    for name, page in tree.pages.items():
        english = trees.english.pages.get(name)
        prose = spelling.unquoted(page.prose, english.prose if english else "")
        for wrong in spelling.misspellings(prose, speller, excused):
            if wrong.word not in suggested:
                few = (
                    speller.suggest(wrong.word)[:SUGGESTIONS] if len(suggested) < SUGGESTED else ()
                )
                suggested[wrong.word] = ", ".join(few)
            data = {"found": wrong.word, "expected": suggested[wrong.word]}
            line = page.line(wrong.offset)
            yield Finding(Kind.SPELLING, tree.file(name), line, tree.language, data=data)
