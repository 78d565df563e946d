"""Environments: made once from hashes, whole or not there, and no error where they can't be."""

from __future__ import annotations

import hashlib
import os
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from concurrency_measured import environments, runner
from concurrency_measured.model import Interpreter, Python

BASE = Interpreter(sys._base_executable, Python("CPython", "3.11.0", True, True, "GCC"))
FILES = {
    "tiny.py": "NUMBER = 7\n",
    "tiny-1.5.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.5\n",
    "tiny-1.5.dist-info/WHEEL": (
        "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    ),
    "tiny-1.5.dist-info/RECORD": "",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a wheel of one module; its record may be empty."""
    path = tmp_path_factory.mktemp("wheels") / "tiny-1.5-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
    return path


@pytest.fixture
def lock(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a lock of that wheel; no index is asked."""
    for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheel.parent)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    path = tmp_path / "arrays" / "requirements.lock"
    path.parent.mkdir()
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    path.write_text(f"tiny==1.5 \\\n    --hash=sha256:{digest}\n", encoding="utf-8")
    return path


def test_an_environment_has_what_the_lock_names(lock, tmp_path, monkeypatch):
    """It is made once, its Python imports the library, and the versions are known."""
    said: list[str] = []
    folder = tmp_path / "environments"
    found = environments.provide(BASE, lock, folder, say=said.append)
    assert found is not None
    assert found.python == replace(BASE.python, libraries={"tiny": "1.5"})
    assert found.python.label.endswith("+ tiny 1.5")
    limits = runner.Limits(seconds=20, output_bytes=1000)
    answer = runner.start([found.path, "-c", "import tiny; print(tiny.NUMBER)"], tmp_path, limits)
    assert answer.stdout == "7\n"
    assert said == [f"making an environment for {BASE.python.label} from arrays/requirements.lock"]
    monkeypatch.setattr(environments, "_run", lambda command: pytest.fail("made twice"))
    assert environments.provide(BASE, lock, folder, say=said.append) == found
    assert len(said) == 1


def test_a_wrong_hash_leaves_nothing_behind(lock, tmp_path):
    """What isn't what the lock says is not installed, and for a while not tried again."""
    lock.write_text(lock.read_text(encoding="utf-8")[:-65] + "0" * 64 + "\n", encoding="utf-8")
    said: list[str] = []
    folder = tmp_path / "environments"
    assert environments.provide(BASE, lock, folder, say=said.append) is None
    assert "can't be made" in said[-1]
    (failed,) = folder.iterdir()
    assert failed.suffix == ".failed"
    assert environments.provide(BASE, lock, folder, say=said.append) is None
    assert len(said) == 2
    long_ago = time.time() - environments.FAILED_S - 1
    os.utime(failed, (long_ago, long_ago))
    assert environments.provide(BASE, lock, folder, say=said.append) is None
    assert len(said) == 4


def test_nothing_is_made_where_nothing_may_be(lock, tmp_path):
    """A preview or a plain MkDocs build uses what is there, and makes nothing."""
    folder = tmp_path / "environments"
    assert environments.provide(BASE, lock, folder, make=False) is None
    assert not folder.exists()


def test_an_interpreter_that_is_gone(lock, tmp_path):
    """A path that nothing starts is an environment that can't be made, not a crash."""
    gone = Interpreter(str(tmp_path / "python"), BASE.python)
    said: list[str] = []
    assert environments.provide(gone, lock, tmp_path / "environments", say=said.append) is None
    assert "can't be made" in said[-1]
