"""A language's code → the files that it starts with: folder, catalogue, column of the glossary."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator

from babel import Locale as Conventions
from babel.core import UnknownLocaleError

from concurrency_measured.translations.catalogues import MARK

_COLUMN = 'say = []\ndefinition = ""\n'


def name(language: str) -> str | None:
    """Return what a language calls itself; None where there is no such language."""
    try:
        found = Conventions.parse(language)
    except (UnknownLocaleError, ValueError):
        return None
    # Addresses, folders and catalogues have the language alone, without a region or a script.
    alone = re.fullmatch(r"[a-z]{2,3}", language) and str(found) == language
    return (found.get_display_name() or language).capitalize() if alone else None


def catalogue(english: str, language: str) -> str:
    """Return a catalogue with every key of the English one, each text marked as not translated."""
    head = (
        f"# {name(language) or language}: every word that the package itself puts on a page.\n"
        f"# What begins with {MARK.strip()} waits for its translation: "
        "translate the text and take the mark away.\n"
    )
    return head + "".join(_tables(tomllib.loads(english)))


def with_column(glossary: str, language: str) -> str:
    """Return a glossary with an empty rendering in a language for each entry."""
    entries = list(tomllib.loads(glossary))
    for entry in reversed(entries):
        tables = rf"^\[{re.escape(entry)}(?:\.[\w-]+)?\]\n(?:(?!\[|\n\n?\[|#).*\n)*"
        last = list(re.finditer(tables, glossary, re.M))[-1]
        body = glossary[: last.end()].rstrip("\n")
        rest = glossary[len(body) :].lstrip("\n")
        column = f"\n\n[{entry}.{language}]\n{_COLUMN}"
        glossary = body + column + (f"\n{rest}" if rest else "")
    return glossary


def without_column(glossary: str, language: str) -> str:
    """Return a glossary without a language."""
    return re.sub(rf"\n\[[\w-]+\.{re.escape(language)}\]\n(?:(?!\[).+\n)*", "", glossary)


def _tables(tree: dict[str, object], path: str = "") -> Iterator[str]:
    leaves = {key: value for key, value in tree.items() if _is_leaf(value)}
    if leaves:
        yield f"\n[{path}]\n"
    for key, leaf in leaves.items():
        yield f"# {leaf['about']}\n{_key(key)} = {_quoted(MARK + leaf['text'])}\n"  # type: ignore[index]
    for key, value in tree.items():
        if key not in leaves and isinstance(value, dict):
            yield from _tables(value, f"{path}.{_key(key)}" if path else _key(key))


def _is_leaf(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("text"), str)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _quoted(key)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
