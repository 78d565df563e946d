"""A small project of two languages, laid out as the real one, for the tests of translations."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from concurrency_measured.project import Project
from concurrency_measured.translations import Trees, read, spelling, staleness
from tinysite_project import ROOT

DEFECTS = ROOT / "tests" / "defects" / "translations"
ENGLISH = '[a]\nb = { text = "{n} of it", about = "A number of something" }\n'
SPANISH = '[a]\nb = "de eso, {n}"\n'


class Knowing:
    """A speller that knows every word."""

    def knows(self, word: str) -> bool:
        """Tell that it does."""
        return True

    def suggest(self, word: str) -> Sequence[str]:
        """Suggest nothing."""
        return []


def knowing(language: str) -> spelling.Speller:
    """Return a speller that knows every word of a language."""
    return Knowing()


def lay_out(folder: Path, pages: dict[str, str], *, marked: bool = True) -> Project:
    """Write pages (`en/index.md` → text) as a project, each section marked as up to date."""
    for name, text in pages.items():
        file = folder / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return completed(folder, marked=marked)


def from_defect(defect: Path, folder: Path) -> Project:
    """Copy a folder of defects so that it is a project."""
    for name in ("en", "es"):
        shutil.copytree(defect / name, folder / "docs" / name)
    for name in ("glossary.toml", "words.txt"):
        if (defect / name).exists():
            shutil.copy(defect / name, folder / "docs" / name)
    if (defect / "messages").exists():
        shutil.copytree(defect / "messages", messages(folder))
    return completed(folder, marked=not (defect / "es" / staleness.FILE).exists())


def messages(folder: Path) -> Path:
    """Return where a project's catalogues are."""
    return folder / "src" / "concurrency_measured" / "messages"


def completed(folder: Path, *, marked: bool) -> Project:
    """Add what a project needs besides its pages."""
    for name, text in {"en": ENGLISH, "es": SPANISH}.items():
        file = messages(folder) / f"{name}.toml"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    project = Project(folder)
    if marked:
        mark(project)
    return project


def mark(project: Project) -> None:
    """Mark every section of every page as up to date."""
    trees = read(project)
    everything = {
        name: {section.id for section in page.sections if section.id}
        for name, page in trees.english.pages.items()
    }
    for tree in trees.others:
        marks = staleness.renewed({}, trees.english.pages, everything)
        file = project.docs / tree.language / staleness.FILE
        file.write_text(staleness.write(marks), encoding="utf-8")


def spellers(defect: Path) -> Callable[[str], spelling.Speller]:
    """Return Hunspell with a defect's own dictionary, or who knows every word."""
    if defect.name.startswith("spelling"):
        return lambda language: spelling.hunspell(language, (defect,))
    return knowing


def trees_of(project: Project) -> Trees:
    """Return what a project has."""
    return read(project)
