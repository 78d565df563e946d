"""Material × Locale → Fragments: what every block and value of the pages shows, in one language.

The only module that puts charts, tables, timelines and values together. Knows no pages' text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

import msgspec

from concurrency_measured import (
    charts,
    claims,
    estimates,
    l10n,
    pages,
    tables,
    timelines,
    translations,
    values,
)
from concurrency_measured.errors import RecordError, position
from concurrency_measured.model import (
    HEADLINE,
    Arm,
    Experiment,
    Panel,
    Picture,
    Record,
    Side,
    Summary,
    Verdict,
)

PROGRESS = ("translations",)
"""What the block `progress` can show."""
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


def of(
    material: Material, gallery: Material, progress: Sequence[translations.Row], language: str
) -> pages.Fragments:
    """Return what every block and value shows in a language.

    Args:
        material: What was measured.
        gallery: The frozen records of the gallery of charts.
        progress: How far each translation is.
        language: Of words and numbers.
    """
    locale = l10n.load(language)
    return pages.Fragments(
        language=language,
        banner=_banner(material, locale),
        foot=_foot(material, locale),
        output_label=locale.words("figure.output"),
        figures={
            "experiment": _experiments(material, locale),
            "timeline": _timelines(material, locale),
            "ladder": _ladders(material, locale),
            "map": _maps(material, locale),
            "gallery": _gallery(gallery, locale),
            "progress": {PROGRESS[0]: tables.progress(progress, language, locale)},
        },
        claims=_claims(material, locale),
        examples=_examples(material, locale),
        values=_values(material, locale),
        snippets=material.snippets,
        stale={
            row.page: list(row.stale) for row in progress if row.language == language and row.stale
        },
    )


def names(shown: pages.Fragments) -> pages.Names:
    """Return what pages may name, now that there are figures."""
    return pages.Names(
        shown.figures | {"claim": shown.claims, "example": shown.examples}, shown.values
    )


def _banner(material: Material, locale: l10n.Locale) -> str:
    """Return what every page says of figures that were not measured for it."""
    if material.preview:
        return locale.words("site.preview")
    return locale.words("site.example_data") if material.frozen else ""


def _experiments(material: Material, locale: l10n.Locale) -> dict[str, str]:
    """Return the figures of each experiment, and of its settings and sweeps as `NAME/SETTING`."""
    shown: dict[str, str] = {}
    for name, record in material.records.items():
        experiment, summary = material.experiments[name], material.summaries[name]
        drawn = _charts(experiment, summary, locale, "chart")
        for place, arms in _places(experiment).items():
            key = named(experiment, place)
            if not any(arm.name in summary.ran for arm in arms):
                shown[key] = tables.not_run(arms[0], summary, locale)
            elif not summary.blocks_kept:
                shown[key] = tables.nothing_kept(locale)
            else:
                table = tables.curve if place in experiment.sweeps else tables.figures
                shown[key] = table(experiment, place, summary, record, drawn[place], locale)
    return shown


def _places(experiment: Experiment) -> dict[str, tuple[Arm, ...]]:
    """Return the arms of each setting and sweep."""
    settings = {
        setting: tuple(arm for arm in experiment.timed if arm.setting == setting)
        for setting in experiment.settings
    }
    return settings | experiment.sweeps


def _charts(
    experiment: Experiment, summary: Summary, locale: l10n.Locale, kind: str
) -> dict[str, str]:
    """Return the chart of each setting and sweep that has anything to show."""
    drawn = {}
    for place, arms in _places(experiment).items():
        if summary.blocks_kept and any(arm.name in summary.ran for arm in arms):
            draw = charts.curve if place in experiment.sweeps else charts.dot_strip
            name = _id(kind, named(experiment, place))
            drawn[place] = draw(experiment, place, summary, locale, name)
    return drawn


def _timelines(material: Material, locale: l10n.Locale) -> dict[str, str]:
    """Return the pictures of each experiment's timelines."""
    shown: dict[str, str] = {}
    for name, record in material.records.items():
        experiment = material.experiments[name]
        for picture in experiment.pictures:
            key, panels = named(experiment, picture.name), _panels(experiment, picture, record)
            if panels:
                drawn = _timeline(panels, picture, record, locale, _id("timeline", key))
                shown[key] = tables.timelines(panels, record, drawn, locale)
            else:
                lacking = experiment.arm(picture.arms[0])
                shown[key] = tables.not_run(lacking, material.summaries[name], locale)
    return shown


def ladder_names(experiments: Iterable[Experiment]) -> list[str]:
    """Return the cost ladders that experiments add to, each once."""
    return list(dict.fromkeys(ladder.name for e in experiments for ladder in e.ladders))


def _ladders(material: Material, locale: l10n.Locale) -> dict[str, str]:
    """Return each cost ladder, with the rungs of all experiments."""
    return dict.fromkeys(ladder_names(material.experiments.values()), "")


def _maps(material: Material, locale: l10n.Locale) -> dict[str, str]:
    """Return each experiment's crossover maps."""
    return {named(e, drawn.name): "" for e in material.experiments.values() for drawn in e.maps}


def _panels(experiment: Experiment, picture: Picture, record: Record) -> list[Panel]:
    """Return the runs of a picture that there are."""
    lines = {line.arm: line for line in record.timelines}
    arms = [experiment.arm(arm) for arm in picture.arms if arm in lines]
    # What a library adds is said once, below the picture.
    pythons = [replace(record.pythons[str(arm.needs)], libraries={}).label for arm in arms]
    several = len(set(pythons)) > 1
    return [
        Panel(arm, lines[arm.name], python if several else "")
        for arm, python in zip(arms, pythons, strict=True)
    ]


def _timeline(
    panels: Sequence[Panel], picture: Picture, record: Record, locale: l10n.Locale, name: str
) -> str:
    usable = record.machine.usable_cores
    cores = min(usable, max(panel.arm.cores or usable for panel in panels))
    return timelines.draw(panels, cores, locale, name, picture.window_s)


def _gallery(frozen: Material, locale: l10n.Locale) -> dict[str, str]:
    """Return every picture of the frozen records twice: on a light page and on a dark one."""
    schemes = {scheme: _gallery_in(frozen, locale, scheme) for scheme in charts.variables()}
    return {
        key: "".join(
            f'<div class="gallery-page" data-md-color-scheme="{scheme}">{drawn[key]}</div>'
            for scheme, drawn in schemes.items()
        )
        for key in gallery_names(frozen)
    }


def _gallery_in(frozen: Material, locale: l10n.Locale, scheme: str) -> dict[str, str]:
    drawn: dict[str, str] = {}
    for name, record in frozen.records.items():
        experiment, summary = frozen.experiments[name], frozen.summaries[name]
        found = _charts(experiment, summary, locale, f"gallery-{scheme}-chart")
        drawn |= {f"experiment/{named(experiment, place)}": svg for place, svg in found.items()}
        for picture in experiment.pictures:
            if panels := _panels(experiment, picture, record):
                key = f"timeline/{named(experiment, picture.name)}"
                drawn[key] = _timeline(
                    panels, picture, record, locale, _id(f"gallery-{scheme}", key)
                )
    return drawn


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


def gallery_names(frozen: Material) -> list[str]:
    """Return how a page names the gallery's pictures."""
    found = []
    for name, record in frozen.records.items():
        experiment, summary = frozen.experiments[name], frozen.summaries[name]
        found += [
            f"experiment/{named(experiment, place)}"
            for place, arms in _places(experiment).items()
            if any(arm.name in summary.ran for arm in arms)
        ]
        found += [
            f"timeline/{named(experiment, picture.name)}"
            for picture in experiment.pictures
            if _panels(experiment, picture, record)
        ]
    return found


def _id(kind: str, key: str) -> str:
    """Return the prefix of a picture's ids."""
    return f"{kind}-{re.sub(r'[^a-z0-9]+', '-', key)}"


def named(experiment: Experiment, setting: str) -> str:
    """Return how a page names the figures of a setting."""
    return f"{experiment.name}/{setting}".rstrip("/")


def _claims(material: Material, locale: l10n.Locale) -> dict[str, pages.Claim]:
    return {
        claim: pages.Claim(
            verdict.kind.value,
            tables.verdict(verdict, material.experiments, material.records, locale),
        )
        for claim, verdict in material.verdicts.items()
    }


def _examples(material: Material, locale: l10n.Locale) -> dict[str, pages.Example]:
    shown: dict[str, pages.Example] = {}
    for name, record in material.records.items():
        for run in record.scripts:
            arm = material.experiments[name].arm(run.arm)
            shown.setdefault(
                f"{name}/{arm.file}",
                pages.Example(arm.source, run.output, tables.example(name, arm, locale)),
            )
    return shown


def _values(material: Material, locale: l10n.Locale) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, record in material.records.items():
        summary = material.summaries[name]
        found |= values.of_experiment(material.experiments[name], record, summary, locale)
    return found | values.of_machine(_newest(material), locale)


def _newest(material: Material) -> Record:
    """Return the record that was made last."""
    return max(material.records.values(), key=lambda record: record.measured_at)


def _foot(material: Material, locale: l10n.Locale) -> str:
    record = _newest(material)
    return locale.words(
        "site.measured",
        date=locale.date(datetime.fromisoformat(record.measured_at)),
        cpu=record.machine.cpu,
        cores=locale.number(record.machine.usable_cores),
        python=record.pythons[str(HEADLINE)].label,
    )


def pictures(material: Material, languages: Sequence[str]) -> dict[str, str]:
    """Return each experiment's first chart and timelines as files of their own, by name."""
    found = {}
    for name, record in material.records.items():
        experiment, summary = material.experiments[name], material.summaries[name]
        for language in languages:
            locale = l10n.load(language)
            if "" in experiment.settings and summary.blocks_kept:
                chart = charts.dot_strip(experiment, "", summary, locale, name)
                found[f"{name}.{language}.svg"] = charts.standalone(chart)
            for picture in experiment.pictures[:1]:
                if panels := _panels(experiment, picture, record):
                    drawn = _timeline(panels, picture, record, locale, name)
                    alone = charts.standalone(drawn, timelines.STYLE)
                    found[f"{name}.timeline.{language}.svg"] = alone
    return found


def index(material: Material) -> str:
    """Return the JSON that names every record and verdict of the site."""
    content = {
        "example_data": material.frozen,
        "records": {
            name: {
                "file": f"{name}.json",
                "measured_at": record.measured_at,
                "pythons": {need: python.label for need, python in record.pythons.items()},
                "commit": record.machine.commit,
            }
            for name, record in sorted(material.records.items())
        },
        "verdicts": {claim: verdict.kind for claim, verdict in sorted(material.verdicts.items())},
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1).decode() + "\n"


def files(experiments: Mapping[str, Experiment]) -> dict[str, str]:
    """Return the source of every example's file, by `EXPERIMENT/FILE`."""
    return {f"{name}/{arm.file}": arm.source for name, e in experiments.items() for arm in e.arms}
