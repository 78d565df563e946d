"""The line, written once: examples → records → verdicts → fragments → site.

The only module that sees every stage. Whatever is asked for, what was measured before is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import filelock
import msgspec

from concurrency_measured import (
    campaign,
    catalog,
    charts,
    claims,
    estimates,
    interpreters,
    l10n,
    pages,
    publish,
    records,
    runner,
    tables,
    timelines,
    values,
)
from concurrency_measured.errors import (
    CatalogueOfWordsError,
    GuideError,
    PageError,
    RecordError,
    position,
)
from concurrency_measured.model import (
    HEADLINE,
    Arm,
    Ending,
    Experiment,
    Interpreter,
    Machine,
    Model,
    Panel,
    Python,
    Record,
    Side,
    Summary,
    Verdict,
    VerdictKind,
)

Say = Callable[[str], None]
SNIPPETS = "snippets.json"
BUDGET_S = 15 * 60
"""Seconds that measuring everything may take on two cores."""


@dataclass(frozen=True)
class Project:
    """Where everything of a project is."""

    root: Path

    @property
    def docs(self) -> Path:
        """The mirrored trees of Markdown, one folder a language."""
        return self.root / "docs"

    @property
    def examples(self) -> Path:
        """The folders of examples."""
        return self.root / "examples"

    @property
    def measured(self) -> Path:
        """The records of this machine."""
        return self.root / ".measured"

    @property
    def build(self) -> Path:
        """What is made on the way to the site."""
        return self.root / ".build"

    @property
    def languages(self) -> list[str]:
        """The languages that have both a catalogue and a tree, English first."""
        return [language for language in l10n.languages() if (self.docs / language).is_dir()]


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


def check(project: Project) -> dict[str, Experiment]:
    """Check examples, words and pages; return the experiments. Executes nothing.

    Raises:
        GuideError: Says where, what was found, what was expected and what to do.
    """
    experiments = {experiment.name: experiment for experiment in catalog.load(project.examples)}
    _check_budget(project, experiments)
    for language in project.languages:
        l10n.load(language)
    names = pages.Names(
        experiments=[_shown(e, setting) for e in experiments.values() for setting in e.settings],
        timelines=[_shown(e, picture.name) for e in experiments.values() for picture in e.pictures],
        claims={side.claim for experiment in experiments.values() for side in experiment.sides},
        examples=_files(experiments),
    )
    _check_pages(project, names)
    _check_words(project, experiments)
    _check_fence_ids(project)
    return experiments


def measure(
    project: Project,
    *,
    again: Collection[str] = (),
    only: Collection[str] | None = None,
    allowed: bool = True,
    kept: timedelta = records.KEPT,
    report: campaign.Report = lambda progress: None,
    say: Say = lambda text: None,
) -> Material:
    """Return fresh records of every experiment, measuring those that have none.

    Args:
        project: The project.
        again: Experiments to measure anew, fresh record or not.
        only: Experiments to return; all of them by default.
        allowed: Whether anything may be run; if not, a record that isn't fresh is an error.
        kept: How old a record may be.
        report: Called after each run.
        say: Told what is worth a line.

    Raises:
        GuideError: Something is wrong with an example, a page, a record or the machine.
    """
    experiments = check(project)
    _check_known([*again, *(only or ())], experiments)
    project.measured.mkdir(parents=True, exist_ok=True)
    found, _ = interpreters.find(None, project.build / "interpreters.json")
    lock = filelock.FileLock(project.measured / ".lock")
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        say("another build is measuring here; waiting until it is done")
        lock.acquire()
    try:
        return _measure(project, experiments, found, again, only, allowed, kept, report, say)
    finally:
        lock.release()


def _measure(
    project: Project,
    experiments: dict[str, Experiment],
    found: Sequence[Interpreter],
    again: Collection[str],
    only: Collection[str] | None,
    allowed: bool,
    age: timedelta,
    report: campaign.Report,
    say: Say,
) -> Material:
    headline = interpreters.headline(found)
    machine = campaign.this_machine(project.root)
    kept: dict[str, Record] = {}
    measured = []
    for name, experiment in experiments.items():
        if only and name not in only:
            continue
        chosen = {need: interpreters.choose(need, found) for need in experiment.needs}
        usable = {need: python for need, python in chosen.items() if python}
        pythons = {str(need): interpreter.python for need, interpreter in usable.items()}
        record, why = _fresh(project, experiment, pythons, machine, age, say)
        if record and name not in again:
            kept[name] = record
            continue
        if not allowed:
            raise _not_fresh(project, name, why)
        place = f"{list(experiments).index(name) + 1} of {len(experiments)}"
        say(f"measuring {name} ({place}): {why if not record else 'asked for'}")
        kept[name] = campaign.measure(
            experiment, usable, machine, estimates.LOOKS, _decided(experiment), report
        )
        records.write(kept[name], project.measured)
        measured.append(name)
    snippets = _run_snippets(project, headline, allowed)
    return Material(experiments, kept, snippets, tuple(measured))


def frozen(project: Project, folder: Path) -> Material:
    """Return the material of frozen records; measures nothing and trusts their age.

    Raises:
        RecordError: A record is missing, damaged, or lacks an arm that its experiment has.
    """
    experiments = check(project)
    kept = {name: records.read(records.path(folder, name)) for name in experiments}
    for name, record in kept.items():
        if not record.parameters.keys() <= {arm.name for arm in experiments[name].arms}:
            raise RecordError(
                position(records.path(folder, name), root=project.root),
                found="the arms " + ", ".join(record.parameters),
                expected="the arms " + ", ".join(arm.name for arm in experiments[name].arms),
                action=f"freeze it anew: copy .measured/{name}.json there after `make site`",
            )
    snippets = _read_snippets(folder / SNIPPETS)
    return Material(experiments, kept, snippets, frozen=True)


def verdicts(material: Material) -> dict[str, Verdict]:
    """Return the verdict on each claim, by its id."""
    sides: dict[str, list[Side]] = {}
    for experiment in material.experiments.values():
        for side in experiment.sides:
            if side.experiment in material.summaries:
                sides.setdefault(side.claim, []).append(side)
    return {
        claim: claims.check(those, material.experiments, material.summaries)
        for claim, those in sides.items()
    }


def render(project: Project, material: Material, language: str, folder: Path) -> Path:
    """Write what every block and value shows in a language; return the file.

    Raises:
        PageError: A page names a value that nothing measured.
    """
    locale = l10n.load(language)
    fragments = pages.Fragments(
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
    names = pages.Names(
        fragments.experiments,
        fragments.timelines,
        fragments.claims,
        fragments.examples,
        fragments.values,
    )
    _check_pages(project, names, [language])
    target = folder / language / "fragments.json"
    records.write_text(target, msgspec.json.encode(fragments, order="sorted").decode())
    return target


def build(project: Project, material: Material, target: Path, addresses: publish.Addresses) -> None:
    """Build every language and put the whole site in place.

    Raises:
        PublishError: Frozen records would go where the site goes, or MkDocs complained.
    """
    publish.refuse_frozen(material.frozen, target, project.root / "site")
    folder = project.build / ("frozen" if material.frozen else "fresh")
    editions = [
        publish.Edition(
            language,
            trees=[project.docs / language, project.docs / l10n.SOURCE],
            fragments=render(project, material, language, folder),
            folder=folder / language,
        )
        for language in project.languages
    ]
    publish.build(project.root, editions, addresses)
    data = {f"{name}.json": records.dump(record) for name, record in material.records.items()}
    data["index.json"] = _index(material)
    data |= _pictures(material, project.languages)
    publish.assemble(editions, data, _files(material.experiments), target, addresses)


# --- measuring ---------------------------------------------------------------------------------


def _fresh(
    project: Project,
    experiment: Experiment,
    pythons: Mapping[str, Python],
    machine: Machine,
    age: timedelta,
    say: Say,
) -> tuple[Record | None, str]:
    """Return the record that may stand, or None and why there is none."""
    file = records.path(project.measured, experiment.name)
    if not file.exists():
        return None, "it has no record yet"
    try:
        record = records.read(file)
    except RecordError as error:
        say(str(error))
        return None, "its record can't be read"
    why = records.why_stale(record, experiment, pythons, machine, records.now(), age)
    return (None, why) if why else (record, "")


def _decided(experiment: Experiment) -> Callable[[Record], bool]:
    """Return the question whether a record decides every claim of the experiment."""

    def decided(record: Record) -> bool:
        summary = estimates.summarize(record, experiment)
        kinds = {claims.decide(side, experiment, summary).kind for side in experiment.sides}
        return VerdictKind.UNDECIDED not in kinds

    return decided


def _run_snippets(project: Project, python: Interpreter, allowed: bool) -> dict[str, pages.Snippet]:
    """Run each executed fence of the English pages once, unless it was run as it stands."""
    file = project.measured / SNIPPETS
    before = _read_snippets(file) if file.exists() else {}
    after: dict[str, pages.Snippet] = {}
    for page in _pages(project, l10n.SOURCE):
        for snippet in pages.snippets(page, project.root):
            known = before.get(snippet.id)
            if known and (known.code, known.python) == (snippet.code, python.python.label):
                after[snippet.id] = known
                continue
            where = position(page, root=project.root)
            if not allowed:
                raise _not_fresh(
                    project, SNIPPETS, f"the fence {snippet.id!r} of {where} was not run"
                )
            after[snippet.id] = _run_snippet(snippet, python, where)
    text = msgspec.json.encode(list(after.values())).decode()
    if allowed:
        records.write_text(file, text)
    return after


def _run_snippet(snippet: pages.Snippet, python: Interpreter, where: str) -> pages.Snippet:
    arm = Arm("snippet", "snippet.py", Model.SEQUENTIAL, snippet.code, {})
    run = runner.script(python, arm, runner.Limits())
    if run.ending is not Ending.FINISHED:
        raise GuideError(
            where,
            found=f"the fence {snippet.id!r}, which ended as {run.ending}",
            expected="code that ends by itself and prints something",
            action="mend it, or leave out exec",
            evidence=run.evidence,
        )
    return pages.Snippet(snippet.id, snippet.code, python.python.label, run.output)


def _read_snippets(file: Path) -> dict[str, pages.Snippet]:
    try:
        found = msgspec.json.decode(file.read_bytes(), type=list[pages.Snippet])
    except (OSError, msgspec.DecodeError):
        return {}
    return {snippet.id: snippet for snippet in found}


def _not_fresh(project: Project, name: str, why: str) -> RecordError:
    return RecordError(
        position(records.path(project.measured, name), root=project.root),
        found=why,
        expected="a fresh record",
        action="run `make site`, which measures what has none",
    )


def _check_budget(project: Project, experiments: Mapping[str, Experiment]) -> None:
    seconds = sum(experiment.budget_s for experiment in experiments.values())
    if seconds > BUDGET_S:
        raise GuideError(
            position(project.examples, root=project.root),
            found=f"budgets of {seconds:g} seconds in all",
            expected=f"at most {BUDGET_S:g}",
            action="measure less: fewer settings, smaller parameters",
        )


def _check_known(names: Sequence[str], experiments: Mapping[str, Experiment]) -> None:
    for name in names:
        if name not in experiments:
            raise GuideError(
                "the command line",
                found=f"the experiment {name!r}",
                expected="one of " + ", ".join(experiments),
                action="name one of these",
            )


# --- rendering ---------------------------------------------------------------------------------


def _experiments(material: Material, locale: l10n.Locale) -> dict[str, str]:
    """Return the figures of each experiment, and of each of its settings as `NAME/SETTING`."""
    shown: dict[str, str] = {}
    for name, record in material.records.items():
        experiment, summary = material.experiments[name], material.summaries[name]
        for setting in experiment.settings:
            key = _shown(experiment, setting)
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
            key = _shown(experiment, picture.name)
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


def _shown(experiment: Experiment, setting: str) -> str:
    """Return how a page names the figures of a setting."""
    return f"{experiment.name}/{setting}".rstrip("/")


def _claims(material: Material, locale: l10n.Locale) -> dict[str, pages.Claim]:
    return {
        claim: pages.Claim(
            verdict.kind.value,
            tables.verdict(verdict, material.experiments, material.records, locale),
        )
        for claim, verdict in verdicts(material).items()
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


def _pictures(material: Material, languages: Sequence[str]) -> dict[str, str]:
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


def _index(material: Material) -> str:
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
        "verdicts": {claim: verdict.kind for claim, verdict in sorted(verdicts(material).items())},
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1).decode() + "\n"


def _files(experiments: Mapping[str, Experiment]) -> dict[str, str]:
    """Return the source of every example's file, by `EXPERIMENT/FILE`."""
    return {f"{name}/{arm.file}": arm.source for name, e in experiments.items() for arm in e.arms}


def _pages(project: Project, language: str) -> list[Path]:
    return sorted((project.docs / language).rglob("*.md"))


def _check_words(project: Project, experiments: Mapping[str, Experiment]) -> None:
    """Check that each language can say what the experiments' claims may have to say."""
    sides = [side for experiment in experiments.values() for side in experiment.sides]
    wanted = {f"condition.{side.when}": side for side in sides if side.when}
    wanted |= {f"count.{side.observation}.other": side for side in sides if side.observation}
    for language in project.languages:
        missing = sorted(wanted.keys() - l10n.load(language).messages.keys())
        if missing:
            side = wanted[missing[0]]
            raise CatalogueOfWordsError(
                f"messages/{language}.toml",
                found=f"no text for {missing[0]!r}, which the claim {side.claim} needs",
                expected="the words of every condition and of everything that is counted",
                action="add it to every catalogue",
            )


def _check_fence_ids(project: Project) -> None:
    """Check that no two executed fences have the same id: it names their output."""
    seen: dict[str, str] = {}
    for page in _pages(project, l10n.SOURCE):
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


def _check_pages(
    project: Project, names: pages.Names, languages: Sequence[str] | None = None
) -> None:
    for language in languages or project.languages:
        tree = project.docs / language
        for page in _pages(project, language):
            pages.check(page, names, project.root)
            english = project.docs / l10n.SOURCE / page.relative_to(tree)
            if language != l10n.SOURCE and english.exists():
                pages.check_same(english, page, project.root)
