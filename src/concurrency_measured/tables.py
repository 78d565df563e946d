"""Estimates and Verdicts × Locale → HTML: figures as elements, tables, verdicts.

Every measured value becomes `<data class="measured" value="…">` with the full value, worded for the
language; links are written from the site's root as `site-root:…` and made relative when the page is
known. Knows no Markdown and no files but its own templates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from statistics import median

from jinja2 import Environment as Templates
from jinja2 import FileSystemLoader, StrictUndefined
from markupsafe import Markup

from concurrency_measured import spans
from concurrency_measured.l10n import DIGITS, Locale
from concurrency_measured.model import (
    HEADLINE,
    ClaimKind,
    Decision,
    Estimate,
    Experiment,
    Record,
    Side,
    Summary,
    Timeline,
    Verdict,
    VerdictKind,
)

_TEMPLATES = Templates(
    loader=FileSystemLoader(Path(__file__).parent / "theme" / "fragments"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
MARKS = {
    VerdictKind.HOLDS: "✓",
    VerdictKind.DEPENDS: "±",
    VerdictKind.DOES_NOT_HOLD: "✗",
    VerdictKind.UNDECIDED: "?",
    VerdictKind.NOT_RUN_HERE: "–",
}
"""Verdicts are told apart without colour."""


def measured(value: float, worded: str) -> Markup:
    """Return a measured value as an element that carries the value itself."""
    return Markup('<data class="measured" value="{}">{}</data>').format(f"{value:.6g}", worded)


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
    arms = [arm for arm in experiment.timed if arm.setting == setting and arm.name in summary.ran]
    for arm in arms:
        times, speedup = summary.times[arm.name], summary.speedups.get(arm.name)
        rows.append(
            {
                "file": arm.file,
                "label": locale.arm(arm),
                "median": _figure(times.value, "s", locale),
                "low": _figure(min(times.points), "s", locale),
                "high": _figure(max(times.points), "s", locale),
                "speedup": speedup and _figure(speedup.value, "ratio", locale),
                "interval": speedup and _interval(speedup, locale),
            }
        )
    return _render(
        "figures.html",
        locale,
        chart=Markup(chart),
        rows=rows,
        experiment=experiment.name,
        n=locale.number(summary.blocks_kept),
        python=record.pythons[str(arms[0].needs)].label,
    )


def verdict(
    verdict: Verdict,
    experiments: Mapping[str, Experiment],
    records: Mapping[str, Record],
    locale: Locale,
) -> str:
    """Return a verdict with the figure that decided it and where to check it."""
    first = verdict.decisions[0].side
    sentences = [
        _decision(decision, experiments[decision.side.experiment], locale)
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


def _tried(
    verdict: Verdict, experiments: Mapping[str, Experiment], records: Mapping[str, Record]
) -> list[str]:
    """Return the interpreters that a verdict rests on, each once."""
    labels = []
    for side in (decision.side for decision in verdict.decisions):
        need = str(experiments[side.experiment].arm(side.arm).needs)
        if need in records[side.experiment].pythons:
            labels.append(records[side.experiment].pythons[need].label)
    return list(dict.fromkeys(labels))


def example(experiment: str, file: str, locale: Locale) -> str:
    """Return the command that runs an example and the link that downloads it."""
    return _render("example.html", locale, experiment=experiment, file=file)


def values(
    experiment: Experiment, record: Record, summary: Summary, locale: Locale
) -> dict[str, str]:
    """Return every inline value of an experiment: name → HTML.

    Names: `EXPERIMENT/ARM.` followed by `median`, `fastest`, `slowest`, `speedup`, `interval`,
    `most_threads`, `most_processes`, `memory`, `overlap`, `slice`, `observer_share`,
    `observer_interval`, a parameter, or `counted_` and what its runs count; `EXPERIMENT.` followed
    by `kept`, `discarded`, `repeated`, `runs`, `seconds` or `noise_floor`. What was not run here,
    or what this machine doesn't tell, says so.
    """
    name = experiment.name
    found = dict(_untold(experiment, summary, locale))
    timed = experiment.timed if summary.blocks_kept else ()
    for arm in (arm for arm in timed if arm.name in summary.ran):
        times, prefix = summary.times[arm.name], f"{name}/{arm.name}"
        found[f"{prefix}.median"] = _figure(times.value, "s", locale)
        found[f"{prefix}.fastest"] = _figure(min(times.points), "s", locale)
        found[f"{prefix}.slowest"] = _figure(max(times.points), "s", locale)
        if speedup := summary.speedups.get(arm.name):
            found[f"{prefix}.speedup"] = _figure(speedup.value, "ratio", locale)
            found[f"{prefix}.interval"] = _interval(speedup, locale)
    for run in record.observed:
        prefix = f"{name}/{run.arm}"
        if run.most_threads is not None:
            found[f"{prefix}.most_threads"] = measured(
                run.most_threads, locale.number(run.most_threads)
            )
        if run.most_processes is not None:
            found[f"{prefix}.most_processes"] = measured(
                run.most_processes, locale.number(run.most_processes)
            )
        if run.peak_pss_bytes is not None:
            found[f"{prefix}.memory"] = measured(
                run.peak_pss_bytes, locale.bytes(run.peak_pss_bytes)
            )
    for arm in (arm for arm in experiment.arms if arm.name in summary.ran):
        for key, value in arm.parameters.items():
            found[f"{name}/{arm.name}.{key}"] = _parameter(key, value, locale)
        for what, count in summary.counts.get(arm.name, {}).items():
            if f"count.{what}.other" in locale.messages:
                found[f"{name}/{arm.name}.counted_{what}"] = _counted(count, what, locale)
    for line in record.timelines:
        found |= {f"{name}/{line.arm}.{key}": value for key, value in _times(line, locale)}
    discarded = sum(summary.discards.values())
    found[f"{name}.kept"] = measured(summary.blocks_kept, locale.number(summary.blocks_kept))
    found[f"{name}.discarded"] = measured(discarded, locale.number(discarded))
    found[f"{name}.repeated"] = measured(summary.repeated, locale.number(summary.repeated))
    found[f"{name}.runs"] = measured(record.runs, locale.number(record.runs))
    found[f"{name}.seconds"] = _figure(record.seconds, "s", locale)
    found[f"{name}.noise_floor"] = measured(
        summary.noise_floor, locale.percent(summary.noise_floor)
    )
    return {key: str(value) for key, value in found.items()}


def _untold(
    experiment: Experiment, summary: Summary, locale: Locale
) -> Iterator[tuple[str, Markup]]:
    """Yield every name that an arm can have, saying that it was not run or is not known."""
    kept = ["median", "fastest", "slowest", "most_threads", "most_processes", "memory"]
    kept += ["overlap", "slice", "observer_share", "observer_interval"]
    for arm in experiment.timed:
        ran = arm.name in summary.ran
        words = locale.words("fact.unknown" if ran else "verdict.not-run-here")
        ratios = ["speedup", "interval"] if arm != experiment.baseline(arm.name) else []
        for key in kept + ratios:
            told = Markup('<span class="untold">{}</span>').format(words)
            yield f"{experiment.name}/{arm.name}.{key}", told


def not_run(experiment: Experiment, setting: str, summary: Summary, locale: Locale) -> str:
    """Return what stands in the place of a chart that this machine could not make."""
    arm = next(arm for arm in experiment.timed if arm.setting == setting)
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


def _times(line: Timeline, locale: Locale) -> Iterator[tuple[str, Markup]]:
    """Yield what a timeline says in figures: overlap, slice and the observer's cost."""
    lanes = [spans.uninterrupted(lane) for lane in line.lanes if lane.steps]
    if len(lanes) > 1:
        together = spans.overlap_s(lanes)
        yield "overlap", measured(together, locale.seconds(together, unit="ms"))
    slices = [s for s in map(spans.slice_s, line.lanes) if s is not None]
    if slices:
        yield "slice", _figure(median(slices), "s", locale)
    if line.observer_share is not None and line.interval_s is not None:
        yield "observer_share", measured(line.observer_share, locale.percent(line.observer_share))
        yield "observer_interval", _figure(line.interval_s, "s", locale)


def machine(record: Record, locale: Locale) -> dict[str, str]:
    """Return every inline value of the machine and its headline Python: name → HTML."""
    unknown = locale.words("fact.unknown")
    here, python = record.machine, record.pythons[str(HEADLINE)]
    found: dict[str, str | Markup] = {
        "machine.cpu": here.cpu,
        "machine.usable_cores": measured(here.usable_cores, locale.number(here.usable_cores)),
        "machine.memory": unknown
        if here.memory_bytes is None
        else measured(here.memory_bytes, locale.bytes(here.memory_bytes)),
        "machine.system": here.system,
        "machine.kernel": here.kernel,
        "machine.python": python.label,
        "machine.build": python.build,
        "machine.gil": locale.words("gil.on" if python.gil else "gil.off"),
        "machine.start_method": python.start_method,
        "machine.commit": here.commit or unknown,
        "machine.date": locale.moment(datetime.fromisoformat(record.measured_at)),
    }
    return {
        name: str(value)
        if isinstance(value, Markup)
        else str(Markup('<span class="fact">{}</span>').format(value))
        for name, value in found.items()
    }


def _decision(decision: Decision, experiment: Experiment, locale: Locale) -> Markup:
    side, figure = decision.side, decision.figure
    if side.when:
        condition = Markup.escape(locale.words(f"condition.{side.when}"))
        plain = replace(decision, side=replace(side, when=None))
        return Markup("{}: {}").format(condition, _decision(plain, experiment, locale))
    if decision.needs is not None:
        return Markup.escape(locale.words("claim.needs", what=locale.need(decision.needs)))
    if figure is None:
        return Markup.escape(locale.words("claim.undecided"))
    if side.kind in (ClaimKind.SPEEDUP, ClaimKind.NO_SPEEDUP):
        over = experiment.arm(side.over or experiment.baseline(side.arm).name)
        return _fill(
            locale,
            f"claim.{side.kind}",
            arm=locale.arm(experiment.arm(side.arm)),
            over=locale.arm(over).lower(),
            value=_figure(figure.value, "ratio", locale),
            interval=_interval(figure, locale),
            threshold=locale.ratio(_line(side, decision.margin), digits=3),
        )
    if side.kind is ClaimKind.FAILS:
        failed = locale.number(sum(figure.points))
        return _fill(
            locale,
            "claim.fails",
            value=measured(sum(figure.points), failed),
            n=locale.number(figure.n),
        )
    what = side.observation or ""
    return _fill(
        locale,
        f"claim.{side.kind}",
        value=_counted(figure, what, locale),
        n=locale.number(figure.n),
        threshold=locale.number(side.threshold),
    )


def _line(side: Side, margin: float) -> float:
    """Return the figure from which on, or up to which, a claim about a ratio holds."""
    up = side.kind is ClaimKind.SPEEDUP
    return side.threshold * (1 + margin) if up else side.threshold / (1 + margin)


def _counted(count: Estimate, what: str, locale: Locale) -> Markup:
    if count.low == count.high:
        return measured(count.value, locale.count(what, count.value))
    low, high = (measured(end, locale.count(what, end)) for end in (count.low, count.high))
    return _fill(locale, "claim.spread", low=low, high=high)


def _figure(value: float, unit: str, locale: Locale) -> Markup:
    return measured(value, locale.figure(value, unit))


def _interval(estimate: Estimate, locale: Locale) -> Markup:
    # One digit more than the figure itself, or a narrow interval would read like none.
    low, high = (
        measured(end, locale.figure(end, estimate.unit, DIGITS + 1))
        for end in (estimate.low, estimate.high)
    )
    return _fill(locale, "figure.interval", low=low, high=high)


def _parameter(key: str, value: float | str, locale: Locale) -> Markup:
    """Return a parameter as the element of a value that was set, not measured."""
    if isinstance(value, str):
        return Markup('<span class="fact">{}</span>').format(value)
    worded = locale.seconds(value) if key == "seconds" else locale.number(value)
    return Markup('<data class="parameter" value="{}">{}</data>').format(f"{value:.6g}", worded)


def _fill(locale: Locale, key: str, **values: str) -> Markup:
    """Return a sentence of the catalogue, escaped, with HTML in its placeholders."""
    return Markup(Markup.escape(locale.messages[key])).format(**values)


def _render(template: str, locale: Locale, **context: object) -> str:
    return _TEMPLATES.get_template(template).render(words=locale.words, **context)
