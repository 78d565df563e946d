"""Material × Locale → Fragments: what every block and value of the pages shows, in one language.

The only module that puts charts, tables, timelines and values together. Knows no pages' text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import msgspec

from concurrency_measured import (
    charts,
    claims,
    estimates,
    l10n,
    pages,
    tables,
    timelines,
    values,
)
from concurrency_measured.model import (
    HEADLINE,
    Experiment,
    Panel,
    Record,
    Side,
    Summary,
    Verdict,
)


@dataclass(frozen=True)
class Material:
    """All that pages are made from.

    Attributes:
        experiments: By name.
        records: By experiment; an experiment that can't run here has none.
        snippets: Executed fences by id.
        measured: Names of the experiments that were measured just now.
        frozen: Whether the records are frozen ones.
    """

    experiments: dict[str, Experiment]
    records: dict[str, Record]
    snippets: dict[str, pages.Snippet]
    measured: tuple[str, ...] = ()
    frozen: bool = False

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


def of(material: Material, language: str) -> pages.Fragments:
    """Return what every block and value shows in a language."""
    locale = l10n.load(language)
    return pages.Fragments(
        language=language,
        example_data=material.frozen,
        foot=_foot(material, locale),
        output_label=locale.words("figure.output"),
        experiments=_experiments(material, locale),
        timelines=_timelines(material, locale),
        claims=_claims(material, locale),
        examples=_examples(material, locale),
        values=_values(material, locale),
        snippets=material.snippets,
    )


def _experiments(material: Material, locale: l10n.Locale) -> dict[str, str]:
    """Return the figures of each experiment, and of each of its settings as `NAME/SETTING`."""
    shown: dict[str, str] = {}
    for name, record in material.records.items():
        experiment, summary = material.experiments[name], material.summaries[name]
        for setting in experiment.settings:
            key = named(experiment, setting)
            if not any(a.setting == setting and a.name in summary.ran for a in experiment.timed):
                lacking = next(arm for arm in experiment.timed if arm.setting == setting)
                shown[key] = tables.not_run(lacking, summary, locale)
                continue
            if not summary.blocks_kept:
                shown[key] = tables.nothing_kept(locale)
                continue
            chart = charts.dot_strip(experiment, setting, summary, locale, _id("chart", key))
            shown[key] = tables.figures(experiment, setting, summary, record, chart, locale)
    return shown


def _timelines(material: Material, locale: l10n.Locale) -> dict[str, str]:
    """Return the pictures of each experiment's timelines."""
    shown: dict[str, str] = {}
    for name, record in material.records.items():
        experiment = material.experiments[name]
        lines = {line.arm: line for line in record.timelines}
        for picture in experiment.pictures:
            key = named(experiment, picture.name)
            arms = [experiment.arm(arm) for arm in picture.arms if arm in lines]
            if not arms:
                lacking = experiment.arm(picture.arms[0])
                shown[key] = tables.not_run(lacking, material.summaries[name], locale)
                continue
            several = len({arm.needs for arm in arms}) > 1
            panels = [
                Panel(arm, lines[arm.name], record.pythons[str(arm.needs)].label if several else "")
                for arm in arms
            ]
            cores = record.machine.usable_cores
            cores = min(cores, max(arm.cores or cores for arm in arms))
            drawn = timelines.draw(panels, cores, locale, _id("timeline", key), picture.window_s)
            shown[key] = tables.timelines(panels, record, drawn, locale)
    return shown


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
                pages.Example(arm.source, run.output, tables.example(name, arm.file, locale)),
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
    """Return the first chart of each experiment as a file of its own, in each language."""
    return {
        f"{name}.{language}.svg": charts.standalone(
            charts.dot_strip(
                material.experiments[name],
                "",
                material.summaries[name],
                l10n.load(language),
                name,
            )
        )
        for name, experiment in material.experiments.items()
        if experiment.timed and name in material.records and material.summaries[name].blocks_kept
        for language in languages
    }


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
