"""Message catalogues → what a language can't say yet, key by key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from concurrency_measured.l10n import SOURCE, flattened, placeholders
from concurrency_measured.translations.findings import Finding, Kind

MARK = f"[{SOURCE}] "
"""Stands before an English text that waits for its translation, on the site, too: a reader sees
that a word is missing, so that nothing falls back silently."""


def check(english: str, translated: str, file: str, language: str) -> Iterator[Finding]:
    """Yield what a catalogue lacks, has too much of, or hasn't translated.

    Args:
        english: Text of the English catalogue.
        translated: Text of the other one.
        file: Its path, for findings.
        language: Its language.
    """
    try:
        source = flattened(tomllib.loads(english), text="text")
        messages = flattened(tomllib.loads(translated))
    except tomllib.TOMLDecodeError as error:
        yield Finding(Kind.CATALOGUE_UNREADABLE, file, 1, language, data={"found": str(error)})
        return
    for key in source.keys() | messages.keys():
        text, expected = messages.get(key), source.get(key)
        line = _line(translated, key)
        data = {"name": key, "found": text or "", "expected": expected or ""}
        if text is None:
            yield Finding(Kind.CATALOGUE_MISSING, file, line, language, data=data)
        elif expected is None:
            yield Finding(Kind.CATALOGUE_EXTRA, file, line, language, data=data)
        elif _open(text) != _open(expected):
            fields = {"found": _shown(text), "expected": _shown(expected)}
            yield Finding(Kind.CATALOGUE_FIELDS, file, line, language, data=data | fields)
        elif text.startswith(MARK):
            yield Finding(Kind.UNTRANSLATED, file, line, language, data=data)


def _open(text: str) -> list[str] | None:
    try:
        return placeholders(text)
    except ValueError:
        return None


def _shown(text: str) -> str:
    names = _open(text)
    return text if names is None else " ".join(f"{{{name}}}" for name in names)


def _line(text: str, key: str) -> int:
    """Return the line of a key, of its table where the key is missing, or the first."""
    table, _, name = key.rpartition(".")
    found = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() == f"[{table}]":
            found = number
        elif line.startswith("["):
            if found:
                break
        elif found and re.match(rf"\"?{re.escape(name)}\"?\s*=", line):
            return number
    return found or 1
