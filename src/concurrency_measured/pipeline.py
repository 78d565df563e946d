"""The line, written once: examples → records → verdicts → fragments → site.

The only module that sees every stage. Whatever is asked for, what was measured before is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import filelock
import msgspec

from concurrency_measured import (
    about,
    campaign,
    catalog,
    checks,
    chooser,
    claims,
    environments,
    estimates,
    fragments,
    host,
    interpreters,
    l10n,
    pages,
    publish,
    records,
    runner,
    sources,
    translations,
)
from concurrency_measured.errors import GuideError, RecordError, position
from concurrency_measured.material import Material, read_gallery
from concurrency_measured.model import (
    Arm,
    Ending,
    Experiment,
    Interpreter,
    Machine,
    Model,
    Need,
    Python,
    Record,
    VerdictKind,
)
from concurrency_measured.project import Project
from concurrency_measured.translations.spelling import Absent, Speller

Say = Callable[[str], None]
SNIPPETS = "snippets.json"


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
    experiments = checks.check(project)
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
    machine = host.describe(project.root)
    kept: dict[str, Record] = {}
    measured = []
    for name, experiment in experiments.items():
        if only and name not in only:
            continue
        usable = _usable(project, experiment, found, allowed, say)
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
            experiment, usable, machine, estimates.LOOKS, _undecided(experiment), report
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
    experiments = checks.check(project)
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


def last(project: Project) -> Material:
    """Return the material of the last records, whatever their age, or of the tests' frozen ones.

    Measures nothing; for previews.
    """
    try:
        found = frozen(project, project.measured)
    except RecordError:
        found = frozen(project, project.root / "tests" / "records")
    return replace(found, preview=True)


def render(project: Project, material: Material, language: str, folder: Path) -> Path:
    """Write what every block and value shows in a language; return the file.

    Raises:
        PageError: A page names a value that nothing measured.
    """
    trees = translations.read(project)
    shown = fragments.of(
        material,
        read_gallery(project.docs),
        translations.status(trees, _unspelt),
        chooser.read(project.docs),
        pages.sentences(edition(project, language, folder).trees),
        about.of(trees, sources.read(project.docs), language),
        language,
    )
    checks.check_pages(project, fragments.names(shown), [language])
    target = edition(project, language, folder).fragments
    records.write_text(target, msgspec.json.encode(shown, order="sorted").decode())
    return target


def edition(project: Project, language: str, folder: Path) -> publish.Edition:
    """Return where a language is built in a folder, and from which pages."""
    return publish.Edition(
        language,
        trees=[project.docs / language, project.docs / l10n.SOURCE],
        fragments=folder / language / "fragments.json",
        folder=folder / language,
    )


def _unspelt(language: str) -> Speller:
    """Know no language: how far a page is doesn't depend on the dictionaries of a machine."""
    raise Absent(language)


def build(project: Project, material: Material, target: Path, addresses: publish.Addresses) -> None:
    """Build every language and put the whole site in place.

    Raises:
        PublishError: Frozen records would go where the site goes, or MkDocs complained.
    """
    publish.refuse_frozen(material.frozen, target, project.root / "site")
    folder = project.build / ("frozen" if material.frozen else "fresh")
    editions = [edition(project, language, folder) for language in project.languages]
    for one in editions:
        render(project, material, one.language, folder)
    publish.build(project.root, editions, addresses)
    data = {f"{name}.json": records.dump(record) for name, record in material.records.items()}
    data["index.json"] = fragments.index(material)
    data |= fragments.pictures(material, project.languages)
    publish.assemble(editions, data, fragments.files(material.experiments), target, addresses)


# --- measuring ---------------------------------------------------------------------------------


def _usable(
    project: Project,
    experiment: Experiment,
    found: Sequence[Interpreter],
    allowed: bool,
    say: Say,
) -> dict[Need, Interpreter]:
    """Return the interpreters that an experiment can have here, with the libraries it needs."""
    lock = project.examples / experiment.name / catalog.LOCK
    folder = project.measured / "environments"
    usable: dict[Need, Interpreter] = {}
    for need in experiment.needs:
        python = interpreters.choose(need, found)
        if python and need.libraries:
            python = environments.provide(python, lock, folder, make=allowed, say=say)
        if python:
            usable[need] = python
    return usable


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


def _undecided(experiment: Experiment) -> Callable[[Record], set[str]]:
    """Return the question which arms a record leaves a claim open about."""

    def undecided(record: Record) -> set[str]:
        summary = estimates.summarize(record, experiment)
        decisions = (claims.decide(side, experiment, summary) for side in experiment.sides)
        return {
            arm
            for decision in decisions
            if decision.kind is VerdictKind.UNDECIDED
            for arm in experiment.compared(decision.side)
        }

    return undecided


def _run_snippets(project: Project, python: Interpreter, allowed: bool) -> dict[str, pages.Snippet]:
    """Run each executed fence of the English pages once, unless it was run as it stands."""
    file = project.measured / SNIPPETS
    before = _read_snippets(file) if file.exists() else {}
    after: dict[str, pages.Snippet] = {}
    for page in project.pages(l10n.SOURCE):
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


def _check_known(names: Sequence[str], experiments: Mapping[str, Experiment]) -> None:
    for name in names:
        if name not in experiments:
            raise GuideError(
                "the command line",
                found=f"the experiment {name!r}",
                expected="one of " + ", ".join(experiments),
                action="name one of these",
            )
