"""The whole line on the miniature project: measured once, shown in two languages."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import filelock
import pytest

from concurrency_measured import (
    campaign,
    checks,
    fragments,
    interpreters,
    l10n,
    pages,
    pipeline,
    records,
)
from concurrency_measured.errors import GuideError, PageError, RecordError, RunError
from concurrency_measured.model import Discard, Kind, Need
from concurrency_measured.pipeline import Material, Project
from concurrency_measured.publish import Addresses
from tinysite_project import PACKAGE, make, measured, with_records

VERDICTS = {
    "a-thousand-times-quicker": "does-not-hold",
    "a-thread-per-pause": "holds",
    "no-thread-per-process": "holds",
}
found = interpreters.find


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    """Where the miniature project is measured once."""
    return tmp_path_factory.getbasetemp()


@pytest.fixture(scope="module")
def pythons(base) -> object:
    """The interpreters of this machine, asked once."""
    return found()


@pytest.fixture(autouse=True)
def ask_once(pythons, monkeypatch) -> None:
    """Spare each test a second of asking the same interpreters."""
    monkeypatch.setattr(interpreters, "find", lambda *_: pythons)


@pytest.fixture(scope="module")
def built(base, tmp_path_factory) -> Path:
    """The miniature site, from fresh records."""
    project = with_records(base, tmp_path_factory.mktemp("built") / "tiny")
    site = project.root / "site"
    pipeline.build(project, pipeline.measure(project, allowed=False), site, Addresses())
    return site


@pytest.fixture(scope="module")
def frozen(base, tmp_path_factory) -> Path:
    """The miniature site, from frozen records."""
    project = make(tmp_path_factory.mktemp("frozen-tiny") / "tiny")
    site = project.root / "elsewhere"
    material = pipeline.frozen(project, measured(base).measured)
    pipeline.build(project, material, site, Addresses())
    return site


@pytest.fixture
def project(base, tmp_path) -> Project:
    """A copy of the miniature project that has fresh records."""
    return with_records(base, tmp_path / "tiny")


@pytest.fixture
def asked(monkeypatch, base) -> list[str]:
    """Names of the experiments that are measured; their old records stand in for new ones."""
    names: list[str] = []
    old = measured(base)

    def measure(experiment, *_: object, **__: object):
        names.append(experiment.name)
        return records.read(records.path(old.measured, experiment.name))

    monkeypatch.setattr(campaign, "measure", measure)
    return names


def no_snippet(*_: object) -> object:
    """Fail: nothing may be run."""
    pytest.fail("a fence was run again")


def html_pages(site: Path) -> dict[str, str]:
    """Return the HTML of every page of both languages."""
    files = [f for language in ("en", "es") for f in (site / language).rglob("index.html")]
    return {f.relative_to(site).as_posix(): f.read_text("utf-8") for f in files}


def values(html: str) -> list[str]:
    """Return the measured values of a page, in order."""
    return re.findall(r'<data class="?measured"? value="?([^">]+)', html)


# --- measuring ---------------------------------------------------------------------------------


def test_everything_is_measured_once(project, asked, monkeypatch):
    """With fresh records nothing is measured and no fence is run."""
    monkeypatch.setattr(pipeline, "_run_snippet", no_snippet)
    material = pipeline.measure(project)
    assert (asked, material.measured) == ([], ())
    assert set(material.records) == {"counting", "pausing"}
    assert {claim: v.kind.value for claim, v in material.verdicts.items()} == VERDICTS


def test_the_record_is_whole(base):
    """Each group ran in blocks of its own, the outcome three times, each file once as a script."""
    record = records.read(records.path(measured(base).measured, "pausing"))
    groups = {
        ("one_by_one", "one_by_one", "with_threads"),
        ("one_core/one_by_one", "one_core/with_threads"),
    }
    ran = [tuple(sorted(run.arm for run in block.runs)) for block in record.kept]
    assert {group: ran.count(group) >= 7 for group in set(ran)} == dict.fromkeys(groups, True)
    assert [run.arm for run in record.outcomes] == ["counted"] * 3
    assert len(record.scripts) == 2


def test_again_measures_what_is_named(project, asked):
    """`again` measures a fresh experiment anew, and no other."""
    said: list[str] = []
    material = pipeline.measure(project, again=["counting"], say=said.append)
    assert asked == ["counting"] == list(material.measured)
    assert said == ["measuring counting (1 of 2): asked for"]


def test_only_returns_what_is_named(project, asked):
    """`only` leaves the other experiments out."""
    assert set(pipeline.measure(project, only=["pausing"]).records) == {"pausing"}


def test_unknown_experiments_are_named(project):
    """A name that no experiment has stops before anything is measured."""
    with pytest.raises(GuideError, match=r"the experiment 'pausin'(.|\n)*counting, pausing"):
        pipeline.measure(project, again=["pausin"])


def test_a_damaged_record_is_measured_anew_with_a_word(project, asked):
    """A damaged record is told, set aside and replaced."""
    file = records.path(project.measured, "pausing")
    file.write_bytes(file.read_bytes()[:500])
    said: list[str] = []
    pipeline.measure(project, say=said.append)
    assert asked == ["pausing"]
    assert any("a damaged record" in text for text in said)
    assert any("measuring pausing" in text for text in said)
    assert records.read(file).experiment == "pausing"
    assert len(list(project.measured.glob("pausing.json.damaged-*"))) == 1


def test_a_changed_example_is_measured_anew(project, asked):
    """A change in a program makes its experiment's record stale, and no other's."""
    program = project.examples / "counting" / "one_by_one.py"
    program.write_text(program.read_text("utf-8") + "# changed\n", encoding="utf-8")
    assert pipeline.measure(project).measured == ("counting",)


def test_a_changed_claim_measures_nothing(project, asked):
    """Claims are decided anew from what was measured."""
    file = project.examples / "pausing" / "experiment.toml"
    text = file.read_text("utf-8").replace("threshold = 1000", "threshold = 0.001")
    file.write_text(text, encoding="utf-8")
    material = pipeline.measure(project)
    assert asked == []
    assert material.verdicts["a-thousand-times-quicker"].kind == "holds"


@pytest.mark.parametrize("lost", ["pausing.json", "snippets.json"])
def test_where_nothing_may_run_the_command_is_told(project, asked, lost):
    """A record or a fence that is missing stops with the command to run."""
    (project.measured / lost).unlink()
    with pytest.raises(RecordError, match="make site"):
        pipeline.measure(project, allowed=False)
    assert asked == []


def test_a_broken_example_stops_and_the_other_record_stays(project, monkeypatch):
    """An example that raises stops with its traceback; what was measured before is kept."""
    program = project.examples / "pausing" / "one_by_one.py"
    text = program.read_text("utf-8")
    program.write_text(text.replace("        time.sleep", "        1 / 0, time.sleep"), "utf-8")
    before = records.path(project.measured, "counting").read_bytes()
    old = records.path(project.measured, "pausing").read_bytes()
    with pytest.raises(RunError) as caught:
        pipeline.measure(project)
    assert "ZeroDivisionError" in caught.value.evidence
    assert caught.value.where == "examples/pausing/one_by_one.py"
    assert records.path(project.measured, "counting").read_bytes() == before
    assert records.path(project.measured, "pausing").read_bytes() == old


def test_only_the_changed_fence_is_run(project, monkeypatch):
    """A fence is run again when its code changes, and its output is kept."""
    for language in ("en", "es"):
        page = project.docs / language / "all.md"
        page.write_text(page.read_text("utf-8").replace("range(5)", "range(6)"), "utf-8")
    assert pipeline.measure(project).snippets["sum"].output == "15 is the sum\n"
    monkeypatch.setattr(pipeline, "_run_snippet", no_snippet)
    assert pipeline.measure(project).snippets["sum"].output == "15 is the sum\n"


def test_a_fence_that_fails_stops_with_its_evidence(project):
    """A fence that raises stops, and says on which page it is."""
    for language in ("en", "es"):
        page = project.docs / language / "all.md"
        page.write_text(page.read_text("utf-8").replace("sum(range(5))", "1 / 0"), "utf-8")
    with pytest.raises(GuideError, match="ZeroDivisionError") as caught:
        pipeline.measure(project)
    assert caught.value.where == "docs/en/all.md"


# --- checking ----------------------------------------------------------------------------------


def test_check_needs_no_record(tmp_path):
    """Examples, words and pages are checked without running anything."""
    assert set(checks.check(make(tmp_path / "tiny"))) == {"counting", "pausing"}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("es/all.md", "range(5)", "range(6)", "the executed fence 'sum'"),
        ("es/all.md", "a-thread-per-pause", "a-thread-per-paus", "write 'a-thread-per-pause'"),
        ("en/index.md", "/// experiment", "/// experiments", "write 'experiment'"),
        ("en/all.md", "pausing/one_core", "pausing/two_cores", "'pausing/two_cores'"),
    ],
)
def test_check_finds_faults_of_pages(tmp_path, name, old, new, message):
    """A fault in a page of either language stops, and says where it is."""
    project = make(tmp_path / "tiny")
    page = project.docs / name
    page.write_text(page.read_text("utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PageError, match=message) as caught:
        checks.check(project)
    assert caught.value.where.startswith(f"docs/{name}:")


def test_values_are_checked_once_they_are_known(project, tmp_path):
    """A value that nothing measured stops before MkDocs starts."""
    page = project.docs / "es" / "index.md"
    page.write_text(page.read_text("utf-8").replace(".median", ".medium", 1), encoding="utf-8")
    material = pipeline.measure(project, allowed=False)
    with pytest.raises(PageError, match=r"write 'pausing/one_by_one\.median'"):
        pipeline.render(project, material, "es", tmp_path / "out")


def test_two_fences_with_one_id_stop(tmp_path):
    """An id names a fence's output: two executed fences of the site can't share one."""
    project = make(tmp_path / "tiny")
    page = project.docs / "en" / "index.md"
    fence = '\n```python exec="1" id="sum"\nprint(2)\n```\n'
    page.write_text(page.read_text("utf-8") + fence, encoding="utf-8")
    translated = project.docs / "es" / "index.md"
    translated.write_text(translated.read_text("utf-8") + fence, encoding="utf-8")
    with pytest.raises(PageError, match="a second executed fence with the id 'sum'"):
        checks.check(project)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[lock]\nterm = "lock"\ndefinition = ""\n', r"\[lock\] without a definition"),
        (
            '[lock]\nterm = "lock"\ndefinition = "A."\n[lock.es]\nsay = ["lock"]\n',
            r"\[lock\.es\] without a definition",
        ),
        ('[lock]\nterm = "lock"\n', r"no glossary \(\[lock\]"),
        ("[lock", "no glossary"),
    ],
)
def test_a_term_without_a_definition_stops(tmp_path, text, message):
    """Wherever a language has a word, it says what it means."""
    project = make(tmp_path / "tiny")
    (project.docs / "glossary.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PageError, match=message):
        checks.check(project)


def test_a_term_that_nobody_has_decided_needs_no_definition(tmp_path):
    """A new language begins without words; its readers see the English ones."""
    project = make(tmp_path / "tiny")
    text = '[lock]\nterm = "lock"\ndefinition = "A."\n[lock.es]\nsay = []\ndefinition = ""\n'
    (project.docs / "glossary.toml").write_text(text, encoding="utf-8")
    checks.check(project)


def test_a_claim_without_a_source_stops(tmp_path):
    """Where there are sources, each claim has one."""
    project = make(tmp_path / "tiny")
    text = '[often-heard]\nclaims = ["a-thread-per-pause", "no-thread-per-process"]\n'
    (project.docs / "sources.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PageError, match="'a-thousand-times-quicker', which no source has"):
        checks.check(project)


def test_a_condition_without_words_stops(tmp_path):
    """A claim's condition must be sayable in each language before anything is measured."""
    project = make(tmp_path / "tiny")
    file = project.examples / "pausing" / "experiment.toml"
    text = file.read_text("utf-8").replace(
        "threshold = 100", 'when = "full-moon"\nthreshold = 100', 1
    )
    file.write_text(text, encoding="utf-8")
    with pytest.raises(GuideError, match=r"no text for 'condition\.full-moon'"):
        checks.check(project)


def test_an_axis_without_words_stops(tmp_path):
    """What a curve's axis counts must be sayable, too."""
    project = make(tmp_path / "tiny")
    file = project.examples / "pausing" / "experiment.toml"
    sweep = '[settings.longer]\naxis = "seconds"\nvalues = [0.01, 0.02]\narms = ["one_by_one"]\n\n'
    text = file.read_text("utf-8").replace("[[claims", sweep + "[[claims", 1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(GuideError, match=r"'axis\.seconds', which the curve pausing/longer needs"):
        checks.check(project)


def test_when_no_block_counts_the_page_says_undecided(project, tmp_path, base):
    """Where every block had to be discarded there is no chart, and no error either."""
    material = pipeline.measure(project, allowed=False)
    lost = {
        name: replace(
            record,
            blocks=tuple(replace(block, discard=Discard.NO_FREE_CORE) for block in record.blocks),
        )
        for name, record in material.records.items()
    }
    empty = replace(material, records=lost)
    shown = pages.load(pipeline.render(project, empty, "en", tmp_path / "out"))
    assert "undecided" in shown.figures["experiment"]["pausing"]
    assert "not known" in shown.values["pausing/one_by_one.median"]
    assert fragments.pictures(empty, ["en"]) == {}


def test_pages_show_the_programs_that_were_not_run_here(project, tmp_path):
    """Where something is lacking, a program has its source, and says what it would need."""
    material = pipeline.measure(project, allowed=False)
    record = material.records["pausing"]
    lacks = dict.fromkeys(record.parameters, Need(Kind.POSTGRESQL))
    bare = replace(
        record, blocks=(), outcomes=(), observed=(), scripts=(), timelines=(), lacks=lacks
    )
    nothing = replace(material, records=material.records | {"pausing": bare})
    shown = pages.load(pipeline.render(project, nothing, "en", tmp_path / "out"))
    example = shown.examples["pausing/one_by_one.py"]
    assert "def main" in example.source
    assert not example.output
    assert "not run here" in example.html
    assert "PostgreSQL" in example.html
    assert 'class="parameter"' in shown.values["pausing/one_by_one.seconds"]


def test_only_records_of_today_are_published(project, monkeypatch):
    """A record that would do for a quick build is refused for publishing when it is a day old."""
    file = records.path(project.measured, "pausing")
    old = replace(records.read(file), measured_at=(records.now() - timedelta(hours=25)).isoformat())
    records.write(old, project.measured)
    assert pipeline.measure(project, allowed=False).measured == ()
    with pytest.raises(RecordError, match="days old"):
        pipeline.measure(project, allowed=False, kept=records.PUBLISHED)


def test_one_build_measures_at_a_time(project):
    """A second build waits with a word until the first has done, then finds its records fresh."""
    said: list[str] = []
    lock = filelock.FileLock(project.measured / ".lock")
    lock.acquire()

    def say(text: str) -> None:
        said.append(text)
        lock.release()

    assert pipeline.measure(project, say=say).measured == ()
    assert said == ["another build is measuring here; waiting until it is done"]


def test_budgets_are_summed(tmp_path, monkeypatch):
    """Budgets beyond what measuring may take in all stop the check."""
    monkeypatch.setattr(checks, "BUDGET_S", 30)
    with pytest.raises(GuideError, match="budgets of 60 seconds in all"):
        checks.check(make(tmp_path / "tiny"))


# --- frozen records ----------------------------------------------------------------------------


def test_frozen_records_mark_every_page(frozen, built):
    """Each page says that its figures are example data, and so does the index; fresh ones don't."""
    for site, marked in ((frozen, True), (built, False)):
        shown = html_pages(site)
        assert len(shown) == 8
        for name, html in shown.items():
            notice = l10n.load(name[:2]).words("site.example_data")
            assert (notice in html) is marked
        index = json.loads((site / "data" / "index.json").read_text("utf-8"))
        assert index["example_data"] is marked


def test_frozen_records_never_become_the_site(base, tmp_path):
    """They are refused at the folder that is published."""
    project = make(tmp_path / "tiny")
    material = pipeline.frozen(project, measured(base).measured)
    with pytest.raises(GuideError, match="frozen records on their way to site/"):
        pipeline.build(project, material, project.root / "site", Addresses())


def without_record(folder: Path) -> None:
    """Take a record away."""
    (folder / "pausing.json").unlink()


def with_another_arm(folder: Path) -> None:
    """Make the record one of another experiment's arms."""
    file = folder / "pausing.json"
    file.write_text(file.read_text("utf-8").replace('"with_threads"', '"with_fibres"'), "utf-8")


@pytest.mark.parametrize(
    ("defect", "message"), [(without_record, "no record"), (with_another_arm, "freeze it anew")]
)
def test_frozen_records_must_fit(base, tmp_path, defect: Callable[[Path], None], message):
    """A frozen record that is missing or of other arms is named."""
    folder = tmp_path / "frozen"
    shutil.copytree(measured(base).measured, folder)
    defect(folder)
    with pytest.raises(RecordError, match=message):
        pipeline.frozen(make(tmp_path / "tiny"), folder)


# --- the site ----------------------------------------------------------------------------------


def test_both_languages_carry_the_same_values(built):
    """Each page has the same measured values in both languages, and there are many."""
    shown = html_pages(built)
    english = {name[3:]: values(html) for name, html in shown.items() if name.startswith("en/")}
    spanish = {name[3:]: values(html) for name, html in shown.items() if name.startswith("es/")}
    assert english == spanish
    assert len(english["all/index.html"]) > 20
    assert len(english["index.html"]) > 8


def test_every_block_is_shown(built):
    """The page of every block has claims with verdicts, figures, programs and their output."""
    html = html_pages(built)["en/all/index.html"]
    attributes = [
        (re.search(r'id="([^"]+)"', tag), re.search(r'data-verdict="([^"]+)"', tag))
        for tag in re.findall(r'<div[^>]* class="claim"[^>]*>|<div class="claim"[^>]*>', html)
    ]
    claims = {name[1]: verdict[1] for name, verdict in attributes if name and verdict}
    assert claims == VERDICTS
    assert html.count('<svg class="chart"') == 2
    assert "10 is the sum" in html
    assert "Two pauses, one by one." in re.sub(r"<[^>]+>", "", html)
    assert "site-root:" not in html
    assert "[[" not in re.sub(r"<script.*?</script>", "", html, flags=re.S)


def test_a_missing_translation_is_filled_in(built):
    """The English page stands in, marked as English, with a notice and canonical nowhere else."""
    html = html_pages(built)["es/only_english/index.html"]
    assert l10n.load("es").words("site.missing") in html
    assert re.search(r'<div lang="?en', html)
    assert l10n.load("es").words("site.missing") not in html_pages(built)["es/all/index.html"]


def test_the_index_lists_records_and_verdicts(built):
    """data/index.json names each record's file, and each verdict as the pages show it."""
    index = json.loads((built / "data" / "index.json").read_text("utf-8"))
    assert index["verdicts"] == VERDICTS
    assert set(index["records"]) == {"counting", "pausing"}
    for entry in index["records"].values():
        assert records.read(built / "data" / entry["file"]).measured_at == entry["measured_at"]
        assert entry["pythons"]["gil"].startswith("CPython")


def test_records_and_programs_are_downloads(built, base):
    """The site carries the records to the byte and the very programs that ran."""
    for name in ("counting.json", "pausing.json"):
        assert (built / "data" / name).read_bytes() == (measured(base).measured / name).read_bytes()
    for program in ("pausing/with_threads.py", "counting/one_by_one.py"):
        source = measured(base).examples / program
        assert (built / "examples" / program).read_bytes() == source.read_bytes()


def test_no_address_is_invented(built):
    """Without addresses there is no canonical link, no alternate and no edit link."""
    for html in [*html_pages(built).values(), (built / "index.html").read_text("utf-8")]:
        head = re.sub(r"<body.*", "", html, flags=re.S)
        assert "canonical" not in head
        assert "hreflang" not in head
        assert "/edit/" not in html


def test_links_of_the_fragments_are_relative(built):
    """Links from the site's root lead to files that are there, from pages of any depth."""
    for name, html in html_pages(built).items():
        targets = re.findall(r'href="?((?:\.\./)+(?:data|examples)/[^" >]+)', html)
        page = built / name
        assert [link for link in targets if not (page.parent / link).resolve().is_file()] == []
    assert re.findall(r'href="?\.\./\.\./data/', html_pages(built)["es/all/index.html"])


def test_fragments_are_the_same_whenever_they_are_rendered(project, tmp_path):
    """The same records give the same fragments, to the byte."""
    material: Material = pipeline.measure(project, allowed=False)
    first = pipeline.render(project, material, "es", tmp_path / "one").read_bytes()
    again = pipeline.render(project, pipeline.measure(project), "es", tmp_path / "two").read_bytes()
    assert first == again
    assert pages.load(tmp_path / "one" / "es" / "fragments.json").language == "es"


def test_nothing_of_the_build_stays_in_the_package():
    """Measuring and building write nothing beside the sources."""
    assert not list(PACKAGE.rglob("*.json"))
