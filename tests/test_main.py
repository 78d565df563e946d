"""The command line: what it says, how it ends, and that nothing stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from concurrency_measured import __main__ as command
from concurrency_measured import campaign, checks, pipeline
from concurrency_measured.__main__ import main
from concurrency_measured.material import Material
from concurrency_measured.project import Project
from tinysite_project import make, measured, with_records

PATIENCE_S = 60
"""How long something may take that takes a moment: a deadline, not a measurement."""
ENDLESS = '''\
"""A program that never ends, nor does its child."""

import multiprocessing
import time


def main(seconds=6000):
    """Start a child that sleeps, and sleep."""
    multiprocessing.Process(target=time.sleep, args=(seconds,)).start()
    time.sleep(seconds)
'''
ENDLESS_TOML = """\
bound = "waiting"
twice = "endless"
budget_s = 10
claims = {}

[parameters]
seconds = 6000

[arms.endless]
model = "processes"
"""


@pytest.fixture
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the miniature project is measured once."""
    return tmp_path_factory.getbasetemp()


@pytest.fixture(autouse=True)
def same_handlers() -> Iterator[None]:
    """Leave the handlers of signals as they were; SIGINT may be ignored in the background."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def run(project: Project, *arguments: object) -> int:
    """Return the exit status of a command."""
    return main(["--project", str(project.root), *map(str, arguments)])


def test_check_says_what_it_checked(tmp_path, capsys):
    """A sound project ends with 0 and one line, and nothing on standard error."""
    assert run(make(tmp_path / "tiny"), "check") == 0
    said = capsys.readouterr()
    assert said.out == "2 experiments, 3 claims, pages in en, es: no fault found\n"
    assert said.err == ""


def test_an_error_is_told_on_standard_error(tmp_path, capsys):
    """An error ends with 1 and its own text, without a traceback."""
    project = make(tmp_path / "tiny")
    page = project.docs / "en" / "index.md"
    page.write_text(page.read_text("utf-8") + "\n/// claim | nobodys\n///\n", encoding="utf-8")
    assert run(project, "check") == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "docs/en/index.md:" in said.err
    assert "the claim 'nobodys'" in said.err
    assert "do:" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "arguments",
    [[], ["chek"], ["check", "--quickly"], ["measure", "--again"], ["serve", "--port=x"]],
)
def test_called_wrongly(arguments, capsys):
    """A call that makes no sense ends with 2 and says how to call it."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_interpreters_are_listed(tmp_path, capsys):
    """Each Python is listed with its GIL, and one of them gives the headline figures."""
    assert run(Project(tmp_path), "interpreters") == 0
    lines = capsys.readouterr().out.splitlines()
    headline = [line for line in lines if line.endswith("headline figures")]
    assert len(headline) == 1
    assert "CPython 3." in headline[0] and "GIL on" in headline[0]


def test_measuring_what_is_fresh_says_so(base, tmp_path, capsys):
    """With fresh records the command ends with 0 and says that nothing was measured."""
    project = with_records(base, tmp_path / "tiny")
    assert run(project, "measure") == 0
    assert "measured 0 of 2 experiments: 0 runs, 0 blocks discarded" in capsys.readouterr().out


def test_what_is_published_was_measured_for_it(base, tmp_path, monkeypatch):
    """`publish` measures nothing, and asks for the steps that `measure --publish` goes."""
    asked = []
    monkeypatch.setattr(pipeline, "build", lambda *given: asked.append(given[2]))
    monkeypatch.setattr(
        pipeline,
        "measure",
        lambda project, **options: (
            asked.append((project.publishing, options.get("allowed", True))) or Material({}, {}, {})
        ),
    )
    project = with_records(base, tmp_path / "tiny")
    assert run(project, "measure", "--publish") == 0
    assert run(project, "publish", "--output", tmp_path / "out") == 0
    assert run(project, "measure") == 0
    assert asked == [(True, True), (True, False), tmp_path / "out", (False, True)]


def test_unknown_experiments_are_an_error(base, tmp_path, capsys):
    """A name that no experiment has ends with 1 and names those that there are."""
    project = with_records(base, tmp_path / "tiny")
    assert run(project, "measure", "pausin") == 1
    assert "counting, pausing" in capsys.readouterr().err


def test_building_from_frozen_records(base, tmp_path, capsys):
    """Frozen records give a site elsewhere, and the command says that nothing was measured."""
    project, site = make(tmp_path / "tiny"), tmp_path / "site"
    assert run(project, "build", "--records", measured(base).measured, "--output", site) == 0
    said = capsys.readouterr().out
    assert "nothing was measured: frozen records" in said
    assert (site / "en" / "index.html").is_file()
    assert list(project.measured.glob("*.json")) == []


def test_frozen_records_are_refused_at_the_site(base, tmp_path, capsys):
    """Frozen records never get where the measured site goes."""
    project = make(tmp_path / "tiny")
    site = project.root / "site"
    assert run(project, "build", "--records", measured(base).measured, "--output", site) == 1
    assert "frozen records on their way to site/" in capsys.readouterr().err
    assert not site.exists()


def test_an_interrupt_is_no_error(tmp_path, monkeypatch, capsys):
    """Ctrl-C ends with 130 and a word on what is kept."""

    def interrupted(project: Project) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(checks, "check", interrupted)
    assert run(Project(tmp_path), "check") == 130
    assert "the records that were complete are kept" in capsys.readouterr().err


def progress(block: int, done: int, left_s: float | None) -> campaign.Progress:
    """Return where a measurement of seven blocks is."""
    return campaign.Progress(
        experiment="waiting", done=done, total=30, block=block, blocks=7, discarded=0, left_s=left_s
    )


def test_progress_without_a_terminal_is_plain_lines(capsys, monkeypatch):
    """Elsewhere than in a terminal there is a line a block, at most one a second, and no colour."""
    clock = iter(range(100, 200, 2))
    monkeypatch.setattr(command.time, "monotonic", lambda: next(clock))
    with command._Shown() as shown:
        shown.say("measuring [bold]waiting[/bold]: it has no record yet")
        for done, block in enumerate((0, 1, 1, 1, 2), 1):
            shown.report(progress(block, done, 12.3))
    said = capsys.readouterr().out
    assert said.splitlines() == [
        "measuring [bold]waiting[/bold]: it has no record yet",
        "  waiting: first runs, about 12 s left",
        "  waiting: block 1 of 7, about 12 s left",
        "  waiting: block 2 of 7, about 12 s left",
    ]


def test_progress_is_no_torrent(capsys, monkeypatch):
    """Blocks that take no time share a line."""
    monkeypatch.setattr(command.time, "monotonic", lambda: 100.0)
    with command._Shown() as shown:
        for block in range(7):
            shown.report(progress(block, block + 1, None))
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_free_port_is_found():
    """When the wanted port is taken, the next free one is used."""
    wanted = command._free_port(18_000)
    with command.socket.socket() as taken:
        taken.bind(("127.0.0.1", wanted))
        taken.listen()
        assert wanted < command._free_port(wanted) < wanted + 50


# --- stopping ----------------------------------------------------------------------------------


@pytest.fixture
def endless(base, tmp_path) -> Project:
    """The miniature project with fresh records, and an experiment that never ends."""
    project = with_records(base, tmp_path / "tiny")
    folder = project.examples / "endless"
    folder.mkdir()
    (folder / "endless.py").write_text(ENDLESS, encoding="utf-8")
    (folder / "experiment.toml").write_text(ENDLESS_TOML, encoding="utf-8")
    for page in project.docs.glob("*/all.md"):
        with page.open("a", encoding="utf-8") as text:
            text.write("\n/// example | endless/endless.py\n///\n")
    return project


def until_it_runs(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Return the command's descendants once the example and its child have started."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            for child in psutil.Process(process.pid).children():
                if '"module": "endless"' in child.cmdline()[-1] and child.children():
                    return psutil.Process(process.pid).children(recursive=True)
        except (psutil.Error, IndexError):
            continue
    process.kill()
    pytest.fail(f"the example never started: {process.communicate()}")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_leaves_nothing_behind(endless, tmp_path, number):
    """Ctrl-C and SIGTERM end at once with 130: no process, no part of a record, no folder stays."""
    before = {file.name: file.read_bytes() for file in endless.measured.iterdir()}
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "concurrency_measured", "--project", endless.root, "measure"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    )
    descendants = until_it_runs(process)
    assert len(descendants) >= 2
    os.killpg(process.pid, number)
    try:
        said, complained = process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "the records that were complete are kept" in complained
    assert "Traceback" not in complained
    assert "measuring endless" in said
    assert "\x1b" not in said
    assert [child for child in descendants if child.is_running()] == []
    assert {file.name: file.read_bytes() for file in endless.measured.iterdir()} == before
    assert list(temporary.iterdir()) == []
