"""Examples × pages × words: what is named exists, what exists can be said. Executes nothing.

Each check stops at the first fault, with where it is and what to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from concurrency_measured import (
    about,
    catalog,
    chooser,
    drawings,
    fragments,
    l10n,
    pages,
    sources,
    translations,
)
from concurrency_measured.errors import CatalogueOfWordsError, GuideError, PageError, position
from concurrency_measured.material import read_gallery
from concurrency_measured.model import Experiment, unit_of
from concurrency_measured.project import Project

BUDGET_S = 15 * 60
"""Seconds that measuring everything may take on two cores; for publishing the budgets are larger,
in the same proportion all."""


def check(project: Project) -> dict[str, Experiment]:
    """Check examples, words and pages; return the experiments. Executes nothing.

    Raises:
        GuideError: Says where, what was found, what was expected and what to do.
    """
    loaded = catalog.load(project.examples, publishing=project.publishing)
    experiments = {experiment.name: experiment for experiment in loaded}
    _check_budget(project, experiments)
    for language in project.languages:
        l10n.load(language)
    every, asked = experiments.values(), chooser.read(project.docs)
    blocks: dict[str, Collection[str]] = {
        "experiment": [drawings.named(e, s) for e in every for s in (*e.settings, *e.sweeps)],
        "heartbeat": [drawings.named(e, drawn.name) for e in every for drawn in e.heartbeats],
        "timeline": [drawings.named(e, picture.name) for e in every for picture in e.pictures],
        "ladder": drawings.ladders(every),
        "map": [drawings.named(e, drawn.name) for e in every for drawn in e.maps],
        "gallery": drawings.every(read_gallery(project.docs)),
        "progress": fragments.PROGRESS,
        "chooser": (chooser.NAME,),
        "advice": asked.advice,
        "verdicts": fragments.VERDICTS,
        "ran": fragments.RAN,
        "glossary": (pages.GLOSSARY,),
        "source": sources.read(project.docs),
        "claim": {side.claim for e in every for side in e.sides},
        "example": fragments.files(experiments),
    }
    check_pages(project, pages.Names(blocks))
    _check_chooser(project, experiments, asked)
    sources.check(project.docs, blocks["claim"])
    _check_ledger(project, experiments)
    _check_shown(project, experiments)
    _check_glossary(project)
    _check_words(project, experiments, asked)
    _check_ladders(project, experiments)
    _check_fence_ids(project)
    return experiments


def check_pages(
    project: Project, names: pages.Names, languages: Sequence[str] | None = None
) -> None:
    """Check the pages of some languages, or of all.

    Raises:
        PageError: A page names what isn't there, or executes what the English one doesn't.
    """
    for language in languages or project.languages:
        tree = project.docs / language
        for page in project.pages(language):
            pages.check(page, names, project.root)
            english = project.docs / l10n.SOURCE / page.relative_to(tree)
            if language != l10n.SOURCE and english.exists():
                pages.check_same(english, page, project.root)


def _check_budget(project: Project, experiments: Mapping[str, Experiment]) -> None:
    seconds = sum(experiment.budget_s for experiment in experiments.values())
    most = BUDGET_S * (catalog.PUBLISHING if project.publishing else 1)
    if seconds > most:
        raise GuideError(
            position(project.examples, root=project.root),
            found=f"budgets of {seconds:g} seconds in all",
            expected=f"at most {most:g}",
            action="measure less: fewer settings, smaller parameters",
        )


def _check_ledger(project: Project, experiments: Mapping[str, Experiment]) -> None:
    """Check that each claim has its row in the ledger of each language; where none is, in English.

    That each row has an experiment is what `check_pages` sees to.
    """
    claims = {side.claim: e.name for e in experiments.values() for side in e.sides}
    for language in project.languages:
        page = project.docs / language / about.LEDGER
        if language != l10n.SOURCE and not page.exists():
            continue
        shown = pages.blocks(page) if page.exists() else []
        rows = Counter(claim for block, claim in shown if block == "claim")
        for claim, experiment in claims.items():
            if rows[claim] != 1:
                raise PageError(
                    position(page, root=project.root),
                    found=f"{rows[claim] or 'no'} rows for the claim {claim!r} of {experiment}",
                    expected="one row for each claim that an experiment decides",
                    action=f"write one, `/// claim | {claim}`, in every language"
                    if not rows[claim]
                    else "leave one",
                )


def _check_shown(project: Project, experiments: Mapping[str, Experiment]) -> None:
    """Check that each experiment decides a claim, which has its row, or stands on a page."""
    shown = {
        named.partition("/")[0]
        for page in project.pages(l10n.SOURCE)
        for block, named in pages.blocks(page)
        if block in about.SHOWING
    }
    for name, experiment in experiments.items():
        if not experiment.sides and name not in shown:
            raise PageError(
                position(project.examples / name / catalog.FILE, root=project.root),
                found="an experiment that decides no claim and stands on no page",
                expected="a claim, or a page with one of its blocks",
                action=f"show it, `/// experiment | {name}`, in every language",
            )


def _check_chooser(
    project: Project, experiments: Mapping[str, Experiment], asked: chooser.Chooser
) -> None:
    """Check that all that advice names exists."""
    tree = project.docs / l10n.SOURCE
    sides = [side for experiment in experiments.values() for side in experiment.sides]
    said = pages.sentences([tree])
    known = {
        "claim": {
            name
            for side in sides
            for name in (side.claim, f"{side.claim}/{side.when}")
            if side.claim in said
        },
        "example": set(fragments.files(experiments)),
    }
    chooser.check(asked, project.docs, tree, known)


def _check_words(
    project: Project, experiments: Mapping[str, Experiment], asked: chooser.Chooser
) -> None:
    """Check that each language can say what claims, curves and the chooser have to say."""
    sides = [side for experiment in experiments.values() for side in experiment.sides]
    names = [(side.claim, name) for side in sides for name in (side.when, side.named) if name]
    wanted = {f"condition.{name}": f"the claim {claim}" for claim, name in names}
    wanted |= {
        f"count.{s.observation}.other": f"the claim {s.claim}"
        for s in sides
        if s.observation and not unit_of(s.observation)
    }
    wanted |= {
        f"label.{arm.label}": f"the arm {arm.name} of {experiment.name}"
        for experiment in experiments.values()
        for arm in experiment.arms
        if arm.label
    }
    wanted |= {
        f"ladder.{experiment.name}": f"the ladder {ladder.name}"
        for experiment in experiments.values()
        for ladder in experiment.ladders
    }
    wanted |= {
        f"axis.{arms[0].axis}": f"the curve {drawings.named(experiment, sweep)}"
        for experiment in experiments.values()
        for sweep, arms in experiment.sweeps.items()
    }
    wanted |= {
        f"chooser.{part}.{question}": f"the question {question}"
        for question in asked.questions
        for part in ("question", "hint", "head")
    }
    wanted |= {
        f"chooser.option.{question}.{option}": f"the answer {option} to the question {question}"
        for question, options in asked.questions.items()
        for option in options
    }
    wanted |= {f"chooser.advice.{name}": f"the advice {name}" for name in asked.advice}
    for language in project.languages:
        missing = sorted(wanted.keys() - l10n.load(language).messages.keys())
        if missing:
            raise CatalogueOfWordsError(
                f"messages/{language}.toml",
                found=f"no text for {missing[0]!r}, which {wanted[missing[0]]} needs",
                expected="words for each condition, label, axis, question and thing counted",
                action="add it to every catalogue",
            )


def _check_ladders(project: Project, experiments: Mapping[str, Experiment]) -> None:
    """Check that a ladder's rungs are all times or all memory: it has one axis."""
    every = [(e, ladder) for e in experiments.values() for ladder in e.ladders]
    for name in drawings.ladders(experiments.values()):
        units = {
            experiment.name: unit_of(ladder.observation) or "s"
            for experiment, ladder in every
            if ladder.name == name
        }
        if len(set(units.values())) > 1:
            raise GuideError(
                position(project.examples, root=project.root),
                found=f"the ladder {name!r} with several units: {units}",
                expected="one unit for all its rungs, which share an axis",
                action="give one of them a ladder of its own",
            )


def _check_glossary(project: Project) -> None:
    """Check that each term means something in each language that has a word for it."""
    file = project.root / translations.GLOSSARY
    try:
        terms = translations.read_terms(file.read_text(encoding="utf-8")) if file.exists() else ()
    except ValueError as error:
        raise _of_glossary(f"no glossary ({error})", "mend the entry") from None
    for term in terms:
        for language in project.languages:
            said = term.said(language)
            if said.say and not said.definition.strip():
                place = f"[{term.key}]" if language == l10n.SOURCE else f"[{term.key}.{language}]"
                raise _of_glossary(
                    f"{place} without a definition", "say in a sentence what it means"
                )


def _of_glossary(found: str, action: str) -> PageError:
    return PageError(
        translations.GLOSSARY,
        found=found,
        expected="a definition wherever there is a word",
        action=action,
    )


def _check_fence_ids(project: Project) -> None:
    """Check that no two executed fences have the same id: it names their output."""
    seen: dict[str, str] = {}
    for page in project.pages(l10n.SOURCE):
        for snippet in pages.snippets(page, project.root):
            where = position(page, root=project.root)
            if snippet.id in seen:
                raise PageError(
                    where,
                    found=f"a second executed fence with the id {snippet.id!r}",
                    expected=f"an id of its own; that one is in {seen[snippet.id]}",
                    action="rename one of them, in every language",
                )
            seen[snippet.id] = where
