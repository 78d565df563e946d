"""A translated page → the same page with what is mechanical mended. Never touches prose.

Mended are ids and levels of headings, heads of blocks, kinds of admonitions, fences, addresses of
links and images, inline values and keys of the front matter, where it is certain which belongs to
which. What adds, removes or moves something is for a person.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from concurrency_measured.translations import parity, staleness
from concurrency_measured.translations.findings import Kind, Mode
from concurrency_measured.translations.parity import Difference
from concurrency_measured.translations.parts import Page, PartKind, Section
from concurrency_measured.translations.reading import parse


class Left(StrEnum):
    """Why a page was left alone."""

    STRUCTURE = "structure"
    """It, or the English one, has something that opens and never closes."""
    PROSE = "prose"
    """Mending would have changed prose."""


@dataclass(frozen=True)
class Mended:
    """What became of a page.

    Attributes:
        text: The page, mended as far as possible.
        count: How many things were mended.
        left: Why nothing was; None where the page could be worked on.
    """

    text: str
    count: int
    left: Left | None = None


Edit = tuple[int, int, str]
"""Offset, offset after, and what to put between them."""


def mend(english: Page, page: Page, marked: Collection[str] = ()) -> Mended:
    """Return a translated page with all that is mechanical mended."""
    edits = {
        edit[:2]: edit
        for difference in parity.differences(english, page, marked)
        for edit in _edits(difference, english, page)
    }
    if not edits:
        return Mended(page.text, 0)
    if english.fault or page.fault:
        return Mended(page.text, 0, Left.STRUCTURE)
    text = _applied(page.text, sorted(edits.values()))
    if _said(parse(text)) != _said(page):
        return Mended(page.text, 0, Left.PROSE)
    return Mended(text, len(edits))


def _edits(difference: Difference, english: Page, page: Page) -> list[Edit]:
    source, section = difference.english, difference.section
    if difference.kind is Kind.HEADING_LEVEL and source and section:
        return [(section.start, section.start + section.level, "#" * source.level)]
    if difference.kind is Kind.HEADING_ID and source and section:
        return [_named(page, section, source.id)]
    part, expected = difference.part, difference.source
    if difference.mode is not Mode.DIFFERS or not (source and section and part and expected):
        return []
    if (
        part.start == part.end
        or expected.start == expected.end
        or _moved(source, section, difference)
    ):
        return []
    return [(part.start, part.end, english.text[expected.start : expected.end])]


def _named(page: Page, section: Section, name: str) -> Edit:
    """Return the edit that gives a heading its id, its other attributes left as they are."""
    end = page.text.find("\n", section.start)
    line = page.text[section.start : end if end >= 0 else len(page.text)]
    if section.id:
        at = section.start + line.rindex(f"#{section.id}") + 1
        return at, at + len(section.id), name
    at = section.start + len(line.rstrip())
    return at, at, f" {{ #{name} }}"


def _moved(source: Section, section: Section, difference: Difference) -> bool:
    """Tell whether a block or a fence stands elsewhere, so that exchanging it would double it."""
    part, expected = difference.part, difference.source
    if part is None or expected is None or part.kind not in (PartKind.BLOCK, PartKind.FENCE):
        return False
    names = [[p.name for p in s.of(part.kind)] for s in (source, section)]
    return part.name in names[0] or expected.name in names[1]


def _applied(text: str, edits: list[Edit]) -> str:
    """Return a text with edits made, from its end; one inside another is left out."""
    limit = len(text)
    for start, end, new in reversed(edits):
        if end <= limit:
            text, limit = text[:start] + new + text[end:], start
    return text


def _said(page: Page) -> list[str]:
    """Return what a page says, section by section."""
    return [staleness.normalised(page, section) for section in page.sections]
