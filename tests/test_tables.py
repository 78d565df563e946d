"""Figures, verdicts and values as HTML: the same values in both languages, nothing injected."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from concurrency_measured import claims, estimates, l10n, tables
from concurrency_measured import values as inline
from concurrency_measured.model import (
    ClaimKind,
    Decision,
    Estimate,
    Experiment,
    Kind,
    Need,
    Record,
    RunKind,
    Side,
    Verdict,
    VerdictKind,
)
from tinysite_project import MACHINE, PYTHON, arm, experiment, record, run

LOCALES = [l10n.load("en"), l10n.load("es")]
EN, ES = LOCALES
HOSTILE = '<b onclick="x">&'
WALLS = {"one_by_one": [0.2 + i / 1000 for i in range(7)], "with_threads": [0.1] * 7}
SERVED = [run("asyncio_server", 0.1, observed={"threads": 1, "clients": n}) for n in (99, 100, 100)]


def side(kind: ClaimKind = ClaimKind.SPEEDUP, **more: object) -> Side:
    """Return a side about threads."""
    plain = {"claim": "a-claim", "experiment": "waiting", "arm": "with_threads", "threshold": 1.5}
    return Side(**(plain | {"kind": kind} | more))  # type: ignore[arg-type]


@pytest.fixture
def waiting() -> Experiment:
    """An experiment with two timed arms and one certain outcome."""
    threads = arm(
        "with_threads",
        parameters={"waits": 10_000, "seconds": 0.05, "mode": HOSTILE},
        start_method="<i>",
    )
    return experiment(arm("one_by_one"), threads, arm("asyncio_server", times=3))


@pytest.fixture
def measured() -> Record:
    """What was measured of it, with an interpreter and a processor that try to inject HTML."""
    observed = replace(
        run("with_threads", 0.1),
        kind=RunKind.OBSERVED,
        peak_pss_bytes=3 * 2**20,
        most_threads=4,
        most_processes=1,
    )
    found = record(WALLS, outcomes=SERVED, observed=[observed], ran=["asyncio_server"])
    python = replace(PYTHON, implementation=HOSTILE, build=HOSTILE)
    machine = replace(MACHINE, cpu=HOSTILE, system=HOSTILE, commit=HOSTILE, kernel=HOSTILE)
    return replace(found, pythons={"gil": python}, machine=machine)


def shown(html: str) -> list[str]:
    """Return the measured values of a piece of HTML, in order."""
    return re.findall(r'<data class="measured" value="([^"]+)">', html)


def figures(waiting: Experiment, measured: Record, locale: l10n.Locale) -> str:
    """Return the figures of the experiment."""
    summary = estimates.summarize(measured, waiting)
    return tables.figures(waiting, "", summary, measured, "<svg></svg>", locale)


def verdict_html(waiting: Experiment, measured: Record, locale: l10n.Locale, *sides: Side) -> str:
    """Return the verdict on these sides as HTML."""
    summary = estimates.summarize(measured, waiting)
    found = claims.check(sides, {"waiting": waiting}, {"waiting": summary})
    return tables.verdict(found, {"waiting": waiting}, {"waiting": measured}, locale)


def test_a_measured_value_carries_itself():
    """The element has the value to six digits, beside the words for it."""
    html = inline.measured(0.123456789, "120 ms & more")
    assert html == '<data class="measured" value="0.123457">120 ms &amp; more</data>'


def test_figures_are_the_same_in_both_languages(waiting, measured):
    """The table has the same values in both languages, worded differently."""
    english, spanish = (figures(waiting, measured, locale) for locale in LOCALES)
    assert shown(english) == shown(spanish)
    assert shown(english)[:3] == ["0.203", "0.2", "0.206"]
    assert "×2.0" in english and "×2,0" in spanish
    assert english != spanish


def test_figures_are_a_table_of_the_timed_arms(waiting, measured):
    """One row per timed arm, first the baseline, which has no speed-up."""
    html = figures(waiting, measured, EN)
    rows = re.findall(r"<tr>.*?</tr>", html, re.S)[1:]
    assert len(rows) == 2
    assert ">One by one<" in rows[0] and "×" not in rows[0]
    assert "×2.0" in rows[1]
    assert html.count("<svg></svg>") == 1
    assert "site-root:data/waiting.json" in html
    assert "site-root:examples/waiting/with_threads.py" in html


def test_figures_leave_out_what_did_not_run(waiting, measured):
    """An arm that wasn't run has no row."""
    parameters = {name: {} for name in ("one_by_one", "asyncio_server")}
    html = figures(waiting, replace(measured, parameters=parameters), EN)
    assert "with_threads.py" not in html
    assert "one_by_one.py" in html


@pytest.mark.parametrize("locale", LOCALES, ids=["en", "es"])
def test_nothing_can_inject(waiting, measured, locale):
    """What an interpreter, a machine or a parameter is called never becomes markup."""
    summary = estimates.summarize(measured, waiting)
    values = inline.of_experiment(waiting, measured, summary, locale)
    values |= inline.of_machine(measured, locale)
    pieces = [
        figures(waiting, measured, locale),
        verdict_html(waiting, measured, locale, side()),
        tables.example("waiting", replace(waiting.arms[0], file=f"{HOSTILE}.py"), locale),
        *values.values(),
    ]
    assert [piece for piece in pieces if "<b " in piece or "<i>" in piece] == []
    assert any("&lt;b " in piece for piece in pieces)
    for piece in pieces:
        ElementTree.fromstring(f"<div>{piece.replace(' download>', ' >')}</div>")


@pytest.mark.parametrize("locale", LOCALES, ids=["en", "es"])
@pytest.mark.parametrize("kind", VerdictKind)
def test_a_verdict_is_mark_word_and_figure(waiting, measured, locale, kind):
    """Every verdict has its mark, its word, its figure, the program and the record."""
    figure = Estimate(2.0, 1.91, 2.11, 7, "ratio", 0.98)
    verdict = Verdict("a-claim", kind, (Decision(side(), kind, figure, 0.1),))
    html = tables.verdict(verdict, {"waiting": waiting}, {"waiting": measured}, locale)
    assert f'verdict--{kind}"' in html
    assert f'aria-hidden="true">{tables.MARKS[kind]}</span>' in html
    assert locale.words(f"verdict.{kind}") in html
    assert shown(html) == ["2", "1.91", "2.11"]
    assert locale.ratio(1.65, 3) in html
    assert "site-root:examples/waiting/with_threads.py" in html
    assert "site-root:data/waiting.json" in html


def test_marks_differ():
    """Verdicts are told apart without colour."""
    assert len(set(tables.MARKS.values())) == len(tables.MARKS) == len(VerdictKind)


def test_a_real_verdict(waiting, measured):
    """The figure that decides has its interval, one digit more, and the line that it is held to."""
    html = verdict_html(waiting, measured, EN, side(threshold=1.5, margin=0.1))
    assert "verdict--holds" in html
    words = re.sub(r"<data[^>]*>|</data>", "", html)
    assert "Threads (&lt;i&gt;) over one by one: ×2.0 (from ×2.00 to ×2.06)" in words
    assert "×1.65" in words


def test_a_figure_says_of_what_it_is(waiting, measured):
    """The words for a condition, or for a figure that is under none, stand before the figure."""
    for words in ({"when": "computing"}, {"named": "computing"}):
        html = verdict_html(waiting, measured, EN, side(**words))
        assert f"{EN.words('condition.computing')}: Threads" in html


def test_a_verdict_of_counts(waiting, measured):
    """A count is worded in the right plural, and as a spread where runs differ."""
    threads = side(ClaimKind.AT_MOST, arm="asyncio_server", observation="threads", threshold=1)
    html = verdict_html(waiting, measured, EN, threads)
    assert re.search(r"<data [^>]*>1 thread</data> in each of 3 runs", html)
    clients = side(ClaimKind.AT_LEAST, arm="asyncio_server", observation="clients", threshold=100)
    html = verdict_html(waiting, measured, ES, clients)
    assert "verdict--undecided" in html
    assert shown(html) == ["99", "100"]
    assert "100 clientes" in html


def test_one_program_on_two_interpreters_is_named_by_them(measured):
    """Where the arms have one name, the sentence says what makes them differ."""
    on, off = Need(Kind.GIL_ON), Need(Kind.FREE_THREADED)
    plain = arm("one_by_one", needs=off)
    found = experiment(plain, replace(plain, name="gil_on/one_by_one", setting="gil_on", needs=on))
    pythons = {str(need): replace(PYTHON, version=str(need)) for need in (on, off)}
    about = side(arm="gil_on/one_by_one", over="one_by_one")
    ratio = Estimate(1.0, 0.9, 1.1, 7, "ratio", 0.95)
    verdict = Verdict(
        "a-claim",
        VerdictKind.DOES_NOT_HOLD,
        (Decision(about, VerdictKind.DOES_NOT_HOLD, ratio),),
    )
    record = replace(measured, pythons=measured.pythons | pythons)
    html = tables.verdict(verdict, {"waiting": found}, {"waiting": record}, EN)
    assert "CPython free-threaded-gil-on over CPython free-threaded: " in html


def test_a_verdict_that_was_not_run_says_what_it_needs(measured):
    """A machine that lacks an interpreter says which."""
    old = arm("with_threads", needs=Need(Kind.PYPY, (3, 10), least=True))
    waiting = experiment(arm("one_by_one"), old)
    without = replace(measured, parameters={"one_by_one": {}})
    html = verdict_html(waiting, without, EN, side())
    assert "verdict--not-run-here" in html
    assert "PyPy 3.10 or newer" in html
    assert shown(html) == []


def test_an_undecided_verdict_says_so(waiting, measured):
    """Where nothing was kept there is no figure, and no crash."""
    html = verdict_html(waiting, replace(measured, blocks=()), EN, side())
    assert "verdict--undecided" in html
    assert EN.words("claim.undecided") in html


def test_a_spread_that_nobody_can_read_is_one_value():
    """What runs counted is from-to only where the two ends are worded differently."""
    close = Estimate(1500.0, 1499.0, 1501.0, 3, "count", 1.0)
    wide = Estimate(1500.0, 1000.0, 2000.0, 3, "count", 1.0)
    assert shown(inline.counted(close, "each_bytes", EN)) == ["1500"]
    assert shown(inline.counted(wide, "each_bytes", EN)) == ["1000", "2000"]


def test_values_are_the_same_in_both_languages(waiting, measured):
    """Every inline value has the same name and the same value in both languages."""
    summary = estimates.summarize(measured, waiting)
    english, spanish = (
        inline.of_experiment(waiting, measured, summary, locale) for locale in LOCALES
    )
    assert list(english) == list(spanish)
    assert [shown(html) for html in english.values()] == [shown(h) for h in spanish.values()]


def test_values_have_their_names(waiting, measured):
    """Each name gives the figure that it says."""
    summary = estimates.summarize(measured, waiting)
    found = inline.of_experiment(waiting, measured, summary, EN)
    values = {name: shown(html) for name, html in found.items()}
    assert values["waiting/one_by_one.median"] == ["0.203"]
    assert values["waiting/one_by_one.fastest"] == ["0.2"]
    assert values["waiting/one_by_one.slowest"] == ["0.206"]
    assert values["waiting/with_threads.speedup"] == [
        f"{summary.speedups['with_threads'].value:.6g}"
    ]
    assert len(values["waiting/with_threads.interval"]) == 2
    assert values["waiting/with_threads.most_threads"] == ["4"]
    assert values["waiting/with_threads.memory"] == [f"{3 * 2**20:.6g}"]
    assert values["waiting/asyncio_server.counted_threads"] == ["1"]
    assert values["waiting.kept"] == ["7"]
    assert values["waiting.discarded"] == ["0"]
    assert values["waiting.runs"] == [str(measured.runs)]
    assert values["waiting.seconds"] == ["61.5"]
    assert values["waiting.noise_floor"] == ["0"]
    assert "waiting/one_by_one.speedup" not in values


def test_what_was_counted_elsewhere_says_that_it_was_not_run_here(measured):
    """A count of a program that an interpreter here gave is named for the missing one, too."""
    served = arm("asyncio_server", times=3)
    missing = replace(served, name="pythons/pypy/asyncio_server", needs=Need(Kind.PYPY))
    both = experiment(arm("one_by_one"), arm("with_threads"), served, missing)
    found = inline.of_experiment(both, measured, estimates.summarize(measured, both), EN)
    for value in ("counted_threads", "counted_clients", "python"):
        assert "not run here" in found[f"waiting/pythons/pypy/asyncio_server.{value}"]
    assert "not run here" not in found["waiting/asyncio_server.counted_threads"]


def test_what_nobody_counted_says_so(measured):
    """Nothing of this program ran anywhere; what it would return is in its text."""
    missing = replace(
        arm("with_processes"),
        source='def main():\n    return {"threads": 1, "each_s": 0.1, "nonsense": 2}\n',
        reads=(("tasks", "(.)"),),
        needs=Need(Kind.PYPY),
    )
    served = arm("asyncio_server", times=3)
    both = experiment(arm("one_by_one"), arm("with_threads"), served, missing)
    found = inline.of_experiment(both, measured, estimates.summarize(measured, both), EN)
    for what in ("threads", "each_s", "tasks"):
        assert "not run here" in found[f"waiting/with_processes.counted_{what}"]
    assert "waiting/with_processes.counted_nonsense" not in found


def test_a_parameter_is_no_measurement(waiting, measured):
    """What was set is marked apart from what was measured."""
    summary = estimates.summarize(measured, waiting)
    found = inline.of_experiment(waiting, measured, summary, ES)
    assert found["waiting/with_threads.waits"].startswith('<data class="parameter" value="10000">')
    assert "50\N{NARROW NO-BREAK SPACE}ms" in found["waiting/with_threads.seconds"]


def test_a_parameter_is_known_though_nothing_was_run(waiting, measured):
    """A sentence that names what was set stands on a machine that lacks what it needs, too."""
    ran = waiting.arm("with_threads")
    missing = replace(ran, name="pypy/with_threads", needs=Need(Kind.PYPY))
    wider = replace(waiting, arms=(*waiting.arms, missing))
    found = inline.of_experiment(wider, measured, estimates.summarize(measured, wider), EN)
    assert found["waiting/pypy/with_threads.seconds"] == found["waiting/with_threads.seconds"]
    assert "not run here" in found["waiting/pypy/with_threads.median"]


def test_the_machine_has_no_invented_facts(measured):
    """What a machine doesn't tell is said to be unknown, never zero."""
    silent = replace(measured, machine=replace(MACHINE, memory_bytes=None, commit=None))
    found = inline.of_machine(silent, ES)
    assert found["machine.memory"] == found["machine.commit"]
    assert ES.words("fact.unknown") in found["machine.memory"]
    assert "20 de noviembre de 2026, 12:34 UTC" in found["machine.date"]
    assert ES.words("gil.off") not in found["machine.gil"]


def test_boundless_figures_are_shown_as_such(waiting, measured):
    """A verdict from too few blocks says so in words, instead of failing or of “from ×0 to ×∞”."""
    few = replace(measured, blocks=measured.blocks[:3])
    html = verdict_html(waiting, few, EN, side())
    assert "verdict--undecided" in html
    assert EN.words("figure.unbounded") in html


def test_a_program_with_libraries_is_run_with_them(waiting):
    """The command beside an example is one that works: `uv run` reads its head."""
    plain = waiting.arms[0]
    assert "<code>python one_by_one.py</code>" in tables.example("waiting", plain, EN)
    needy = replace(plain, needs=replace(plain.needs, libraries=("numpy>=2",)))
    assert "<code>uv run one_by_one.py</code>" in tables.example("waiting", needy, EN)


@pytest.mark.parametrize(("locale", "said"), [(EN, "too few runs"), (ES, "muy pocas ejecuciones")])
def test_an_interval_without_ends_is_put_into_words(locale, said):
    """Of too few pairs nobody reads that something lies between nought and infinity."""
    few = Estimate(1.1, 0.0, math.inf, 4, "ratio", 0.95, (1.0, 1.1, 1.1, 1.2))
    assert said in inline.interval(few, locale)
    assert said in locale.interval(few)
    assert said not in inline.interval(replace(few, low=1.0, high=1.2), locale)
