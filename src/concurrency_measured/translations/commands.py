"""`translations …` on the command line: arguments → what to print, how to end."""

from __future__ import annotations

import argparse
import difflib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from concurrency_measured import l10n, records
from concurrency_measured.project import Project
from concurrency_measured.translations import (
    checking,
    languages,
    mend,
    parity,
    report,
    staleness,
    trees,
)
from concurrency_measured.translations.findings import Finding, Level
from concurrency_measured.translations.parts import Page
from concurrency_measured.translations.trees import Tree, Trees


@dataclass(frozen=True)
class Outcome:
    """What a command has to say: 0 when all is well, 1 when not, 2 when it was called wrongly."""

    text: str
    status: int = 0


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `translations` with its own commands."""
    translations = commands.add_parser("translations", help="keep the languages in step")
    own = translations.add_subparsers(dest="work", required=True, metavar="WORK")
    check = own.add_parser("check", help="say what departs, is stale, wrong or misspelt")
    check.add_argument("--format", choices=report.FORMATS, default="text", help="default: text")
    check.add_argument("--strict", action="store_true", help="notes count, too")
    fix = own.add_parser("fix", help="mend what is mechanical, never prose")
    fix.add_argument("--dry-run", action="store_true", help="show it and write nothing")
    mark = own.add_parser("mark-synced", help="say that a section carries the English one")
    mark.add_argument("page", nargs="?", metavar="PAGE", help="docs/es/models/threads.md")
    mark.add_argument("section", nargs="?", metavar="SECTION", help="its id; all by default")
    mark.add_argument("--all", action="store_true", help="every page")
    new = own.add_parser("new-language", help="prepare another language")
    new.add_argument("code", metavar="CODE", type=_code, help="pt, fr, …")
    status = own.add_parser("status", help="show how far each page is")
    for parser in (check, fix, mark, new, status):
        parser.add_argument(
            "--lang", choices=l10n.languages(), default=spoken(os.environ), help="of what is said"
        )
    for parser in (check, fix, mark, status):
        parser.add_argument("--into", metavar="LANGUAGE", help="one translation; default: all")


def spoken(environment: Mapping[str, str]) -> str:
    """Return the language that a system speaks, if there is a catalogue of it; else English."""
    stated = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    language = (next(filter(None, stated), ""))[:2].lower()
    return language if language in l10n.languages() else l10n.SOURCE


def run(project: Project, options: argparse.Namespace) -> Outcome:
    """Do what was asked for."""
    locale = l10n.load(options.lang)
    into = getattr(options, "into", None)
    known = trees.languages(project)
    if into is not None and into not in known:
        said = locale.words("translations.no-language", found=into, known=", ".join(known))
        return Outcome(said, 2)
    works: dict[str, Callable[[Project, argparse.Namespace, l10n.Locale], Outcome]] = {
        "check": _check,
        "fix": _fix,
        "mark-synced": _mark,
        "new-language": _new,
        "status": _status,
    }
    return works[options.work](project, options, locale)


def _code(text: str) -> str:
    if text == l10n.SOURCE or languages.name(text) is None:
        raise argparse.ArgumentTypeError(f"no language has the code {text!r}")
    return text


def _check(project: Project, options: argparse.Namespace, locale: l10n.Locale) -> Outcome:
    found = checking.check(trees.read(project, options.into))
    counted = (Level.ERROR, Level.NOTE) if options.strict else (Level.ERROR,)
    said: dict[str, Callable[[Sequence[Finding], l10n.Locale], str]] = {
        "text": report.as_text,
        "json": report.as_json,
        "github": report.as_annotations,
    }
    failed = any(finding.level in counted for finding in found)
    return Outcome(said[options.format](found, locale), int(failed))


def _status(project: Project, options: argparse.Namespace, locale: l10n.Locale) -> Outcome:
    return Outcome(report.table(checking.status(trees.read(project, options.into)), locale))


# --- mending -----------------------------------------------------------------------------------


def _fix(project: Project, options: argparse.Namespace, locale: l10n.Locale) -> Outcome:
    said = []
    every = trees.read(project, options.into)
    for tree in every.others:
        said += [
            locale.words("finding.left.encoding", file=tree.file(name)) for name in tree.unreadable
        ]
        for name, english, page in _both(every, tree):
            mended = mend.mend(english, page, tree.synced.get(name, {}))
            file = tree.file(name)
            if mended.left:
                said.append(report.left_alone(file, mended.left, locale))
            if mended.text == page.text:
                continue
            if options.dry_run:
                said.append(_diff(file, page.text, mended.text))
            else:
                _write(project.root / file, mended.text)
            key = "translations.would-mend" if options.dry_run else "translations.mended"
            said.append(locale.words(key, n=mended.count, file=file))
    return Outcome("\n".join(said) or locale.words("translations.nothing"))


def _both(every: Trees, tree: Tree) -> Iterator[tuple[str, Page, Page]]:
    for name, page in tree.pages.items():
        if english := every.english.pages.get(name):
            yield name, english, page


def _diff(file: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), file, file, lineterm="")
    return "\n".join(lines)


# --- marks -------------------------------------------------------------------------------------


def _mark(project: Project, options: argparse.Namespace, locale: l10n.Locale) -> Outcome:
    every = trees.read(project, options.into)
    if options.all is (options.page is not None):
        return Outcome(locale.words("translations.which-page"), 2)
    wanted = [
        (tree, name)
        for tree in every.others
        for name in tree.pages
        if name in every.english.pages
        if options.all or options.page in (name, tree.file(name), f"{tree.language}/{name}")
    ]
    if not wanted:
        return Outcome(locale.words("translations.no-page", page=str(options.page)), 2)
    if not options.all and len(wanted) > 1:
        return Outcome(locale.words("translations.which-language"), 2)
    said: list[str] = []
    refused: list[Finding] = []
    for tree in every.others:
        renew: dict[str, set[str]] = {}
        for _, name in (entry for entry in wanted if entry[0] is tree):
            english = every.english.pages[name]
            if options.section and not english.section(options.section):
                where = f"{tree.file(name)} {options.section or ''}".strip()
                return Outcome(locale.words("translations.no-section", where=where), 2)
            found = _structure(tree, name, english)
            odd = {finding.section for finding in found}
            asked = {options.section} if options.section else {s.id for s in english.sections}
            refused += [finding for finding in found if finding.section in asked]
            renew[name] = asked - odd - {""}
            count = len(renew[name])
            said.append(locale.words("translations.marked", n=count, file=tree.file(name)))
        if any(renew.values()):
            marks = staleness.renewed(tree.synced, every.english.pages, renew)
            _write(project.docs / tree.language / staleness.FILE, staleness.write(marks))
    if refused:
        said += [locale.words("translations.refused"), report.as_text(refused, locale)]
    return Outcome("\n".join(said), int(bool(refused)))


def _structure(tree: Tree, name: str, english: Page) -> list[Finding]:
    """Return where a page departs from the English one."""
    page = tree.pages[name]
    return [
        parity.finding(difference, english, page, tree.file(name), tree.language)
        for difference in parity.differences(english, page, tree.synced.get(name, {}))
    ]


# --- a new language ----------------------------------------------------------------------------


def _new(project: Project, options: argparse.Namespace, locale: l10n.Locale) -> Outcome:
    language = options.code
    folder, messages = project.docs / language, trees.messages(project)
    catalogue = messages / f"{language}.toml"
    there = [path for path in (folder / staleness.FILE, catalogue) if path.exists()]
    if there:
        place = there[0].relative_to(project.root).as_posix()
        return Outcome(locale.words("translations.exists", file=place), 1)
    source = trees.read(project).english.catalogue
    glossary = project.root / trees.GLOSSARY
    written = {
        folder / staleness.FILE: staleness.write({}),
        catalogue: languages.catalogue(source, language),
    }
    if glossary.is_file():
        terms = trees.plain(glossary.read_bytes())
        written[glossary] = languages.with_column(terms, language)
    for file, text in written.items():
        _write(file, text)
    names = [
        file.relative_to(project.root).as_posix()
        if file.is_relative_to(project.root)
        else file.name
        for file in written
    ]
    name = languages.name(language) or language
    said = locale.words("translations.prepared", name=name, files=", ".join(names), code=language)
    return Outcome(said)


def _write(file: Path, text: str) -> None:
    """Write a file with the line ends that it had."""
    windows = file.is_file() and b"\r\n" in file.read_bytes()
    records.write_text(file, text.replace("\n", "\r\n") if windows else text)
