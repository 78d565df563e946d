"""An element tree and the terms to look for → the same tree, with links to the glossary in it.

The first use of a term in a section leads to its entry, and the definition is the link's title:
what a pointer shows, what a screen reader says, and what the style sheet shows to a keyboard. Works
on what Markdown has made of a page, so that code, links and what was measured are known as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

from markdown.util import AtomicString

SECTIONS = {"h1", "h2"}
"""Where a section begins, in which each term is linked once."""
NOT_IN = {"a", "button", "code", "data", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "pre"}
NOT_IN |= {"summary", "svg", "th"}
APART = {"admonition-title", "claim"}
"""Titles, and sentences that are quoted as somebody said them."""


@dataclass(frozen=True)
class Target:
    """Where a phrase leads.

    Attributes:
        pattern: An expression that finds the phrase.
        term: Id of the term; its phrases count as one.
        address: Of its entry.
        definition: The title of the link.
    """

    pattern: str
    term: str
    address: str
    definition: str


@dataclass(frozen=True)
class Finder:
    """Looks for phrases; where several begin at one place, the one that is given first is taken."""

    targets: Sequence[Target]

    @cached_property
    def _any(self) -> re.Pattern[str]:
        each = "|".join(f"({target.pattern})" for target in self.targets)
        return re.compile(rf"(?<![\w-])(?:{each})(?![\w-])", re.IGNORECASE)  # whole words only

    def find(self, text: str) -> Iterator[tuple[int, int, Target]]:
        """Yield where a term stands in a text, and which."""
        for found in self._any.finditer(text) if self.targets else ():
            yield found.start(), found.end(), self.targets[(found.lastindex or 1) - 1]


def link(root: Element, finder: Finder) -> None:
    """Link the first use of each term in each section of a page."""
    _Linker(finder).walk(root)


class _Linker:
    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self.seen: set[str] = set()

    def walk(self, element: Element) -> None:
        if element.tag in SECTIONS:
            self.seen.clear()
        if _left_alone(element):
            return
        children = list(element)
        element.text, links = self._split(element.text)
        place = len(links)
        element[:0] = links
        for child in children:
            self.walk(child)
            child.tail, links = self._split(child.tail)
            element[place + 1 : place + 1] = links
            place += 1 + len(links)

    def _split(self, text: str | None) -> tuple[str | None, list[Element]]:
        """Return the text before the first link, and the links with what follows each."""
        if not text or isinstance(text, AtomicString):
            return text, []
        links: list[Element] = []
        before, last = text, 0
        for start, end, target in self.finder.find(text):
            if target.term in self.seen:
                continue
            self.seen.add(target.term)
            if links:
                links[-1].tail = text[last:start]
            else:
                before = text[:start]
            links.append(_link(text[start:end], target))
            last = end
        if links:
            links[-1].tail = text[last:]
        return before, links


def _link(said: str, target: Target) -> Element:
    attributes = {"class": "term", "href": target.address, "title": target.definition}
    found = Element("a", attributes)
    found.text = AtomicString(said)
    return found


def _left_alone(element: Element) -> bool:
    """Return whether nothing in an element is linked: code, links, quotes, another language."""
    classes = set(element.get("class", "").split())
    return element.tag in NOT_IN or bool(classes & APART) or element.get("lang") is not None
