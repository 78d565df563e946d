"""The catalogue: what a folder of examples becomes, and what it refuses, with which advice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from concurrency_measured import catalog
from concurrency_measured.errors import CatalogError
from concurrency_measured.model import (
    HEADLINE,
    Bound,
    ClaimKind,
    Experiment,
    Kind,
    Model,
    Need,
    Picture,
    Server,
    Side,
)

DEFECTS = Path(__file__).parent / "defects" / "catalog"
EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = sorted(folder.name for folder in DEFECTS.iterdir())
PROGRAM = 'def main(waits=3, seconds=0.05):\n    """Wait."""\n'
GOOD = """
bound = "computing"
twice = "with_threads"
budget_s = 12.5

[parameters]
waits = 3
seconds = 0.05

[arms.one_by_one]
model = "sequential"

[arms.with_threads]
model = "threads"
parallel = true

[arms.with_spawn]
model = "processes"
file = "with_processes.py"
start_method = "spawn"
parameters = { method = "spawn", waits = 4 }

[arms.served]
model = "asyncio"
times = 2
parameters = { clients = 100 }

[settings.one_core]
arms = ["one_by_one", "with_threads"]
cores = 1
parameters = { waits = 5 }

[settings.builds]
arms = ["with_threads"]
needs = ["gil==3.10", "free-threaded>=3.13"]

[[claims.threads-overlap]]
kind = "speedup"
arm = "with_threads"
threshold = 1.5
margin = 0.1

[[claims.threads-overlap]]
kind = "speedup"
arm = "one_core/with_threads"
over = "one_core/one_by_one"
threshold = 1.5
when = "one-core"

[[claims.thread-per-client]]
kind = "at-least"
arm = "served"
observation = "threads"
threshold = 100
"""


def good(folder: Path, text: str = GOOD) -> Experiment:
    """Load the good experiment, or a changed one, from a folder made for it."""
    home = folder / "examples" / "waiting"
    home.mkdir(parents=True)
    (home / "experiment.toml").write_text(text, encoding="utf-8")
    for name in ("one_by_one", "with_threads", "with_processes"):
        (home / f"{name}.py").write_text(f'"""{name}"""\n{PROGRAM}', encoding="utf-8")
    served = 'def main(clients=100, waits=0):\n    """Serve."""\n'
    (home / "served.py").write_text(served, encoding="utf-8")
    (experiment,) = catalog.load(folder / "examples")
    return experiment


def lay_out(name: str, folder: Path) -> Path:
    """Copy a defect to a folder of examples; text that isn't Python is kept as `*.py.txt`."""
    home = shutil.copytree(DEFECTS / name, folder / "examples" / name)
    (home / "expected.txt").unlink(missing_ok=True)
    for file in home.glob("*.py.txt"):
        file.rename(file.with_suffix(""))
    return Path("examples")


@pytest.mark.parametrize("name", NAMES)
def test_a_defect_is_refused(name, tmp_path, monkeypatch):
    """Each defect is refused with this very text: the place, what was found, what to do."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CatalogError) as caught:
        catalog.load(lay_out(name, tmp_path))
    assert f"{caught.value}\n" == (DEFECTS / name / "expected.txt").read_text(encoding="utf-8")


def test_each_refusal_differs():
    """No two defects give the same text but for their name, so each is refused for its own."""
    texts = {name: (DEFECTS / name / "expected.txt").read_text(encoding="utf-8") for name in NAMES}
    said = {text.replace(f"/{name}/", "/") for name, text in texts.items()}
    assert len(said) == len(NAMES) > 20


def test_the_experiment(tmp_path):
    """What stands at the top of the file, and the folder's name, are the experiment's."""
    experiment = good(tmp_path)
    assert (experiment.name, experiment.bound) == ("waiting", Bound.COMPUTING)
    assert (experiment.twice, experiment.budget_s) == ("with_threads", 12.5)


def test_the_arms_in_their_order(tmp_path):
    """The file's own arms come first, then each setting's, once for each of its needs."""
    assert [arm.name for arm in good(tmp_path).arms] == [
        "one_by_one",
        "with_threads",
        "with_spawn",
        "served",
        "one_core/one_by_one",
        "one_core/with_threads",
        "builds/gil==3.10/with_threads",
        "builds/free-threaded>=3.13/with_threads",
    ]


def test_a_plain_arm(tmp_path):
    """An arm is its file's text under the common parameters, on all cores, with the headline's."""
    arm = good(tmp_path).arm("with_threads")
    assert (arm.file, arm.model, arm.parallel) == ("with_threads.py", Model.THREADS, True)
    assert arm.source == f'"""with_threads"""\n{PROGRAM}'
    assert arm.parameters == {"waits": 3, "seconds": 0.05}
    assert (arm.setting, arm.start_method, arm.needs) == ("", "", HEADLINE)
    assert (arm.cores, arm.times) == (None, None)


def test_a_variant_changes_the_common_parameters(tmp_path):
    """A variant has the file that it names, and its parameters over the common ones."""
    arm = good(tmp_path).arm("with_spawn")
    assert (arm.file, arm.start_method) == ("with_processes.py", "spawn")
    assert arm.parameters == {"waits": 4, "seconds": 0.05, "method": "spawn"}


def test_a_certain_outcome_has_parameters_of_its_own(tmp_path):
    """An arm with `times` is run under its own parameters alone, and isn't timed."""
    experiment = good(tmp_path)
    assert experiment.arm("served").parameters == {"clients": 100}
    assert experiment.arm("served").times == 2
    assert experiment.arm("served") not in experiment.timed


def test_a_setting_changes_cores_and_parameters(tmp_path):
    """An arm under a setting is the same program with that setting's cores and parameters."""
    experiment = good(tmp_path)
    arm = experiment.arm("one_core/with_threads")
    assert (arm.setting, arm.cores, arm.needs) == ("one_core", 1, HEADLINE)
    assert arm.parameters == {"waits": 5, "seconds": 0.05}
    assert arm.source == experiment.arm("with_threads").source


def test_a_setting_of_several_needs(tmp_path):
    """Each need makes a setting of its own, whose arms ask for that interpreter."""
    experiment = good(tmp_path)
    needs = [Need(Kind.GIL, (3, 10)), Need(Kind.FREE_THREADED, (3, 13), True)]
    assert [arm.needs for arm in experiment.arms[-2:]] == needs
    assert [arm.setting for arm in experiment.arms[-2:]] == [f"builds/{need}" for need in needs]
    assert experiment.needs == (HEADLINE, *needs)
    assert experiment.settings == ("", "one_core", *(f"builds/{need}" for need in needs))


def test_script_metadata_is_a_need(tmp_path):
    """An arm needs the Python and the libraries that its file names; a setting can narrow that."""
    good(tmp_path)
    home = tmp_path / "examples" / "waiting"
    said = '# requires-python = ">=3.13"\n# dependencies = ["tiny>=2; python_version < \'3.14\'"]\n'
    file = home / "with_threads.py"
    file.write_text(f"# /// script\n{said}# ///\n{file.read_text('utf-8')}", encoding="utf-8")
    (home / catalog.LOCK).write_text("", encoding="utf-8")
    (experiment,) = catalog.load(tmp_path / "examples")
    wanted = Need(Kind.GIL, (3, 13), least=True, libraries=("tiny>=2",))
    assert experiment.arm("with_threads").needs == wanted
    assert experiment.arm("one_core/with_threads").needs == wanted
    narrowed = Need(Kind.GIL, (3, 10), libraries=("tiny>=2",))
    assert experiment.arm("builds/gil==3.10/with_threads").needs == narrowed
    assert experiment.arm("one_by_one").needs == HEADLINE
    assert experiment.needs[0] == HEADLINE


def test_an_arm_is_compared_with_the_first_of_its_setting(tmp_path):
    """The baseline of an arm is the first timed arm under the same setting."""
    experiment = good(tmp_path)
    assert experiment.baseline("with_spawn").name == "one_by_one"
    assert experiment.baseline("one_core/with_threads").name == "one_core/one_by_one"


def test_a_claim_has_its_sides(tmp_path):
    """Each `[[claims.…]]` is a side, with the values that it states and the defaults it doesn't."""
    assert good(tmp_path).sides == (
        Side("threads-overlap", "waiting", ClaimKind.SPEEDUP, "with_threads", 1.5, 0.1),
        Side(
            claim="threads-overlap",
            experiment="waiting",
            kind=ClaimKind.SPEEDUP,
            arm="one_core/with_threads",
            over="one_core/one_by_one",
            threshold=1.5,
            when="one-core",
        ),
        Side(
            claim="thread-per-client",
            experiment="waiting",
            kind=ClaimKind.AT_LEAST,
            arm="served",
            observation="threads",
            threshold=100,
        ),
    )


def test_experiments_are_in_order_of_their_names(tmp_path):
    """Every folder that holds an experiment is one, and nothing else is."""
    good(tmp_path)
    examples = tmp_path / "examples"
    shutil.copytree(examples / "waiting", examples / "a_copy")
    (examples / "__pycache__").mkdir()
    assert [experiment.name for experiment in catalog.load(examples)] == ["a_copy", "waiting"]


def test_the_real_examples_load():
    """The project's own examples are what the catalogue expects, each named as its folder."""
    names = [experiment.name for experiment in catalog.load(EXAMPLES)]
    assert names == sorted(file.parent.name for file in EXAMPLES.glob("*/experiment.toml"))
    assert "waiting" in names


def test_the_catalogue_runs_nothing(tmp_path):
    """A program is read and parsed, never imported: one that fails on import loads."""
    home = tmp_path / "examples" / "waiting"
    good(tmp_path)
    program = (home / "one_by_one.py").read_text(encoding="utf-8")
    (home / "one_by_one.py").write_text(program + "\nraise SystemExit(1)\n", encoding="utf-8")
    assert catalog.load(tmp_path / "examples")[0].arm("one_by_one").source.endswith("(1)\n")


SWEEP = """
[settings.many]
arms = ["one_by_one"]
axis = "waits"
values = [1, 10]
publish = [100]
"""


def test_publishing_goes_further_and_takes_longer(tmp_path):
    """A quick build ends where `values` end; a publishing one may also take more time."""
    quick = good(tmp_path, GOOD + SWEEP)
    (whole,) = catalog.load(tmp_path / "examples", publishing=True)
    steps = {
        name: [arm.parameters["waits"] for arm in experiment.sweeps["many"]]
        for name, experiment in (("quick", quick), ("whole", whole))
    }
    assert steps == {"quick": [1, 10], "whole": [1, 10, 100]}
    assert whole.budget_s == catalog.PUBLISHING * quick.budget_s


def test_steps_for_publishing_lie_beyond_the_others(tmp_path):
    with pytest.raises(CatalogError, match="steps beyond its `values`"):
        good(tmp_path, GOOD + SWEEP.replace("[100]", "[5]"))


def test_a_server_is_read_not_run(tmp_path):
    """Its text is part of the experiment; a missing one is said."""
    with pytest.raises(CatalogError, match=r"add server\.py"):
        good(tmp_path, 'server = "server.py"' + GOOD)
    (tmp_path / "examples" / "waiting" / "server.py").write_text("raise SystemExit", "utf-8")
    (experiment,) = catalog.load(tmp_path / "examples")
    assert experiment.server == Server("server.py", "raise SystemExit")
    assert experiment.server_needs == HEADLINE


def test_a_server_asks_for_libraries_as_programs_do(tmp_path):
    """Its metadata names them, and it is started with them."""
    with pytest.raises(CatalogError):
        good(tmp_path, 'server = "server.py"' + GOOD)
    folder = tmp_path / "examples" / "waiting"
    text = '# /// script\n# requires-python = ">=3.10"\n# dependencies = ["dask"]\n# ///\n'
    (folder / "server.py").write_text(text, "utf-8")
    with pytest.raises(CatalogError, match="make lock"):
        catalog.load(tmp_path / "examples")
    (folder / "requirements.lock").touch()
    (experiment,) = catalog.load(tmp_path / "examples")
    wanted = Need(Kind.GIL, (3, 10), least=True, libraries=("dask",))
    assert experiment.server_needs == wanted
    assert wanted in experiment.needs


def test_open_files_are_counted_by_a_parameter(tmp_path):
    with pytest.raises(CatalogError, match="one of clients, method, seconds, waits"):
        good(tmp_path, 'open_files = "wait"' + GOOD)


@pytest.mark.parametrize("step", ["", 'step = "wait"\n'])
def test_heartbeats_are_calls_of_the_step(tmp_path, step):
    text = step + GOOD + '\n[heartbeats.beats]\narms = ["one_by_one"]\n'
    if step:
        assert good(tmp_path, text).heartbeats == (Picture("beats", ("one_by_one",)),)
    else:
        with pytest.raises(CatalogError, match="say which function is a step"):
            good(tmp_path, text)


def test_a_timed_script_must_say_its_time(tmp_path):
    """A script that no clock of ours times prints what it took."""
    script = '\n[arms.told]\nmodel = "threads"\nfile = "served.py"\nscript = true\n'
    reads = "needs = \"java\"\nreads = { each_s = 'took ([\\d.]+) s' }\n"
    with pytest.raises(CatalogError, match="says nothing of its time"):
        good(
            tmp_path / "one",
            GOOD.replace("\n[settings.one_core]", script + "\n[settings.one_core]"),
        )
    text = 'reports = "each_s"' + GOOD.replace(
        "\n[settings.one_core]", script + reads + "\n[settings.one_core]"
    )
    told = good(tmp_path / "two", text).arm("told")
    assert told.needs == Need(Kind.JAVA)
    assert told.reads == (("each_s", r"took ([\d.]+) s"),)
