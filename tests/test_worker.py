"""The worker: any Python that is measured can run it, and its answer is whole or not there."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest

from concurrency_measured import worker

SOURCE = Path(worker.__file__).read_text(encoding="utf-8")
REQUEST = {"cores": None, "parameters": {}, "step": "", "stamps": ""}


def imports(source: str) -> set[str]:
    """Return the top-level modules that a program imports."""
    nodes = list(ast.walk(ast.parse(source)))
    plain = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    named = {node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in plain | named}


def answer(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> dict[str, object]:
    """Return the worker's answer for a main that does this."""
    name = f"program_{abs(hash((str(folder), body)))}"
    (folder / f"{name}.py").write_text(f"def main():\n    {body}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return worker.answer(REQUEST | {"module": name})


def test_it_is_python_3_9():
    """Its text is valid in the oldest Python that could be asked to run it."""
    ast.parse(SOURCE, feature_version=(3, 9))


def test_the_check_of_the_version_can_fail():
    """Text that needs Python 3.10 is refused by the check above."""
    with pytest.raises(SyntaxError):
        ast.parse("match 1:\n    case 1: pass\n", feature_version=(3, 9))


def test_it_imports_the_standard_library_alone():
    """It imports nothing that has to be installed, and nothing of ours."""
    assert {"importlib", "json"} <= imports(SOURCE) <= sys.stdlib_module_names


def test_the_check_of_the_imports_can_fail():
    """Ours, others' and relative imports are seen by the check above, wherever they stand."""
    text = "import numpy.x\ndef f():\n    from . import a\n    from concurrency_measured import b"
    assert imports(text) == {"numpy", "", "concurrency_measured"}


def test_it_times_main(tmp_path, monkeypatch):
    """A main that returns nothing has finished, in some time, and observed nothing."""
    said = answer(tmp_path, monkeypatch, "pass")
    assert (said["ending"], said["observed"]) == ("finished", {})
    assert said["wall_ns"] > 0


def test_it_passes_on_what_main_returns(tmp_path, monkeypatch):
    """What main returns is the answer's, judged by who reads it."""
    assert answer(tmp_path, monkeypatch, "return {'n': 3}")["observed"] == {"n": 3}
    assert answer(tmp_path, monkeypatch, "return 0")["observed"] == 0


def test_it_shows_an_exception(tmp_path, monkeypatch):
    """A main that raises has raised, with its traceback and no time."""
    said = answer(tmp_path, monkeypatch, "raise KeyError('a fault')")
    assert said["ending"] == "raised"
    assert "KeyError: 'a fault'" in said["evidence"]
    assert "wall_ns" not in said


def test_an_answer_is_whole(tmp_path):
    """An answer reads as it was given, over an earlier one too, with nothing left beside it."""
    for content in ({"ending": "finished", "observed": {"word": "año"}}, {"ending": "raised"}):
        worker.write(str(tmp_path / "answer"), content)
        assert json.loads((tmp_path / "answer").read_text(encoding="utf-8")) == content
    assert [file.name for file in tmp_path.iterdir()] == ["answer"]


def test_an_answer_is_whole_before_it_has_its_name(tmp_path, monkeypatch):
    """The name appears in one step, once all is written."""
    steps = []

    def replace(part: str, whole: str) -> None:
        steps.append((json.loads(Path(part).read_text(encoding="utf-8")), Path(whole).exists()))

    monkeypatch.setattr(worker.os, "replace", replace)
    worker.write(str(tmp_path / "answer"), {"ending": "finished"})
    assert steps == [({"ending": "finished"}, False)]


def test_an_answer_that_cannot_be_written_is_not_there(tmp_path):
    """What isn't JSON leaves an earlier answer as it was."""
    worker.write(str(tmp_path / "answer"), {"ending": "finished"})
    with pytest.raises(TypeError):
        worker.write(str(tmp_path / "answer"), {"ending": "finished", "observed": object()})
    assert json.loads((tmp_path / "answer").read_text(encoding="utf-8")) == {"ending": "finished"}
