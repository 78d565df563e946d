"""Records: what is written is read again whole, what can't be trusted is refused and never lost."""

from __future__ import annotations

import json
import os
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from concurrency_measured import records
from concurrency_measured.errors import RecordError
from concurrency_measured.model import (
    HEADLINE,
    SCHEMA,
    Arm,
    Block,
    Bound,
    ClaimKind,
    Discard,
    Ending,
    Experiment,
    Kind,
    Lane,
    Machine,
    Model,
    Need,
    Python,
    Record,
    Run,
    RunKind,
    Side,
    Span,
    State,
    Step,
    Timeline,
)

NOW = datetime(2030, 5, 17, 12, tzinfo=UTC)
MACHINE = Machine("A processor", 4, 2, "Linux", "6.1.0", 8_000_000_000, "0123456789ab+", True)
PYTHON = Python("CPython", "3.13.1", True, True, "GCC 12.2.0", "fork", False)
PYTHONS = {str(HEADLINE): PYTHON}
ARMS = (
    Arm("one_by_one", "one_by_one.py", Model.SEQUENTIAL, "def main(): pass\n", {"waits": 3}),
    Arm("with_threads", "with_threads.py", Model.THREADS, "def main(): pass\n", {"waits": 3}),
)
SIDE = Side("threads-overlap", "waiting", ClaimKind.SPEEDUP, "with_threads", 1.5)
EXPERIMENT = Experiment("waiting", Bound.WAITING, "one_by_one", 60, ARMS, (SIDE,))
FULL = Run(
    arm="with_threads",
    kind=RunKind.OBSERVED,
    ending=Ending.COMPLAINED,
    spawn_to_exit_s=0.75,
    wall_s=0.1 + 0.2,
    cpu_s=0.0625,
    voluntary_switches=12,
    involuntary_switches=3,
    loop_before_s=0.015,
    loop_after_s=0.016,
    observed={"threads": 3, "share": 0.1, "word": "año ✓"},
    output="line\n\ttab \x1b[0m \u2028",
    evidence="Traceback: '\"\\",
    peak_pss_bytes=12_345_678_901,
    most_threads=4,
    most_processes=2,
    again=True,
)
LANE = Lane(
    1, 2, (Step(0.1, 0.2, 0.05, True, 7),), (Span(0.1, 0.15, State.LOCKED),), 0.05, 0.01, 0.04
)


def record(**changes: object) -> Record:
    """Return a record in which no field has its default."""
    content = {
        "schema": SCHEMA,
        "experiment": "waiting",
        "fingerprint": records.fingerprint(EXPERIMENT, PYTHONS, MACHINE),
        "measured_at": NOW.isoformat(timespec="seconds"),
        "seconds": 12.125,
        "machine": MACHINE,
        "pythons": PYTHONS,
        "parameters": {"one_by_one": {"waits": 3}, "with_threads": {"seconds": 0.05, "how": "x"}},
        "planned_blocks": 7,
        "blocks": (Block((FULL, FULL), Discard.NO_FREE_CORE, 2, 0.9, 1.1), Block((FULL,))),
        "outcomes": (FULL,),
        "observed": (FULL, FULL),
        "scripts": (replace(FULL, kind=RunKind.SCRIPT, wall_s=None),),
        "timelines": (Timeline("with_threads", 0.25, (LANE,), 0.002, 0.125),),
        "lacks": {"on_pypy": Need(Kind.PYPY, (3, 11), True)},
    }
    return Record(**(content | changes))


def defaults(thing: object) -> set[str]:
    """Return the fields, of this and of all inside it, that have nothing but their default."""
    if isinstance(thing, tuple):
        return set().union(*map(defaults, thing))
    if not is_dataclass(thing):
        return set()
    inside = [getattr(thing, entry.name) for entry in fields(thing)]
    own = {
        f"{type(thing).__name__}.{entry.name}"
        for entry, value in zip(fields(thing), inside, strict=True)
        if value == entry.default or value in ({}, ())
    }
    return own.union(*map(defaults, inside))


# --- writing and reading -----------------------------------------------------------------------


def test_what_was_written_is_read(tmp_path):
    """A record comes back as it was, to the last digit."""
    file = records.write(record(), tmp_path / "new" / "folder")
    assert file == tmp_path / "new" / "folder" / "waiting.json"
    assert records.read(file) == record()


def test_the_record_has_every_field():
    """The record of the test above says something in every field, so that none is lost unseen."""
    full = record(blocks=record().blocks[:1], scripts=(FULL,))
    assert defaults(full) == set()
    assert defaults(record()) == {
        "Block.discard",
        "Block.repeated",
        "Block.cores_before",
        "Block.cores_after",
        "Run.wall_s",
    }


def test_the_same_record_is_the_same_text():
    """A record's JSON is stable, whatever the order of its parameters, and people can read it."""
    turned = {key: record().parameters[key] for key in reversed(record().parameters)}
    assert records.dump(record(parameters=turned)) == records.dump(record())
    assert records.dump(record()).startswith("{\n")
    assert records.dump(record()).endswith("}\n")


def test_the_text_is_json():
    """Any reader of JSON gets the record's fields, with the spelling of the model."""
    content = json.loads(records.dump(record()))
    assert set(content) == {entry.name for entry in fields(Record)}
    assert content["blocks"][0]["discard"] == "no-free-core"


def test_a_record_names_no_path():
    """The interpreter's place isn't in a record."""
    assert "path" not in {entry.name for entry in fields(Python)}


# --- what is refused ---------------------------------------------------------------------------


def change(key: str, value: object) -> bytes:
    """Return the record's JSON with another value."""
    return json.dumps(json.loads(records.dump(record())) | {key: value}).encode()


DAMAGES = {
    "empty": b"",
    "truncated": records.dump(record()).encode()[:-100],
    "not-a-number": records.dump(record()).replace("12.125", "NaN").encode(),
    "wrong-type": change("seconds", "long"),
    "wrong-enum": change("blocks", [{"runs": [], "discard": "bad-mood"}]),
    "no-schema": b"{}",
    "schema-in-words": change("schema", "one"),
    "a-list": b"[]",
    "missing-field": json.dumps({"schema": SCHEMA, "experiment": "waiting"}).encode(),
    "not-utf8": records.dump(record()).encode().replace("ñ".encode(), b"\xf1"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_record_is_set_aside(tmp_path, name):
    """What can't be read is kept under another name, which the error tells."""
    file = tmp_path / "waiting.json"
    file.write_bytes(DAMAGES[name])
    with pytest.raises(RecordError) as caught:
        records.read(file)
    (aside,) = tmp_path.iterdir()
    assert aside.name.startswith("waiting.json.damaged-")
    assert aside.read_bytes() == DAMAGES[name]
    assert f"it is now {aside.name}" in caught.value.found
    assert "make site" in caught.value.action


def test_two_damaged_records_are_both_kept(tmp_path):
    """A second damaged record, of the same second, doesn't take the first one's place."""
    for content in (b"first", b"second"):
        (tmp_path / "waiting.json").write_bytes(content)
        with pytest.raises(RecordError):
            records.read(tmp_path / "waiting.json")
    assert {file.read_bytes() for file in tmp_path.iterdir()} == {b"first", b"second"}


@pytest.mark.parametrize("schema", [SCHEMA - 1, SCHEMA + 1])
def test_another_schema_is_refused_and_left(tmp_path, schema):
    """A record of another version, whatever it holds, stays in place, and the error advises."""
    file = tmp_path / "waiting.json"
    content = json.dumps({"schema": schema, "something": "else"})
    file.write_text(content, encoding="utf-8")
    with pytest.raises(RecordError) as caught:
        records.read(file)
    assert (caught.value.found, caught.value.expected) == (
        f"a record of schema {schema}",
        f"schema {SCHEMA}",
    )
    assert "make site" in caught.value.action
    assert file.read_text(encoding="utf-8") == content
    assert list(tmp_path.iterdir()) == [file]


def test_a_missing_record_is_an_error(tmp_path):
    """Where there is no record the error says how to get one."""
    with pytest.raises(RecordError, match=r"no record[\s\S]*make site"):
        records.read(tmp_path / "waiting.json")


# --- freshness ---------------------------------------------------------------------------------


def stale(
    found: Record | None = None,
    experiment: Experiment = EXPERIMENT,
    machine: Machine = MACHINE,
    age: timedelta = timedelta(0),
) -> str | None:
    """Return why the record is stale that long after it was made."""
    return records.why_stale(found or record(), experiment, PYTHONS, machine, NOW + age)


@pytest.mark.parametrize(
    "age", [timedelta(0), timedelta(days=7), timedelta(minutes=-4)], ids=["new", "a-week", "clock"]
)
def test_a_fresh_record_stands(age):
    """A record of this experiment and machine stands for a week; clocks may differ a little."""
    assert stale(age=age) is None


@pytest.mark.parametrize(
    ("age", "why"),
    [
        (timedelta(days=7, seconds=1), "it is 7 days old"),
        (timedelta(days=30), "it is 30 days old"),
        (timedelta(minutes=-6), "it was measured in the future"),
    ],
)
def test_an_old_record_is_stale(age, why):
    """A record older than a week, or from the future, doesn't stand."""
    assert stale(age=age) == why


def test_a_changed_example_makes_a_record_stale():
    """A record of another program doesn't stand."""
    changed = replace(EXPERIMENT, twice="with_threads")
    assert stale(experiment=changed) == "the example, an interpreter or the machine has changed"


def test_more_cores_make_a_record_stale():
    """A record made with fewer cores than there are now doesn't stand; one made with more does."""
    why = "it was measured with fewer cores than there are now"
    assert stale(machine=replace(MACHINE, usable_cores=3)) == why
    assert stale(machine=replace(MACHINE, usable_cores=1)) is None


# --- fingerprint -------------------------------------------------------------------------------


def fingerprint(
    experiment: Experiment = EXPERIMENT, python: Python = PYTHON, machine: Machine = MACHINE
) -> str:
    """Return the fingerprint."""
    return records.fingerprint(experiment, {str(HEADLINE): python}, machine)


def with_arm(**changes: object) -> Experiment:
    """Return the experiment with its second arm changed."""
    return replace(EXPERIMENT, arms=(ARMS[0], replace(ARMS[1], **changes)))


@pytest.mark.parametrize(
    "changed",
    [
        {"experiment": with_arm(source="def main(): 1\n")},
        {"experiment": with_arm(parameters={"waits": 4})},
        {"experiment": with_arm(cores=1)},
        {"experiment": replace(EXPERIMENT, arms=ARMS[:1])},
        {"experiment": replace(EXPERIMENT, bound=Bound.COMPUTING)},
        {"experiment": replace(EXPERIMENT, twice="with_threads")},
        {"python": replace(PYTHON, version="3.13.2")},
        {"python": replace(PYTHON, build="Clang 18")},
        {"python": replace(PYTHON, jit=True)},
        {"machine": replace(MACHINE, cpu="Another")},
        {"machine": replace(MACHINE, cores=8)},
        {"machine": replace(MACHINE, kernel="6.2.0")},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_changes_a_measurement_changes_the_fingerprint(changed):
    """Sources, parameters, settings, interpreter and machine count."""
    assert fingerprint(**changed) != fingerprint()


@pytest.mark.parametrize(
    "changed",
    [
        {"experiment": replace(EXPERIMENT, sides=(replace(SIDE, threshold=2.0),))},
        {"experiment": replace(EXPERIMENT, sides=())},
        {"experiment": replace(EXPERIMENT, budget_s=1)},
        {"machine": replace(MACHINE, commit="fedcba987654")},
        {"machine": replace(MACHINE, usable_cores=1)},
        {"machine": replace(MACHINE, memory_bytes=None)},
    ],
    ids=["threshold", "claims", "budget", "commit", "usable-cores", "memory"],
)
def test_what_changes_no_measurement_changes_no_fingerprint(changed):
    """Claims are decided anew from the same record, and a commit alone makes none stale."""
    assert fingerprint(**changed) == fingerprint()


def test_the_worker_is_part_of_the_fingerprint(tmp_path, monkeypatch):
    """What calls the examples counts, too."""
    before = fingerprint()
    changed = tmp_path / "worker.py"
    changed.write_text("pass\n", encoding="utf-8")
    monkeypatch.setattr(records, "WORKER", changed)
    assert fingerprint() != before


# --- writing files -----------------------------------------------------------------------------


def test_a_file_is_written_once(tmp_path):
    """What is unchanged isn't touched, so that nothing that watches it wakes."""
    target = tmp_path / "new" / "page.md"
    assert records.write_text(target, "año\n") is True
    os.utime(target, ns=(1, 1))
    assert records.write_text(target, "año\n") is False
    assert target.stat().st_mtime_ns == 1
    assert records.write_text(target, "other\n") is True
    assert target.read_text(encoding="utf-8") == "other\n"
    assert [file.name for file in target.parent.iterdir()] == ["page.md"]


def test_anybody_may_read_a_written_file(tmp_path):
    """A file of the site isn't private as temporary files are."""
    records.write_text(tmp_path / "page.md", "x")
    assert (tmp_path / "page.md").stat().st_mode & 0o777 == 0o644


def test_a_failed_write_leaves_nothing(tmp_path):
    """Text that can't be written leaves the earlier file as it was and no part beside it."""
    target = tmp_path / "page.md"
    records.write_text(target, "before")
    for file in (target, tmp_path / "new.md"):
        with pytest.raises(UnicodeEncodeError):
            records.write_text(file, "half of a pair: \ud800")
    assert target.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [target]


def test_an_interrupted_write_leaves_nothing(tmp_path, monkeypatch):
    """Ctrl-C just before the file gets its name leaves no part of it."""

    def interrupt(self: Path, target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        records.write_text(tmp_path / "page.md", "text")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("before", [b"\xf1", b"line\r\n"], ids=["not-utf8", "line-ends"])
def test_any_earlier_file_is_replaced(tmp_path, before):
    """What stood there before, text or not, gives way, and then counts as unchanged."""
    target = tmp_path / "page.md"
    target.write_bytes(before)
    assert records.write_text(target, "line\n") is True
    assert target.read_bytes() == b"line\n"


def test_the_clock_has_a_zone():
    """The time that records carry is UTC, so that its age can be told anywhere."""
    assert records.now().utcoffset() == timedelta(0)
    assert msgspec.json.decode(msgspec.json.encode(records.now()), type=datetime).tzinfo


def test_of_many_libraries_those_asked_for_are_named():
    """What a library itself needs is nobody's question."""
    need = Need(Kind.GIL, libraries=("Psycopg[binary]>=3.2", "ruamel-yaml"))
    found = {"anyio": "4.1", "psycopg": "3.3", "psycopg-binary": "3.3", "ruamel.yaml": "0.18"}
    kept = record(pythons={str(need): replace(PYTHON, libraries=found)})
    assert kept.label(need) == "CPython 3.13.1 + psycopg 3.3 + ruamel.yaml 0.18"
