"""Freeze what this machine measured: the tests' records, and the small ones of the gallery.

Run by `make freeze` after an idle `make site`; a maintainer looks at the result and commits it.
`make freeze NAMES="waiting computing"` freezes these experiments only.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from concurrency_measured import catalog, records
from concurrency_measured.material import GALLERY
from concurrency_measured.model import Block, Experiment, Record

ROOT = Path(__file__).parents[1]
MODELS = ("one_by_one", "with_threads", "with_asyncio", "with_processes")
SHOWN = {
    "waiting": (*MODELS, "many_on_one_core/", "many/"),
    "computing": (*MODELS, "free_threaded/with_threads", "sharing/"),
    "starting": ("",),
    "pinging": ("one_core/",),
    "sending": ("small/through_",),
    "crossover": ("sizes/",),
    "heartbeat": ("",),
}
"""Arms that the gallery shows, by the beginning of their names."""
DRAWN = {
    "waiting": (*MODELS, "many_on_one_core/with_threads", "many_on_one_core/with_asyncio"),
    "computing": ("with_threads", "free_threaded/with_threads"),
    "heartbeat": ("",),
}
"""Arms of which it shows timelines; asyncio would be most of the file."""

BLOCKS = 7


def main(only: list[str]) -> None:
    """Copy the records, and write the gallery's."""
    frozen = ROOT / "tests" / "records"
    for file in sorted((ROOT / ".measured").glob("*.json")):
        if only and file.stem not in only:
            continue
        # Without its indentation, which is half of a record.
        compact = msgspec.json.format(file.read_bytes(), indent=-1).decode()
        records.write_text(frozen / file.name, compact + "\n")
    experiments = {e.name: e for e in catalog.load(ROOT / "examples")}
    kept = [small(experiments[name], records.read(records.path(frozen, name))) for name in SHOWN]
    text = msgspec.json.encode(kept, order="deterministic").decode()
    records.write_text(ROOT / "docs" / GALLERY, text + "\n")


def small(experiment: Experiment, record: Record) -> tuple[Experiment, Record]:
    """Return what the gallery needs of an experiment and its record."""
    beating = {name for picture in experiment.heartbeats for name in picture.arms}
    timed = [arm for arm in experiment.arms if arm.times is None or arm.name in beating]
    arms = [arm for arm in timed if begins(arm.name, SHOWN[experiment.name])]
    names = {arm.name for arm in arms}
    drawn = [line for line in record.timelines if begins(line.arm, DRAWN.get(experiment.name, ()))]
    return (
        replace(
            experiment,
            arms=tuple(replace(arm, source="") for arm in arms),
            sides=(),
            chosen=tuple(p for p in experiment.chosen if {*p.arms} <= {d.arm for d in drawn}),
        ),
        replace(
            record,
            fingerprint="",
            parameters={name: record.parameters[name] for name in names},
            blocks=tuple(few(record.kept, names)),
            planned_blocks=BLOCKS,
            outcomes=(),
            observed=(),
            scripts=(),
            timelines=tuple(drawn),
            lacks={},
        ),
    )


def few(blocks: tuple[Block, ...], names: set[str]) -> Iterator[Block]:
    """Yield the first blocks of each group, as far as they hold these arms."""
    seen: Counter[str] = Counter()
    for block in (only(block, names) for block in blocks):
        if block.runs:
            group = min(run.arm for run in block.runs)
            seen[group] += 1
            if seen[group] <= BLOCKS:
                yield block


def begins(name: str, wanted: tuple[str, ...]) -> bool:
    """Return whether a name is wanted, or begins as a wanted group does."""
    return any(
        name == w or ((w.endswith(("/", "_")) or not w) and name.startswith(w)) for w in wanted
    )


def only(block: Block, names: set[str]) -> Block:
    """Return the block with the runs of some arms."""
    runs = (run for run in block.runs if run.arm in names)
    return replace(block, runs=tuple(replace(run, output="", evidence="") for run in runs))


if __name__ == "__main__":
    main(sys.argv[1:])
