"""examples/ → Experiments. Refuses what it doesn't know, with file and line.

Reads and parses, never imports or runs an example. Knows nothing of how they are measured.
"""

from __future__ import annotations

import ast
import difflib
import math
import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from concurrency_measured.errors import CatalogError, position
from concurrency_measured.model import (
    HEADLINE,
    INTERPRETERS,
    UNITS,
    Arm,
    Bound,
    ClaimKind,
    Experiment,
    Kind,
    Ladder,
    Map,
    Model,
    Need,
    Picture,
    Server,
    Side,
    unit_of,
)

FILE = "experiment.toml"
LOCK = "requirements.lock"
"""Hashes of the libraries that an experiment's examples need, in its folder."""
PUBLISHING = 4
"""How many times its budget an experiment may take for publishing."""
_OLDEST = re.compile(r">=\s*(\d+)\.(\d+)")
_METADATA = re.compile(r"^# /// script\n((?:#(?: .*)?\n)*?)# ///$", flags=re.M)
Parameters = dict[str, int | float | str]


class _Metadata(msgspec.Struct, rename="kebab"):
    requires_python: str = ""
    dependencies: list[str] = []


class _Arm(msgspec.Struct, forbid_unknown_fields=True):
    model: Model
    file: str = ""
    label: str = ""
    start_method: str = ""
    times: int | None = None
    parallel: bool = False
    script: bool = False
    fails: str = ""
    reads: dict[str, str] = {}
    needs: str = ""
    parameters: Parameters | None = None


class _Setting(msgspec.Struct, forbid_unknown_fields=True):
    arms: list[str]
    cores: int | None = None
    needs: list[str] = []
    parameters: Parameters = {}
    axis: str = ""
    values: list[int | float] = []
    most: dict[str, int | float] = {}
    publish: list[int | float] = []


class _Picture(msgspec.Struct, forbid_unknown_fields=True):
    arms: list[str]
    window_s: float | None = None


class _Ladder(msgspec.Struct, forbid_unknown_fields=True):
    arms: list[str]
    observation: str = ""


class _Map(msgspec.Struct, forbid_unknown_fields=True):
    sweep: str
    over: str
    per: str


class _Side(msgspec.Struct, forbid_unknown_fields=True):
    kind: ClaimKind
    arm: str
    threshold: float = 1.0
    margin: float = 0.0
    over: str | None = None
    observation: str | None = None
    when: str | None = None
    named: str | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    budget_s: float
    arms: dict[str, _Arm]
    claims: dict[str, list[_Side]]
    bound: Bound = Bound.WAITING
    twice: str = ""
    step: str = ""
    per: str = ""
    reports: str = ""
    proc: bool = False
    parameters: Parameters = {}
    settings: dict[str, _Setting] = {}
    timelines: dict[str, _Picture] = {}
    ladders: dict[str, _Ladder] = {}
    maps: dict[str, _Map] = {}
    heartbeats: dict[str, _Picture] = {}
    server: str = ""
    open_files: str = ""


def load(folder: Path, *, publishing: bool = False) -> tuple[Experiment, ...]:
    """Return every experiment of a folder of examples, by name.

    Args:
        folder: Holds a folder for each experiment.
        publishing: Whether sweeps go on to the steps that only a publishing build measures.

    Raises:
        CatalogError: A file isn't what is expected; says where and what to do.
    """
    files = sorted(folder.glob(f"*/{FILE}"))
    if not files:
        raise CatalogError(
            position(folder),
            found="no experiment",
            expected=f"folders that hold an {FILE}",
            action="check that this is the project's folder of examples",
        )
    return tuple(_Reader(path, publishing=publishing).experiment() for path in files)


class _Reader:
    """Reads one file, and knows for every fault in which line it is."""

    def __init__(self, path: Path, *, publishing: bool) -> None:
        self.path = path
        self.publishing = publishing
        self.text = _text(path)
        self.content = self._parse()

    def experiment(self) -> Experiment:
        name = self.path.parent.name
        plain = [self._arm(key, arm) for key, arm in self.content.arms.items()]
        arms = (*plain, *self._under_settings({arm.name: arm for arm in plain}))
        server = self._server()
        experiment = Experiment(
            name=name,
            bound=self.content.bound,
            twice=self.content.twice,
            budget_s=self.content.budget_s * (PUBLISHING if self.publishing else 1),
            step=self.content.step,
            per=self.content.per,
            reports=self.content.reports,
            arms=arms,
            sides=tuple(
                Side(claim=claim, experiment=name, **msgspec.structs.asdict(side))
                for claim, sides in self.content.claims.items()
                for side in sides
            ),
            chosen=tuple(
                Picture(key, tuple(picture.arms), picture.window_s)
                for key, picture in self.content.timelines.items()
            ),
            ladders=tuple(
                Ladder(key, tuple(ladder.arms), ladder.observation)
                for key, ladder in self.content.ladders.items()
            ),
            maps=tuple(Map(key, m.sweep, m.over, m.per) for key, m in self.content.maps.items()),
            heartbeats=tuple(
                Picture(key, tuple(picture.arms), picture.window_s)
                for key, picture in self.content.heartbeats.items()
            ),
            server=server,
            server_needs=self._needs(self.path.with_name(server.file), server.source)
            if server
            else HEADLINE,
            open_files=self.content.open_files,
        )
        self._check_names(experiment)
        self._check_pictures(experiment)
        self._check_ladders(experiment)
        self._check_maps(experiment)
        self._check_open_files(experiment)
        return experiment

    def _parse(self) -> _File:
        try:
            return msgspec.convert(tomllib.loads(self.text), _File)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            raise self._fault(
                int(line[1]) if line else None,
                found=f"text that isn't TOML ({error})",
                expected="a TOML file",
                action="mend the line",
            ) from None
        except msgspec.ValidationError as error:
            raise self._invalid(str(error)) from None

    def _invalid(self, message: str) -> CatalogError:
        """Turn msgspec's sentence and path into a place and an advice."""
        what, _, where = message.partition(" - at `$")
        keys = re.findall(r"\.(\w+)", where)
        unknown = re.search(r"unknown field `(.+?)`", what)
        if not unknown:
            value = re.findall(r"value '(.+)'", what)  # the path names no arm and no claim
            return self._fault(
                self._line(*(f'"{text}"' for text in value), *reversed(keys)),
                found=what,
                expected="an experiment as README.md describes it",
                action=f"mend {'.'.join(keys) or 'the file'}",
            )
        kinds = (_File, _Arm, _Setting, _Picture, _Ladder, _Map, _Side)
        known = list(dict.fromkeys(key for kind in kinds for key in kind.__struct_fields__))
        return self._fault(
            self._line(unknown[1]),
            found=f"the key {unknown[1]!r}",
            expected="one of " + ", ".join(known),
            action=_instead(unknown[1], known, "take the key out"),
        )

    def _arm(self, name: str, arm: _Arm) -> Arm:
        file = self.path.with_name(arm.file or f"{name}.py")
        if not file.is_file():
            raise self._fault(
                self._line(name),
                found=f"the arm {name!r}, but no file {file.name} beside it",
                expected="a file called as the arm, or the arm's `file`",
                action=f"add {file.name}, or take the arm out",
            )
        source = _text(file)
        if arm.times is not None and arm.times < 1:
            raise self._fault(
                self._line(name),
                found=f"times = {arm.times}",
                expected="how often the certain outcome is run: 1 or more",
                action="write 3, or take `times` out",
            )
        if arm.script and arm.times is None and self.content.reports not in arm.reads:
            raise self._fault(
                self._line(name),
                found=f"the script {name!r} without `times`, which says nothing of its time",
                expected="the experiment's `reports` among what `reads` finds in its output",
                action="write times = 3 for a certain outcome, or let it print its seconds",
            )
        # A certain outcome has parameters of its own; a variant changes the common ones.
        own = arm.parameters or {}
        common = {} if arm.times else self.content.parameters
        if not arm.file and not arm.script:
            _check_defaults(file, source, common | own)
        return Arm(
            name=name,
            file=file.name,
            model=arm.model,
            source=source,
            parameters=common | own,
            label=arm.label,
            needs=self._need(arm.needs) if arm.needs else self._needs(file, source),
            start_method=arm.start_method,
            times=arm.times,
            parallel=arm.parallel,
            script=arm.script,
            fails=arm.fails,
            reads=tuple(arm.reads.items()),
            proc=self.content.proc,
        )

    def _server(self) -> Server | None:
        """Return the program that the examples talk to."""
        if not self.content.server:
            return None
        file = self.path.with_name(self.content.server)
        if not file.is_file():
            raise self._fault(
                self._line("server"),
                found=f"the server {file.name!r}, but no such file",
                expected="a program beside it that prints its address and serves",
                action=f"add {file.name}, or take `server` out",
            )
        return Server(file.name, _text(file))

    def _needs(self, file: Path, source: str) -> Need:
        """Return what a program's inline script metadata asks for (PEP 723)."""
        found = _METADATA.search(source)
        if not found:
            return HEADLINE
        try:
            said = tomllib.loads(re.sub(r"^# ?", "", found[1], flags=re.M))
            metadata = msgspec.convert(said, _Metadata)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise CatalogError(
                position(file, source.count("\n", 0, found.start()) + 1),
                found=f"script metadata that can't be read ({error})",
                expected="requires-python and dependencies, as PEP 723 has them",
                action="mend it, so that `uv run` understands it, too",
            ) from None
        if metadata.dependencies and not file.with_name(LOCK).is_file():
            raise CatalogError(
                position(file),
                found="dependencies, but no " + LOCK + " beside it",
                expected="a lock with hashes of all that is installed",
                action="run `make lock`, which makes it",
            )
        oldest = _OLDEST.fullmatch(metadata.requires_python)
        return replace(
            HEADLINE,
            minor=(int(oldest[1]), int(oldest[2])) if oldest else (),
            least=bool(oldest),
            # Where a library isn't needed at all, the lock knows.
            libraries=tuple(text.partition(";")[0].strip() for text in metadata.dependencies),
        )

    def _under_settings(self, arms: dict[str, Arm]) -> Iterator[Arm]:
        """Yield the arms again under each setting: each interpreter, each value of its axis."""
        for name, setting in self.content.settings.items():
            self._check_axis(name, setting)
            needs: list[Need | None] = [self._need(text) for text in setting.needs]
            for need in needs or [None]:
                prefix = name if len(needs) <= 1 else f"{name}/{need}"
                further = setting.publish if self.publishing else []
                for value in [*setting.values, *further] or (None,):
                    yield from self._under(prefix, setting, need, value, arms)

    def _under(
        self,
        prefix: str,
        setting: _Setting,
        need: Need | None,
        value: float | None,
        arms: dict[str, Arm],
    ) -> Iterator[Arm]:
        place = prefix if value is None else f"{prefix}/{setting.axis}={value}"
        changed = setting.parameters | ({} if value is None else {setting.axis: value})
        for key in setting.arms:
            self._check_arm(prefix, key, arms)
            self._check_parameters(prefix, changed, arms[key])
            if value is not None and value > setting.most.get(key, value):
                continue
            own = arms[key].needs
            yield replace(
                arms[key],
                name=f"{place}/{key}",
                setting=place,
                axis=setting.axis,
                parameters=arms[key].parameters | changed,
                needs=replace(need, libraries=own.libraries) if need else own,
                cores=setting.cores,
                parallel=arms[key].parallel and not setting.cores,
            )

    def _check_axis(self, name: str, setting: _Setting) -> None:
        if bool(setting.axis) is not bool(setting.values):
            raise self._fault(
                self._line(f"settings.{name}"),
                found=f"the setting {name!r} with axis = {setting.axis!r} and "
                f"{len(setting.values)} values",
                expected="both, for a sweep, or neither",
                action="name the parameter that is varied and its values",
            )
        if setting.publish and min(setting.publish) <= max(setting.values, default=math.inf):
            raise self._fault(
                self._line("publish", f"settings.{name}"),
                found=f"the setting {name!r} with publish = {setting.publish}",
                expected="steps beyond its `values`, for publishing builds only",
                action="move the others to `values`",
            )
        for key in setting.most:
            self._check_arm("most", key, setting.arms)

    def _check_pictures(self, experiment: Experiment) -> None:
        """Check that timelines exist of all that is to be drawn."""
        plain = [arm for arm in experiment.arms if not arm.axis and not arm.script]
        timed = [arm.name for arm in plain if arm.times is None]
        drawn = {"timelines": timed, "heartbeats": [arm.name for arm in plain]}
        kinds = [("timelines", picture) for picture in experiment.chosen]
        kinds += [("heartbeats", picture) for picture in experiment.heartbeats]
        for kind, picture in kinds:
            for arm in picture.arms:
                self._check_arm(f"{kind}.{picture.name}", arm, drawn[kind])
            taken = kind == "timelines" and picture.name in experiment.settings
            if not experiment.step or taken:
                raise self._fault(
                    self._line(f"{kind}.{picture.name}"),
                    found=f"the {kind} {picture.name!r}",
                    expected="the experiment's `step`, and a name that is no setting's",
                    action=f"say which function is a step, or rename the {kind}",
                )

    def _check_ladders(self, experiment: Experiment) -> None:
        """Check that each rung has a figure, and one with a unit."""
        timed = [arm.name for arm in experiment.timed]
        for ladder in experiment.ladders:
            counted = bool(ladder.observation)
            for arm in ladder.arms:
                arms = [arm.name for arm in experiment.arms] if counted else timed
                self._check_arm(f"ladders.{ladder.name}", arm, arms)
            if counted and not unit_of(ladder.observation):
                raise self._fault(
                    self._line(f'"{ladder.observation}"'),
                    found=f"the observation {ladder.observation!r} of the ladder {ladder.name!r}",
                    expected="a name that ends in its unit, one of " + ", ".join(UNITS),
                    action="rename what the programs report, or take it out for their times",
                )

    def _check_maps(self, experiment: Experiment) -> None:
        """Check that a map's sweep exists, and what everything in it is compared with."""
        for drawn in experiment.maps:
            if drawn.sweep not in experiment.sweeps:
                raise self._fault(
                    self._line(f"maps.{drawn.name}"),
                    found=f"the sweep {drawn.sweep!r} of the map {drawn.name!r}",
                    expected="one of " + (", ".join(experiment.sweeps) or "no sweeps: it has none"),
                    action="name a setting that has an axis",
                )
            arms = experiment.sweeps[drawn.sweep]
            self._check_arm(f"maps.{drawn.name}", drawn.over, sorted({a.own_name for a in arms}))
            self._check_parameters(drawn.sweep, {drawn.per: 1}, arms[0])

    def _check_parameters(self, setting: str, changed: Parameters, arm: Arm) -> None:
        for key in changed:
            if key not in arm.parameters:
                raise self._fault(
                    self._line(setting.partition("/")[0]),
                    found=f"the parameter {key!r} of the setting {setting!r}",
                    expected="one of " + ", ".join(arm.parameters),
                    action=_instead(key, list(arm.parameters), "change one that the arm has"),
                )

    def _need(self, text: str) -> Need:
        found = re.fullmatch(r"([a-z-]+)(?:(==|>=)(\d+)\.(\d+))?", text)
        if not found or found[1] not in INTERPRETERS:
            raise self._fault(
                self._line(f'"{text}"'),
                found=f"the need {text!r}",
                expected="one of "
                + ", ".join(INTERPRETERS)
                + ", with ==3.12 or >=3.12 where it matters",
                action=_instead(text, list(INTERPRETERS), "name an interpreter, never a path"),
            )
        minor = (int(found[3]), int(found[4])) if found[2] else ()
        return Need(Kind(found[1]), minor, found[2] == ">=")

    def _check_open_files(self, experiment: Experiment) -> None:
        """Check that some arm has the parameter that counts open files."""
        known = sorted({key for arm in experiment.arms for key in arm.parameters})
        if experiment.open_files and experiment.open_files not in known:
            raise self._fault(
                self._line("open_files"),
                found=f"the parameter {experiment.open_files!r} as `open_files`",
                expected="one of " + ", ".join(known),
                action="name the parameter that says how many are open at once",
            )

    def _check_names(self, experiment: Experiment) -> None:
        arms = [arm.name for arm in experiment.arms]
        timed = [arm.name for arm in experiment.timed]
        if timed or experiment.twice:
            own = [arm.name for arm in experiment.timed if not arm.setting]
            self._check_arm("twice", experiment.twice, own)
        for side in experiment.sides:
            ratio = side.kind in (ClaimKind.SPEEDUP, ClaimKind.NO_SPEEDUP)
            self._check_arm(side.claim, side.arm, timed if ratio else arms)
            if side.over is not None:
                self._check_arm(side.claim, side.over, timed)
            elif ratio and experiment.baseline(side.arm) is None:
                raise self._fault(
                    self._line(f'"{side.arm}"', side.claim),
                    found=f"the arm {side.arm!r}, beyond the sweep's first arm",
                    expected="`over`: what it is compared with",
                    action=f"name another arm of {experiment.arm(side.arm).setting}",
                )
            counted = side.kind in (ClaimKind.AT_LEAST, ClaimKind.AT_MOST)
            if not ratio and counted is (side.observation is None):
                raise self._fault(
                    self._line(side.claim),
                    found=f"a claim of kind {side.kind} with the observation {side.observation!r}",
                    expected="an observation for at-least and at-most, none for fails",
                    action=f"mend the claim {side.claim}",
                )

    def _check_arm(self, near: str, name: str, arms: Collection[str]) -> None:
        if name not in arms:
            raise self._fault(
                self._line(f'"{name}"', near),
                found=f"the arm {name!r}",
                expected="one of " + ", ".join(arms),
                action=_instead(name, list(arms), "name an arm of this experiment"),
            )

    def _fault(self, line: int | None, *, found: str, expected: str, action: str) -> CatalogError:
        return CatalogError(
            position(self.path, line), found=found, expected=expected, action=action
        )

    def _line(self, *needles: str) -> int | None:
        """Return the first line that holds the first needle that is found at all."""
        for needle in needles:
            for number, line in enumerate(self.text.splitlines(), start=1):
                if re.search(rf"(?<!\w){re.escape(needle)}(?!\w)", line):
                    return number
        return None


def _instead(name: str, known: list[str], otherwise: str) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"write {str(close[0])!r}" if close else otherwise


def _text(file: Path) -> str:
    content = file.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CatalogError(
            position(file, content.count(b"\n", 0, error.start) + 1),
            found=f"the byte 0x{content[error.start]:02x}, which isn't UTF-8",
            expected="text in UTF-8",
            action="save the file as UTF-8",
        ) from None


def _check_defaults(file: Path, source: str, wanted: Parameters) -> None:
    """Check that a reader who copies the file gets what the page shows: its defaults."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise CatalogError(
            position(file, error.lineno),
            found=f"text that isn't Python ({error.msg})",
            expected="a program that runs alone",
            action=f"run `python {file.name}` and mend it",
        ) from None
    main = next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "main"), None)
    if main is None:
        raise CatalogError(
            position(file),
            found="no function main()",
            expected="def main(...), which does the work that is timed",
            action="add it",
        )
    names = [argument.arg for argument in main.args.args]
    values = [ast.unparse(default) for default in main.args.defaults]
    found = dict(zip(names, values, strict=False)) if len(names) == len(values) else {}
    expected = {name: repr(value) for name, value in wanted.items()}
    stated = ", ".join(f"{name}={value}" for name, value in expected.items())
    if {name: found.get(name) for name in expected} != expected or len(names) != len(values):
        raise CatalogError(
            position(file, main.lineno),
            found=f"def main({ast.unparse(main.args)})",
            expected=f"def main({stated}), as in {FILE}",
            action="make the two agree: who copies the file must run what the page shows",
        )
