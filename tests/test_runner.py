"""The runner, on programs of known behaviour: it counts all, hides nothing and leaves nothing."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

import programs
from concurrency_measured import catalog, runner
from concurrency_measured.model import Arm, Ending, Interpreter, Python, Run, RunKind
from programs import arm, doing

PYTHON = Interpreter(
    sys._base_executable, Python("CPython", sys.version.split()[0], True, True, "")
)
EXAMPLES = Path(__file__).parents[1] / "examples"
LIMITS = runner.Limits()
BURNED_S = 0.4
SIZE = 60_000_000
PR_GET_CHILD_SUBREAPER = 37


def call(program: Arm, limits: runner.Limits = LIMITS, *, observe: bool = False) -> Run:
    """Call the program's main."""
    return runner.call(PYTHON, program, limits, observe=observe)


def script(source: str, limits: runner.Limits = LIMITS) -> Run:
    """Run the program as a reader would."""
    return runner.script(PYTHON, arm(source), limits)


def children() -> set[int]:
    """Return every process below this one, ended ones that nobody has reaped included."""
    return {child.pid for child in psutil.Process().children(recursive=True)}


def is_subreaper() -> bool:
    """Return whether this process inherits orphans."""
    answer = ctypes.c_int()
    ctypes.CDLL(None).prctl(PR_GET_CHILD_SUBREAPER, ctypes.byref(answer), 0, 0, 0)
    return bool(answer.value)


def numbers(text: str) -> list[int]:
    """Return the numbers in a text."""
    return [int(word) for word in text.split()]


# --- what a run measures -----------------------------------------------------------------------


def test_wall_time_is_the_time_inside_main():
    """A sleep of 0.2 s is seen whole, and lies within the time from the start to the exit."""
    run = call(arm(programs.SLEEPS, seconds=0.2))
    assert (run.ending, run.kind, run.arm) == (Ending.FINISHED, RunKind.CALL, "program")
    assert 0.2 <= run.wall_s <= run.spawn_to_exit_s


def test_wall_time_leaves_out_the_start():
    """What the program does before main is called isn't in its wall time."""
    run = call(arm(f"import time\ntime.sleep(0.5)\n{programs.IDLE}"))
    assert run.wall_s < 0.5 <= run.spawn_to_exit_s


@pytest.mark.parametrize(
    ("source", "parameters", "times"),
    [
        (programs.BURNS, {}, 1),
        (programs.BURNS_IN_A_CHILD, {}, 1),
        (programs.ORPHAN, {"session": 0}, 2),
        (programs.ORPHAN, {"session": 1}, 2),
    ],
    ids=["itself", "child", "orphan", "orphan-in-a-session"],
)
def test_cpu_time_of_all_is_counted(source, parameters, times):
    """Processor time counts whoever used it: itself, its children, its orphans."""
    run = call(arm(source, seconds=BURNED_S, **parameters))
    assert run.ending is Ending.FINISHED, run.evidence
    assert run.cpu_s >= times * BURNED_S


def test_waiting_is_no_cpu_time():
    """A program that waits for as long uses less than the burning ones."""
    assert 0 < call(arm(programs.SLEEPS, seconds=BURNED_S)).cpu_s < BURNED_S


def test_switches_are_counted():
    """A program that waits 300 times gives up its core at least that often; an idle one doesn't."""
    assert call(arm(programs.SLEEPS_OFTEN, number=300)).voluntary_switches >= 300
    idle = call(arm(programs.IDLE))
    assert 0 <= idle.voluntary_switches < 300
    assert idle.involuntary_switches >= 0


def test_memory_is_observed():
    """The peak is at least what was allocated; without that it is less."""
    run = call(arm(programs.ALLOCATES, size=SIZE), observe=True)
    assert (run.ending, run.kind) == (Ending.FINISHED, RunKind.OBSERVED)
    assert run.peak_pss_bytes >= SIZE
    assert 0 < call(arm(programs.ALLOCATES, size=1), observe=True).peak_pss_bytes < SIZE


@pytest.mark.parametrize(
    ("source", "threads", "processes"),
    [
        (programs.ALLOCATES.replace("size", "number"), 1, 1),
        (programs.STARTS_THREADS, 6, 1),
        (programs.STARTS_CHILDREN, 6, 6),
    ],
    ids=["neither", "threads", "children"],
)
def test_threads_and_processes_are_observed(source, threads, processes):
    """Five threads or five children beside the first are all seen, and nothing else is."""
    run = call(arm(source, number=5), observe=True)
    assert run.ending is Ending.FINISHED, run.evidence
    assert (run.most_threads, run.most_processes) == (threads, processes)


def test_only_observed_runs_have_an_observer():
    """A timed run samples nothing."""
    run = call(arm(programs.SLEEPS, seconds=0.05))
    assert (run.peak_pss_bytes, run.most_threads, run.most_processes) == (None, None, None)


def test_what_main_returns_is_kept():
    """Numbers and words that main returns are the run's observations."""
    run = call(arm(doing("return {'number': 3, 'share': 0.5, 'word': 'año'}")))
    assert run.observed == {"number": 3, "share": 0.5, "word": "año"}


# --- what a run leaves behind ------------------------------------------------------------------


@pytest.mark.parametrize("session", [0, 1])
def test_an_orphan_ends_with_the_run(session):
    """An orphan is handed to this process, and is gone after the run, its session's own or not."""
    before = children()
    run = call(arm(programs.ORPHAN, seconds=0, session=session))
    assert run.observed["parent"] == os.getpid()
    assert not psutil.pid_exists(run.observed["orphan"])
    assert children() <= before


def test_a_forkserver_ends_with_the_run():
    """The forkserver and its workers are gone after a program that left them running."""
    run = script(programs.LEAVES_A_FORKSERVER)
    assert run.ending is Ending.FINISHED, run.evidence
    left = numbers(run.output)
    assert len(left) == 3
    assert not any(map(psutil.pid_exists, left))


def test_this_process_inherits_orphans_only_during_a_run():
    """After a run the builder is no subreaper: its own orphans are none of its business."""
    with runner._subreaper():
        assert is_subreaper()
    call(arm(programs.IDLE))
    assert not is_subreaper()


@pytest.mark.parametrize("observe", [False, True])
def test_an_interrupt_leaves_nothing(tmp_path, observe):
    """Ctrl-C during a run ends the program and its orphan in a session of its own."""
    before, note = children(), tmp_path / "note"

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    usual = signal.signal(signal.SIGUSR1, interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            call(arm(programs.INTERRUPTS_ITS_PARENT, note=str(note)), observe=observe)
    finally:
        signal.signal(signal.SIGUSR1, usual)
    started = numbers(note.read_text(encoding="utf-8"))
    assert len(started) == 2
    assert not any(map(psutil.pid_exists, started))
    assert children() <= before
    assert not is_subreaper()


def test_a_process_from_before_outlives_a_run():
    """What this process had started itself isn't ended with a run."""
    with psutil.Popen([PYTHON.path, "-c", "input()"], stdin=-1) as earlier:
        call(arm(programs.IDLE))
        assert earlier.is_running()
        assert earlier.status() != psutil.STATUS_ZOMBIE
        earlier.communicate(b"\n")


# --- what a run sees ---------------------------------------------------------------------------


def test_the_environment_is_emptied(monkeypatch):
    """Nothing of the builder's environment reaches a program, and its home is its folder."""
    monkeypatch.setenv("MEASURED_SECRET", "do not tell")
    seen = call(arm(programs.LOOKS_AROUND)).observed
    allowed = {"PATH", "HOME", "TMPDIR", "TEMP", "LANG", "LC_CTYPE", "PYTHONDONTWRITEBYTECODE"}
    assert {"PATH", "HOME", "TMPDIR"} <= set(seen["names"].split()) <= allowed
    assert seen["home"] == seen["temporary"] == seen["folder"]


def test_the_folder_holds_the_example_alone():
    """No bytecode, no answer and no other file lies beside the program, and the folder goes."""
    seen = call(arm(programs.LOOKS_AROUND)).observed
    assert seen["files"] == "program.py"
    assert Path(seen["folder"]).is_relative_to(Path(tempfile.gettempdir()).resolve())
    assert not Path(seen["folder"]).parent.exists()


def test_the_project_stays_as_it_was(tmp_path):
    """Running an example leaves nothing in the folder that it comes from, bytecode least of all."""
    folder = shutil.copytree(
        EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("__pycache__")
    )
    before = set(folder.rglob("*"))
    example = catalog.load(folder)[0].arms[0]
    assert call(example).ending is Ending.FINISHED
    assert runner.script(PYTHON, example, LIMITS).ending is Ending.FINISHED
    assert set(folder.rglob("*")) == before


def test_an_arm_of_one_core_stays_on_it():
    """A program pinned to one core sees one, and so do its children; others see all."""
    assert call(arm(programs.COUNTS_CORES, cores=1)).observed == {"own": 1, "child": 1}
    usable = len(os.sched_getaffinity(0))
    assert call(arm(programs.COUNTS_CORES)).observed == {"own": usable, "child": usable}


# --- how a run ends ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "ending", "evidence"),
    [
        ("sys.exit(3)", Ending.EXITED, "exit status 3"),
        ("sys.exit('in words')", Ending.EXITED, "in words\n\nexit status 1"),
        ("os.abort()", Ending.CRASHED, "ended by signal 6 (SIGABRT)"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", Ending.CRASHED, "ended by signal 11 (SIGSEGV)"),
        ("os.kill(os.getpid(), signal.SIGRTMIN + 1)", Ending.CRASHED, "ended by signal 35"),
        ("os._exit(0)", Ending.SAID_NOTHING, ""),
        ("import atexit; atexit.register(os._exit, 5)", Ending.EXITED, "exit status 5"),
        ("os._exit(4)", Ending.EXITED, "exit status 4"),
        ("raise ValueError('a fault')", Ending.RAISED, "ValueError: a fault"),
        ("return [1]", Ending.RAISED, "a dictionary of numbers and words"),
        ("return 0", Ending.RAISED, "a dictionary of numbers and words"),
        ("return {'list': [1]}", Ending.RAISED, "a dictionary of numbers and words"),
        ("return {'flag': True}", Ending.RAISED, "a dictionary of numbers and words"),
        ("return {'share': float('nan')}", Ending.RAISED, "a dictionary of numbers and words"),
        ("return {1, 2}", Ending.EXITED, "not JSON serializable"),
    ],
)
def test_an_unusual_end_is_a_result(lines, ending, evidence):
    """Whatever ends a program early is told apart, with what shows it."""
    run = call(arm(doing(lines)))
    assert run.ending is ending
    assert evidence in run.evidence
    assert run.spawn_to_exit_s > 0


def test_an_exception_is_shown_without_our_folder():
    """A traceback shows the program's lines as in a folder of the reader's own."""
    run = call(arm(programs.RAISES))
    assert run.ending is Ending.RAISED
    assert 'File "program.py", line 3, in divide' in run.evidence
    assert "ZeroDivisionError" in run.evidence
    assert tempfile.gettempdir() not in run.evidence
    assert "measured-" not in run.evidence


def test_a_script_fails_without_our_folder():
    """A script's traceback names no folder of ours either, and the run counts as an exit."""
    run = script("import os\nprint(os.getcwd(), 'is here')\nint('x')\n")
    assert run.ending is Ending.EXITED
    assert "ValueError" in run.evidence
    assert "exit status 1" in run.evidence
    assert "measured-" not in run.evidence + run.output


@pytest.mark.parametrize("how", [call, lambda program, limits: script(program.source, limits)])
def test_too_long_is_timed_out(how: Callable[..., Run]):
    """A program that doesn't end is ended, after its time and not before."""
    run = how(arm(programs.HANGS), runner.Limits(seconds=0.5))
    assert run.ending is Ending.TIMED_OUT
    assert 0.5 <= run.spawn_to_exit_s < 30
    assert "SIGKILL" in run.evidence
    assert run.wall_s is None


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_too_much_output_ends_a_run(stream):
    """A program that never stops talking is ended, and what was kept is within the limit."""
    limits = runner.Limits(output_bytes=50_000)
    endless = call(arm(programs.PRINTS_FOREVER, stream=stream), limits)
    assert endless.ending is Ending.TOO_MUCH_OUTPUT
    assert len(endless.evidence) < 50_000


@pytest.mark.parametrize("seconds", [0, 0.1])
def test_one_byte_too_many_is_too_much(seconds):
    """What goes beyond the limit is told, although the program ends by itself at once."""
    source = f"import time\nprint('x' * 50_000, flush=True)\ntime.sleep({seconds})"
    run = script(source, runner.Limits(output_bytes=50_000))
    assert run.ending is Ending.TOO_MUCH_OUTPUT


def test_output_within_the_limit_is_kept():
    """As many bytes as are allowed are no fault."""
    limits = runner.Limits(output_bytes=50_000)
    run = script("print('x' * 49_999)", limits)
    assert (run.ending, len(run.output)) == (Ending.FINISHED, 50_000)


@pytest.mark.parametrize(
    ("source", "evidence"),
    [
        (programs.RAISES_IN_A_THREAD, "a thread's fault"),
        (programs.WARNS, "a warning of the program"),
        (programs.FORGETS_A_TASK, "a forgotten task's fault"),
    ],
    ids=["thread", "warning", "task"],
)
def test_a_complaint_is_a_result(source, evidence):
    """What goes wrong beside main writes to standard error, and the run doesn't pass for good."""
    run = call(arm(source))
    assert run.ending is Ending.COMPLAINED
    assert evidence in run.evidence
    assert "measured-" not in run.evidence


def test_a_script_is_judged_by_what_it_prints():
    """A script that prints has finished; one that prints nothing said nothing."""
    said = script("print('three', 3)")
    assert (said.ending, said.kind, said.output) == (Ending.FINISHED, RunKind.SCRIPT, "three 3\n")
    assert said.wall_s is None
    assert script("print()").ending is Ending.SAID_NOTHING


def test_an_interpreter_that_ends_at_once_can_be_observed(tmp_path):
    """An observer whose program has gone before it looks says nothing and fails nothing."""
    for _ in range(20):
        finished = runner.start(["/bin/true"], tmp_path, LIMITS, observe=True)
        assert finished.status == 0


def test_a_program_that_cannot_start_leaves_no_subreaper(tmp_path):
    """A command that isn't there raises as it does anywhere, and undoes what was set."""
    with pytest.raises(FileNotFoundError):
        runner.start([str(tmp_path / "no-python")], tmp_path, LIMITS)
    assert not is_subreaper()


FAILING = replace(arm("print('so far')\nraise RuntimeError('as told')\n"), fails="RuntimeError")


def test_a_script_that_must_fail_finishes_by_failing():
    """A failure that the arm asks for is the outcome; what a reader would see is its output."""
    run = runner.script(PYTHON, FAILING, LIMITS)
    assert (run.ending, run.observed, run.evidence) == (Ending.FINISHED, {"failed": 1}, "")
    assert run.output.startswith("so far\n")
    assert run.output.endswith("RuntimeError: as told\n")
    assert 'File "program.py", line 2' in run.output


@pytest.mark.parametrize(
    "source",
    ["print('all is well')", "raise ValueError", programs.HANGS, "print(1); import os; os.abort()"],
    ids=["well", "otherwise", "hangs", "crashes"],
)
def test_a_script_that_does_not_fail_as_told_is_a_failure(source):
    """Without that very failure there is no outcome."""
    run = runner.script(PYTHON, replace(FAILING, source=source), runner.Limits(seconds=1))
    assert (run.ending, run.observed) == (Ending.DID_NOT_FAIL, {"failed": 0})


def test_a_script_that_may_not_fail_did_not():
    """An ordinary script reports that it didn't fail."""
    assert script("print(1)").observed == {"failed": 0}


READING = replace(arm("print('two threads: 1.93 times')"), reads=(("faster", r": ([\d.]+) times"),))


def test_numbers_are_read_from_a_script():
    """What a program that isn't Python prints for its reader is what it reports."""
    run = runner.script(PYTHON, READING, LIMITS)
    assert (run.ending, run.observed) == (Ending.FINISHED, {"failed": 0, "faster": 1.93})


@pytest.mark.parametrize("source", ["print('two threads')", "print('two threads: 1.9.3 times')"])
def test_a_number_that_is_not_there_is_missed(source):
    """Without it the run says nothing, and shows what it printed instead."""
    run = runner.script(PYTHON, replace(READING, source=source), LIMITS)
    assert run.ending is Ending.SAID_NOTHING
    assert "two threads" in run.evidence
    assert "faster" in run.evidence


def test_an_interpreter_has_its_options():
    """They come before everything else, in calls and in scripts."""
    careful = replace(PYTHON, options=("-W", "error::DeprecationWarning"))
    source = "import warnings\ndef main():\n    warnings.warn('x', DeprecationWarning)\n"
    assert runner.call(careful, arm(source), LIMITS).ending is Ending.RAISED
    assert runner.script(careful, arm(source + "main()"), LIMITS).ending is Ending.EXITED


# --- timelines ---------------------------------------------------------------------------------


def test_a_timeline_has_every_step():
    """Each call of the step is stamped in the thread that ran it, as long as it took."""
    program = arm(programs.WAITS_IN_THREADS, waits=3, seconds=0.1)
    run, drawn = runner.timeline(PYTHON, program, "wait", LIMITS)
    assert run.ending is Ending.FINISHED, run.evidence
    assert drawn.arm == "program"
    assert drawn.wall_s >= 0.1
    steps = [step for lane in drawn.lanes for step in lane.steps]
    assert len(steps) == len([lane for lane in drawn.lanes if lane.steps]) == 3
    for step in steps:
        assert 0 <= step.start_s < step.end_s <= drawn.wall_s
        assert step.end_s - step.start_s >= 0.1


def test_a_timeline_of_a_program_that_fails():
    """A failure beside the observer is told as without it, and nothing is left."""
    before = children()
    run, drawn = runner.timeline(PYTHON, arm(programs.RAISES), "divide", LIMITS)
    assert run.ending is Ending.RAISED
    assert "ZeroDivisionError" in run.evidence
    assert "measured-" not in run.evidence
    assert drawn.wall_s == 0
    assert children() <= before


# --- the canary --------------------------------------------------------------------------------


def test_free_cores_are_plausible():
    """Two processes get some of a machine's cores, and not many more than two."""
    assert 0.1 < runner.cores_free(PYTHON) < 20


def test_free_cores_are_a_ratio(monkeypatch):
    """The canary is what two got together by what one got alone."""
    counts = {1: [100], 2: [90, 70]}
    monkeypatch.setattr(runner, "_count_loops", lambda python, processes: counts[processes])
    assert runner.cores_free(PYTHON) == 1.6
    counts[1] = [0]
    assert runner.cores_free(PYTHON) == 0


def test_the_canary_waits_for_a_slow_start(tmp_path):
    """Counters that start too late for the first try get more time, and then begin together."""
    slow = tmp_path / "python"
    slow.write_text(f'#!/bin/sh\nsleep 0.2\nexec {PYTHON.path} "$@"\n', encoding="utf-8")
    slow.chmod(0o755)
    assert all(runner._count_loops(replace(PYTHON, path=str(slow)), 2))
