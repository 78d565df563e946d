"""Prose → words that no dictionary has. Hunspell judges; one shared list excuses.

A word that isn't known is an error in a translated tree, not a note: prose that readers get has no
typing mistakes, and excusing a right word that the dictionary lacks takes one line in
`docs/words.txt`. Where there is no dictionary, a check says that it wasn't done.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from concurrency_measured.translations.parts import GONE

PACKAGE = "chunspell"
_FOLDERS = (
    "/usr/share/hunspell",
    "/usr/share/myspell",
    "/usr/share/myspell/dicts",
    "/usr/local/share/hunspell",
    "/opt/homebrew/share/hunspell",
    "/Library/Spelling",
    "~/Library/Spelling",
    "~/.local/share/hunspell",
)
_OFFICES = (
    "/usr/lib/libreoffice/share/extensions/dict-*",
    "/opt/libreoffice*/share/extensions/dict-*",
    "/Applications/LibreOffice.app/Contents/Resources/extensions/dict-*",
    "/Program Files/LibreOffice/share/extensions/dict-*",
)
_WORD = re.compile(r"(?<![\w@./:\\-])[^\W\d_]+(?:[-'’][^\W\d_]+)*(?![\w@\\]|[./:]\w|://)")

_QUOTED = re.compile(r"[«“\"*]+([^«»“”\"*\n]+)[»”\"*]+")


class Speller(Protocol):
    """Who knows a language's words."""

    def knows(self, word: str) -> bool:
        """Tell whether the word is spelt right."""
        ...

    def suggest(self, word: str) -> Sequence[str]:
        """Return what may have been meant, the likeliest first."""
        ...


@dataclass(frozen=True)
class Misspelling:
    """A word that nobody knows, and where it stands."""

    word: str
    offset: int


class Absent(Exception):  # noqa: N818 - the name says what is the matter
    """Spelling can't be checked here; the message names the package that is missing."""


class Words:
    """The shared list: what is right although no dictionary has it."""

    def __init__(self, text: str) -> None:
        self.lines = [line for line in text.split("\n") if line and not line.startswith("#")]
        self._exact = set(self.lines)
        self._plain = {line for line in self.lines if line == line.lower()}

    def __contains__(self, word: str) -> bool:
        """Tell whether a word is excused: as it stands, or whatever its case if listed in small."""
        return word in self._exact or word.lower() in self._plain

    def disorder(self) -> Iterator[tuple[str, str]]:
        """Yield each word that isn't in its place, or stands twice, with the one before it."""
        for before, word in zip(self.lines, self.lines[1:], strict=False):
            if order(word) <= order(before):
                yield word, before


def order(word: str) -> tuple[str, str]:
    """Return what words are sorted by: letters first, capitals only to tell equals apart."""
    return word.lower(), word


def misspellings(prose: str, speller: Speller, excused: Words) -> Iterator[Misspelling]:
    """Yield the words of a text that neither the dictionary nor the list has."""
    for found in _WORD.finditer(prose):
        word = found[0].replace("’", "'")
        if not _right(word, speller, excused):
            yield Misspelling(found[0], found.start())


def unquoted(prose: str, english: str) -> str:
    """Return prose without what it quotes or sets in italics just as the English page has it.

    The titles of sources and the English words that stay English are no misspellings.
    """
    return _QUOTED.sub(lambda q: GONE * len(q[0]) if q[1] in english else q[0], prose)


def _right(word: str, speller: Speller, excused: Words) -> bool:
    if word in excused or speller.knows(word):
        return True
    pieces = word.split("-")
    return len(pieces) > 1 and all(_right(piece, speller, excused) for piece in pieces)


# --- Hunspell ----------------------------------------------------------------------------------


@cache
def hunspell(language: str, folders: tuple[Path, ...] | None = None) -> Speller:
    """Return Hunspell with a language's dictionary.

    Args:
        language: Code of the language.
        folders: Where to look; the system's usual folders by default.

    Raises:
        Absent: There is no dictionary, or no Hunspell.
    """
    try:
        import hunspell as library  # noqa: PLC0415 - only the tests' environment has it
    except ImportError:
        raise Absent(PACKAGE) from None
    file = dictionary(language, usual() if folders is None else folders)
    if file is None:
        raise Absent(f"hunspell-{language}")
    return _Hunspell(library.Hunspell(file.stem, hunspell_data_dir=str(file.parent)))


def dictionary(language: str, folders: Iterable[Path]) -> Path | None:
    """Return the `.dic` of a language: `es`, `es_ES`, or any of its countries."""
    for folder in folders:
        names = [language, f"{language}_{language.upper()}"]
        others = sorted(file.stem for file in folder.glob(f"{language}_*.dic"))
        for name in [*names, *others]:
            file = folder / f"{name}.dic"
            if file.is_file() and file.with_suffix(".aff").is_file():
                return file
    return None


def usual() -> tuple[Path, ...]:
    """Return the folders where systems keep dictionaries, those of DICPATH first."""
    own = [Path(part) for part in os.environ.get("DICPATH", "").split(os.pathsep) if part]
    offices = [
        folder for pattern in _OFFICES for folder in sorted(Path("/").glob(pattern.lstrip("/")))
    ]
    return (*own, *(Path(folder).expanduser() for folder in _FOLDERS), *offices)


class _Hunspell:
    """Hunspell, which refuses letters that its dictionary's encoding doesn't have."""

    def __init__(self, library: object) -> None:
        self._library: Speller = library  # type: ignore[assignment]
        self._known: dict[str, bool] = {}

    def knows(self, word: str) -> bool:
        if word not in self._known:
            self._known[word] = self._spell(word)
        return self._known[word]

    def suggest(self, word: str) -> Sequence[str]:
        try:
            return list(self._library.suggest(word))
        except UnicodeError:
            return []

    def _spell(self, word: str) -> bool:
        try:
            return bool(self._library.spell(word))  # type: ignore[attr-defined]
        except UnicodeError:
            return False
