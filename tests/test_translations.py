"""The translations' check: each kind of finding, staleness, and that it never crashes."""

from __future__ import annotations

import json
import random
import re
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concurrency_measured import l10n
from concurrency_measured.project import Project
from concurrency_measured.translations import (
    Kind,
    Level,
    Mode,
    check,
    parity,
    read,
    report,
    spelling,
    staleness,
    status,
    terms,
    trees,
)
from concurrency_measured.translations.parts import Fault, PartKind
from concurrency_measured.translations.reading import parse
from tinysite_project import ROOT
from translations_project import DEFECTS, from_defect, knowing, lay_out, spellers

EN, ES = l10n.load("en"), l10n.load("es")
FOLDERS = sorted(DEFECTS.iterdir())
REAL = {
    language: {
        file.relative_to(ROOT / "docs" / language).as_posix(): file.read_text("utf-8")
        for file in sorted((ROOT / "docs" / language).rglob("*.md"))
    }
    for language in ("en", "es")
}
ENGLISH = """\
---
title: Waiting
description: What waiting is.
hide: [toc]
---
# Waiting { #waiting }

!!! tip "In a hurry?"
    Use **threads**: they took [[waiting/one.median]]. See [the method](../method.md).

While it waits, it needs `no` core. It wakes up later.
{ .lede }

## The idea { #idea }

<!-- A comment. -->
/// claim | overlap
Waits overlap.
///

- One *wait*.
- Another.

| model | time |
|---|---|
| threads | short |

```python exec="1" id="sum"
print(1 + 1)
```

## More { #more }

The end.
"""
SPANISH = """\
---
title: Esperar
description: Qué es esperar.
hide: [toc]
---
# Esperar { #waiting }

!!! tip "¿Tienes prisa?"
    Usa **hilos**: tardaron [[waiting/one.median]]. Mira [el método](../method.md).

Mientras espera, no necesita `no` núcleo. Despierta después.
{ .lede }

## La idea { #idea }

<!-- Un comentario. -->
/// claim | overlap
Las esperas se solapan.
///

- Una *espera*.
- Otra.

| modelo | tiempo |
|---|---|
| hilos | poco |

```python exec="1" id="sum"
print(1 + 1)
```

## Más { #more }

Fin.
"""


def found_in(tmp_path, english=ENGLISH, spanish=SPANISH):
    """Return what is found in two pages whose marks were made for ENGLISH."""
    project = lay_out(tmp_path, {"en/waiting.md": ENGLISH, "es/waiting.md": SPANISH})
    (project.docs / "en" / "waiting.md").write_text(english, encoding="utf-8")
    (project.docs / "es" / "waiting.md").write_text(spanish, encoding="utf-8")
    return check(read(project), knowing)


# --- one folder for each kind ------------------------------------------------------------------


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_defect_is_told_in_both_languages(folder, tmp_path):
    """A defect gives the findings in expected.txt and expected.es.txt, to the character."""
    found = check(read(from_defect(folder, tmp_path)), spellers(folder))
    for locale, name in ((EN, "expected.txt"), (ES, "expected.es.txt")):
        assert report.as_text(found, locale) + "\n" == (folder / name).read_text("utf-8")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_defect_is_one_of_its_kind(folder, tmp_path):
    """A folder is named after its kind of finding, and no error of another kind comes with it."""
    found = check(read(from_defect(folder, tmp_path)), spellers(folder))
    kinds = {finding.kind for finding in found if finding.level is Level.ERROR}
    kinds = kinds or {finding.kind for finding in found}
    if folder.name in ("term-absent", "term-excused"):
        assert found == []
    else:
        assert [kind for kind in kinds if not folder.name.startswith(kind)] == []
        assert len(kinds) == 1


def test_each_kind_has_a_defect(tmp_path):
    """No kind of finding is without a folder, nor any way in which a part can depart."""
    found = [
        finding
        for folder in FOLDERS
        for finding in check(read(from_defect(folder, tmp_path / folder.name)), spellers(folder))
    ]
    assert {finding.kind for finding in found} == set(Kind)
    assert {finding.mode for finding in found} == {None, *Mode}


def test_what_is_sound_has_no_finding(tmp_path):
    """The pair of pages that the other tests change is in step itself."""
    assert found_in(tmp_path) == []


# --- staleness ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "section"),
    [
        ("It wakes up later.", "It wakes up sooner.", "waiting"),
        ("it needs `no` core", "it needs `no` second core", "waiting"),
        ("In a hurry?", "No time?", "waiting"),
        ("Waits overlap.", "Waits overlap!", "idea"),
        ("- Another.", "- Another.\n- A third.", "idea"),
        ("| threads | short |", "| threads | long |", "idea"),
        ("The end.", "The end, for now.", "more"),
        ("## More", "## Still more", "more"),
        ("What waiting is.", "What waiting was.", "front-matter"),
    ],
)
def test_a_changed_sentence_makes_one_section_stale(tmp_path, old, new, section):
    """A change of words or punctuation is told at its own section, and nowhere else."""
    assert old in ENGLISH
    found = found_in(tmp_path, ENGLISH.replace(old, new))
    assert [(f.kind, f.section, f.level) for f in found] == [(Kind.STALE, section, Level.NOTE)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("**threads**", "*threads*"),
        ("`no`", "no"),
        ("One *wait*.", "One wait."),
        ("- One *wait*.\n- Another.", "* One *wait*.\n* Another."),
        ("- One *wait*.\n- Another.", "1. One _wait_.\n2. Another."),
        ("A comment.", "Another comment,\n# with a heading { #none }\n"),
        ("{ .lede }", "{ .answer }"),
        ("\n{ .lede }", ""),
        ("it needs `no` core. It", "it needs\n`no` core.\nIt"),
        ("|---|---|", "|:--|--:|"),
        ("| threads | short |", "|threads|short|"),
        ("title: Waiting", 'title: "Waiting"'),
    ],
)
def test_a_change_of_formatting_makes_nothing_stale(tmp_path, old, new):
    """Formatting, comments, attributes and line breaks aren't what a section says."""
    assert old in ENGLISH
    assert found_in(tmp_path, ENGLISH.replace(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(../method.md)", "(../other.md#there)"),
        ("[[waiting/one.median]]", "[[waiting/two.median]]"),
        ("claim | overlap", "claim | other"),
        ("print(1 + 1)", "print(2)"),
        ("hide: [toc]", "hide: [navigation]"),
    ],
)
def test_a_change_in_both_languages_makes_nothing_stale(tmp_path, old, new):
    """Targets, names and code are carried over by copying, so they make no translation stale."""
    assert found_in(tmp_path, ENGLISH.replace(old, new)) != []
    assert found_in(tmp_path, ENGLISH.replace(old, new), SPANISH.replace(old, new)) == []


def test_mending_a_typo_makes_nothing_fresh(tmp_path):
    """Who mends a word in Spanish has not carried over what changed in English."""
    changed = ENGLISH.replace("The end.", "The end?")
    before = found_in(tmp_path, changed)
    assert [f.kind for f in before] == [Kind.STALE]
    assert found_in(tmp_path, changed, SPANISH.replace("Fin.", "Final.")) == before


def test_an_english_change_is_never_an_error(tmp_path):
    """A sentence of English alone leaves nothing but notes."""
    found = found_in(tmp_path, ENGLISH.replace("The end.", "Quite another end."))
    assert {finding.level for finding in found} == {Level.NOTE}


def test_who_translated_is_no_difference(tmp_path):
    """A translation names who made and who reviewed it; English has neither."""
    credited = SPANISH.replace("hide:", "translators: [Ana]\nreviewers:\n  - Luis\nhide:")
    assert credited != SPANISH
    assert found_in(tmp_path, spanish=credited) == []


def test_marks_are_read_as_they_were_written():
    """What is written is read again the same, whatever pages and sections are called."""
    marks = {'a "b"\\.md': {"front-matter": "0", "ñ-1": "1"}, "c/d.md": {"x": "2"}, "e.md": {}}
    assert staleness.read(staleness.write(marks)) == {k: v for k, v in marks.items() if v}


@pytest.mark.parametrize("text", ["a = 1", "[a", '["a"]\nb = 1', "\x00"])
def test_damaged_marks_are_a_value_error(text):
    """Whatever stands in the file of marks, reading it ends in a known way."""
    with pytest.raises(ValueError, match=r".*"):
        staleness.read(text)


# --- pages are taken apart ---------------------------------------------------------------------


def names(text, kind):
    """Return the names of a text's parts of one kind."""
    return [part.name for s in parse(text).sections for part in s.of(kind)]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("/// claim | a\nx\n///", PartKind.BLOCK, ["claim | a", "///"]),
        ("`/// claim | a`", PartKind.BLOCK, []),
        ("::: a.b\n    options:\n      x: 4\n", PartKind.BLOCK, ["::: a.b\noptions:\nx: 4"]),
        ("```text\n[a](b) # x [[v]]\n```", PartKind.LINK, []),
        ("```text\n[a](b) # x [[v]]\n```", PartKind.VALUE, []),
        ("~~~~\n```\n~~~\n~~~~\n[a](b)", PartKind.FENCE, ["\n```\n~~~"]),
        ("  - x\n\n    ```python\n    y\n    ```", PartKind.FENCE, ["python\ny"]),
        ("```a``` and ```b```", PartKind.FENCE, []),
        ("x\n\n    [a](b)\n\n    c\n\ny", PartKind.FENCE, ["    [a](b)\n\n    c"]),
        ("x\n\n    [a](b)\n\n    c\n\ny", PartKind.LINK, []),
        ("x\n    [a](b)", PartKind.LINK, ["b"]),
        ("- x\n\n    [a](b)\n\n1. z\n\n    [c](d)", PartKind.LINK, ["b", "d"]),
        ("!!! tip\n\n    [a](b)\n\ny\n\n    [c](d)", PartKind.LINK, ["b"]),
        ("[a](b) [c](<d> 't') <https://e.org>", PartKind.LINK, ["b", "d", "https://e.org"]),
        ("[f][g] [i][]\n\n[g]: h\n[i]: j", PartKind.LINK, ["h", "j"]),
        ("[a](b(c)d) [[[v]]](w)", PartKind.LINK, ["b(c)d", "w"]),
        ("[a]\n\n[A]: <b> 'title'", PartKind.LINK, ["b"]),
        ("`[a](b)` ``c ` [d](e)``", PartKind.LINK, []),
        ("<!-- [a](b)\n\n[c](d) --> [e](f)", PartKind.LINK, ["f"]),
        ("`<!--` [a](b)", PartKind.LINK, ["b"]),
        ('<a class="x" href="y">z</a>', PartKind.LINK, ["y"]),
        ("[![alt](a.svg)](b.md)", PartKind.IMAGE, ["a.svg"]),
        ("[![alt](a.svg)](b.md)", PartKind.LINK, ["b.md"]),
        ("| a | b |\n|---|---|\n| `x|y` | z\\|w |", PartKind.TABLE, ["2 × 2"]),
        ("a | b\n-- | --\nc | d", PartKind.TABLE, ["2 × 2"]),
        ("a\n|---|", PartKind.TABLE, []),
        ('!!! tip "T"\n    x\n\n??? note\n    y', PartKind.ADMONITION, ["!!! tip", "??? note"]),
        ("===\n", PartKind.ADMONITION, []),
        ("It took [[a/b.c]] and `[[d]]`.", PartKind.VALUE, ["a/b.c"]),
        ("---\ntitle: x\nhide:\n  - y\n---\n", PartKind.FRONT_MATTER, ["title:", "hide:\n  - y"]),
    ],
)  # fmt: skip
def test_parts(text, kind, expected):
    """Each part is found where it is, and nothing inside code is anything else."""
    assert names(text, kind) == expected


def test_sections():
    """Each heading opens a section, with its level, id and title."""
    page = parse(ENGLISH)
    assert [(s.id, s.level, s.title) for s in page.sections] == [
        ("front-matter", 0, ""),
        ("waiting", 1, "Waiting"),
        ("idea", 2, "The idea"),
        ("more", 2, "More"),
    ]
    assert "".join(page.text[s.start : s.end] for s in page.sections) == ENGLISH
    assert page.fault is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("---\ntitle: x\n", Fault.FRONT_MATTER),
        ("```\nx", Fault.FENCE),
        ("x <!-- y", Fault.COMMENT),
        ("/// claim | x\ny", Fault.BLOCK),
        ("y\n///", Fault.BLOCK),
    ],
)
def test_what_never_closes_is_known(text, fault):
    """What opens and never closes makes a page's structure uncertain."""
    assert parse(text).fault is fault


# --- random edits ------------------------------------------------------------------------------

PIECES = [
    *("#", "## x { #x }", "{ #y", "/// claim | a\n", "///", "```", "~~~", '``` exec="1"'),
    *("[a](b)", "[[v]]", "[[", "]]", "<!--", "-->", "|", "|---|---|\n", "!!! tip\n"),
    *('??? note "x"\n', "---\n", "`", "**", "\n\n", "    ", "> ", "- ", "\\", "<a href=x>"),
    *("![i](j)", "[r]: s\n", "[t][r]", "{{", "}}", "%", "\x00", "\x01", "\r\n", "é", "\u2028"),
    *("\U0001f40d", "::: a.b\n", "title: x\n", "×3", "3 ms"),
]


def edited(text, chance):
    """Return a text with a random edit: something put in, cut out, doubled or moved."""
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.choice((0, 1, 5, 60, 400)))
    piece = "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 3)))
    where = chance.randrange(len(text) + 1)
    return chance.choice(
        (
            text[:start] + piece + text[start:],
            text[:start] + text[end:],
            text[:end] + text[start:end] + text[end:],
            text[:where] + text[start:end] + text[where:],
            text[:start] + piece + text[end:],
        )
    )


def test_random_edits_never_crash_the_check(tmp_path):
    """After 500 edits of both trees, one on another, the check still gives findings in words."""
    chance = random.Random(20261121)
    project = lay_out(tmp_path, {"en/a.md": ENGLISH, "es/a.md": SPANISH})
    base = read(project)
    page = "compared/waiting.md"
    texts = {"en": REAL["en"][page], "es": REAL["es"][page]}
    kinds = set()
    for number in range(500):
        if number % 20 == 0:
            texts = {"en": REAL["en"][page], "es": REAL["es"][page]}
        language = chance.choice(("en", "es"))
        texts[language] = edited(texts[language], chance)
        trees_now = trees.Trees(
            trees.Tree("en", {page: texts["en"]}, catalogue=base.english.catalogue),
            (trees.Tree("es", {page: texts["es"]}, catalogue=base.others[0].catalogue),),
            glossary=(ROOT / "docs" / "glossary.toml").read_text("utf-8"),
        )
        found = check(trees_now, knowing)
        kinds |= {finding.kind for finding in found}
        for locale in (EN, ES):
            report.as_text(found, locale)
        assert all(finding.line >= 1 for finding in found)
    assert {Kind.LINK, Kind.BLOCK, Kind.VALUE, Kind.HEADING_MISSING, Kind.UNMARKED} <= kinds


def test_identical_trees_never_differ():
    """After 500 edits, a page doesn't depart from itself."""
    chance = random.Random(2)
    text = ENGLISH
    for number in range(500):
        text = edited(ENGLISH if number % 25 == 0 else text, chance)
        assert parity.differences(parse(text), parse(text)) == []


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30), st.data())
def test_any_text_is_taken_apart(pieces, data):
    """Whatever the text: three views of its length, sections that make it up, parts inside it."""
    text = "".join(pieces)
    page = parse(text)
    assert len(page.prose) == len(page.spoken) == len(text)
    assert "".join(text[s.start : s.end] for s in page.sections) == text
    assert all(s.start <= p.start <= p.end for s in page.sections for p in s.parts)
    other = parse("".join(data.draw(st.permutations(pieces))))
    parity.differences(page, other)


def test_parsing_takes_no_time_that_grows_out_of_hand():
    """Texts made to confuse patterns are read in a moment, too."""
    started = time.process_time()
    for piece in (
        "[",
        "[[",
        "`",
        "{ #a",
        ".a",
        "<!--",
        "(",
        "![",
        "<a ",
        "| ",
        "*",
        "# ",
        "///\n",
        "{.a.a",
    ):
        parse(piece * 3000)
    assert time.process_time() - started < 20


# --- terms -------------------------------------------------------------------------------------

GLOSSARY = terms.read((ROOT / "docs" / "glossary.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("english", "spanish", "found"),
    [
        ("a thread", "un subproceso", ["subproceso"]),
        ("two threads", "dos Subprocesos", ["Subprocesos"]),
        ("a thread and a subprocess", "un hilo y un subproceso", []),
        ("a subprocess", "un subproceso", []),
        ("nothing", "un subproceso", []),
        ("a lock", "un bloqueo", ["bloqueo"]),
        ("a lock; deadlock", "un *lock*; bloqueo mutuo", []),
        ("the GIL is a lock", "el bloqueo global del intérprete es un *lock*", []),
        ("a pool", "una piscina", ["piscina"]),
        ("a pool of a task group", "un *pool* de un grupo de tareas", []),
        ("a time-out", "un tiempo de espera", ["tiempo de espera"]),
        ("a timeout while waiting", "un límite de tiempo en el tiempo de espera", []),
        ("a free-threaded build", "una compilación sin hilos", ["sin hilos"]),
        ("asynchronous calls", "llamadas asincrónicas", ["asincrónicas"]),
        ("a coroutine", "la corutina", ["corutina"]),
    ],
)
def test_terms(english, spanish, found):
    """A wrong rendering is found where English has the term, an ordinary sense is left alone."""
    assert [misuse.found for misuse in terms.misuses(GLOSSARY, "es", english, spanish)] == found


def test_an_empty_phrase_is_found_nowhere():
    """A rendering that somebody left empty accuses nothing."""
    entry = '[a]\nterm = "lock"\nforms = [""]\ndefinition = "x"\n[a.es]\nsay = [""]\navoid = [""]\n'
    entry += 'wrong = [{ say = " ", why = {}, means = [""] }]\n'
    assert list(terms.misuses(terms.read(entry), "es", "a lock", "un cerrojo")) == []


def test_the_glossary_is_whole():
    """Each term has its rendering and a sentence in both languages; reasons are in both, too."""
    assert len(GLOSSARY) > 60
    for term in GLOSSARY:
        rendering = term.renderings["es"]
        assert rendering.say, term.key
        assert re.fullmatch(r"[A-Z].*\.", term.definition), term.key
        assert re.fullmatch(r"[A-ZÁÉ].*\.", rendering.definition), term.key
        assert all(set(wrong.why) == {"en", "es"} for wrong in rendering.wrong), term.key


def test_no_prescribed_rendering_is_wrong():
    """The glossary doesn't accuse itself: what it prescribes, it lets stand."""
    for term in GLOSSARY:
        for said in term.renderings["es"].say:
            assert list(terms.misuses(GLOSSARY, "es", term.term, said)) == []


# --- spelling ----------------------------------------------------------------------------------


@pytest.fixture
def dictionary(tmp_path):
    """A dictionary of four words."""
    (tmp_path / "es_ES.aff").write_text("SET UTF-8\nTRY aeiolnmsh\n", encoding="utf-8")
    (tmp_path / "es_ES.dic").write_text("4\nhilo\nmenú\ndos\nlista\n", encoding="utf-8")
    return tmp_path


def test_spelling(dictionary):
    """What neither the dictionary nor the list has is found, with where it stands."""
    speller = spelling.hunspell("es", (dictionary,))
    excused = spelling.Words("# x\nGIL\nasyncio\n")
    prose = "Dos hilo, hillo; GIL gil Asyncio hilo-lista x86 a@b.es http://w.z menú 3lista 漢字"
    found = [(m.word, prose[m.offset : m.offset + len(m.word)]) for m in
             spelling.misspellings(prose, speller, excused)]  # fmt: skip
    assert found == [("hillo", "hillo"), ("gil", "gil"), ("漢字", "漢字")]
    assert speller.suggest("hillo")[0] == "hilo"
    assert list(speller.suggest("漢字")) == []


def test_quotations_are_not_spelt():
    """What is quoted or in italics just as in English isn't Spanish; the rest is."""
    prose = spelling.unquoted("«A Talk», «A tlak», *lock*, *lokc*", 'See "A Talk" of a lock.')
    assert re.findall(r"\w+", prose) == ["A", "tlak", "lokc"]


def test_without_a_dictionary_it_says_so(tmp_path):
    """Nothing passes silently where spelling can't be checked."""
    with pytest.raises(spelling.Absent, match="hunspell-xx"):
        spelling.hunspell("xx", (tmp_path,))


def test_dictionaries_are_found(tmp_path, monkeypatch):
    """The language itself comes first, then its own country, then any; DICPATH before all."""
    for name in ("es_AR", "es_ES", "es"):
        (tmp_path / f"{name}.aff").touch()
        (tmp_path / f"{name}.dic").touch()
        found = spelling.dictionary("es", (tmp_path,))
        assert found and found.stem == name
    monkeypatch.setenv("DICPATH", str(tmp_path))
    assert spelling.usual()[0] == tmp_path


def test_the_list_of_words_is_in_order():
    """The shared list is sorted, without doubles."""
    words = spelling.Words((ROOT / "docs" / "words.txt").read_text("utf-8"))
    assert len(words.lines) > 50
    assert list(words.disorder()) == []


# --- status, and the real pages ----------------------------------------------------------------


def test_status(tmp_path):
    """Each English page has a row for each translation, with what is left to do."""
    pages = {
        "en/a.md": ENGLISH,
        "es/a.md": SPANISH,
        "en/b.md": ENGLISH,
        "en/c.md": ENGLISH,
        "es/c.md": SPANISH,
    }
    project = lay_out(tmp_path, pages)
    changed = project.docs / "en" / "a.md"
    changed.write_text(ENGLISH.replace("The end.", "An end."), encoding="utf-8")
    rows = status(read(project), knowing)
    assert [(r.page, r.exists, r.stale, r.current) for r in rows] == [
        ("a.md", True, ("more",), False),
        ("b.md", False, (), False),
        ("c.md", True, (), True),
    ]
    assert {row.words for row in rows} == {staleness.words(parse(ENGLISH))}
    shown = report.table(rows, EN).splitlines()
    assert "sections stale: 1" in shown[1] and "missing" in shown[2] and "up to date" in shown[3]


def test_the_real_trees_are_in_step():
    """The project's own pages have no error of structure, terms or figures."""
    found = [f for f in check(read(Project(ROOT)), knowing) if f.level is Level.ERROR]
    assert report.as_text(found, EN).splitlines()[-1] == "Errors: 0. Notes: 0. Hints: 0."


def test_fifty_pages_are_checked_within_three_seconds(tmp_path):
    """Two trees of fifty real pages with the real glossary take less than three seconds."""
    page = "compared/waiting.md"
    pages = {f"{lang}/{n}.md": REAL[lang][page] for lang in ("en", "es") for n in range(50)}
    project = lay_out(tmp_path, pages)
    for name in ("glossary.toml", "words.txt"):
        shutil.copy(ROOT / "docs" / name, project.docs)
    started = time.process_time()
    found = check(read(project), knowing)
    assert time.process_time() - started < 3
    assert [f for f in found if f.level is Level.ERROR] == []


def test_files_of_any_bytes_never_crash_the_check(tmp_path):
    """What isn't text in UTF-8 is a finding, wherever it stands, and in English, too."""
    project = lay_out(tmp_path, {"en/a.md": ENGLISH, "es/a.md": SPANISH, "en/b.md": ENGLISH})
    odd = bytes(range(256))
    for name in ("en/b.md", "es/b.md", "glossary.toml", "words.txt", "es/.synced.toml"):
        (project.docs / name).write_bytes(odd)
    (tmp_path / "src" / "concurrency_measured" / "messages" / "es.toml").write_bytes(odd)
    kinds = {finding.kind for finding in check(read(project), knowing)}
    assert {Kind.UNREADABLE, Kind.GLOSSARY, Kind.MARKS, Kind.CATALOGUE_UNREADABLE} <= kinds


# --- how findings are given --------------------------------------------------------------------


def test_json(tmp_path):
    """The JSON has each finding with its words."""
    found = found_in(tmp_path, spanish=SPANISH.replace("(../method.md)", "(../metodo.md)"))
    given_ = json.loads(report.as_json(found, ES))
    assert (given_["schema"], given_["said_in"]) == (1, "es")
    (only,) = given_["findings"]
    assert (only["kind"], only["mode"], only["level"]) == ("link", "differs", "error")
    assert (only["file"], only["line"], only["section"]) == ("docs/es/waiting.md", 9, "waiting")
    assert only["data"]["expected"] == "../method.md"
    assert all(only[words].strip() for words in ("what", "why", "mend"))


def test_annotations(tmp_path):
    """Each annotation is one line, whatever a page has in it."""
    odd = SPANISH.replace("(../method.md)", "(a%0A::error::b,c)")
    found = found_in(tmp_path, ENGLISH.replace("The end.", "An end."), odd)
    lines = report.as_annotations(found, EN).splitlines()
    assert len(lines) == len(found) == 2
    pattern = r"::(error|warning|notice) file=docs/es/waiting\.md,line=\d+,title=[^:,]+::.+"
    assert all(re.fullmatch(pattern, line) for line in lines)
    assert "%250A" in lines[0] and "%0A" in lines[0]
    assert [line.split()[0] for line in lines] == ["::error", "::warning"]


def test_every_finding_can_be_said():
    """No word that a finding may need is missing, in any language."""
    for language in l10n.languages():
        wanted = {f"finding.{key}" for key in report.every_key()}
        assert wanted - set(l10n.load(language).messages) == set()


def test_the_folder_of_defects_is_looked_at():
    """The tests above look at folders, not at none."""
    assert len(FOLDERS) > 40
    assert Path(DEFECTS, "stale", "expected.es.txt").is_file()
