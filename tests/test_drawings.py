"""Drawings: each picture that a record has figures for is there, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from concurrency_measured import checks, chooser, drawings, estimates, fragments, l10n, values
from concurrency_measured.errors import CatalogueOfWordsError
from concurrency_measured.material import Material
from concurrency_measured.model import Experiment, Ladder, Map, Record
from concurrency_measured.project import Project
from tinysite_project import ROOT, experiment, record, run, sweep

EN = l10n.load("en")
SPREAD = (1.0, 1.01, 0.99, 1.02, 0.98, 1.0, 1.0)
GROWN = {
    "one_by_one": {1: 1e-4, 10: 1e-3, 100: 1e-2},
    "with_threads": {1: 1e-3, 10: 1e-3, 100: 1e-3},
    "with_processes": {1: 1e-2, 10: 1e-2, 100: 2e-2},
    "with_asyncio": {1: 1e-5, 10: 1e-4, 100: 1e-3},
}
WHEN = Map("when", "grows", "one_by_one", "waits")


def mapped(medians: dict[str, dict[int, float]] = GROWN) -> tuple[Experiment, Record]:
    """Return an experiment with a map of one sweep; a task is one wait."""
    found, kept = sweep("waits", medians, spread=SPREAD)
    return replace(found, maps=(WHEN,)), kept


def material(found: Experiment, kept: Record) -> Material:
    """Return one experiment's material."""
    return Material({found.name: found}, {found.name: kept}, {})


def test_a_map_compares_each_program_with_one():
    """Columns are the time of a task one by one; a cell is the paired ratio at that step."""
    found, kept = mapped()
    crossings = estimates.crossings(found, WHEN, estimates.summarize(kept, found))
    assert crossings is not None
    assert crossings.sizes == pytest.approx((1e-4, 1e-4, 1e-4), rel=0.02)
    factors = {way.arm.own_name: [s.value for s in way.speedups if s] for way in crossings.ways}
    assert factors == {
        "with_threads": pytest.approx([0.1, 1, 10]),
        "with_processes": pytest.approx([0.01, 0.1, 0.5]),
        "with_asyncio": pytest.approx([10, 10, 10]),
    }


def test_where_a_program_stops_its_cells_are_empty():
    """A step without a run of the program is None, in its place."""
    shorter = GROWN | {"with_threads": {1: 1e-3, 10: 1e-3}}
    found, kept = mapped(shorter)
    crossings = estimates.crossings(found, WHEN, estimates.summarize(kept, found))
    assert crossings is not None
    threads = next(way for way in crossings.ways if way.arm.own_name == "with_threads")
    assert [by is None for by in threads.speedups] == [False, False, True]


def test_a_program_that_is_compared_nowhere_has_no_row():
    """It ran only at steps that the loop doesn't reach: there is no figure, and no crash."""
    found, kept = mapped({"one_by_one": {1: 1e-4}, "with_threads": {10: 1e-3}})
    summary = estimates.summarize(kept, found)
    assert estimates.crossings(found, WHEN, summary) is None
    said = values.of_experiment(found, kept, summary, EN)
    assert "not run here" in said["waiting/grows/with_threads.crossover"]


def test_a_crossover_is_a_value_of_a_sentence():
    """It is a size of a task, or says that it lies below or beyond what was measured."""
    grown = {name: {step: s * step for step, s in steps.items()} for name, steps in GROWN.items()}
    found, kept = mapped(grown)
    said = values.of_experiment(found, kept, estimates.summarize(kept, found), EN)
    shown = {
        name: said[f"waiting/grows/{name}.crossover"] for name in GROWN if name != "one_by_one"
    }
    assert '<data class="measured"' in shown["with_threads"]
    assert "1.0\N{NARROW NO-BREAK SPACE}ms" in shown["with_threads"]
    assert "more than" in shown["with_processes"]
    assert "less than" in shown["with_asyncio"]


def rungs(observation: str = "") -> tuple[Experiment, Record]:
    """Return an experiment that adds two rungs to a ladder."""
    found, kept = sweep("waits", {"one_by_one": {1: 2e-6}, "with_threads": {1: 3e-5}})
    names = tuple(arm.name for arm in found.arms)
    counted = [run(name, 0.1, observed={"each_bytes": 2048.0 + n}) for n, name in enumerate(names)]
    kept = replace(kept, outcomes=tuple(counted))
    return replace(found, ladders=(Ladder("costs", names, observation),)), kept


def test_a_ladder_has_the_rungs_of_all_experiments():
    """One group an experiment, those that begin lowest first; times or what runs report."""
    found, kept = rungs()
    dearer = replace(found, name="dearer")
    slow = replace(sweep("waits", {"one_by_one": {1: 1.0}, "with_threads": {1: 2.0}})[1])
    both = Material({"dearer": dearer, found.name: found}, {"dearer": slow, found.name: kept}, {})
    assert drawings.ladders(both.experiments.values()) == ["costs"]
    assert [group.experiment for group in drawings.groups(both, "costs")] == ["waiting", "dearer"]
    (group,) = drawings.groups(material(*rungs("each_bytes")), "costs")
    assert [(rung.cost.unit, rung.cost.value) for rung in group.rungs] == [
        ("bytes", 2048.0),
        ("bytes", 2049.0),
    ]


def test_nothing_is_drawn_of_what_was_not_run():
    """A ladder without a rung and a map without a way have no picture, and say so."""
    found, kept = mapped({"one_by_one": {1: 1e-4}})
    bare = replace(found, ladders=(Ladder("costs", ("absent",)),))
    assert set(drawings.every(material(found, kept))) == {"experiment/waiting/grows"}
    here = material(bare, kept)
    assert drawings.every(here).keys() == drawings.every(material(found, kept)).keys()
    drawn = drawings.every(here)
    assert "undecided" in fragments._ladders(here, drawn, EN)["costs"]
    assert "undecided" in fragments._maps(here, drawn, EN)["waiting/when"]


def test_every_ladder_has_a_name_and_one_unit():
    """A ladder that experiments give different units, or no words, is refused with its name."""
    checks.check(Project(ROOT))
    found, _ = rungs()
    other = replace(rungs("each_bytes")[0], name="other")
    with pytest.raises(CatalogueOfWordsError, match="ladder"):
        checks._check_words(Project(ROOT), {found.name: found}, chooser.read(ROOT / "docs"))
    with pytest.raises(Exception, match="units"):
        checks._check_ladders(Project(ROOT), {found.name: found, "other": other})


def test_a_plain_experiment_has_its_chart():
    """Each setting has one, under the name that pages use."""
    plain = experiment(*(arm for arm in rungs()[0].arms))
    kept = record({arm.name: [1.0] * 7 for arm in plain.arms})
    assert list(drawings.every(material(plain, kept))) == ["experiment/waiting/grows"]
