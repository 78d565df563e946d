"""Freeze what this machine measured: the tests' records, and the small ones of the gallery.

Run by `make freeze` after an idle `make site`; a maintainer looks at the result and commits it.
"""

from __future__ import annotations

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
}
"""Arms that the gallery shows, by the beginning of their names."""
DRAWN = {
    "waiting": (*MODELS, "many_on_one_core/with_threads", "many_on_one_core/with_asyncio"),
    "computing": ("with_threads", "free_threaded/with_threads"),
}
"""Arms of which it shows timelines; asyncio would be most of the file."""

BLOCKS = 7


def main() -> None:
    """Copy the records, and write the gallery's."""
    for file in sorted((ROOT / ".measured").glob("*.json")):
        # Without its indentation, which is half of a record.
        compact = msgspec.json.format(file.read_bytes(), indent=-1).decode()
        records.write_text(ROOT / "tests" / "records" / file.name, compact + "\n")
    experiments = {e.name: e for e in catalog.load(ROOT / "examples")}
    kept = [
        small(experiments[name], records.read(records.path(ROOT / ".measured", name)))
        for name in SHOWN
    ]
    text = msgspec.json.encode(kept, order="deterministic").decode()
    records.write_text(ROOT / "docs" / GALLERY, text + "\n")


def small(experiment: Experiment, record: Record) -> tuple[Experiment, Record]:
    """Return what the gallery needs of an experiment and its record."""
    arms = [arm for arm in experiment.timed if begins(arm.name, SHOWN[experiment.name])]
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
            blocks=tuple(only(block, names) for block in record.kept[:BLOCKS]),
            planned_blocks=min(BLOCKS, len(record.kept)),
            outcomes=(),
            observed=(),
            scripts=(),
            timelines=tuple(drawn),
            lacks={},
        ),
    )


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
    main()
