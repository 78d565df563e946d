"""`make soak`: do verdicts stay what they are on a machine that is busy with something else?

Two builds on the idle machine, then ten beside two programs that burn a core each. Writes the page
for maintainers in both languages. By hand, at most 15 minutes, with nothing else running.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from concurrency_measured import l10n, pipeline, records, tables
from concurrency_measured.model import Record, VerdictKind
from concurrency_measured.project import Project

ROOT = Path(__file__).parents[1]
EXPERIMENTS = ("hashing", "starting")
IDLE, BUSY, BURNERS = 2, 10, 2
PAGES = Path(__file__).with_name("soak_pages")
Build = tuple[dict[str, VerdictKind], list[Record]]


def main() -> None:
    """Run all builds and write the pages."""
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder))
        (project.root / "docs").mkdir()
        project.examples.mkdir()
        for name in EXPERIMENTS:
            copied = shutil.copytree(ROOT / "examples" / name, project.examples / name)
            without_other_pythons(Path(copied) / "experiment.toml")
        idle = [build(project, f"idle {n + 1}") for n in range(IDLE)]
        with burning():
            busy = [build(project, f"busy {n + 1}") for n in range(BUSY)]
    for template in PAGES.glob("*.md"):
        page = ROOT / "docs" / template.stem / "contribute" / "soak.md"
        said = figures(idle, busy, l10n.load(template.stem))
        records.write_text(page, template.read_text(encoding="utf-8").format(**said))
    print("flipped:", flipped(idle, busy) or "none")


def without_other_pythons(file: Path) -> None:
    """Take the other interpreters out of an experiment, which would take most of the time."""
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"\[settings\.pythons\]\n(?:.+\n)+", "", text), encoding="utf-8")


def build(project: Project, name: str) -> Build:
    """Measure both experiments anew and return their verdicts and records."""
    started = time.monotonic()
    material = pipeline.measure(project, again=EXPERIMENTS)
    kinds = {claim: verdict.kind for claim, verdict in material.verdicts.items()}
    print(
        f"{name} ({time.monotonic() - started:.0f} s):", *map(" ".join, kinds.items()), flush=True
    )
    return kinds, list(material.records.values())


@contextlib.contextmanager
def burning() -> Iterator[None]:
    """Burn cores until the block ends."""
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BURNERS)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


def flipped(idle: list[Build], busy: list[Build]) -> list[str]:
    """Return the claims that held in one build and didn't in another."""
    seen: dict[str, set[VerdictKind]] = {}
    for kinds, _ in [*idle, *busy]:
        for claim, kind in kinds.items():
            seen.setdefault(claim, set()).add(kind)
    both = {VerdictKind.HOLDS, VerdictKind.DOES_NOT_HOLD}
    return sorted(claim for claim, kinds in seen.items() if kinds >= both)


def figures(idle: list[Build], busy: list[Build], locale: l10n.Locale) -> dict[str, object]:
    """Return what the page says, by placeholder."""

    def tally(builds: list[Build], claim: str) -> str:
        kinds = [kinds[claim] for kinds, _ in builds]
        counted = ((kind, kinds.count(kind)) for kind in VerdictKind if kind in kinds)
        return ", ".join(
            f"{tables.MARKS[kind]} {locale.words(f'verdict.{kind}')} ({n})" for kind, n in counted
        )

    def discards(builds: list[Build]) -> int:
        return sum(len(r.blocks) - len(r.kept) for _, those in builds for r in those)

    def repeats(builds: list[Build]) -> int:
        return sum(block.repeated for _, those in builds for r in those for block in r.blocks)

    last = busy[-1][1][0]
    return {
        "idle": len(idle),
        "busy": len(busy),
        "burners": BURNERS,
        "names": ", ".join(f"`{name}`" for name in EXPERIMENTS),
        "rows": "\n".join(
            f"| `{claim}` | {tally(idle, claim)} | {tally(busy, claim)} |" for claim in idle[0][0]
        ),
        "flipped": ", ".join(flipped(idle, busy)) or "0",
        "idle_discards": discards(idle),
        "busy_discards": discards(busy),
        "idle_repeats": repeats(idle),
        "busy_repeats": repeats(busy),
        "date": locale.date(records.now()),
        "python": last.pythons["gil"].label,
        "cpu": last.machine.cpu,
        "cores": last.machine.usable_cores,
    }


if __name__ == "__main__":
    main()
