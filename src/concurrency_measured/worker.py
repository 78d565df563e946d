"""The child: imports one example by its module's name, times `main`, answers by file.

Started with `-c` and this file's text, so that children which `multiprocessing` spawns don't import
it again. Standard library only, valid Python 3.9, imports nothing of ours: any interpreter that is
measured must be able to run it.
"""

import importlib
import json
import os
import sys
import time
import traceback
from typing import Any, Dict


def answer(request: Dict[str, Any]) -> Dict[str, Any]:
    """Return what became of the call: its ending, wall nanoseconds and what `main` returned."""
    if request["cores"]:
        # Children inherit it, so that the whole run stays on these cores.
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: request["cores"]])
    try:
        main = importlib.import_module(request["module"]).main
        started = time.perf_counter_ns()
        observed = main(**request["parameters"])
        wall_ns = time.perf_counter_ns() - started
    except Exception:
        return {"ending": "raised", "evidence": traceback.format_exc()}
    return {"ending": "finished", "wall_ns": wall_ns, "observed": observed or {}}


def write(path: str, content: Dict[str, Any]) -> None:
    """Write JSON so that the file is either whole or not there."""
    with open(path + ".part", "w", encoding="utf-8") as file:  # noqa: PTH123 - fewer imports to time
        json.dump(content, file)
    os.replace(path + ".part", path)  # noqa: PTH105


if __name__ == "__main__":
    task = json.loads(sys.argv[1])
    sys.path.insert(0, task["folder"])
    write(task["answer"], answer(task))
