"""The vocabulary of the line: frozen data, units in the names, hardly any behaviour.

Every stage imports this module and it imports none of them. What a machine can't tell is `None`,
never zero.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

SCHEMA = 2
"""Version of the record's JSON. Raise it whenever an old record would be misread."""
SPEED_CHANGE = 1.15
"""Calibration loops that differ by more than this were timed at two speeds of a core."""


class Model(StrEnum):
    """A concurrency model: what an arm uses to do several things."""

    SEQUENTIAL = "sequential"
    THREADS = "threads"
    ASYNCIO = "asyncio"
    PROCESSES = "processes"
    SUBINTERPRETERS = "subinterpreters"


class Bound(StrEnum):
    """What an experiment's wall time is made of; decides whether core speed is divided out."""

    WAITING = "waiting"
    COMPUTING = "computing"


class VerdictKind(StrEnum):
    """What became of a claim on the build machine."""

    HOLDS = "holds"
    DEPENDS = "depends"
    DOES_NOT_HOLD = "does-not-hold"
    UNDECIDED = "undecided"
    NOT_RUN_HERE = "not-run-here"


class ClaimKind(StrEnum):
    """How a claim is decided."""

    SPEEDUP = "speedup"
    """The paired ratio of two arms' wall times (`over` ÷ `arm`), or of a number that both report,
    is above the threshold."""
    NO_SPEEDUP = "no-speedup"
    """The same ratio is below the threshold."""
    AT_LEAST = "at-least"
    """A number that every run reports reaches the threshold."""
    AT_MOST = "at-most"
    """A number that every run reports doesn't go beyond the threshold."""
    FAILS = "fails"
    """A script fails, in the way that its arm names, in every run."""


class Kind(StrEnum):
    """A family of interpreters."""

    GIL = "gil"
    """A stable CPython whose GIL is on."""
    FREE_THREADED = "free-threaded"
    """A CPython built without the GIL."""
    GIL_ON = "free-threaded-gil-on"
    """The same, with the GIL switched on."""
    TWIN = "twin"
    """The stable CPython with a GIL that is built like the free-threaded one but for that."""
    PYPY = "pypy"
    JAVA = "java"
    PINNING = "pinning"
    """No interpreter, but a system that can keep a process on one core."""
    CORES = "cores"
    """No interpreter, but a second core that may be used."""
    START_METHOD = "start-method"
    """No interpreter, but a system that has the start method."""
    PROC = "proc"
    """No interpreter, but a system that tells of memory in `/proc`: Linux."""
    OPEN_FILES = "open-files"
    """No interpreter, but a system that lets a process have as many files open at once."""
    POSTGRESQL = "postgresql"
    """No interpreter, but PostgreSQL's programs, for a server of the experiment's own."""


class RunKind(StrEnum):
    """How a run was started and what it was for."""

    CALL = "call"
    """The worker imported the example and timed `main(**parameters)`."""
    SCRIPT = "script"
    """`python file.py`, as a reader would type it; measured from outside."""
    OBSERVED = "observed"
    """A call with an observer beside it, for memory and threads; its times don't count."""


class Ending(StrEnum):
    """How a run ended."""

    FINISHED = "finished"
    RAISED = "raised"
    EXITED = "exited"
    CRASHED = "crashed"
    TIMED_OUT = "timed-out"
    TOO_MUCH_OUTPUT = "too-much-output"
    SAID_NOTHING = "said-nothing"
    DID_NOT_FAIL = "did-not-fail"
    """It should have failed in a certain way, and didn't."""
    COMPLAINED = "complained"
    """It finished, but a thread, a child, a forgotten task or a warning wrote to standard error."""


class Discard(StrEnum):
    """Why a block doesn't count."""

    SPEED_CHANGED = "speed-changed"
    NO_FREE_CORE = "no-free-core"


class State(StrEnum):
    """What a thread was recorded to be doing. Where nothing was recorded there is no state."""

    ON_CORE = "on-core"
    READY = "ready"
    """Ready to run, but every core was busy with something else."""
    WAITING = "waiting"
    """For input, a timer or a child process."""
    LOCKED = "locked"
    """Blocked on a futex: the GIL or a lock."""
    STARTING = "starting"
    """On a core, in a process that the run started, before its first step."""


# --- what is to be measured --------------------------------------------------------------------


INTERPRETERS = (
    Kind.GIL,
    Kind.FREE_THREADED,
    Kind.GIL_ON,
    Kind.TWIN,
    Kind.PYPY,
    Kind.JAVA,
)
"""The kinds that an `experiment.toml` may ask for."""


UNITS = {"_bytes": "bytes", "_s": "s"}
"""How the name of a figure ends that has a unit; what a program merely counts has none."""


def unit_of(what: str) -> str | None:
    """Return the unit of what a program reports, which its name ends in; None for a mere count."""
    return next((unit for end, unit in UNITS.items() if what.endswith(end)), None)


@dataclass(frozen=True)
class Need:
    """The interpreter that an arm asks for: never a path.

    Attributes:
        kind: The family; the newest of it is taken.
        minor: The exact minor version, as `(3, 12)`; empty for any.
        least: Whether a newer one will do, too.
        libraries: What must be installed with it, as requirements: `("numpy>=2",)`.
    """

    kind: Kind
    minor: tuple[int, ...] = ()
    least: bool = False
    libraries: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the need in words of an `experiment.toml`: `gil`, `gil>=3.12`, `gil, numpy>=2`."""
        comparison = ">=" if self.least else "=="
        version = comparison + ".".join(map(str, self.minor)) if self.minor else ""
        return ", ".join((self.kind + version, *self.libraries))


HEADLINE = Need(Kind.GIL)
"""What the headline figures come from: the newest stable CPython with a GIL."""


@dataclass(frozen=True)
class Arm:
    """One program under one setting.

    Attributes:
        name: Identity in the record: the arm's name, after the setting's where there is one
            (`with_threads`, `one_core/with_threads`).
        file: Name of the program's file.
        setting: The setting that it belongs to; empty for the experiment's own.
        axis: The parameter that its setting varies in steps; empty for none. The setting is then
            called `NAME/PARAMETER=VALUE`.
        model: The concurrency model that it shows.
        source: The text of the file. This text is what runs and what the page shows.
        parameters: What `main` is called with.
        label: Key of its name's words in the catalogues; empty for that of its model.
        start_method: The start method of processes that it shows; empty for the default.
        needs: The interpreter that it runs with.
        cores: How many cores it may use; `None` for all that there are.
        times: `None` for an arm that is timed in every block; otherwise how often this certain
            outcome is run, in no block and compared with nothing.
        parallel: Whether its speed depends on how many cores are free; it needs two.
        script: Whether its outcome is that of `python file.py`, not of a call.
        fails: Text that must appear on standard error; a failure that doesn't happen is a failure.
        reads: What is read from a script's output, by name: an expression whose group is a number.
        proc: Whether it reads what Linux tells of memory in `/proc`.
    """

    name: str
    file: str
    model: Model
    source: str
    parameters: dict[str, int | float | str]
    setting: str = ""
    axis: str = ""
    label: str = ""
    start_method: str = ""
    needs: Need = HEADLINE
    cores: int | None = None
    times: int | None = None
    parallel: bool = False
    script: bool = False
    fails: str = ""
    reads: tuple[tuple[str, str], ...] = ()
    proc: bool = False

    @property
    def asks(self) -> bool:
        """Whether its `main` takes the address of a server."""
        return bool(re.search(r"^def main\(\s*address\b", self.source, flags=re.M))

    @property
    def own_name(self) -> str:
        """Its name without the setting's: the same all along a sweep."""
        return self.name.removeprefix(f"{self.setting}/")


@dataclass(frozen=True)
class Server:
    """A program that an experiment's examples talk to, in a process of its own.

    It prints one line, its address or `lacks NEED`, and serves until its standard input is closed.

    Attributes:
        file: Name of the program's file.
        source: The text of the file.
    """

    file: str
    source: str


@dataclass(frozen=True)
class Side:
    """One figure that speaks for or against a claim.

    Sides under the same condition must all hold. A claim that holds under one condition and not
    under another depends.

    Attributes:
        claim: Id of the claim, the same in the code, the ledger's anchor and the record.
        experiment: Name of the experiment that decides it.
        kind: How it is decided.
        arm: The arm that it speaks of.
        threshold: The figure from which on (`at-most`: up to which) it holds.
        margin: Relative band around the threshold in which nothing is decided.
        over: The arm that `arm` is compared with (`speedup` only); by default the
            first of its setting.
        observation: The number reported by each run that is looked at; in a ratio it takes the
            place of the wall time.
        when: Key of the condition's words in the catalogues; `None` where there is none.
        named: Key of words, among those of conditions, that only say what the figure is of. It is
            for an absolute claim, which one counterexample refutes and no condition saves.
    """

    claim: str
    experiment: str
    kind: ClaimKind
    arm: str
    threshold: float
    margin: float = 0.0
    over: str | None = None
    observation: str | None = None
    when: str | None = None
    named: str | None = None

    @property
    def is_ratio(self) -> bool:
        """Whether two arms' times are compared."""
        return self.kind in (ClaimKind.SPEEDUP, ClaimKind.NO_SPEEDUP)


@dataclass(frozen=True)
class Picture:
    """Timelines, or heartbeats, that are drawn together, on one time axis.

    Attributes:
        name: Its name in the experiment; empty or a setting's for that setting's own arms.
        arms: In the order in which they are drawn.
        window_s: How much of the runs is drawn, in seconds; `None` for all.
    """

    name: str
    arms: tuple[str, ...]
    window_s: float | None = None


@dataclass(frozen=True)
class Ladder:
    """Rungs of a cost ladder; those of all experiments that name the same one are drawn together.

    Attributes:
        name: The ladder's name, the same in every experiment.
        arms: One rung each.
        observation: What the runs of these arms report is drawn, its name ending in its unit
            (`each_bytes`); empty for their times.
    """

    name: str
    arms: tuple[str, ...]
    observation: str = ""


@dataclass(frozen=True)
class Map:
    """A crossover map: who is faster at each value of a sweep.

    Attributes:
        name: Its name in the experiment.
        sweep: The setting whose steps are its columns.
        over: The program that the others are compared with, by its own name.
        per: The parameter that says of how many tasks a run consists; a column is headed by the
            time that one takes `over`.
    """

    name: str
    sweep: str
    over: str
    per: str


@dataclass(frozen=True)
class Experiment:
    """A folder of examples and what it decides.

    Attributes:
        name: The folder's name; identity in the record, chart, page and test.
        bound: What its wall time is made of.
        twice: The arm that runs twice in each block; its ratio to itself is the noise floor.
        budget_s: Seconds that measuring it may take.
        step: The function whose calls are stamped for the timelines; empty for none.
        per: The parameter by which wall times are divided; empty for none.
        reports: What its programs report as their time, in seconds, in the place of the wall time
            of `main`: one of many messages, or tasks without the start of those that do them.
            Empty for the wall time.
        arms: The programs under every setting, in the order in which they are shown.
        sides: What it decides.
        chosen: Pictures of timelines beside those of each setting.
        ladders: What it adds to cost ladders.
        maps: Crossover maps of its sweeps.
        heartbeats: Pictures of the calls of its step as beats, whose gaps are the finding.
        server: What its programs talk to; each call of `main` then gets its `address`. None for no
            server.
        server_needs: What the server is started with: the libraries that its metadata asks for.
        open_files: The parameter that says how many files or sockets a run has open at once; empty
            where they are few.
    """

    name: str
    bound: Bound
    twice: str
    budget_s: float
    arms: tuple[Arm, ...]
    sides: tuple[Side, ...]
    step: str = ""
    per: str = ""
    reports: str = ""
    chosen: tuple[Picture, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    maps: tuple[Map, ...] = ()
    heartbeats: tuple[Picture, ...] = ()
    server: Server | None = None
    server_needs: Need = HEADLINE
    open_files: str = ""

    def arm(self, name: str) -> Arm:
        """Return the arm of that name; `KeyError` if there is none."""
        return {arm.name: arm for arm in self.arms}[name]

    def baseline(self, name: str) -> Arm | None:
        """Return the arm that this one is compared with: the first of its setting.

        In a sweep it is the program that the sweep begins with. At a step which that one doesn't
        reach there is none: another program would change the meaning of the figures halfway along.
        """
        arm = self.arm(name)
        first = next(one for one in self.timed if one.setting == arm.setting)
        if not arm.axis:
            return first
        begins = self.sweeps[arm.setting.rpartition("/")[0]][0]
        return first if first.own_name == begins.own_name else None

    def compared(self, side: Side) -> tuple[str, str]:
        """Return the arm that a side speaks of and the one that it is compared with, or itself."""
        if not side.is_ratio:
            return side.arm, side.arm
        baseline = self.baseline(side.arm)
        return side.arm, side.over or (baseline.name if baseline else side.arm)

    @property
    def timed(self) -> tuple[Arm, ...]:
        """The arms that run once in every block."""
        return tuple(arm for arm in self.arms if arm.times is None)

    @property
    def groups(self) -> tuple[tuple[Arm, ...], ...]:
        """The timed arms in groups that share blocks.

        These are the arms of a setting, and those of other settings that a claim compares them
        with.
        """
        together = {setting: {setting} for setting in dict.fromkeys(a.setting for a in self.timed)}
        for side in (side for side in self.sides if side.is_ratio):
            one, other = (self.arm(name).setting for name in self.compared(side))
            joined = together[one] | together[other]
            together |= dict.fromkeys(joined, joined)
        found = dict.fromkeys(map(frozenset, together.values()))
        return tuple(tuple(arm for arm in self.timed if arm.setting in those) for those in found)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The timed arms that are compared: each with its baseline, and as claims do it."""
        bases = ((arm.name, base.name) for arm in self.timed if (base := self.baseline(arm.name)))
        sides = (self.compared(side) for side in self.sides if side.is_ratio)
        return tuple(dict.fromkeys((*bases, *sides)))

    @property
    def settings(self) -> tuple[str, ...]:
        """The settings of timed arms, the experiment's own first; not those of sweeps."""
        return tuple(dict.fromkeys(arm.setting for arm in self.timed if not arm.axis))

    @property
    def sweeps(self) -> dict[str, tuple[Arm, ...]]:
        """The arms of settings that vary a parameter in steps, by the setting's name."""
        found: dict[str, tuple[Arm, ...]] = {}
        for arm in (arm for arm in self.timed if arm.axis):
            name = arm.setting.rpartition("/")[0]
            found[name] = (*found.get(name, ()), arm)
        return found

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures of its timelines: one for each setting, then the chosen ones."""
        if not self.step:
            return ()
        arms = {s: tuple(a.name for a in self.timed if a.setting == s) for s in self.settings}
        return (*(Picture(setting, those) for setting, those in arms.items()), *self.chosen)

    @property
    def needs(self) -> tuple[Need, ...]:
        """The interpreters that its arms and its server ask for; the headline's, for the canary."""
        asked = (arm.needs for arm in self.arms)
        return tuple(dict.fromkeys((HEADLINE, self.server_needs, *asked)))


GIL_OFF = "--disable-gil"
"""The option that a free-threaded CPython is built with."""


@dataclass(frozen=True)
class Python:
    """An interpreter, described by itself. It names no path.

    Attributes:
        implementation: `CPython`, `PyPy` or `Java`.
        version: Exact version.
        stable: Whether it is a final release.
        gil: Whether the GIL is on; `None` where there is no such thing or nobody says.
        build: Compiler, and the options that matter.
        start_method: `multiprocessing`'s default; empty where there is none.
        start_methods: All that it has on this system.
        jit: Whether a just-in-time compiler is on; `None` where nobody says.
        libraries: What is installed with it, by name, and in which version.
    """

    implementation: str
    version: str
    stable: bool
    gil: bool | None
    build: str
    start_method: str = ""
    jit: bool | None = None
    start_methods: tuple[str, ...] = ()
    libraries: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Name for a reader: `CPython 3.13.0`, the GIL's state where it is unusual, libraries."""
        suffix = " free-threaded" if self.implementation == "CPython" and not self.gil else ""
        if self.gil and GIL_OFF in self.build:
            suffix = " free-threaded -X gil=1"
        added = "".join(f" + {name} {version}" for name, version in self.libraries.items())
        return f"{self.implementation} {self.version}{suffix}{added}"


@dataclass(frozen=True)
class Interpreter:
    """A Python that this machine has, and where; the path is never part of a record.

    Attributes:
        path: The program.
        python: What it is.
        options: What it is always started with.
    """

    path: str
    python: Python
    options: tuple[str, ...] = ()

    @property
    def command(self) -> list[str]:
        """The program and its options."""
        return [self.path, *self.options]


# --- what was measured -------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """One child process, from its start to its end.

    Attributes:
        arm: Name of the arm.
        kind: How it was started.
        ending: How it ended.
        wall_s: Seconds inside `main`, by `perf_counter_ns`; `None` for a script.
        spawn_to_exit_s: Seconds from starting the interpreter to reaping it.
        cpu_s: Processor seconds of the process and all its descendants.
        voluntary_switches: Context switches because something waited, descendants included.
        involuntary_switches: Context switches because the kernel took the core away.
        loop_before_s: Seconds of the calibration loop just before.
        loop_after_s: Seconds of the calibration loop just after.
        observed: What `main` returned: names and numbers.
        output: What it printed (scripts only).
        evidence: What shows why it didn't finish: traceback, standard error, exit status.
        peak_pss_bytes: Largest memory of the whole tree, shared pages counted once (observed only).
        most_threads: Most threads at once in the tree, as sampled (observed only).
        most_processes: Most processes at once in the tree, as sampled (observed only).
        again: Whether this is the second run of the block's doubled arm.
    """

    arm: str
    kind: RunKind
    ending: Ending
    spawn_to_exit_s: float
    wall_s: float | None = None
    cpu_s: float | None = None
    voluntary_switches: int | None = None
    involuntary_switches: int | None = None
    loop_before_s: float | None = None
    loop_after_s: float | None = None
    observed: dict[str, int | float | str] = field(default_factory=dict)
    output: str = ""
    evidence: str = ""
    peak_pss_bytes: int | None = None
    most_threads: int | None = None
    most_processes: int | None = None
    again: bool = False

    @property
    def loop_s(self) -> float | None:
        """Seconds of the calibration loops around it, on average; `None` where nobody looked."""
        if self.loop_before_s and self.loop_after_s:
            return (self.loop_before_s + self.loop_after_s) / 2
        return None


def speed_changed(*loops: float) -> bool:
    """Return whether calibration loops, in seconds, differ more than at one speed of a core."""
    return max(loops) / min(loops) > SPEED_CHANGE


def comparable(one: Run, other: Run, bound: Bound) -> bool:
    """Return whether two runs of a block may be compared: where they compute, at one speed."""
    if bound is not Bound.COMPUTING or not (one.loop_s and other.loop_s):
        return True
    return not speed_changed(one.loop_s, other.loop_s)


@dataclass(frozen=True)
class Span:
    """A stretch of time, in seconds from the start of `main`, and the thread's state in it."""

    start_s: float
    end_s: float
    state: State = State.ON_CORE


@dataclass(frozen=True)
class Step:
    """One call of the experiment's step, or several without a break, stamped where it ran.

    Attributes:
        start_s: Begin, in seconds from the start of `main`.
        end_s: End.
        cpu_s: Processor time of its thread in between.
        interrupted: Whether something else ran in between, nobody knows when.
        task: Number of the asyncio task that it belongs to; 0 for none.
    """

    start_s: float
    end_s: float
    cpu_s: float
    interrupted: bool = False
    task: int = 0


@dataclass(frozen=True)
class Lane:
    """One thread of a run, and where its wall time went.

    Attributes:
        process: Number of its process in the run, from 0.
        thread: Number of the thread in its process, from 0.
        steps: Stamped steps; none in children that import the example anew (spawn, forkserver).
        seen: Its states as the observer saw them, in order: exact in length, blurred in time by
            the observer's interval.
        on_cpu_s: Wall account: seconds on a core; `None` where the system doesn't tell.
        runnable_s: Seconds ready to run, waiting for a core.
        blocked_s: Seconds waiting for something else: a lock, the GIL, input, a timer.
    """

    process: int
    thread: int
    steps: tuple[Step, ...] = ()
    seen: tuple[Span, ...] = ()
    on_cpu_s: float | None = None
    runnable_s: float | None = None
    blocked_s: float | None = None


@dataclass(frozen=True)
class Timeline:
    """One run of an arm, seen from inside by stamps and from outside by the observer.

    Attributes:
        arm: Name of the arm.
        wall_s: Seconds inside `main`; longer than in timed runs, since looking takes time.
        lanes: Its threads.
        interval_s: Mean time between the observer's looks; `None` where it can't run.
        observer_share: Share of a core that looking took.
    """

    arm: str
    wall_s: float
    lanes: tuple[Lane, ...]
    interval_s: float | None = None
    observer_share: float | None = None


@dataclass(frozen=True)
class Panel:
    """One run of a picture.

    Attributes:
        arm: What ran.
        line: Its timeline.
        python: Name of the interpreter, where the picture compares several; else empty.
    """

    arm: Arm
    line: Timeline
    python: str = ""


@dataclass(frozen=True)
class Block:
    """Every arm of a group once, in random order, one right after another.

    Attributes:
        runs: In the order in which they ran.
        discard: Why the block doesn't count; `None` when it does.
        repeated: Runs that were done again at once because the core changed its speed meanwhile.
        cores_before: Cores' worth of work that two processes got just before (parallel arms only).
        cores_after: The same, just after.
    """

    runs: tuple[Run, ...]
    discard: Discard | None = None
    repeated: int = 0
    cores_before: float | None = None
    cores_after: float | None = None


@dataclass(frozen=True)
class Machine:
    """The machine that a record comes from. It names no host.

    Attributes:
        cpu: Name of the processor.
        cores: Cores that the machine has.
        usable_cores: Cores that the measurement could use.
        system: Name of the system.
        kernel: Its release.
        memory_bytes: Size of the memory.
        commit: Commit of the project, with a `+` when there were changes in it.
        awake: Whether its cores were kept from sleeping while it was measured.
    """

    cpu: str
    cores: int
    usable_cores: int
    system: str
    kernel: str
    memory_bytes: int | None
    commit: str | None
    awake: bool = False


@dataclass(frozen=True)
class Record:
    """All that was measured for one experiment on one machine.

    Attributes:
        schema: Version of this layout.
        experiment: Name of the experiment.
        fingerprint: Digest of the sources, parameters, worker, interpreter and machine.
        measured_at: When it was finished, ISO 8601, UTC.
        seconds: How long measuring took.
        machine: The machine.
        pythons: The interpreters by need, as `str(Need)`; a need that was not met isn't there.
        lacks: For each arm that was not run, what this machine lacks.
        parameters: Of each arm that was run.
        planned_blocks: Blocks that the last look asked for.
        blocks: All blocks, discarded ones included.
        outcomes: Runs of the arms whose outcome is certain.
        observed: One observed run per arm.
        scripts: One run of each file as a reader would type it.
        timelines: One timeline per timed arm of the experiment's own setting and of those that
            change the interpreter or the cores, and per arm of a picture of heartbeats.
    """

    schema: int
    experiment: str
    fingerprint: str
    measured_at: str
    seconds: float
    machine: Machine
    pythons: dict[str, Python]
    parameters: dict[str, dict[str, int | float | str]]
    planned_blocks: int
    blocks: tuple[Block, ...]
    outcomes: tuple[Run, ...]
    observed: tuple[Run, ...]
    scripts: tuple[Run, ...]
    timelines: tuple[Timeline, ...] = ()
    lacks: dict[str, Need] = field(default_factory=dict)

    def label(self, need: Need) -> str:
        """Return the name of what met a need, with the libraries asked for, not with theirs."""
        python = self.pythons[str(need)]
        asked = {_plain(re.split(r"[^\w.-]", wanted)[0]) for wanted in need.libraries}
        named = {name: v for name, v in python.libraries.items() if _plain(name) in asked}
        return replace(python, libraries=named).label

    @property
    def kept(self) -> tuple[Block, ...]:
        """The blocks that count."""
        return tuple(block for block in self.blocks if block.discard is None)

    @property
    def runs(self) -> int:
        """How many child processes were started for it."""
        blocks = sum(len(block.runs) + block.repeated for block in self.blocks)
        others = (self.outcomes, self.observed, self.scripts, self.timelines)
        return blocks + sum(map(len, others))


def _plain(library: str) -> str:
    """Return a library's name as all its spellings are (PEP 503)."""
    return re.sub(r"[-_.]+", "-", library).lower()


# --- what follows from it ----------------------------------------------------------------------


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval.

    Attributes:
        value: The estimate, in `unit`.
        low: Lower end of the interval.
        high: Upper end of the interval.
        n: Number of values that it rests on.
        unit: `s`, `ratio`, `bytes` or `count`.
        confidence: Share of such intervals that contain the true value.
        points: The values themselves, in the order of the blocks.
    """

    value: float
    low: float
    high: float
    n: int
    unit: str
    confidence: float
    points: tuple[float, ...] = ()


@dataclass(frozen=True)
class Summary:
    """The estimates of one record.

    Attributes:
        experiment: Name of the experiment.
        ran: Arms that were run.
        lacks: For each of the others, what this machine lacks.
        times: Median seconds of each timed arm that has a kept block, raw.
        speedups: Baseline of its setting ÷ arm, paired within blocks, for each other timed arm.
        logs: For each timed arm, the natural logarithm of its seconds in each kept block that has
            it, by the block's number.
        loops: The same for the seconds of the calibration loops around it, where the experiment
            computes; no logarithms.
        reported: For each timed arm and number above zero that its runs reported, the natural
            logarithm in each kept block that has it, by the block's number.
        counts: For each arm, the numbers that its runs reported: value is the median, the
            interval reaches from the smallest to the largest.
        noise_floor: How far the ratio of an arm to itself strays from 1, as a fraction.
        blocks_kept: Blocks that count, of the group of arms that has most of them.
        discards: Blocks that don't, of all groups, by reason.
        exhausted: The arms whose repeats ran out before the planned blocks were kept.
        repeated: Runs that were done again at once.
        cores_free: Cores' worth of work that two processes got around the kept blocks: the median,
            the interval reaches from the smallest to the largest; `None` if nobody looked.
    """

    experiment: str
    ran: tuple[str, ...]
    times: dict[str, Estimate]
    speedups: dict[str, Estimate]
    logs: dict[str, dict[int, float]]
    counts: dict[str, dict[str, Estimate]]
    noise_floor: float
    blocks_kept: int
    discards: dict[Discard, int]
    exhausted: frozenset[str]
    repeated: int = 0
    lacks: dict[str, Need] = field(default_factory=dict)
    cores_free: Estimate | None = None
    reported: dict[str, dict[str, dict[int, float]]] = field(default_factory=dict)
    loops: dict[str, dict[int, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rung:
    """What one thing costs.

    Attributes:
        arm: What it is.
        cost: In seconds or bytes, as its unit says, with the runs themselves as points.
    """

    arm: Arm
    cost: Estimate


@dataclass(frozen=True)
class Rungs:
    """Rungs of a cost ladder that belong together.

    Attributes:
        experiment: Name of the experiment that measured them.
        title: What is paid for, in words.
        rungs: In any order; all in one unit, which is that of the whole ladder.
    """

    experiment: str
    title: str
    rungs: tuple[Rung, ...]


@dataclass(frozen=True)
class Way:
    """One way of doing tasks, a row of a crossover map.

    Attributes:
        arm: Which way, at any size of the task.
        speedups: How many times as fast as one by one, for each size; `None` where it didn't run.
    """

    arm: Arm
    speedups: tuple[Estimate | None, ...]


@dataclass(frozen=True)
class Crossings:
    """What a crossover map shows: who is faster at each size of a task.

    Attributes:
        experiment: Name of the experiment.
        over: What all ways are compared with.
        sizes: Seconds that one task takes that way, growing.
        ways: The rows.
    """

    experiment: str
    over: Arm
    sizes: tuple[float, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Decision:
    """What one side's figure says.

    Attributes:
        side: The side.
        kind: Any verdict but `depends`.
        figure: The figure that decided it; `None` when nothing ran.
        margin: The band around the threshold that was really used.
        needs: What the machine lacks, a `Need` (`not-run-here` only).
    """

    side: Side
    kind: VerdictKind
    figure: Estimate | None = None
    margin: float = 0.0
    needs: Need | None = None


@dataclass(frozen=True)
class Verdict:
    """What became of one claim.

    Attributes:
        claim: Id of the claim.
        kind: The verdict.
        decisions: One for each side of the claim, in the order in which they are stated.
    """

    claim: str
    kind: VerdictKind
    decisions: tuple[Decision, ...]


Json = dict[str, Any]
"""A decoded JSON object, where its content is checked elsewhere."""
