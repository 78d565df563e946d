"""The command line, and the only place that prints and exits."""

from __future__ import annotations

import argparse
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from concurrency_measured import campaign, checks, interpreters, pipeline, records
from concurrency_measured.errors import GuideError
from concurrency_measured.material import Material
from concurrency_measured.model import HEADLINE
from concurrency_measured.project import Project
from concurrency_measured.publish import Addresses
from concurrency_measured.translations import commands as translations


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when done, 1 when an error stopped it, 2 when called wrongly."""
    signal.signal(signal.SIGTERM, _interrupt)
    options = _parser().parse_args(arguments)
    try:
        commands: dict[str, Callable[[Project, argparse.Namespace], int | None]] = {
            "measure": _measure,
            "build": _build,
            "publish": _publish,
            "serve": _serve,
            "preview": _preview,
            "check": _check,
            "interpreters": _interpreters,
            "translations": _translations,
        }
        status = commands[options.command](Project(options.project.resolve()), options)
    except GuideError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped; the records that were complete are kept", file=sys.stderr)
        return 130
    return status or 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m concurrency_measured",
        description="Measure the examples and build the site.",
    )
    parser.add_argument("--project", type=Path, default=Path.cwd(), help="the project's folder")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    measure = commands.add_parser("measure", help="measure what has no fresh record")
    measure.add_argument("only", nargs="*", metavar="NAME", help="experiments; all by default")
    measure.add_argument(
        "--again", action="append", default=[], metavar="NAME", help="measure anew"
    )
    measure.add_argument(
        "--publish", action="store_true", help="for publishing: more steps, in more time"
    )
    publish = commands.add_parser(
        "publish", help="build the site from the records of `measure --publish`; measures nothing"
    )
    publish.add_argument("--output", type=Path, metavar="FOLDER", help="default: site")
    build = commands.add_parser("build", help="measure what has no fresh record and build the site")
    build.add_argument(
        "--records", type=Path, metavar="FOLDER", help="use frozen records, measure nothing"
    )
    build.add_argument("--output", type=Path, metavar="FOLDER", help="default: site")
    serve = commands.add_parser(
        "serve", help="build, serve on loopback, and build again on changes"
    )
    serve.add_argument("--port", type=int, default=8000, help="or the next free one")
    preview = commands.add_parser(
        "preview", help="show one language on loopback, with the last records; measures nothing"
    )
    preview.add_argument("--language", default="", help="the first translation by default")
    preview.add_argument("--port", type=int, default=8000, help="or the next free one")
    commands.add_parser("check", help="check examples, words and pages; run nothing")
    commands.add_parser("interpreters", help="show the Pythons of this machine")
    translations.add_to(commands)
    return parser


def _measure(project: Project, options: argparse.Namespace) -> None:
    project = replace(project, publishing=options.publish)
    with _Shown() as shown:
        only = set(options.only) | set(options.again) if options.only else None
        material = pipeline.measure(
            project, again=options.again, only=only, report=shown.report, say=shown.say
        )
    _print_measured(material)


def _build(project: Project, options: argparse.Namespace) -> None:
    started = time.monotonic()
    default = ".build/frozen-site" if options.records else "site"
    target = (options.output or project.root / default).resolve()
    if options.records:
        material = pipeline.frozen(project, options.records)
    else:
        with _Shown() as shown:
            material = pipeline.measure(project, report=shown.report, say=shown.say)
    print("building " + ", ".join(project.languages), flush=True)
    pipeline.build(project, material, target, Addresses.from_environment())
    _print_measured(material)
    place = target.relative_to(Path.cwd()) if target.is_relative_to(Path.cwd()) else target
    took = time.monotonic() - started
    print(f"the site is in {place}/ ({took:.0f} s); open index.html there")


def _publish(project: Project, options: argparse.Namespace) -> None:
    project = replace(project, publishing=True)
    material = pipeline.measure(project, allowed=False, kept=records.PUBLISHED)
    target = (options.output or project.root / "site").resolve()
    pipeline.build(project, material, target, Addresses.from_environment())
    count = len(material.records)
    print(f"{target.name}/ has {count} records of this machine, none older than a day")


def _serve(project: Project, options: argparse.Namespace) -> None:
    options.records = options.output = None
    _build(project, options)
    watched = (project.docs, project.examples, Path(__file__).parent / "theme")
    _show(lambda: _build(project, options), project.root / "site", "/", watched, options.port)


def _preview(project: Project, options: argparse.Namespace) -> None:
    from concurrency_measured.preview import Preview, chosen  # noqa: PLC0415 - needs MkDocs

    language = chosen(project, options.language)
    preview = Preview(project, language)
    preview.build()
    watched = (project.docs, project.examples, Path(__file__).parent)
    _show(preview.build, preview.edition.site, f"/{language}/", watched, options.port)


def _show(
    build: Callable[[], None], folder: Path, place: str, watched: Sequence[Path], port: int
) -> None:
    """Serve a folder on loopback, and build again on changes, until Ctrl-C."""
    from mkdocs.livereload import LiveReloadServer  # noqa: PLC0415 - other commands don't need MkDocs

    def rebuild() -> None:
        try:
            build()
        except GuideError as error:
            print(f"\n{error}\n\nthe site stays as it was", file=sys.stderr)

    class Server(LiveReloadServer):
        def server_activate(self) -> None:
            super().server_activate()
            print(f"serving http://127.0.0.1:{free}{place} (Ctrl-C ends it)", flush=True)

    free = _free_port(port)
    server = Server(
        builder=rebuild, host="127.0.0.1", port=free, root=str(folder), mount_path=place
    )
    for path in watched:
        server.watch(str(path))
    try:
        server.serve()
    finally:
        server.shutdown()  # its threads would keep the program alive after Ctrl-C


def _check(project: Project, options: argparse.Namespace) -> None:
    experiments = checks.check(project)
    sides = [side for experiment in experiments.values() for side in experiment.sides]
    print(
        f"{len(experiments)} experiments, {len({side.claim for side in sides})} claims, "
        f"pages in {', '.join(project.languages)}: no fault found"
    )


def _interpreters(project: Project, options: argparse.Namespace) -> None:
    found, skipped = interpreters.find()
    headline = interpreters.choose(HEADLINE, found)
    for interpreter in found:
        python = interpreter.python
        gil = {True: "GIL on", False: "GIL off", None: "no GIL"}[python.gil]
        mark = "  ← headline figures" if interpreter == headline else ""
        print(f"{python.label:28} {gil:8} {python.start_method:10} {interpreter.path}{mark}")
    for candidate in skipped:
        print(f"  skipped {candidate.path}: {candidate.why}")


def _translations(project: Project, options: argparse.Namespace) -> int:
    outcome = translations.run(project, options)
    print(outcome.text, file=sys.stderr if outcome.status == 2 else sys.stdout)
    return outcome.status


def _print_measured(material: Material) -> None:
    if material.frozen:
        print("nothing was measured: frozen records, marked as example data on every page")
        return
    fresh = [material.records[name] for name in material.measured]
    runs, seconds = sum(r.runs for r in fresh), sum(r.seconds for r in fresh)
    discards = sum(len(record.blocks) - len(record.kept) for record in fresh)
    print(
        f"measured {len(fresh)} of {len(material.records)} experiments: "
        f"{runs} runs, {discards} blocks discarded, {seconds:.0f} s"
    )
    for name, record in material.records.items():
        for need in dict.fromkeys(map(str, record.lacks.values())):
            print(f"  a part of {name} was not run here: needs {need}")


def _free_port(wanted: int) -> int:
    """Return the wanted port, or the next one that is free."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise GuideError(
        f"port {wanted}",
        found=f"no free port from {wanted} to {wanted + 49}",
        expected="one to serve on",
        action="name another with --port",
    )


def _interrupt(number: int, frame: FrameType | None) -> None:
    """End as Ctrl-C does, so that no child process stays behind."""
    raise KeyboardInterrupt


class _Shown:
    """Shows progress: a bar in a terminal, a plain line per block elsewhere."""

    def __init__(self) -> None:
        self.console = Console(stderr=False, highlight=False)
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[where]}"),
            console=self.console,
            disable=not self.console.is_terminal,
            transient=True,
        )
        self.task: TaskID | None = None
        self.name = ""
        self.last = (-1, 0.0)

    def __enter__(self) -> _Shown:
        self.bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.bar.stop()

    def say(self, text: str) -> None:
        self.console.print(text, markup=False, soft_wrap=True)

    def report(self, now: campaign.Progress) -> None:
        where = f"block {now.block} of {now.blocks}" if now.block else "first runs"
        where += f" ({now.discarded} discarded)" if now.discarded else ""
        where += "" if now.left_s is None else f", about {now.left_s:.0f} s left"
        if not self.console.is_terminal:
            self._line(now, where)
            return
        if self.task is None or self.name != now.experiment:
            if self.task is not None:
                self.bar.remove_task(self.task)
            self.task, self.name = self.bar.add_task(now.experiment, where=where), now.experiment
        self.bar.update(self.task, completed=now.done, total=now.total, where=where)

    def _line(self, now: campaign.Progress, where: str) -> None:
        """Say one line a block, and no more than one a second."""
        if now.block != self.last[0] and time.monotonic() - self.last[1] > 1:
            self.last = (now.block, time.monotonic())
            print(f"  {now.experiment}: {where}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
