"""Estimates and Verdicts × Locale → HTML: tables, verdicts, what stands around an example.

Links are written from the site's root as `site-root:…` and made relative when the page is known.
Knows no Markdown and no files but its own templates.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path

from jinja2 import Environment as Templates
from jinja2 import FileSystemLoader, StrictUndefined
from markupsafe import Markup

from concurrency_measured import charts, ran, spans
from concurrency_measured.about import Place
from concurrency_measured.chooser import Advice, Chooser, judge
from concurrency_measured.l10n import Locale, load
from concurrency_measured.model import (
    Arm,
    ClaimKind,
    Crossings,
    Decision,
    Estimate,
    Experiment,
    Kind,
    Model,
    Panel,
    Record,
    Rung,
    Rungs,
    Side,
    State,
    Summary,
    Verdict,
    VerdictKind,
)
from concurrency_measured.sources import Source
from concurrency_measured.translations import Row
from concurrency_measured.values import counted, fill, interval, measured, worded

_TEMPLATES = Templates(
    loader=FileSystemLoader(Path(__file__).parent / "theme" / "fragments"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
LISTED = 12
"""More workers than these have one row together."""
MARKS = {
    VerdictKind.HOLDS: "✓",
    VerdictKind.DEPENDS: "±",
    VerdictKind.DOES_NOT_HOLD: "✗",
    VerdictKind.UNDECIDED: "?",
    VerdictKind.NOT_RUN_HERE: "–",
}
"""Verdicts are told apart without colour."""


def figures(
    experiment: Experiment,
    setting: str,
    summary: Summary,
    record: Record,
    chart: str,
    locale: Locale,
) -> str:
    """Return the chart of one setting with its figures as a table one click away."""
    rows = []
    arms = [arm for arm in experiment.timed if arm.setting == setting and arm.name in summary.times]
    for arm in arms:
        times, speedup = summary.times[arm.name], summary.speedups.get(arm.name)
        rows.append(
            {
                "file": arm.file,
                "label": locale.arm(arm),
                "median": worded(times.value, "s", locale),
                "low": worded(min(times.points), "s", locale),
                "high": worded(max(times.points), "s", locale),
                "speedup": speedup and worded(speedup.value, "ratio", locale),
                "interval": speedup and interval(speedup, locale),
            }
        )
    return _figure(
        "figures.html",
        locale,
        chart=chart,
        rows=rows,
        experiment=experiment.name,
        n=_runs([summary.times[arm.name].n for arm in arms], locale),
        python=record.label(arms[0].needs),
    )


def _runs(numbers: Sequence[int], locale: Locale) -> str:
    """Return how many runs each has, from the fewest to the most: the open ones go on."""
    ends = sorted({min(numbers), max(numbers)})
    return "–".join(locale.number(n) for n in ends)


def curve(
    experiment: Experiment,
    sweep: str,
    summary: Summary,
    record: Record,
    chart: str,
    locale: Locale,
) -> str:
    """Return the curve of a sweep with its figures as a table: a row for each value of the axis."""
    arms = [arm for arm in experiment.sweeps[sweep] if arm.name in summary.times]
    heads = {arm.own_name: arm for arm in reversed(arms)}
    order = list(dict.fromkeys(arm.own_name for arm in arms))
    rows: dict[float, dict[str, tuple[Markup, ...]]] = {}
    for arm in arms:
        speedup = summary.speedups.get(arm.name)
        cell = _spread(summary.times[arm.name], locale)
        cell += _spread(speedup, locale) if speedup else ()
        rows.setdefault(float(arm.parameters[arm.axis]), {})[arm.own_name] = cell
    parallel = summary.cores_free if any(arm.parallel for arm in arms) else None
    return _figure(
        "curve.html",
        locale,
        chart=chart,
        axis=locale.words(f"axis.{arms[0].axis}"),
        heads=[(heads[name].file, locale.arm(heads[name])) for name in order],
        rows=[
            (locale.number(value), [cells.get(name, ()) for name in order])
            for value, cells in sorted(rows.items())
        ],
        experiment=experiment.name,
        n=_runs([summary.times[arm.name].n for arm in arms], locale),
        over=locale.arm(arms[0]).lower(),
        python=record.label(arms[0].needs),
        cores=parallel and _cores(parallel, locale),
    )


def ladder(
    groups: Sequence[Rungs], records: Mapping[str, Record], chart: str, locale: Locale
) -> str:
    """Return a cost ladder with its figures as a table, which has a part for each group."""
    return _figure(
        "ladder.html",
        locale,
        chart=chart,
        groups=[
            {
                "title": group.title,
                "experiment": group.experiment,
                "rows": [_rung(rung, locale) for rung in charts.ordered(group)],
            }
            for group in groups
        ],
        python=_pythons(
            (records[group.experiment], rung.arm) for group in groups for rung in group.rungs
        ),
    )


def _rung(rung: Rung, locale: Locale) -> dict[str, str]:
    """Return the row of a rung."""
    cost = rung.cost
    ends = (cost.value, min(cost.points), max(cost.points)) if cost.points else (cost.value,) * 3
    median, low, high = (worded(value, cost.unit, locale) for value in ends)
    return {
        "file": rung.arm.file,
        "label": locale.arm(rung.arm),
        "median": median,
        "low": low,
        "high": high,
        "n": measured(cost.n, locale.number(cost.n)),
    }


def crossover_map(found: Crossings, record: Record, chart: str, locale: Locale) -> str:
    """Return a crossover map with its figures as a table: a row for each size of a task."""
    speedups = zip(*(way.speedups for way in found.ways), strict=True)
    return _figure(
        "crossover.html",
        locale,
        chart=chart,
        experiment=found.experiment,
        over=locale.arm(found.over).lower(),
        heads=[(way.arm.file, locale.arm(way.arm)) for way in found.ways],
        rows=[
            (worded(size, "s", locale), [_spread(s, locale) if s else () for s in those])
            for size, those in zip(found.sizes, speedups, strict=True)
        ],
        python=_pythons((record, way.arm) for way in found.ways),
    )


def _pythons(ran: Iterable[tuple[Record, Arm]]) -> str:
    """Return the interpreters that ran these arms, each once."""
    labels = (record.label(arm.needs) for record, arm in ran if str(arm.needs) in record.pythons)
    return ", ".join(dict.fromkeys(labels))


def _spread(estimate: Estimate, locale: Locale) -> tuple[Markup, ...]:
    """Return an estimate and its interval, both as elements."""
    return worded(estimate.value, estimate.unit, locale), interval(estimate, locale)


def _cores(cores: Estimate, locale: Locale) -> Markup:
    """Return the sentence on how much of the machine was free."""
    ends = (cores.value, cores.low, cores.high)
    n, low, high = (measured(value, locale.number(value)) for value in ends)
    return fill(locale, "chart.cores_about", n=n, low=low, high=high)


def verdict(
    verdict: Verdict,
    experiments: Mapping[str, Experiment],
    records: Mapping[str, Record],
    locale: Locale,
) -> str:
    """Return a verdict with the figure that decided it and where to check it."""
    first = verdict.decisions[0].side
    sentences = [
        _decision(
            decision,
            experiments[decision.side.experiment],
            records[decision.side.experiment],
            locale,
        )
        for decision in verdict.decisions
    ]
    if verdict.kind is VerdictKind.UNDECIDED:
        sentences.append(Markup.escape(locale.words("claim.undecided")))
    if tried := _tried(verdict, experiments, records):
        sentences.append(Markup.escape(locale.words("claim.python", python=", ".join(tried))))
    return _render(
        "verdict.html",
        locale,
        kind=verdict.kind.value,
        mark=MARKS[verdict.kind],
        sentences=sentences,
        experiment=first.experiment,
        file=experiments[first.experiment].arm(first.arm).file,
    )


def verdicts(
    counts: Mapping[VerdictKind, int],
    models: Sequence[Model],
    sources: Sequence[Source],
    locale: Locale,
    *,
    brief: bool,
) -> str:
    """Return how many claims have which verdict, each a way to them.

    Args:
        counts: How many have which.
        models: What claims can be about.
        sources: Who says them.
        locale: Of words and numbers.
        brief: Whether that is all; else a filter for the ledger follows.
    """
    given = [kind for kind in VerdictKind if counts.get(kind)]
    total = sum(counts.values())
    return _render(
        "verdicts.html",
        locale,
        brief=brief,
        language=locale.language,
        ledger=f"site-root:{locale.language}/claims/" if brief else "",
        all=measured(total, locale.count("claims", total)),
        counts=[
            {
                "kind": kind.value,
                "mark": MARKS[kind],
                "n": counts[kind],
                "words": measured(counts[kind], locale.count(f"verdict-{kind}", counts[kind])),
            }
            for kind in given
        ],
        choices={
            "verdict": {kind.value: locale.words(f"verdict.{kind}") for kind in given},
            "model": {model.value: locale.words(f"model.{model}") for model in models},
            "source": {source.id: source_name(source, locale) for source in sources},
        },
    )


def _tried(
    verdict: Verdict, experiments: Mapping[str, Experiment], records: Mapping[str, Record]
) -> list[str]:
    """Return the interpreters that a verdict rests on, each once."""
    labels = []
    for side in (decision.side for decision in verdict.decisions):
        need = experiments[side.experiment].arm(side.arm).needs
        if str(need) in records[side.experiment].pythons:
            labels.append(records[side.experiment].label(need))
    return list(dict.fromkeys(labels))


def chooser(chooser: Chooser, locale: Locale) -> str:
    """Return the decision table, with the questions that a script asks in its place."""
    rows = [
        {"advice": name, "when": way, "data": json.dumps(way)}
        for name, advice in chooser.advice.items()
        for way in advice.when
    ]
    return _render("chooser.html", locale, questions=chooser.questions, rows=rows)


def evidence(
    name: str,
    advice: Advice,
    verdicts: Mapping[str, Verdict],
    sentences: Mapping[str, str],
    locale: Locale,
) -> str:
    """Return what advice rests on: claims with what became of them here, and where to read on."""
    contradicted, rows = advice.contradicted(verdicts), []
    for key, expected in advice.claims.items():
        claim, _, condition = key.partition("/")
        kind = judge(key, verdicts)
        rows.append(
            {
                "claim": claim,
                "sentence": Markup(sentences[claim]),
                "condition": condition and locale.words(f"condition.{condition}"),
                "kind": kind,
                "mark": MARKS[kind],
                "otherwise": expected if key in contradicted else None,
            }
        )
    return _render(
        "advice.html",
        locale,
        name=name,
        rows=rows,
        contradicted=contradicted,
        links={what: _place(link, locale) for what, link in advice.links.items()},
        language=locale.language,
    )


def _place(link: str, locale: Locale) -> str:
    """Return the address of `PAGE.md#SECTION` in the site."""
    page, _, anchor = link.partition("#")
    place = f"{page.removesuffix('.md')}/".removesuffix("index/")
    return f"site-root:{locale.language}/{place}" + (f"#{anchor}" if anchor else "")


def example(experiment: str, arm: Arm, locale: Locale) -> str:
    """Return the command that runs an example and the link that downloads it."""
    command = "uv run" if arm.needs.libraries else "python"
    command = "java" if arm.needs.kind is Kind.JAVA else command
    return _render("example.html", locale, experiment=experiment, file=arm.file, command=command)


def timelines(panels: Sequence[Panel], record: Record, picture: str, locale: Locale) -> str:
    """Return a picture of timelines with what each worker did as a table one click away."""
    rows = [row for panel in panels for row in _workers(panel, locale)]
    states = [state for state in State if any(row.lasted[state] for row in rows)]
    interval_s = max(panel.line.interval_s or 0 for panel in panels)
    pythons = dict.fromkeys(record.label(panel.arm.needs) for panel in panels)
    watched = locale.words(
        "timeline.watched", python=", ".join(pythons), interval=locale.seconds(interval_s)
    )
    return _figure(
        "timeline.html",
        locale,
        chart=picture,
        summary="timeline.times",
        watched=watched if interval_s else "",
        experiment=record.experiment,
        states=states,
        rows=rows,
        ms=lambda seconds: seconds and measured(seconds, locale.seconds(seconds, unit="ms")),
    )


@dataclass(frozen=True)
class _Row:
    """What one worker of one run did."""

    run: str
    file: str
    worker: str
    lasted: dict[State, float]


def _workers(panel: Panel, locale: Locale) -> list[_Row]:
    """Return a row for each worker of a run, or one for all where they are many."""
    run, number, rows = locale.run(panel.arm, panel.python), 0, []
    for track in spans.tracks(panel.line):
        number += not track.loop
        worker = locale.words("timeline.loop") if track.loop else locale.number(number)
        rows.append(_Row(run, panel.arm.file, worker, spans.durations(track)))
    if len(rows) <= LISTED:
        return rows
    together = {state: sum(row.lasted[state] for row in rows) for state in State}
    return [_Row(run, panel.arm.file, locale.words("timeline.all"), together)]


def heartbeats(panels: Sequence[Panel], record: Record, chart: str, locale: Locale) -> str:
    """Return a picture of heartbeats with their number and gaps as a table one click away."""

    def row(panel: Panel) -> dict[str, str]:
        beats = spans.beats(panel.line)
        start, end = spans.longest_gap(beats)
        return {
            "file": panel.arm.file,
            "run": locale.run(panel.arm, panel.python),
            "beats": measured(len(beats), locale.number(len(beats))),
            "usual": worded(spans.usual_gap(beats), "s", locale),
            "longest": worded(end - start, "s", locale),
        }

    return _figure(
        "heartbeat.html",
        locale,
        chart=chart,
        experiment=record.experiment,
        python=_pythons((record, panel.arm) for panel in panels),
        rows=[row(panel) for panel in panels],
    )


def progress(rows: Sequence[Row], language: str, locale: Locale) -> str:
    """Return how far each page's translation is: all languages in English, else its own."""
    languages = dict.fromkeys(row.language for row in rows)
    own = [row for row in rows if row.language == language]
    shown = {language: own} if own else {o: [r for r in rows if r.language == o] for o in languages}
    return _render(
        "progress.html",
        locale,
        languages={other: load(other).name for other in shown},
        shown=shown,
        number=locale.number,
    )


def source_name(source: Source, locale: Locale) -> str:
    """Return what a source is called where there is little room: its author, or its title."""
    if not source.title:
        return locale.words("source.heard")
    return source.author or locale.words("source.quoted", title=source.title)


def source_facts(source: Source, locale: Locale) -> str:
    """Return what is known of a source: who, where, when, under which licence."""
    dated = locale.date(datetime.combine(source.dated, time())) if source.dated else ""
    facts = {
        "author": source.author,
        "language": source.language and locale.name_of(source.language),
        "dated": dated,
        "licence": source.licence,
    }
    return _render("source.html", locale, source=source, facts=facts) if source.title else ""


def source_claims(
    source: Source, verdicts: Mapping[str, Verdict], sentences: Mapping[str, str], locale: Locale
) -> str:
    """Return the claims of a source, each with its verdict and its place in the ledger."""
    kinds = {claim: verdicts[claim].kind for claim in source.claims if claim in verdicts}
    return _render(
        "source-claims.html",
        locale,
        language=locale.language,
        all=locale.number(len(kinds)),
        counts=[
            (locale.words(f"verdict.{kind}"), locale.number(n))
            for kind in VerdictKind
            if (n := sum(found is kind for found in kinds.values()))
        ],
        claims=[
            {
                "id": claim,
                "kind": kind,
                "mark": MARKS[kind],
                "sentence": _code(sentences.get(claim, f"`{claim}`")),
            }
            for claim, kind in kinds.items()
        ],
    )


def _code(text: str) -> Markup:
    """Return a text of a page; what stands between backticks is code."""
    parts, code = text.split("`"), Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if n % 2 else part for n, part in enumerate(parts))


def what_ran(
    experiments: Mapping[str, Experiment],
    records: Mapping[str, Record],
    places: Mapping[str, Sequence[Place]],
    locale: Locale,
) -> str:
    """Return every program with what it took and what became of it, after what all of them took."""
    groups = {name: ran.rows(experiments[name], record) for name, record in records.items()}
    rows = [(name, row) for name, group in groups.items() for row in group]
    failed, lacking = (
        [row for _, row in rows if row.status is status]
        for status in (ran.Status.FAILED, ran.Status.NOT_RUN)
    )
    totals = {
        "programs": len({(name, row.file) for name, row in rows if row not in lacking}),
        "experiments": len(records),
        "runs": sum(record.runs for record in records.values()),
        "minutes": round(sum(record.seconds for record in records.values()) / 60),
        "failed": len(failed),
        "lacking": len(lacking),
    }
    return _render(
        "ran.html",
        locale,
        language=locale.language,
        total=fill(
            locale,
            "ran.total",
            **{what: measured(n, locale.number(n)) for what, n in totals.items()},
        ),
        groups=[
            {
                "name": name,
                "places": [(_path(at.page), _code(at.title)) for at in places.get(name, ())],
                "rows": [_what_ran(row, locale) for row in group],
            }
            for name, group in groups.items()
        ],
    )


def _from_to(ends: Sequence[float], unit: str, locale: Locale) -> Markup:
    """Return a range, or one value where nobody could tell its ends apart."""
    shown = {locale.figure(end, unit): worded(end, unit, locale) for end in reversed(ends)}
    return Markup(" – ").join(reversed(shown.values()))


def _path(page: str) -> str:
    """Return where a page is below its language."""
    return page.replace("index.md", "").replace(".md", "/")


def _what_ran(row: ran.Row, locale: Locale) -> dict[str, object]:
    """Return the cells of a row of what ran."""
    lacks = row.needs and locale.words("claim.needs", what=locale.need(row.needs))
    return {
        "file": row.file,
        "under": " · ".join(filter(None, (row.name, row.setting, row.steps))),
        "seconds": _from_to(row.seconds, "s", locale),
        "memory": _from_to(row.peak_pss_bytes, "bytes", locale),
        "status": row.status.value,
        "fails": row.fails,
        "lacks": lacks,
        "python": row.python,
    }


def not_run(arm: Arm, summary: Summary, locale: Locale) -> str:
    """Return what stands in the place of a chart that this machine could not make."""
    needs = summary.lacks.get(arm.name, arm.needs)
    words = locale.words("claim.needs", what=locale.need(needs))
    kind = VerdictKind.NOT_RUN_HERE
    text = Markup('<p class="notice"><strong>{}</strong>: {}</p>')
    return str(text.format(locale.words(f"verdict.{kind}"), words))


def nothing_kept(locale: Locale) -> str:
    """Return what stands in the place of a chart of which every block had to be discarded."""
    text = Markup('<p class="notice"><strong>{}</strong>: {}</p>')
    kind = locale.words(f"verdict.{VerdictKind.UNDECIDED}")
    return str(text.format(kind, locale.words("claim.undecided")))


def _decision(decision: Decision, experiment: Experiment, record: Record, locale: Locale) -> Markup:
    side, figure = decision.side, decision.figure
    if name := side.when or side.named:
        condition = Markup.escape(locale.words(f"condition.{name}"))
        plain = replace(decision, side=replace(side, when=None, named=None))
        return Markup("{}: {}").format(condition, _decision(plain, experiment, record, locale))
    if decision.needs is not None:
        return Markup.escape(locale.words("claim.needs", what=locale.need(decision.needs)))
    if figure is None:
        return Markup.escape(locale.words("claim.undecided"))
    if side.is_ratio:
        arm, over = map(experiment.arm, experiment.compared(side))
        names = [locale.arm(arm), locale.arm(over).lower()]
        if arm.needs != over.needs and locale.arm(arm) == locale.arm(over):
            # One program on two interpreters.
            names = [record.pythons[str(need)].label for need in (arm.needs, over.needs)]
        return fill(
            locale,
            f"claim.{side.kind}",
            arm=names[0],
            over=names[1],
            value=worded(figure.value, "ratio", locale),
            interval=interval(figure, locale),
            threshold=locale.ratio(_line(side, decision.margin), digits=3),
        )
    if side.kind is ClaimKind.FAILS:
        failed = locale.number(sum(figure.points))
        return fill(
            locale,
            "claim.fails",
            value=measured(sum(figure.points), failed),
            n=locale.number(figure.n),
        )
    what = side.observation or ""
    return fill(
        locale,
        f"claim.{side.kind}",
        value=counted(figure, what, locale),
        n=locale.number(figure.n),
        threshold=locale.amount(what, side.threshold),
    )


def _line(side: Side, margin: float) -> float:
    """Return the figure from which on, or up to which, a claim about a ratio holds."""
    up = side.kind is ClaimKind.SPEEDUP
    return side.threshold * (1 + margin) if up else side.threshold / (1 + margin)


def _figure(
    template: str, locale: Locale, *, chart: str, summary: str = "figure.data", **context: object
) -> str:
    """Return a picture with its figures one click away; `summary` says what there is to open."""
    return _render(template, locale, chart=Markup(chart), summary=summary, **context)


def _render(template: str, locale: Locale, **context: object) -> str:
    return _TEMPLATES.get_template(template).render(words=locale.words, **context)
