"""What ran: a row for each program under each condition, with what became of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from concurrency_measured import l10n, ran, tables
from concurrency_measured.about import Place
from concurrency_measured.model import Experiment, Kind, Need, Record, RunKind
from concurrency_measured.ran import Status
from tinysite_project import PYTHON, arm, experiment, record, run

EN, ES = l10n.load("en"), l10n.load("es")
MIB = 2**20
WALLS = {"one_by_one": [0.2] * 7, "with_threads": [0.1] * 7}


def seen(name: str, mib: int) -> object:
    """Return an observed run."""
    return replace(run(name, 9.0), kind=RunKind.OBSERVED, peak_pss_bytes=mib * MIB)


@pytest.fixture
def waiting() -> Experiment:
    """Two programs, one of them also in a setting, in a sweep, lacking, and one that fails."""
    steps = [
        arm(f"many/waits={n}/with_threads", file="with_threads.py", setting=f"many/waits={n}",
            axis="waits", parameters={"waits": n})
        for n in (10, 1000)
    ]  # fmt: skip
    return experiment(
        arm("one_by_one"),
        arm("with_threads"),
        arm("other_name", file="with_threads.py"),
        arm("pypy/with_threads", file="with_threads.py", setting="pypy", needs=Need(Kind.PYPY)),
        *steps,
        arm("broken", times=3, script=True, fails="<TypeError>"),
    )


@pytest.fixture
def measured() -> Record:
    """What was measured of it."""
    walls = WALLS | {
        "many/waits=10/with_threads": [0.3] * 7,
        "many/waits=1000/with_threads": [2.0] * 7,
    }
    failures = [replace(run("broken", 0.5), kind=RunKind.SCRIPT, wall_s=None)] * 3
    found = record(
        walls,
        outcomes=failures,
        observed=[seen("one_by_one", 10), seen("with_threads", 20),
                  seen("many/waits=10/with_threads", 30), seen("many/waits=1000/with_threads", 90)],
        ran=["broken", "other_name"],
    )  # fmt: skip
    return replace(found, lacks={"pypy/with_threads": Need(Kind.PYPY)})


def test_a_row_for_each_program_and_condition(waiting, measured):
    """What ran, failed as it should and was not run here, in the experiment's order."""
    rows = ran.rows(waiting, measured)
    assert [(row.file, row.name, row.setting, row.steps, row.status) for row in rows] == [
        ("one_by_one.py", "", "", "", Status.RAN),
        ("with_threads.py", "", "", "", Status.RAN),
        ("with_threads.py", "other_name", "", "", Status.RAN),
        ("with_threads.py", "", "pypy", "", Status.NOT_RUN),
        ("with_threads.py", "", "many", "waits = 10 … 1000", Status.RAN),
        ("broken.py", "", "", "", Status.FAILED),
    ]
    assert [row.python for row in rows] == [PYTHON.label] * 3 + [""] + [PYTHON.label] * 2
    assert rows[3].needs == Need(Kind.PYPY)
    assert rows[-1].fails == "<TypeError>"


def test_the_seconds_are_those_of_the_whole_process(waiting, measured):
    """From start to exit, without the run that was watched; a sweep from step to step."""
    rows = ran.rows(waiting, measured)
    whole = [run("x", wall).spawn_to_exit_s for wall in (0.2, 0.3, 2.0)]
    assert rows[0].seconds == pytest.approx((whole[0],))
    assert rows[4].seconds == pytest.approx(whole[1:])
    assert rows[2].seconds == rows[3].seconds == ()


def test_the_memory_is_what_was_watched(waiting, measured):
    """Of a sweep the least and the most; nothing where nobody looked."""
    memory = [row.peak_pss_bytes for row in ran.rows(waiting, measured)]
    assert memory == [(10 * MIB,), (20 * MIB,), (), (), (30 * MIB, 90 * MIB), ()]


def test_scripts_count_where_there_is_no_call(waiting, measured):
    """A program that is called is timed as called; the run for its output is another."""
    script = replace(run("one_by_one", 7.0), kind=RunKind.SCRIPT, wall_s=None)
    both = replace(measured, scripts=(script,) * 20)
    assert ran.rows(waiting, both)[0].seconds == ran.rows(waiting, measured)[0].seconds
    assert ran.rows(waiting, both)[-1].seconds == (run("x", 0.5).spawn_to_exit_s,)


def test_a_run_that_was_watched_is_not_timed(waiting, measured):
    """Where there is no other run, there are no seconds."""
    watched = replace(measured, observed=(seen("other_name", 5),))
    row = ran.rows(waiting, watched)[2]
    assert (row.seconds, row.peak_pss_bytes) == ((), (5 * MIB,))


def test_a_range_that_nobody_can_read_is_one_value(waiting, measured):
    """Two steps that took as good as the same memory have one figure."""
    name = "many/waits=1000/with_threads"
    close = replace(seen(name, 30), peak_pss_bytes=30 * MIB + 9)
    alike = replace(measured, observed=(seen("many/waits=10/with_threads", 30), close))
    assert len(ran.rows(waiting, alike)[4].peak_pss_bytes) == 2
    assert html(waiting, alike, EN).count("MiB") == 1


def html(waiting: Experiment, measured: Record, locale: l10n.Locale) -> str:
    """Return the table."""
    places = {"waiting": (Place("compared/waiting.md", "On `x` & y"), Place("index.md", "Home"))}
    return tables.what_ran({"waiting": waiting}, {"waiting": measured}, places, locale)


def test_the_table_says_it_in_the_language(waiting, measured):
    """Totals at the head, a group with its pages, rows with their files and outcomes."""
    shown = html(waiting, measured, ES)
    assert 'id="ran-waiting"' in shown
    assert 'href="site-root:es/compared/waiting/">On <code>x</code> &amp; y</a>' in shown
    assert 'href="site-root:es/">Home</a>' in shown
    assert shown.count('<th scope="row">') == 6
    assert 'href="site-root:examples/waiting/with_threads.py"' in shown
    assert "falló, como debía: <code>&lt;TypeError&gt;</code>" in shown
    assert "no ejecutado aquí. Hace falta" in shown or "no ejecutado aquí. Necesita" in shown
    head = re.findall(r'<data class="measured" value="([^"]+)">', shown.split("<table")[0])
    assert head[:2] == ["3", "1"]
    assert head[-2:] == ["1", "1"]


def test_both_languages_have_the_same_values(waiting, measured):
    """They differ in words alone."""
    english, spanish = (
        re.findall(r'<data class="measured" value="([^"]+)">', html(waiting, measured, locale))
        for locale in (EN, ES)
    )
    assert english == spanish
    assert len(english) > 10
