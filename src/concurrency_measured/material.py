"""Records → Material: all that pages are made from, with what follows from it.

Estimates and verdicts are formed once, whoever asks. Knows no wording and no pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from concurrency_measured import claims, estimates, pages
from concurrency_measured.errors import RecordError, position
from concurrency_measured.model import Experiment, Model, Record, Side, Summary, Verdict

GALLERY = "gallery.json"
"""Frozen records of the gallery of charts, beside the trees of pages."""


@dataclass(frozen=True)
class Material:
    """All that pages are made from.

    Attributes:
        experiments: By name.
        records: By experiment; an experiment that can't run here has none.
        snippets: Executed fences by id.
        measured: Names of the experiments that were measured just now.
        frozen: Whether the records are frozen ones.
        preview: Whether they are the last ones, whatever their age.
    """

    experiments: dict[str, Experiment]
    records: dict[str, Record]
    snippets: dict[str, pages.Snippet]
    measured: tuple[str, ...] = ()
    frozen: bool = False
    preview: bool = False

    @cached_property
    def summaries(self) -> dict[str, Summary]:
        """The estimates of each record, by experiment."""
        return {
            name: estimates.summarize(record, self.experiments[name])
            for name, record in self.records.items()
        }

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict on each claim, by its id."""
        sides: dict[str, list[Side]] = {}
        for experiment in self.experiments.values():
            for side in experiment.sides:
                if side.experiment in self.summaries:
                    sides.setdefault(side.claim, []).append(side)
        return {
            claim: claims.check(those, self.experiments, self.summaries)
            for claim, those in sides.items()
        }

    @cached_property
    def models(self) -> dict[str, tuple[Model, ...]]:
        """The models that each claim is about, by its id: those of its programs.

        Doing things one by one is what all are compared with; it counts where there is no other.
        """
        found: dict[str, set[Model]] = {}
        for experiment in self.experiments.values():
            for side in experiment.sides:
                arms = map(experiment.arm, experiment.compared(side))
                found.setdefault(side.claim, set()).update(arm.model for arm in arms)
        return {
            claim: tuple(m for m in Model if m in used - {Model.SEQUENTIAL}) or tuple(used)
            for claim, used in found.items()
        }


def read_gallery(docs: Path) -> Material:
    """Return the gallery's frozen records, which come with the pages; none if there are none.

    Raises:
        RecordError: The file isn't what `make freeze` writes.
    """
    file = docs / GALLERY
    if not file.exists():
        return Material({}, {}, {}, frozen=True)
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=list[tuple[Experiment, Record]])
    except msgspec.DecodeError as error:
        raise RecordError(
            position(file, root=docs.parent),
            found=f"a gallery that can't be read ({error})",
            expected="what `make freeze` writes",
            action="run `make site` on an idle machine, then `make freeze`",
        ) from None
    experiments = {experiment.name: experiment for experiment, _ in kept}
    return Material(experiments, {record.experiment: record for _, record in kept}, {}, frozen=True)
