"""Material × Locale → Fragments: what every block and value of the pages shows, in one language.

The only module that puts charts, tables, timelines and values together. Knows no pages' text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from concurrency_measured import (
    charts,
    drawings,
    estimates,
    l10n,
    pages,
    sources,
    tables,
    timelines,
    translations,
    values,
)
from concurrency_measured.drawings import Draw
from concurrency_measured.material import Material
from concurrency_measured.model import HEADLINE, Experiment, Model, Record

Drawn = Mapping[str, Draw]

PROGRESS = ("translations",)
"""What the block `progress` can show."""
VERDICTS = ("ledger", "brief")
"""What the block `verdicts` can show: the counts with a filter for the ledger, or the counts."""


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
    locale, drawn = l10n.load(language), drawings.every(material)
    return pages.Fragments(
        language=language,
        banner=_banner(material, locale),
        foot=_foot(material, locale),
        output_label=locale.words("figure.output"),
        figures={
            "experiment": _experiments(material, drawn, locale),
            "timeline": _timelines(material, drawn, locale),
            "heartbeat": _heartbeats(material, drawn, locale),
            "ladder": _ladders(material, drawn, locale),
            "map": _maps(material, drawn, locale),
            "gallery": _gallery(gallery, locale),
            "progress": {PROGRESS[0]: tables.progress(progress, language, locale)},
            "verdicts": {show: _verdicts(material, show, locale) for show in VERDICTS},
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


def _experiments(material: Material, drawn: Drawn, locale: l10n.Locale) -> dict[str, str]:
    """Return the figures of each experiment, and of its settings and sweeps as `NAME/SETTING`."""
    shown: dict[str, str] = {}
    for name, record in material.records.items():
        experiment, summary = material.experiments[name], material.summaries[name]
        for place, arms in drawings.places(experiment).items():
            key = drawings.named(experiment, place)
            if not any(arm.name in summary.ran for arm in arms):
                shown[key] = tables.not_run(arms[0], summary, locale)
            elif not any(arm.name in summary.times for arm in arms):
                shown[key] = tables.nothing_kept(locale)
            else:
                table = tables.curve if place in experiment.sweeps else tables.figures
                chart = _draw(drawn, f"experiment/{key}", locale)
                shown[key] = table(experiment, place, summary, record, chart, locale)
    return shown


def _timelines(material: Material, drawn: Drawn, locale: l10n.Locale) -> dict[str, str]:
    """Return the pictures of each experiment's timelines."""
    shown: dict[str, str] = {}
    for name, record in material.records.items():
        experiment = material.experiments[name]
        for picture in experiment.pictures:
            key = drawings.named(experiment, picture.name)
            if panels := drawings.panels(experiment, picture, record):
                chart = _draw(drawn, f"timeline/{key}", locale)
                shown[key] = tables.timelines(panels, record, chart, locale)
            else:
                lacking = experiment.arm(picture.arms[0])
                shown[key] = tables.not_run(lacking, material.summaries[name], locale)
    return shown


def _heartbeats(material: Material, drawn: Drawn, locale: l10n.Locale) -> dict[str, str]:
    """Return the pictures of each experiment's heartbeats."""
    shown: dict[str, str] = {}
    for name, record in material.records.items():
        experiment = material.experiments[name]
        for picture in experiment.heartbeats:
            key = drawings.named(experiment, picture.name)
            if panels := drawings.panels(experiment, picture, record):
                chart = _draw(drawn, f"heartbeat/{key}", locale)
                shown[key] = tables.heartbeats(panels, record, chart, locale)
            else:
                lacking = experiment.arm(picture.arms[0])
                shown[key] = tables.not_run(lacking, material.summaries[name], locale)
    return shown


def _ladders(material: Material, drawn: Drawn, locale: l10n.Locale) -> dict[str, str]:
    """Return each cost ladder, with the rungs of all experiments."""
    shown: dict[str, str] = {}
    for ladder in drawings.ladders(material.experiments.values()):
        if groups := drawings.groups(material, ladder, locale):
            chart = _draw(drawn, f"ladder/{ladder}", locale)
            shown[ladder] = tables.ladder(groups, material.records, chart, locale)
        else:
            shown[ladder] = tables.nothing_kept(locale)
    return shown


def _maps(material: Material, drawn: Drawn, locale: l10n.Locale) -> dict[str, str]:
    """Return each experiment's crossover maps."""
    shown: dict[str, str] = {}
    for name, record in material.records.items():
        experiment, summary = material.experiments[name], material.summaries[name]
        for wanted in experiment.maps:
            key = drawings.named(experiment, wanted.name)
            if found := estimates.crossings(experiment, wanted, summary):
                chart = _draw(drawn, f"map/{key}", locale)
                shown[key] = tables.crossover_map(found, record, chart, locale)
            else:
                shown[key] = tables.nothing_kept(locale)
    return shown


def _draw(drawn: Drawn, key: str, locale: l10n.Locale) -> str:
    return drawn[key](locale, _id(key))


def _gallery(frozen: Material, locale: l10n.Locale) -> dict[str, str]:
    """Return every picture of the frozen records twice: on a light page and on a dark one."""
    return {
        key: "".join(
            f'<div class="gallery-page" data-md-color-scheme="{scheme}">'
            f"{draw(locale, _id(f'gallery-{scheme}-{key}'))}</div>"
            for scheme in charts.variables()
        )
        for key, draw in drawings.every(frozen).items()
    }


def _id(key: str) -> str:
    """Return the prefix of a picture's ids."""
    return re.sub(r"[^a-z0-9]+", "-", key)


def _claims(material: Material, locale: l10n.Locale) -> dict[str, pages.Claim]:
    return {
        claim: pages.Claim(
            verdict.kind.value,
            tables.verdict(verdict, material.experiments, material.records, locale),
            [model.value for model in material.models[claim]],
            [source.id for source in sources.of(claim, material.sources.values())],
        )
        for claim, verdict in material.verdicts.items()
    }


def _verdicts(material: Material, show: str, locale: l10n.Locale) -> str:
    """Return how many claims have which verdict, and what the ledger can be filtered by."""
    used = {model for models in material.models.values() for model in models}
    return tables.verdicts(
        Counter(verdict.kind for verdict in material.verdicts.values()),
        [model for model in Model if model in used],
        list(material.sources.values()),
        locale,
        brief=show == "brief",
    )


def _examples(material: Material, locale: l10n.Locale) -> dict[str, pages.Example]:
    """Return each program with what it printed, or with what this machine lacks to run it."""
    shown: dict[str, pages.Example] = {}
    for name, record in material.records.items():
        experiment, summary = material.experiments[name], material.summaries[name]
        for run in record.scripts:
            arm = experiment.arm(run.arm)
            shown.setdefault(
                f"{name}/{arm.file}",
                pages.Example(arm.source, run.output, tables.example(name, arm, locale)),
            )
        for arm in experiment.arms:
            if arm.name in summary.lacks and not arm.setting:
                html = tables.not_run(arm, summary, locale) + tables.example(name, arm, locale)
                shown.setdefault(f"{name}/{arm.file}", pages.Example(arm.source, "", html))
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
    """Return pictures as files of their own, by name: first chart and timelines, maps, ladders."""
    found = {}
    for key, draw in drawings.every(material).items():
        kind, _, named = key.partition("/")
        plain = named.replace("/", ".")
        file = {"experiment": named, "map": plain}.get(kind, f"{plain}.{kind}")
        if kind in ("experiment", "timeline") and "/" in named:
            continue
        rules = timelines.STYLE if kind == "timeline" else ""
        for language in languages:
            drawn = draw(l10n.load(language), _id(named))
            found[f"{file}.{language}.svg"] = charts.standalone(drawn, rules)
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
