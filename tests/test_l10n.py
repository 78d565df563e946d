"""Words, numbers, units and dates of both languages, and catalogues that have come apart."""

from __future__ import annotations

import math
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import mkdocstrings_handlers.python
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concurrency_measured import catalog, chooser, l10n
from concurrency_measured.errors import CatalogueOfWordsError
from concurrency_measured.model import (
    INTERPRETERS,
    UNITS,
    Arm,
    ClaimKind,
    Kind,
    Model,
    Need,
    State,
    VerdictKind,
)
from concurrency_measured.ran import Status
from concurrency_measured.translations import report
from tinysite_project import PACKAGE, ROOT

EN, ES = l10n.load("en"), l10n.load("es")
DEFECTS = ROOT / "tests" / "defects" / "messages"
MOMENT = datetime(2026, 11, 20, 7, 5, tzinfo=UTC)
THIN = "\N{NARROW NO-BREAK SPACE}"


def plain(text: str) -> str:
    """Return a text with its narrow no-break spaces made visible."""
    return text.replace(THIN, "_")


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        (0, "0", "0"),
        (3, "3", "3"),
        (-12, "-12", "-12"),
        (3.14159, "3.1", "3,1"),
        (9.96, "10", "10"),
        (0.0123, "0.012", "0,012"),
        (1234, "1,234", "1234"),
        (9999, "9,999", "9999"),
        (10000, "10,000", "10_000"),
        (1234567, "1,234,567", "1_234_567"),
        (math.inf, "∞", "∞"),
        (-math.inf, "−∞", "−∞"),
    ],
)
def test_numbers(value, english, spanish):
    """A decimal comma in Spanish, and groups of three only from five figures on."""
    assert plain(EN.number(value)) == english
    assert plain(ES.number(value)) == spanish


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        (75.4, "75_s", "75_s"),
        (1.04, "1.0_s", "1,0_s"),
        (0.9996, "1.0_s", "1,0_s"),
        (0.996, "1.0_s", "1,0_s"),
        (0.994, "990_ms", "990_ms"),
        (0.0516, "52_ms", "52_ms"),
        (0.0051, "5.1_ms", "5,1_ms"),
        (0.000999, "1.0_ms", "1,0_ms"),
        (0.000123, "120_µs", "120_µs"),
        (0.0000021, "2.1_µs", "2,1_µs"),
        (3e-9, "3.0_ns", "3,0_ns"),
    ],
)
def test_seconds(value, english, spanish):
    """A duration is in the unit that suits what is shown, a narrow no-break space before it."""
    assert plain(EN.seconds(value)) == english
    assert plain(ES.seconds(value)) == spanish


def test_seconds_in_a_given_unit():
    """An axis has one unit all along."""
    assert plain(EN.seconds(1.5, unit="ms")) == "1,500_ms"
    assert plain(ES.seconds(0.0005, digits=1, unit="ms")) == "0,5_ms"


@given(st.floats(1e-9, 1e4), st.integers(2, 3))
def test_no_unit_shows_a_thousand(value, digits):
    """No duration reads 1000 of a unit that has a bigger one, and none reads below 1."""
    figure, unit = EN.seconds(value, digits).replace(",", "").split(THIN)
    assert float(figure) >= 1
    assert float(figure) < 1000 or unit == "s"


@given(st.floats(1e-12, 1e12))
def test_both_languages_show_the_same_digits(value):
    """A number in Spanish is the English one with other separators."""
    digits = [re.sub(r"\D", "", locale.number(value)) for locale in (EN, ES)]
    assert digits[0] == digits[1]
    assert EN.number(value).replace(",", "").count(".") == ES.number(value).count(",")


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [(3, "×3.0", "×3,0"), (0.5, "×0.50", "×0,50"), (123.4, "×120", "×120"), (math.inf, "×∞", "×∞")],
)
def test_ratios(value, english, spanish):
    """A ratio keeps two digits, also when they are zeros."""
    assert (EN.ratio(value), ES.ratio(value)) == (english, spanish)


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [(0, "0_B", "0_B"), (1536, "1.5_KiB", "1,5_KiB"), (25276510208, "24_GiB", "24_GiB")],
)
def test_bytes(value, english, spanish):
    """Memory is in binary units."""
    assert (plain(EN.bytes(value)), plain(ES.bytes(value))) == (english, spanish)


@pytest.mark.parametrize(
    ("value", "english", "spanish"), [(0.5, "50%", "50_%"), (0.0123, "1.2%", "1,2_%")]
)
def test_percent(value, english, spanish):
    """Spanish puts a narrow no-break space before the sign."""
    assert (plain(EN.percent(value)), plain(ES.percent(value))) == (english, spanish)


@pytest.mark.parametrize(
    ("number", "english", "spanish"),
    [
        (0, "0 threads", "0 hilos"),
        (1, "1 thread", "1 hilo"),
        (2, "2 threads", "2 hilos"),
        (1_000_000, "1,000,000 threads", "1_000_000 hilos"),
    ],
)
def test_counts(number, english, spanish):
    """A number of things is in the plural that the language wants, a million too."""
    assert EN.count("threads", number) == english
    assert plain(ES.count("threads", number)) == spanish


def test_figures_are_worded_by_their_unit():
    """A figure in seconds is a duration, any other a ratio."""
    assert plain(EN.figure(0.25, "s")) == "250_ms"
    assert ES.figure(2.5, "ratio", 3) == "×2,50"


def test_dates():
    """Days and moments as each language writes them, in UTC."""
    assert EN.date(MOMENT) == "20 November 2026"
    assert ES.date(MOMENT) == "20 de noviembre de 2026"
    assert EN.moment(MOMENT) == "20 November 2026, 07:05 UTC"
    assert ES.moment(MOMENT) == "20 de noviembre de 2026, 07:05 UTC"


def test_names():
    """Each language is called what it calls itself."""
    assert (EN.name, ES.name) == ("English", "Español")
    assert l10n.languages()[0] == "en"
    assert set(l10n.languages()) >= {"en", "es"}


def test_arms():
    """A start method is named beside its model."""
    spawning = Arm("spawn", "spawn.py", Model.PROCESSES, "", {}, start_method="spawn")
    assert EN.arm(spawning) == "Processes (spawn)"
    assert ES.arm(spawning) == "Procesos (spawn)"


@pytest.mark.parametrize("kind", INTERPRETERS)
@pytest.mark.parametrize("locale", [EN, ES], ids=["en", "es"])
def test_needs(locale, kind):
    """Each need is worded, with its version or without, and without a gap where none is."""
    with_version = locale.need(Need(kind, (3, 14), least=True))
    without = locale.need(Need(kind))
    assert "3.14" in with_version
    assert "3.14" not in without
    assert without == re.sub(r"\s+", " ", without).strip()


# --- catalogues --------------------------------------------------------------------------------


@pytest.mark.parametrize("defect", sorted(d.name for d in DEFECTS.iterdir()))
def test_defects_are_named(defect):
    """Each defect of a catalogue stops with the message in expected.txt."""
    folder = DEFECTS / defect
    with pytest.raises(CatalogueOfWordsError) as caught:
        l10n.load("es", folder)
    expected = (folder / "expected.txt").read_text(encoding="utf-8")
    assert str(caught.value).replace(folder.as_posix(), "FOLDER") == expected.rstrip("\n")


def test_sound_catalogues_load(tmp_path):
    """The defects are the only reason for those errors: the pair they are made from loads."""
    (tmp_path / "en.toml").write_text('[a]\nb = { text = "{n} of it", about = "x" }\n', "utf-8")
    (tmp_path / "es.toml").write_text('[a]\nb = "de eso, {n}"\n', "utf-8")
    assert l10n.load("es", tmp_path).words("a.b", n=3) == "de eso, 3"


def test_every_word_says_what_it_is_for():
    """Each English text stands beside a non-empty `about`, and nothing else."""
    found = dict(leaves(tomllib.loads((l10n.MESSAGES / "en.toml").read_text("utf-8"))))
    assert set(found) == set(EN.messages)
    assert [key for key, leaf in found.items() if set(leaf) != {"text", "about"}] == []
    assert [key for key, leaf in found.items() if not all(map(str.strip, leaf.values()))] == []


def leaves(tree, prefix=""):
    """Yield each key with its table of text and about."""
    for key, value in tree.items():
        if isinstance(value.get("text"), str):
            yield prefix + key, value
        else:
            yield from leaves(value, f"{prefix}{key}.")


def used_keys() -> set[str]:
    """Return the keys that the sources name, and those that they compose from data."""
    files = [file for kind in ("*.py", "*.html", "*.jinja") for file in PACKAGE.rglob(kind)]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    found = set(re.findall(r"""["']([a-z_-]+(?:\.[a-z_-]+)+)["']""", text))
    experiments = [e for folder in examples() for e in catalog.load(folder)]
    sides = [side for e in experiments for side in e.sides]
    asked = chooser.read(ROOT / "docs")
    composed = {
        "axis": {arm.axis for e in experiments for arm in e.arms},
        "ladder": {e.name for e in experiments if e.ladders},
        "label": {arm.label for e in experiments for arm in e.arms if arm.label},
        "state": State,
        "timeline": re.findall(r'marks\["(\w+)"\]', text),
        "model": Model,
        "verdict": VerdictKind,
        "need": Kind,
        "claim": ClaimKind,
        "condition": {name for side in sides for name in (side.when, side.named) if name},
        "progress": {"stale", "unmarked"},
        "chooser": {"page", "chart"},
        "chooser.question": asked.questions,
        "chooser.hint": asked.questions,
        "chooser.head": asked.questions,
        "chooser.option": [
            f"{q}.{option}" for q, those in asked.questions.items() for option in those
        ],
        "chooser.advice": asked.advice,
        "ledger": {"verdict", "model", "source"},
        "ran": Status,
        "source": {"author", "language", "dated", "licence"},
        "reference": reference_keys(),
        "finding": report.every_key(),
        "nav": re.findall(r"^ +- ([a-z]+):$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.M),
        "scheme": re.findall(r"name: (to_\w+)", (ROOT / "mkdocs.yml").read_text("utf-8")),
    }
    # A prefix counts only while the sources still compose it.
    for prefix, ends in composed.items():
        if re.search(rf"""["']{prefix}\.(?:\{{|["'] ?~|"$)""", text, re.M):
            found |= {f"{prefix}.{end}" for end in ends}
    # What runs report: each word must stand in an example, or in what runs them.
    programs = [f.read_text("utf-8") for folder in examples() for f in folder.rglob("*.py")]
    reported = set(re.findall(r"""["'](\w+)["']: """, "\n".join([text, *programs])))
    reported |= set(re.findall(r'\.count\("(\w+)",', text))
    if 'count(f"verdict-{' in text:
        reported |= {f"verdict-{kind}" for kind in VerdictKind}
    reported |= {name for e in experiments for arm in e.arms for name, _ in arm.reads}
    for key in EN.messages:
        what = re.fullmatch(r"count\.([\w-]+)\.(?:one|few|many|other)", key)
        if what and what[1] in reported:
            found.add(key)
    return found


def reference_keys() -> set[str]:
    """Return what mkdocstrings' own English templates can say."""
    templates = Path(mkdocstrings_handlers.python.__file__).parent / "templates"
    return set(
        re.findall(
            r'^ *"([^"]+)" *:',
            (templates / "material/_base/languages/en.html.jinja").read_text(),
            re.M,
        )
    )


def test_the_reference_is_translated_whole():
    """The catalogue has every word that mkdocstrings knows, and no other."""
    ours = {k.removeprefix("reference.") for k in EN.messages if k.startswith("reference.")}
    assert ours == reference_keys()
    assert len(ours) > 40


def examples() -> list[Path]:
    """Return the folders of examples."""
    return [ROOT / "examples", ROOT / "tests" / "tinysite" / "examples"]


def test_no_word_is_dead():
    """Each key of the English catalogue is used by the sources, a template or an example."""
    assert sorted(set(EN.messages) - used_keys()) == []


def test_the_search_for_dead_words_can_fail():
    """The check above can fail: keys that nobody writes are not found by chance."""
    invented = {"site.nobody", "verdict.perhaps", "count.unicorns.one", "condition.never"}
    assert invented & used_keys() == set()
    assert {"site.name", "verdict.holds", "count.threads.one"} <= used_keys()


def test_every_word_that_examples_need_is_there():
    """What claims count and on which conditions is in the catalogue before it is measured."""
    sides = [side for folder in examples() for e in catalog.load(folder) for side in e.sides]
    wanted = {
        f"count.{side.observation}.other"
        for side in sides
        if side.observation and not side.observation.endswith(tuple(UNITS))
    }
    wanted |= {f"condition.{side.when}" for side in sides if side.when}
    loaded = [e for folder in examples() for e in catalog.load(folder)]
    wanted |= {f"axis.{arm.axis}" for e in loaded for arm in e.arms if arm.axis}
    assert wanted - set(EN.messages) == set()


def test_what_has_no_words_is_named():
    """A number that a program reports and no catalogue words stops with what to add."""
    with pytest.raises(CatalogueOfWordsError, match=r"no text for 'count\.unicorns\.other'"):
        ES.count("unicorns", 3)
