"""What a page is made of: sections, and in them what every language has alike.

Three views of a page have the same length, so that an offset in one is an offset in all: `text`
as it is; `prose`, in which all that isn't prose is a NUL; and `spoken`, which keeps the words of
code spans.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

GONE = "\0"
"""Stands in prose for what isn't prose."""
VALUE = "\1"
"""Stands in prose for an inline value."""
CLOSING = "///"
"""The name of the line that ends a block."""
FRONT = "front-matter"
"""The id of what stands before the first heading: the front matter."""
TRANSLATED_KEYS = ("title", "description")
"""The keys of the front matter whose values are prose."""
OWN_KEYS = ("translators", "reviewers")
"""The keys that a translation has for itself."""


class PartKind(StrEnum):
    """What a part of a section is. Each is also a kind of finding."""

    BLOCK = "block"
    FENCE = "fence"
    LINK = "link"
    IMAGE = "image"
    TABLE = "table"
    ADMONITION = "admonition"
    VALUE = "value"
    FRONT_MATTER = "front-matter"


class Fault(StrEnum):
    """Why a page's structure is not certain."""

    FRONT_MATTER = "front-matter"
    FENCE = "fence"
    COMMENT = "comment"
    BLOCK = "block"


@dataclass(frozen=True)
class Part:
    """Something in a section that every language has alike.

    Attributes:
        kind: What it is.
        name: What is compared: a block's head, a link's target, a table's shape, a fence entire.
        start: Offset in the page of the text that says `name`.
        end: Offset after it; equal to `start` where it can't be exchanged in place.
    """

    kind: PartKind
    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Section:
    """A heading and what follows it until the next one; the first is the front matter."""

    id: str
    level: int
    title: str
    start: int
    end: int
    parts: tuple[Part, ...]

    def of(self, kind: PartKind) -> list[Part]:
        """Return the parts of a kind, in order."""
        return [part for part in self.parts if part.kind is kind]


@dataclass(frozen=True)
class Page:
    """A page taken apart."""

    text: str
    prose: str
    spoken: str
    sections: tuple[Section, ...]
    fault: Fault | None

    def line(self, offset: int) -> int:
        """Return the number of the line at an offset."""
        return self.text.count("\n", 0, offset) + 1

    def section(self, name: str) -> Section | None:
        """Return the section with an id."""
        return next((section for section in self.sections if section.id == name), None)
