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
from dataclasses import replace
from pathlib import Path
from statistics import median

from concurrency_measured import catalog, interpreters, pipeline, records, runner
from concurrency_measured.model import Arm, Interpreter

ROOT = Path(__file__).parents[1]
ROUNDS = 9
MANY_SWITCHES = "import time\nfor _ in range(3000):\n    time.sleep(0.0001)\nprint('done')\n"
HYPERFINE = ("hyperfine", "-N", "--runs=1", "--style=none", "--export-json=out.json")
LIMITS = runner.Limits()


def main() -> None:
    """Print every figure, the quick ones first."""
    found, _ = interpreters.find()
    python = interpreters.headline(found)
    examples = {e.name: e for e in catalog.load(ROOT / "examples")}
    hyperfine(python, examples["waiting"].arm("one_by_one"))
    computing = examples["computing"].arm("one_by_one")
    perf(python, computing, "computing")
    perf(python, replace(computing, file="switches.py", source=MANY_SWITCHES), "many short sleeps")
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


def perf(python: Interpreter, arm: Arm, name: str) -> None:
    """Compare CPU time and context switches with `perf stat` wrapped around the very run."""
    what = f"{name}: CPU and switches, ours over perf stat's"
    if not shutil.which("perf"):
        say(what, "not run here: no perf", "within 2%")
        return
    cpu, switches = [], []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / arm.file).write_text(arm.source)
            watch = ["perf", "stat", "-x,", "-e", "task-clock,context-switches", "-o", "out"]
            watch += ["--", python.path, arm.file]
            finished = runner.start(
                [shutil.which("perf") or "perf", *watch[1:]], Path(folder), LIMITS
            )
            rows = (line.split(",") for line in (Path(folder) / "out").read_text().splitlines())
            said = {row[2]: float(row[0]) for row in rows if len(row) > 2}
        cpu.append((finished.cpu_s or 0) / (said["task-clock"] / 1e3))
        mine = (finished.voluntary_switches or 0) + (finished.involuntary_switches or 0)
        switches.append(mine / max(1, said["context-switches"]))
    say(what, f"{median(cpu) - 1:+.2%}, {median(switches) - 1:+.2%}", "within 2%")


def building() -> None:
    """Time a cold build, a rebuild, and stock MkDocs on the same pages."""
    with tempfile.TemporaryDirectory() as folder:
        project = pipeline.Project(Path(folder) / "project")
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


def runs(project: pipeline.Project) -> Iterator[float]:
    """Yield the seconds of every child that the records tell of."""
    for file in project.measured.glob("*.json"):
        if file.name == pipeline.SNIPPETS:
            continue
        record = records.read(file)
        yield from (run.spawn_to_exit_s for block in record.blocks for run in block.runs)
        for kind in (record.outcomes, record.observed, record.scripts):
            yield from (run.spawn_to_exit_s for run in kind)
        yield from (line.wall_s for line in record.timelines)


def stock_mkdocs(project: pipeline.Project, language: str) -> float:
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
