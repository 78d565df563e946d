"""The commands for translators: what they write, what they refuse, how they end."""

from __future__ import annotations

import json
import random
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from concurrency_measured import l10n
from concurrency_measured.__main__ import main
from concurrency_measured.project import Project
from concurrency_measured.translations import (
    Kind,
    check,
    commands,
    languages,
    mend,
    read,
    staleness,
)
from concurrency_measured.translations.reading import parse
from test_translations import ENGLISH, SPANISH, edited
from tinysite_project import PACKAGE, ROOT
from translations_project import DEFECTS, from_defect, knowing, lay_out, mark

PAGES = {"en/waiting.md": ENGLISH, "es/waiting.md": SPANISH}
BROKEN = (
    SPANISH.replace("{ #idea }", "{ #la-idea }")
    .replace("## Más", "### Más")
    .replace("(../method.md)", "(../metodo.md)")
    .replace("claim | overlap", "claim | solapan")
    .replace("[[waiting/one.median]]", "[[waiting/uno.median]]")
    .replace("print(1 + 1)", "print(1 + 1)  # dos")
    .replace("!!! tip", "!!! consejo")
    .replace("hide: [toc]", "hide: []")
)


@pytest.fixture(autouse=True)
def no_dictionary(monkeypatch, tmp_path):
    """Spell with no dictionary but the test's own, so that all machines say the same."""
    monkeypatch.setattr(commands.checking.spelling, "usual", lambda: (tmp_path / "none",))
    commands.checking.spelling.hunspell.cache_clear()
    yield
    commands.checking.spelling.hunspell.cache_clear()


def run(project, *arguments):
    """Return the exit status of a command, said in English unless it says otherwise."""
    said = [] if "--lang" in arguments else ["--lang", "en"]
    return main(["--project", str(project.root), "translations", *arguments, *said])


def content(folder):
    """Return every file of a folder."""
    return {file: file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


# --- check and status --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "arguments", "expected"),
    [
        (None, [], 0),
        (None, ["--strict"], 1),  # spelling was not checked
        (("en", "The end.", "An end."), [], 0),
        (("en", "The end.", "An end."), ["--strict"], 1),
        (("es", "(../method.md)", "(x.md)"), [], 1),
        (("es", "(../method.md)", "(x.md)"), ["--into", "es"], 1),
    ],
)
def test_how_check_ends(tmp_path, capsys, change, arguments, expected):
    """Errors end with 1; notes only when they are to count."""
    project = lay_out(tmp_path, PAGES)
    if change:
        file = project.docs / change[0] / "waiting.md"
        file.write_text(file.read_text("utf-8").replace(*change[1:]), encoding="utf-8")
    before = content(tmp_path)
    assert run(project, "check", *arguments) == expected
    said = capsys.readouterr()
    assert "Errors:" in said.out and said.err == ""
    assert content(tmp_path) == before


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["chek"],
        ["check", "--format", "xml"],
        ["check", "--lang", "xx"],
        ["new-language", "en"],
        ["new-language", "klingon"],
        ["new-language", "../x"],
        ["new-language"],
    ],
)
def test_called_wrongly(tmp_path, capsys, arguments):
    """A call that makes no sense ends with 2 and says how to call it."""
    with pytest.raises(SystemExit) as caught:
        run(lay_out(tmp_path, PAGES), *arguments)
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--into", "fr"],
        ["fix", "--into", "en"],
        ["mark-synced"],
        ["mark-synced", "waiting.md", "--all"],
        ["mark-synced", "sleeping.md"],
        ["mark-synced", "waiting.md", "nowhere"],
    ],
)
def test_named_wrongly(tmp_path, capsys, arguments):
    """A name that nothing has ends with 2, says so on standard error and writes nothing."""
    project = lay_out(tmp_path, PAGES)
    before = content(tmp_path)
    assert run(project, *arguments) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.strip()
    assert content(tmp_path) == before


def test_check_speaks_both_languages(tmp_path, capsys):
    """--lang decides in which language findings are told."""
    project = lay_out(tmp_path, PAGES | {"es/extra.md": SPANISH})
    assert run(project, "check", "--lang", "es") == 1
    assert "no hay ninguna página inglesa `extra.md`" in capsys.readouterr().out
    assert run(project, "check", "--lang", "en") == 1
    assert "there is no English page `extra.md`" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "es_AR.UTF-8"}, "es"),
        ({"LC_ALL": "en_US", "LANG": "es_ES"}, "en"),
        ({"LC_MESSAGES": "es", "LANG": "fr_FR"}, "es"),
        ({"LC_ALL": "", "LANG": "xx_YY"}, "en"),
    ],
)
def test_the_systems_language(environment, expected):
    """Without --lang the system decides, and where there is no catalogue, English."""
    assert commands.spoken(environment) == expected


def test_check_as_json_and_as_annotations(tmp_path, capsys):
    """Both machine formats are whole on standard output."""
    project = lay_out(tmp_path, PAGES | {"es/extra.md": SPANISH})
    assert run(project, "check", "--format", "json") == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert {finding["kind"] for finding in found} == {"page-extra", "spelling-unchecked"}
    assert run(project, "check", "--format", "github") == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::warning", "::error"]


def test_status_is_a_table(tmp_path, capsys):
    """Status names each page with what is left, and ends with 0 whatever that is."""
    project = lay_out(tmp_path, PAGES | {"en/more.md": ENGLISH})
    assert run(project, "status") == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["language", "page", "words", "state"]
    assert [row.split()[1] for row in rows] == ["more.md", "waiting.md"]
    assert rows[0].endswith("missing") and rows[1].endswith("up to date")


# --- fix ---------------------------------------------------------------------------------------


def test_fix_mends_what_is_mechanical(tmp_path, capsys):
    """Ids, levels, links, blocks, boxes, values, code and front matter become as in English."""
    project = lay_out(tmp_path, PAGES)
    file = project.docs / "es" / "waiting.md"
    file.write_text(BROKEN, encoding="utf-8")
    assert run(project, "fix") == 0
    assert file.read_text("utf-8") == SPANISH
    assert "docs/es/waiting.md: mended: 8" in capsys.readouterr().out
    assert [f.kind for f in check(read(project), knowing)] == []


def test_a_dry_run_shows_and_writes_nothing(tmp_path, capsys):
    """--dry-run prints a unified diff, and no file changes."""
    project = lay_out(tmp_path, PAGES)
    (project.docs / "es" / "waiting.md").write_text(BROKEN, encoding="utf-8")
    before = content(tmp_path)
    assert run(project, "fix", "--dry-run") == 0
    assert content(tmp_path) == before
    said = capsys.readouterr().out
    assert "--- docs/es/waiting.md" in said and "-### Más { #more }\n+## Más { #more }" in said
    assert "nothing was written" in said


@pytest.mark.parametrize("folder", sorted(DEFECTS.iterdir()), ids=lambda folder: folder.name)
def test_fix_never_changes_prose(folder, tmp_path):
    """Of any defect, fix changes no word, and a second time nothing at all."""
    project = from_defect(folder, tmp_path)
    words = {file: said(file) for file in project.pages("es")}
    english = content(project.docs / "en")
    assert run(project, "fix") == 0
    assert {file: said(file) for file in project.pages("es")} == words
    assert content(project.docs / "en") == english
    once = content(tmp_path)
    assert run(project, "fix") == 0
    assert content(tmp_path) == once


def said(file: Path) -> str:
    """Return the words of a page, without what isn't prose."""
    try:
        page = parse(file.read_text("utf-8"))
    except UnicodeDecodeError:
        return repr(file.read_bytes())
    return " ".join(staleness.normalised(page, section) for section in page.sections)


def test_random_pages_are_mended_once():
    """Whatever was edited, what is mended says the same and has nothing left to mend."""
    chance = random.Random(7)
    text, mended_ones = SPANISH, 0
    for number in range(500):
        text = edited(SPANISH if number % 10 == 0 else text, chance)
        english, page = parse(ENGLISH), parse(text)
        mended = mend.mend(english, page)
        again = mend.mend(english, parse(mended.text))
        assert again.text == mended.text
        if not mended.left:
            mended_ones += mended.count
            sections = [staleness.normalised(page, section) for section in page.sections]
            after = parse(mended.text)
            assert [staleness.normalised(after, s) for s in after.sections] == sections
    assert mended_ones > 50


@pytest.mark.parametrize("end", ["```python\nopen", "<!-- open", "/// claim | open\n"])
def test_what_never_closes_is_left_alone(tmp_path, capsys, end):
    """A page that can't be parsed safely stays as it is, with a word."""
    project = lay_out(tmp_path, PAGES)
    file = project.docs / "es" / "waiting.md"
    file.write_text(BROKEN + "\n" + end, encoding="utf-8")
    assert run(project, "fix") == 0
    assert file.read_text("utf-8") == BROKEN + "\n" + end
    assert "docs/es/waiting.md: left alone" in capsys.readouterr().out


def test_line_ends_stay(tmp_path):
    """A file with the line ends of Windows keeps them."""
    project = lay_out(tmp_path, PAGES)
    file = project.docs / "es" / "waiting.md"
    file.write_bytes(BROKEN.replace("\n", "\r\n").encode())
    assert run(project, "fix") == 0
    assert file.read_bytes() == SPANISH.replace("\n", "\r\n").encode()


def test_a_section_that_was_in_step_is_not_renamed(tmp_path):
    """When English replaces a section, the old one's translation doesn't get the new one's id."""
    project = lay_out(tmp_path, PAGES)
    english = project.docs / "en" / "waiting.md"
    english.write_text(ENGLISH.replace("## More { #more }", "## Other { #other }"), "utf-8")
    assert run(project, "fix") == 0
    assert (project.docs / "es" / "waiting.md").read_text("utf-8") == SPANISH
    kinds = {f.kind for f in check(read(project), knowing)}
    assert kinds == {Kind.HEADING_MISSING, Kind.HEADING_EXTRA}


def test_a_swapped_block_is_for_a_person(tmp_path):
    """Blocks that stand in another order are not renamed: their captions would be wrong."""
    english = "# A { #a }\n\n/// claim | one\nOne.\n///\n\n/// claim | two\nTwo.\n///\n"
    spanish = "# A { #a }\n\n/// claim | two\nDos.\n///\n\n/// claim | one\nUno.\n///\n"
    assert mend.mend(parse(english), parse(spanish)).text == spanish


# --- marks -------------------------------------------------------------------------------------


def test_mark_synced_renews_a_section(tmp_path, capsys):
    """A section that carries the change again is marked; another one stays stale."""
    project = lay_out(tmp_path, PAGES)
    file = project.docs / "en" / "waiting.md"
    file.write_text(ENGLISH.replace("The end", "An end").replace("Another.", "A second."), "utf-8")
    assert run(project, "mark-synced", "docs/es/waiting.md", "more") == 0
    assert "sections marked as up to date: 1" in capsys.readouterr().out
    assert [(f.kind, f.section) for f in check(read(project), knowing)] == [(Kind.STALE, "idea")]
    assert run(project, "mark-synced", "es/waiting.md") == 0
    assert check(read(project), knowing) == []


def test_mark_synced_refuses_what_differs(tmp_path, capsys):
    """A section that differs in structure keeps its mark, and what differs is said."""
    project = lay_out(tmp_path, PAGES)
    english = project.docs / "en" / "waiting.md"
    english.write_text(ENGLISH.replace("Another.", "Another [one](x.md)."), encoding="utf-8")
    before = content(tmp_path)
    assert run(project, "mark-synced", "waiting.md", "idea") == 1
    out = capsys.readouterr().out
    assert "still differ in structure" in out and "The link `x.md` is missing" in out
    assert content(tmp_path) == before
    assert run(project, "mark-synced", "waiting.md", "more") == 0
    assert run(project, "mark-synced", "--all") == 1
    assert Kind.STALE in {f.kind for f in check(read(project), knowing)}


def test_marks_of_what_is_gone_go(tmp_path):
    """Marks of sections and pages that English no longer has are not kept."""
    project = lay_out(tmp_path, PAGES | {"en/old.md": ENGLISH, "es/old.md": SPANISH})
    for language in ("en", "es"):
        (project.docs / language / "old.md").unlink()
    assert run(project, "mark-synced", "--all") == 0
    marks = staleness.read((project.docs / "es" / staleness.FILE).read_text("utf-8"))
    assert set(marks) == {"waiting.md"}


def test_marking_twice_writes_the_same(tmp_path):
    """What is marked already gives the same file."""
    project = lay_out(tmp_path, PAGES)
    before = content(tmp_path)
    assert run(project, "mark-synced", "--all") == 0
    assert content(tmp_path) == before


# --- a new language ----------------------------------------------------------------------------


@pytest.fixture
def copied(tmp_path):
    """A copy of what the project has to translate: pages, catalogues, glossary."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copytree(PACKAGE / "messages", tmp_path / "src" / "concurrency_measured" / "messages")
    project = Project(tmp_path)
    mark(project)
    return project


def test_a_third_language_comes_and_goes(copied, capsys):
    """new-language prepares all that a translation needs; taken away, nothing of it is left."""
    before = content(copied.root)
    assert run(copied, "new-language", "pt") == 0
    assert "Português is ready to be translated: docs/pt/.synced.toml" in capsys.readouterr().out
    catalogue = copied.root / "src" / "concurrency_measured" / "messages" / "pt.toml"
    words = l10n.load("pt", catalogue.parent)
    english = l10n.load("en", catalogue.parent)
    assert words.messages == {key: f"[en] {text}" for key, text in english.messages.items()}
    glossary = copied.docs / "glossary.toml"
    entries = tomllib.loads(glossary.read_text("utf-8"))
    assert all(entry["pt"] == {"say": [], "definition": ""} for entry in entries.values())
    found = [f for f in check(read(copied), knowing) if f.language == "pt"]
    assert {f.kind for f in found} == {Kind.UNTRANSLATED, Kind.PAGE_MISSING}
    assert sum(f.kind is Kind.UNTRANSLATED for f in found) == len(english.messages)
    assert run(copied, "status", "--into", "pt") == 0
    assert run(copied, "new-language", "pt") == 1

    shutil.rmtree(copied.docs / "pt")
    catalogue.unlink()
    without = languages.without_column(glossary.read_text("utf-8"), "pt")
    glossary.write_text(without, encoding="utf-8")
    assert content(copied.root) == before


def test_a_first_page_of_a_third_language(copied):
    """A page that was copied and marked is up to date, and its terms are looked for."""
    assert run(copied, "new-language", "pt") == 0
    shutil.copy(copied.docs / "en" / "index.md", copied.docs / "pt" / "index.md")
    found = [f for f in check(read(copied, "pt"), knowing) if f.file.startswith("docs/pt/index")]
    assert {f.kind for f in found} == {Kind.UNMARKED}
    assert run(copied, "mark-synced", "docs/pt/index.md") == 0
    assert [f for f in check(read(copied, "pt"), knowing) if f.file.endswith("index.md")] == []


def test_a_page_that_several_languages_have_needs_its_folder(copied, capsys):
    """With two translations, a bare page could be either."""
    assert run(copied, "new-language", "pt") == 0
    shutil.copy(copied.docs / "en" / "index.md", copied.docs / "pt" / "index.md")
    assert run(copied, "mark-synced", "index.md") == 2
    assert run(copied, "mark-synced", "index.md", "--into", "pt") == 0


@pytest.mark.parametrize(
    ("code", "known"), [("pt", True), ("eu", True), ("xx", False), ("pt_BR", False), ("", False)]
)
def test_codes_of_languages(code, known):
    """A language is one that has conventions of its own, without a country."""
    assert (languages.name(code) is not None) == known


def test_columns_keep_the_glossary_readable():
    """A column stands at the end of each entry, and comments stay where they are."""
    glossary = (ROOT / "docs" / "glossary.toml").read_text("utf-8")
    twice = languages.with_column(languages.with_column(glossary, "pt"), "fr")
    assert re.findall(r"^#.*", twice, re.M) == re.findall(r"^#.*", glossary, re.M)
    first = twice.index("[multithreading]")
    assert twice[:first].rstrip().endswith('[thread.fr]\nsay = []\ndefinition = ""')
    assert languages.without_column(languages.without_column(twice, "fr"), "pt") == glossary
