"""What a check can find: kinds and data. How a finding is said is in the message catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """Stops: the translation is wrong, or would be published wrong."""
    NOTE = "note"
    """Work that is left. An English change is never held up by it; `--strict` counts it."""
    HINT = "hint"
    """A matter of house style. Never blocks."""


class Mode(StrEnum):
    """How a part of a section departs from the English one."""

    DIFFERS = "differs"
    MISSING = "missing"
    EXTRA = "extra"


class Kind(StrEnum):
    """What was found."""

    UNREADABLE = "unreadable"
    PAGE_EXTRA = "page-extra"
    PAGE_MISSING = "page-missing"
    HEADING_MISSING = "heading-missing"
    HEADING_EXTRA = "heading-extra"
    HEADING_ORDER = "heading-order"
    HEADING_LEVEL = "heading-level"
    HEADING_ID = "heading-id"
    ID_MISSING = "id-missing"
    ID_TWICE = "id-twice"
    BLOCK = "block"
    FENCE = "fence"
    LINK = "link"
    IMAGE = "image"
    TABLE = "table"
    ADMONITION = "admonition"
    VALUE = "value"
    FRONT_MATTER = "front-matter"
    STALE = "stale"
    UNMARKED = "unmarked"
    MARKS = "marks"
    TERM = "term"
    STYLE = "style"
    GLOSSARY = "glossary"
    SPELLING = "spelling"
    SPELLING_UNCHECKED = "spelling-unchecked"
    WORD_LIST = "word-list"
    LITERAL = "literal"
    CATALOGUE_UNREADABLE = "catalogue-unreadable"
    CATALOGUE_MISSING = "catalogue-missing"
    CATALOGUE_EXTRA = "catalogue-extra"
    CATALOGUE_FIELDS = "catalogue-fields"
    UNTRANSLATED = "untranslated"

    @property
    def level(self) -> Level:
        """How much a finding of this kind matters."""
        if self is Kind.STYLE:
            return Level.HINT
        return Level.NOTE if self in _NOTES else Level.ERROR


_NOTES = {
    Kind.PAGE_MISSING,
    Kind.STALE,
    Kind.UNMARKED,
    Kind.SPELLING_UNCHECKED,
    Kind.UNTRANSLATED,
}


@dataclass(frozen=True)
class Finding:
    """One thing that a translator or a maintainer should know.

    Attributes:
        kind: What was found.
        file: Path from the project's root.
        line: Line in that file, from 1.
        language: The translation that it is about.
        section: Id of the section, empty where there is none.
        mode: How a part departs; None for what isn't a part of a section.
        data: What the words of the catalogue are filled in with.
    """

    kind: Kind
    file: str
    line: int
    language: str
    section: str = ""
    mode: Mode | None = None
    data: Mapping[str, str] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        """How much it matters."""
        return self.kind.level
