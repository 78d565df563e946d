"""English sections → hashes of what they say; marks in `.synced.toml` → which are stale.

A mark is the hash of the English section that a translated one carries. Formatting, link targets,
comments, attributes, code and the names of blocks and values don't count; words and punctuation do.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping

from concurrency_measured.translations.findings import Kind
from concurrency_measured.translations.parts import GONE, VALUE, Page, Section

Marks = Mapping[str, Mapping[str, str]]
"""Page → section → hash."""
FILE = ".synced.toml"
_HEAD = (
    "# For each section, the hash of the English text that it translates.\n"
    "# Written by `python -m concurrency_measured translations mark-synced`.\n"
)
_LEADS = re.compile(r"^[ \t>]*(?:(?:[-+*]|\d+[.)])[ \t]+)?", re.M)
_MARKS = re.compile(r"[*_`]|~~|==|\^\^|\\(?=[^\w\s])")


def normalised(page: Page, section: Section) -> str:
    """Return the words and punctuation of a section."""
    said = page.spoken[section.start : section.end].replace(GONE, "")
    said = html.unescape(_MARKS.sub("", _LEADS.sub("", said)))
    said = re.sub(f"{VALUE}+", "▯", said)
    return " ".join(unicodedata.normalize("NFC", said).split())


def mark(page: Page, section: Section) -> str:
    """Return the hash of a section."""
    return hashlib.sha256(normalised(page, section).encode("utf-8", "replace")).hexdigest()[:16]


def words(page: Page) -> int:
    """Return how many words a page has to translate."""
    return sum(
        len(re.findall(r"\w+(?:['’-]\w+)*", normalised(page, section))) for section in page.sections
    )


def stale(english: Page, marks: Mapping[str, str]) -> Iterator[tuple[Kind, Section]]:
    """Yield the English sections whose translation is behind, or isn't known to be up to date."""
    own = {section.id: section for section in english.sections if section.id}
    for section in own.values():
        if section.id not in marks:
            yield Kind.UNMARKED, section
        elif marks[section.id] != mark(english, section):
            yield Kind.STALE, section


def read(text: str) -> dict[str, dict[str, str]]:
    """Return the marks in a file's text.

    Raises:
        ValueError: It isn't TOML, or has something else than tables of texts.
    """
    found = tomllib.loads(text)
    for page, marks in found.items():
        if not isinstance(marks, dict) or not all(isinstance(m, str) for m in marks.values()):
            raise ValueError(f"[{json.dumps(page, ensure_ascii=False)}]")
    return found


def write(marks: Marks) -> str:
    """Return the text of a file with these marks."""
    tables = [
        f"\n[{_quoted(page)}]\n" + "".join(f"{_key(s)} = {_quoted(h)}\n" for s, h in found.items())
        for page, found in sorted(marks.items())
        if found
    ]
    return _HEAD + "".join(tables)


def renewed(marks: Marks, pages: Mapping[str, Page], renew: Mapping[str, set[str]]) -> Marks:
    """Return the marks with some sections' renewed; those of what is no more are left out.

    Args:
        marks: The marks so far.
        pages: The English pages.
        renew: Page → ids of the sections that are up to date now.
    """
    return {
        name: {
            section.id: mark(page, section)
            if section.id in renew.get(name, ())
            else marks[name][section.id]
            for section in page.sections
            if section.id in renew.get(name, ()) or section.id in marks.get(name, {})
        }
        for name, page in pages.items()
    }


def _key(section: str) -> str:
    return section if re.fullmatch(r"[A-Za-z0-9_-]+", section) else _quoted(section)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
