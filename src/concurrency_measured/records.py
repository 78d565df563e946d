"""Record ↔ JSON: schema version, fingerprint, freshness, atomic writes.

A record is either whole or not there. What can't be read is set aside, never deleted and never
guessed at. Knows nothing of how records are made or shown.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from concurrency_measured.errors import RecordError, position
from concurrency_measured.model import SCHEMA, Experiment, Machine, Python, Record
from concurrency_measured.runner import WORKER

KEPT = timedelta(days=7)
"""Older records are made anew."""
PUBLISHED = timedelta(days=1)
"""Older records are not published."""


class _Head(msgspec.Struct):
    schema: int


def fingerprint(experiment: Experiment, pythons: Mapping[str, Python], machine: Machine) -> str:
    """Return the digest of everything that a record of this experiment would depend on.

    Args:
        experiment: Its programs under their settings count; claims don't, they are decided anew.
        pythons: The interpreters that it runs with, by need.
        machine: Processor, cores and system count; usable cores and the commit don't.
    """
    content: dict[str, object] = {
        "schema": SCHEMA,
        "bound": experiment.bound,
        "twice": experiment.twice,
        "arms": experiment.arms,
        "worker": WORKER.read_text(encoding="utf-8"),
        "pythons": pythons,
        "machine": [machine.cpu, machine.cores, machine.system, machine.kernel],
    }
    if experiment.server:
        content["server"] = experiment.server
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()


def path(folder: Path, experiment: str) -> Path:
    """Return where a record is kept."""
    return folder / f"{experiment}.json"


def write(record: Record, folder: Path) -> Path:
    """Write the record atomically and return its path."""
    target = path(folder, record.experiment)
    write_text(target, dump(record))
    return target


def dump(record: Record) -> str:
    """Return the record's JSON, readable and stable."""
    encoded = msgspec.json.encode(record, order="deterministic")
    return msgspec.json.format(encoded, indent=1).decode() + "\n"


def read(file: Path) -> Record:
    """Return the record in a file.

    Raises:
        RecordError: It is missing, damaged or of another schema. A damaged one is set aside first.
    """
    if not file.is_file():
        raise RecordError(
            position(file),
            found="no record",
            expected="a record of this experiment",
            action="run `make site`, which measures what has no fresh record",
        )
    content = file.read_bytes()
    try:
        schema = msgspec.json.decode(content, type=_Head).schema
        if schema == SCHEMA:
            return msgspec.json.decode(content, type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        aside = _set_aside(file)
        raise RecordError(
            position(file),
            found=f"a damaged record ({error}); it is now {aside.name}",
            expected="JSON as `records.write` makes it",
            action="measure it anew: run `make site`",
        ) from None
    raise RecordError(
        position(file),
        found=f"a record of schema {schema}",
        expected=f"schema {SCHEMA}",
        action="measure it anew with `make site`, or use the version of the project that made it",
    )


def why_stale(
    record: Record,
    experiment: Experiment,
    pythons: Mapping[str, Python],
    machine: Machine,
    now: datetime,
    kept: timedelta = KEPT,
) -> str | None:
    """Return why a record can't stand for a measurement made now, or None when it can."""
    if record.fingerprint != fingerprint(experiment, pythons, machine):
        return "the example, an interpreter or the machine has changed"
    if record.machine.usable_cores < machine.usable_cores:
        return "it was measured with fewer cores than there are now"
    age = now - datetime.fromisoformat(record.measured_at)
    if age > kept:
        return f"it is {age / timedelta(days=1):.3g} days old"
    return "it was measured in the future" if age < -timedelta(minutes=5) else None


def now() -> datetime:
    """Return the time, with its zone."""
    return datetime.now(UTC)


def write_text(target: Path, text: str) -> bool:
    """Write a file whole or not at all, if its content changes; return whether it did."""
    content, there = text.encode(), target.is_file()
    if there and target.read_bytes() == content:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        dir=target.parent, prefix=f".{target.name}.", delete=False
    ) as part:
        try:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
            part.close()
            Path(part.name).chmod(target.stat().st_mode & 0o777 if there else 0o644)
            Path(part.name).replace(target)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    return True


def _set_aside(file: Path) -> Path:
    aside = file.with_name(f"{file.name}.damaged-{now():%Y%m%dT%H%M%S%f}")
    file.replace(aside)
    return aside
