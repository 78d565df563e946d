"""Where everything of a project is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from concurrency_measured import l10n


@dataclass(frozen=True)
class Project:
    """Where everything of a project is.

    Attributes:
        root: Its folder.
        publishing: Whether it is measured for publishing: more steps, in more time.
    """

    root: Path
    publishing: bool = False

    @property
    def docs(self) -> Path:
        """The mirrored trees of Markdown, one folder a language."""
        return self.root / "docs"

    @property
    def examples(self) -> Path:
        """The folders of examples."""
        return self.root / "examples"

    @property
    def measured(self) -> Path:
        """The records of this machine."""
        return self.root / ".measured"

    @property
    def build(self) -> Path:
        """What is made on the way to the site."""
        return self.root / ".build"

    @property
    def languages(self) -> list[str]:
        """The languages that have both a catalogue and a tree, English first."""
        return [language for language in l10n.languages() if (self.docs / language).is_dir()]

    def pages(self, language: str) -> list[Path]:
        """Return the pages that a language has."""
        return sorted((self.docs / language).rglob("*.md"))
