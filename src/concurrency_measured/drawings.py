"""Material → every picture that there is to draw, by the block and the name that pages use.

Nothing is drawn until it is asked for, in a language. Knows no tables and no pages' text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from concurrency_measured import charts, estimates, timelines
from concurrency_measured.l10n import Locale
from concurrency_measured.material import Material
from concurrency_measured.model import (
    Arm,
    Experiment,
    Panel,
    Picture,
    Record,
    Rungs,
)

Draw = Callable[[Locale, str], str]
"""A picture that waits for its language and the prefix of its ids."""


def every(material: Material) -> dict[str, Draw]:
    """Return every picture, as `BLOCK/NAME` → how it is drawn."""
    return dict(_every(material))


def _every(material: Material) -> Iterator[tuple[str, Draw]]:
    for name, record in material.records.items():
        experiment, summary = material.experiments[name], material.summaries[name]
        for place, arms in places(experiment).items():
            if any(arm.name in summary.times for arm in arms):
                chart = charts.curve if place in experiment.sweeps else charts.dot_strip
                key = f"experiment/{named(experiment, place)}"
                yield key, partial(chart, experiment, place, summary)
        for drawn in experiment.maps:
            if found := estimates.crossings(experiment, drawn, summary):
                yield f"map/{named(experiment, drawn.name)}", partial(charts.crossover_map, found)
        for picture in experiment.pictures:
            if those := panels(experiment, picture, record):
                key = f"timeline/{named(experiment, picture.name)}"
                yield key, partial(_timeline, those, picture, record)
        for picture in experiment.heartbeats:
            if those := panels(experiment, picture, record):
                key = f"heartbeat/{named(experiment, picture.name)}"
                yield key, partial(charts.heartbeat, those)
    for ladder in ladders(material.experiments.values()):
        if groups(material, ladder):
            yield f"ladder/{ladder}", partial(_ladder, material, ladder)


def named(experiment: Experiment, place: str) -> str:
    """Return how a page names the figures of a setting, a sweep, a map or timelines."""
    return f"{experiment.name}/{place}".rstrip("/")


def places(experiment: Experiment) -> dict[str, tuple[Arm, ...]]:
    """Return the arms of each setting and sweep."""
    settings = {
        setting: tuple(arm for arm in experiment.timed if arm.setting == setting)
        for setting in experiment.settings
    }
    return settings | experiment.sweeps


def panels(experiment: Experiment, picture: Picture, record: Record) -> list[Panel]:
    """Return the runs of a picture of timelines or heartbeats that there are."""
    lines = {line.arm: line for line in record.timelines}
    arms = [experiment.arm(arm) for arm in picture.arms if arm in lines]
    # What a library adds is said once, below the picture.
    pythons = [replace(record.pythons[str(arm.needs)], libraries={}).label for arm in arms]
    several = len(set(pythons)) > 1
    return [
        Panel(arm, lines[arm.name], python if several else "")
        for arm, python in zip(arms, pythons, strict=True)
    ]


def ladders(experiments: Iterable[Experiment]) -> list[str]:
    """Return the cost ladders that experiments add to, each once."""
    return list(dict.fromkeys(ladder.name for e in experiments for ladder in e.ladders))


def groups(material: Material, ladder: str, locale: Locale | None = None) -> list[Rungs]:
    """Return the rungs of a ladder in groups by experiment, those that begin lowest first."""
    found = []
    for name, summary in material.summaries.items():
        experiment = material.experiments[name]
        for own in (own for own in experiment.ladders if own.name == ladder):
            if rungs := estimates.rungs(own, experiment, summary):
                title = locale.words(f"ladder.{name}") if locale else name
                found.append(Rungs(name, title, rungs))
    return sorted(found, key=lambda group: min(rung.cost.value for rung in group.rungs))


def _ladder(material: Material, ladder: str, locale: Locale, name: str) -> str:
    return charts.ladder(groups(material, ladder, locale), locale, name)


def _timeline(
    those: Sequence[Panel], picture: Picture, record: Record, locale: Locale, name: str
) -> str:
    usable = record.machine.usable_cores
    cores = min(usable, max(panel.arm.cores or usable for panel in those))
    return timelines.draw(those, cores, locale, name, picture.window_s)
