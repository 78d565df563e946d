"""`make bench`: does the instrument agree with others, and what does building cost?

Prints figures of this machine and asserts nothing: run it by hand, with nothing else running.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from concurrency_measured import catalog, interpreters, pipeline, records, runner
from concurrency_measured.model import Arm, Interpreter
from concurrency_measured.project import Project

ROOT = Path(__file__).parents[1]
ROUNDS = 9
COMPUTES = "print(sum(n * n for n in range(9_000_000)))\n"
WAITS = "import time\nfor _ in range(3000):\n    time.sleep(0.0001)\n"
HYPERFINE = ("hyperfine", "-N", "--runs=1", "--style=none", "--export-json=out.json")
LIMITS = runner.Limits()


def main() -> None:
    """Print every figure, the quick ones first."""
    found, _ = interpreters.find()
    python = interpreters.headline(found)
    examples = {e.name: e for e in catalog.load(ROOT / "examples")}
    hyperfine(python, examples["waiting"].arm("one_by_one"))
    perf(python)
    building()


def say(what: str, figure: str, aim: str) -> None:
    """Print a line."""
    print(f"{what:58} {figure:>26}   aim: {aim}", flush=True)


def hyperfine(python: Interpreter, arm: Arm) -> None:
    """Compare spawn-to-exit times of interleaved runs with hyperfine's."""
    what = "spawn to exit, ours over hyperfine's"
    if not shutil.which("hyperfine"):
        say(what, "not run here: no hyperfine", "within 3%")
        return
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(runner.script(python, arm, LIMITS).spawn_to_exit_s)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / arm.file).write_text(arm.source)
            subprocess.run(
                [*HYPERFINE, f"{python.path} {arm.file}"],
                cwd=folder,
                env={"PATH": os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8"},
                check=True,
                capture_output=True,
            )
            theirs += json.loads((Path(folder) / "out.json").read_text())["results"][0]["times"]
    say(what, f"{median(ours) / median(theirs) - 1:+.2%}", "within 3%")


def perf(python: Interpreter) -> None:
    """Compare CPU time and context switches with `perf stat` wrapped around the very run."""
    what = "CPU and context switches, ours over perf stat's"
    if not shutil.which("perf"):
        say(what, "not run here: no perf", "within 2%")
        return
    # What wrapping itself costs is in our figures and not in perf's; an empty program shows it.
    empty, computes, waits = (wrapped(python, text) for text in ("", COMPUTES, WAITS))
    own = [median(ours[n] - perfs[n] for ours, perfs in empty) for n in (0, 1)]
    cpu = median((ours[0] - own[0]) / perfs[0] for ours, perfs in computes)
    switches = median((ours[1] - own[1]) / perfs[1] for ours, perfs in waits)
    say(what, f"{cpu - 1:+.2%}, {switches - 1:+.2%}", "within 2%")


def wrapped(python: Interpreter, source: str) -> list[tuple[tuple[float, float], ...]]:
    """Run a program under perf stat; return CPU seconds and switches, ours and perf's."""
    found = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "program.py").write_text(source)
            watch = [shutil.which("perf") or "", "stat", "-x,", "-o", "out"]
            watch += ["-e", "task-clock,context-switches", "--", python.path, "program.py"]
            ours = runner.start(watch, Path(folder), LIMITS)
            rows = (line.split(",") for line in (Path(folder) / "out").read_text().splitlines())
            said = {row[2]: float(row[0]) for row in rows if len(row) > 2}
        switches = (ours.voluntary_switches or 0) + (ours.involuntary_switches or 0)
        perfs = (said["task-clock"] / 1e3, said["context-switches"])
        found.append(((ours.cpu_s or 0.0, float(switches)), perfs))
    return found


def building() -> None:
    """Time a cold build, a rebuild, and stock MkDocs on the same pages."""
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder) / "project")
        subprocess.run(["git", "clone", "-q", str(ROOT), str(project.root)], check=True)
        cold = timed([sys.executable, "-m", "concurrency_measured", "build"], project.root)
        children = sum(runs(project))
        say("cold build over its children's spawn-to-exit time", f"{cold / children:.2f}", "1.5")
        say("  cold build, children", f"{cold:.0f} s, {children:.0f} s", "")
        again = timed([sys.executable, "-m", "concurrency_measured", "build"], project.root)
        stock = sum(stock_mkdocs(project, language) for language in project.languages)
        say("rebuild with fresh records over stock MkDocs", f"{again / stock:.2f}", "0.8")
        page = project.docs / "en" / "method.md"
        page.write_text(page.read_text() + "\nOne more sentence.\n")
        changed = timed([sys.executable, "-m", "concurrency_measured", "build"], project.root)
        say("  the same after a change of one page", f"{changed / stock:.2f}", "")
        say("  stock MkDocs, both languages", f"{stock:.1f} s", "")


def runs(project: Project) -> Iterator[float]:
    """Yield the seconds of every child that the records tell of."""
    for file in project.measured.glob("*.json"):
        if file.name == pipeline.SNIPPETS:
            continue
        record = records.read(file)
        yield from (run.spawn_to_exit_s for block in record.blocks for run in block.runs)
        for kind in (record.outcomes, record.observed, record.scripts):
            yield from (run.spawn_to_exit_s for run in kind)
        yield from (line.wall_s for line in record.timelines)


def stock_mkdocs(project: Project, language: str) -> float:
    """Return the seconds that plain MkDocs with the theme takes for a tree without our blocks."""
    with tempfile.TemporaryDirectory() as folder:
        docs = Path(folder) / "docs"
        shutil.copytree(project.docs / language, docs)
        for page in docs.rglob("*.md"):
            text = re.sub(r"^///.*$|\[\[.*?\]\]", "", page.read_text(), flags=re.M)
            page.write_text(text.replace('exec="1"', ""))
        (Path(folder) / "mkdocs.yml").write_text(stock_configuration())
        return timed([sys.executable, "-m", "mkdocs", "build", "-q"], Path(folder))


def stock_configuration() -> str:
    """Return our configuration without all that is ours."""
    config = (ROOT / "mkdocs.yml").read_text()
    config = re.sub(r"^ +custom_fences:\n(?: {8}.*\n)+", "", config, flags=re.M)
    ours = r"hooks|docs_dir|site_dir|extra_\w+| +(?:custom_\w+|logo|favicon|fragments)"
    config = re.sub(rf"^(?:{ours}|  - concurrency_measured\.pages):.*\n", "", config, flags=re.M)
    config = config.replace("pymdownx.superfences:", "pymdownx.superfences")
    return config.replace("paths: [src, examples]", f"paths: [{ROOT}/src, {ROOT}/examples]")


def timed(command: list[str], folder: Path) -> float:
    """Return the seconds that a command takes."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, **quiet)  # type: ignore[call-overload]
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
