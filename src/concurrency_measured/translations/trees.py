"""A project's folder → all that a check looks at, in memory: pages, marks, words, terms.

The only reader. Nothing here raises over what a contributor may have written: what can't be read
is kept as a fault, and a check says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from concurrency_measured import l10n
from concurrency_measured.project import Project
from concurrency_measured.translations import staleness
from concurrency_measured.translations.parts import Page
from concurrency_measured.translations.reading import parse

GLOSSARY = "docs/glossary.toml"
WORDS = "docs/words.txt"


@dataclass(frozen=True)
class Tree:
    """The pages of one language.

    Attributes:
        language: Its code.
        texts: Path below the language's folder → text, with plain line ends.
        unreadable: Path → what was wrong with it.
        marks: The text of `.synced.toml`.
        catalogue: The text of its message catalogue.
    """

    language: str
    texts: Mapping[str, str]
    unreadable: Mapping[str, str] = field(default_factory=dict)
    marks: str = ""
    catalogue: str = ""

    @cached_property
    def pages(self) -> dict[str, Page]:
        """The pages, taken apart."""
        return {name: parse(text) for name, text in self.texts.items()}

    @cached_property
    def synced(self) -> dict[str, dict[str, str]]:
        """The marks; none where the file can't be read."""
        try:
            return staleness.read(self.marks)
        except ValueError:
            return {}

    def file(self, page: str) -> str:
        """Return the path of a page from the project's root."""
        return f"docs/{self.language}/{page}"


@dataclass(frozen=True)
class Trees:
    """English, its translations, and what they share.

    Attributes:
        english: The source.
        others: Each translation.
        messages: Path of the folder of catalogues, as findings name it.
        glossary: The text of the glossary.
        words: The text of the list of words.
    """

    english: Tree
    others: tuple[Tree, ...]
    messages: str = ""
    glossary: str = ""
    words: str = ""


def messages(project: Project) -> Path:
    """Return the folder of catalogues: the project's own, or the installed package's."""
    own = project.root / "src" / "concurrency_measured" / "messages"
    return own if own.is_dir() else l10n.MESSAGES


def languages(project: Project) -> list[str]:
    """Return the translations: each folder below docs/ that has a catalogue."""
    found = l10n.languages(messages(project))
    return [name for name in found if name != l10n.SOURCE and (project.docs / name).is_dir()]


def read(project: Project, only: str | None = None) -> Trees:
    """Return what a project has, of one translation or of all."""
    wanted = [name for name in languages(project) if only in (None, name)]
    folder = messages(project)
    return Trees(
        _tree(project, l10n.SOURCE, folder),
        tuple(_tree(project, language, folder) for language in wanted),
        messages=_shown(project, folder),
        glossary=_text(project.root / GLOSSARY),
        words=_text(project.root / WORDS),
    )


def plain(content: bytes) -> str:
    """Return a file's text with plain line ends; `UnicodeDecodeError` if it isn't UTF-8."""
    return content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _tree(project: Project, language: str, folder: Path) -> Tree:
    root = project.docs / language
    texts, unreadable = {}, {}
    for file in project.pages(language):
        name = file.relative_to(root).as_posix()
        try:
            texts[name] = plain(file.read_bytes())
        except UnicodeDecodeError as error:
            unreadable[name] = f"0x{error.object[error.start]:02x}"
    marks = _text(root / staleness.FILE)
    return Tree(language, texts, unreadable, marks, _text(folder / f"{language}.toml"))


def _shown(project: Project, folder: Path) -> str:
    inside = folder.is_relative_to(project.root)
    return (folder.relative_to(project.root) if inside else Path(folder.name)).as_posix()


def _text(file: Path) -> str:
    """Return a file's text; a byte that isn't UTF-8 becomes a sign that no check lets pass."""
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
