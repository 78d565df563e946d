"""The child: imports one example by its module's name, times `main`, answers by file.

Started with `-c` and this file's text, so that children which `multiprocessing` spawns don't import
it again. Standard library only, valid Python 3.9, imports nothing of ours: any interpreter that is
measured must be able to run it.
"""

import importlib
import json
import os
import sys
import threading
import time
import traceback
from typing import Any, Dict

TASKS: Dict[int, int] = {}
ROWS = 2_000
"""Steps of one thread that are noted in one file; a large one takes milliseconds to make."""


def answer(request: Dict[str, Any]) -> Dict[str, Any]:
    """Return what became of the call: its ending, wall nanoseconds and what `main` returned."""
    if request["cores"]:
        # Children inherit it, so that the whole run stays on these cores.
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: request["cores"]])
    try:
        module = importlib.import_module(request["module"])
        if request["stamps"] and hasattr(module, request["step"]):
            stamp(module, request["step"], request["stamps"])
        main = module.main
        begun = time.perf_counter_ns()
        observed = main(**request["parameters"])
        wall_ns = time.perf_counter_ns() - begun
    except Exception:
        return {"ending": "raised", "evidence": traceback.format_exc()}
    done = {"ending": "finished", "begun_ns": begun, "wall_ns": wall_ns}
    return dict(done, observed={} if observed is None else observed)


def stamp(module: Any, name: str, path: str) -> None:
    """Put a function in the place of an example's step that notes when and where each call ran.

    Notes go to a mapped file per thread: writing to a mapping neither lets go of the GIL, which
    would hand over to another thread at each step, nor is it lost when a process is killed. Forked
    children inherit the function; children that import the example anew don't have it.
    """
    import functools  # noqa: PLC0415 - a timed run must not import what only stamps need
    import inspect  # noqa: PLC0415
    import mmap  # noqa: PLC0415
    import struct  # noqa: PLC0415

    function = getattr(module, name)
    row = struct.Struct("<6q")
    own = threading.local()

    def page() -> Any:
        fresh = getattr(own, "process", 0) != os.getpid()
        own.process, own.used, own.page = os.getpid(), 0, 0 if fresh else own.page + 1
        numbers = (path, own.process, threading.get_native_id(), own.page)
        with open("%s.%d.%d.%d" % numbers, "w+b") as file:  # noqa: PTH123, UP031
            file.truncate(row.size * ROWS)
            own.map = mmap.mmap(file.fileno(), 0)

    def note(task: int, begun: int, cpu: int) -> None:
        ended, cpu = time.perf_counter_ns(), time.thread_time_ns() - cpu
        if getattr(own, "process", 0) != os.getpid() or own.used == ROWS:
            page()
        where = (own.process, threading.get_native_id(), task)
        row.pack_into(own.map, row.size * own.used, *where, begun, ended, cpu)
        own.used += 1

    @functools.wraps(function)
    def plain(*args: Any, **named: Any) -> Any:
        begun, cpu = time.perf_counter_ns(), time.thread_time_ns()
        try:
            return function(*args, **named)
        finally:
            note(number(), begun, cpu)

    @functools.wraps(function)
    async def coroutine(*args: Any, **named: Any) -> Any:
        begun, cpu = time.perf_counter_ns(), time.thread_time_ns()
        try:
            return await function(*args, **named)
        finally:
            note(number(), begun, cpu)

    setattr(module, name, coroutine if inspect.iscoroutinefunction(function) else plain)


def number() -> int:
    """Return the number of the asyncio task that runs this, from 1; 0 where there is none."""
    asyncio = sys.modules.get("asyncio")
    try:
        task = asyncio.current_task() if asyncio else None
    except RuntimeError:
        task = None
    return TASKS.setdefault(id(task), len(TASKS) + 1) if task else 0


def write(path: str, content: Dict[str, Any]) -> None:
    """Write JSON so that the file is either whole or not there."""
    with open(path + ".part", "w", encoding="utf-8") as file:  # noqa: PTH123 - fewer imports to time
        json.dump(content, file)
    os.replace(path + ".part", path)  # noqa: PTH105


if __name__ == "__main__":
    task = json.loads(sys.argv[1])
    sys.path.insert(0, task["folder"])
    write(task["answer"], answer(task))
