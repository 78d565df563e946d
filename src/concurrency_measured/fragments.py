"""Material × Locale → Fragments: what every block and value of the pages shows, in one language.

The only module that puts charts, tables, timelines and values together. Knows no pages' text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
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
from concurrency_measured.about import About
from concurrency_measured.chooser import NAME, Chooser
from concurrency_measured.drawings import Draw
from concurrency_measured.material import Material
from concurrency_measured.model import HEADLINE, Experiment, Model, Record
from concurrency_measured.tooltips import Target

ROOT = "site-root:"
"""How links are written from the site's root, until it is known where a page is."""
Drawn = Mapping[str, Draw]

PROGRESS = ("translations",)
"""What the block `progress` can show."""
VERDICTS = ("ledger", "brief")
"""What the block `verdicts` can show: the counts with a filter for the ledger, or the counts."""
RAN = ("programs",)
"""What the block `ran` can show."""


def of(
    material: Material,
    gallery: Material,
    progress: Sequence[translations.Row],
    chooser: Chooser,
    sentences: Mapping[str, str],
    about: About,
    language: str,
) -> pages.Fragments:
    """Return what every block and value shows in a language.

    Args:
        material: What was measured.
        gallery: The frozen records of the gallery of charts.
        progress: How far each translation is.
        chooser: The questions, and what they lead to.
        sentences: What the ledger says each claim to be, as HTML.
        about: What the pages about this site are made from.
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
            "chooser": {NAME: tables.chooser(chooser, locale)} if chooser.advice else {},
            "verdicts": {show: _verdicts(material, about, show, locale) for show in VERDICTS},
            "ran": {
                RAN[0]: tables.what_ran(
                    material.experiments, material.records, about.places, locale
                )
            },
        },
        claims=_claims(material, about, locale),
        advice=_advice(chooser, material, sentences, locale),
        examples=_examples(material, locale),
        values=_values(material, locale),
        snippets=material.snippets,
        sources=_sources(material, about, locale),
        glossary=_glossary(about, locale),
        links=_links(about, language),
        stale={
            row.page: list(row.stale) for row in progress if row.language == language and row.stale
        },
    )


def names(shown: pages.Fragments) -> pages.Names:
    """Return what pages may name, now that there are figures."""
    blocks: dict[str, Collection[str]] = {
        **shown.figures,
        "claim": shown.claims,
        "advice": shown.advice,
        "example": shown.examples,
        "source": shown.sources,
        "glossary": (pages.GLOSSARY,),
    }
    return pages.Names(blocks, shown.values)


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


def _claims(material: Material, about: About, locale: l10n.Locale) -> dict[str, pages.Claim]:
    return {
        claim: pages.Claim(
            verdict.kind.value,
            tables.verdict(verdict, material.experiments, material.records, locale),
            [model.value for model in material.models[claim]],
            [source.id for source in sources.of(claim, about.sources.values())],
        )
        for claim, verdict in material.verdicts.items()
    }


def _advice(
    chooser: Chooser, material: Material, sentences: Mapping[str, str], locale: l10n.Locale
) -> dict[str, pages.Advice]:
    shown = {}
    for name, advice in chooser.advice.items():
        experiment, _, file = advice.example.partition("/")
        arm = next(arm for arm in material.experiments[experiment].arms if arm.file == file)
        shown[name] = pages.Advice(
            advice.model,
            locale.words(f"chooser.advice.{name}"),
            tables.evidence(name, advice, material.verdicts, sentences, locale)
            + tables.example(experiment, arm, locale),
        )
    return shown


def _verdicts(material: Material, about: About, show: str, locale: l10n.Locale) -> str:
    """Return how many claims have which verdict, and what the ledger can be filtered by."""
    used = {model for models in material.models.values() for model in models}
    return tables.verdicts(
        Counter(verdict.kind for verdict in material.verdicts.values()),
        [model for model in Model if model in used],
        list(about.sources.values()),
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


def _sources(material: Material, about: About, locale: l10n.Locale) -> dict[str, pages.Source]:
    return {
        key: pages.Source(
            tables.source_facts(source, locale),
            tables.source_claims(source, material.verdicts, about.sentences, locale),
        )
        for key, source in about.sources.items()
    }


def _glossary(about: About, locale: l10n.Locale) -> tuple[pages.Term, ...]:
    """Return the entries in the order of their words; English ones where nobody decided."""
    found = []
    for term in about.terms:
        language = locale.language if term.said(locale.language).say else l10n.SOURCE
        said = term.said(language)
        others = tuple(
            (other, l10n.load(other).name, ", ".join(term.said(other).say))
            for other in (l10n.SOURCE, *term.renderings)
            if other != language and term.said(other).say
        )
        own = "" if language == locale.language else language
        entry = pages.Term(term.key, ", ".join(said.say), said.definition, others, own)
        found.append(entry)
    return tuple(sorted(found, key=lambda term: _plain(term.says)))


def _plain(text: str) -> str:
    """Return a text without case and accents, by which it is sorted."""
    return unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()


def _links(about: About, language: str) -> tuple[Target, ...]:
    """Return the phrases that lead to the glossary, the longest first."""
    phrases = {
        phrase: Target(pattern, term.key, f"{ROOT}{language}/glossary/#{term.key}", definition)
        for term in about.terms
        if term.linked and (definition := term.said(language).definition)
        for phrase, pattern in translations.found_by(term, language).items()
    }
    return tuple(phrases[phrase] for phrase in sorted(phrases, key=len, reverse=True))


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
