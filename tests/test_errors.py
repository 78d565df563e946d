"""Errors: each says where, what was found, what was expected, what to do; and its evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from concurrency_measured import errors
from concurrency_measured.errors import GuideError, RunError, position

SAID = {"found": "a crash", "expected": "an end", "action": "mend it"}


def test_the_message():
    """The message is the place, three labelled lines, and nothing where there is no evidence."""
    assert str(GuideError("examples/waiting/with_threads.py", **SAID)) == (
        "examples/waiting/with_threads.py\n"
        "  found:    a crash\n"
        "  expected: an end\n"
        "  do:       mend it"
    )


def test_the_evidence_is_set_apart():
    """Evidence follows an empty line, each of its lines set in, without what surrounds it."""
    error = GuideError("here", **SAID, evidence="\n  Traceback:\n\n  ValueError: x\n\n")
    assert error.evidence == "Traceback:\n\n  ValueError: x"
    assert str(error).splitlines()[4:] == ["", "    Traceback:", "    ", "      ValueError: x"]


def test_what_it_was_made_of_is_kept():
    """Whoever catches an error can ask for each part."""
    error = RunError("here", **SAID, evidence="status 3")
    assert (error.where, error.found, error.expected, error.action, error.evidence) == (
        "here",
        "a crash",
        "an end",
        "mend it",
        "status 3",
    )


KINDS = [
    kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)
]


@pytest.mark.parametrize("kind", KINDS)
def test_one_root_catches_all(kind):
    """Every error of the project is caught as the root."""
    with pytest.raises(GuideError, match=r"found: +a crash"):
        raise kind("here", **SAID)


def test_there_are_several_kinds():
    """The test above looks at all kinds, not at none."""
    assert {RunError, errors.CatalogError, errors.RecordError} < set(KINDS)


@pytest.mark.parametrize(
    ("path", "line", "root", "shown"),
    [
        ("/project/examples/a.py", 7, "/project", "examples/a.py:7"),
        ("/project/examples/a.py", None, "/project", "examples/a.py"),
        ("/other/a.py", 7, "/project", "/other/a.py:7"),
        ("examples/a.py", 1, None, "examples/a.py:1"),
    ],
)
def test_a_position_can_be_clicked(path, line, root, shown):
    """A position is a path, relative to the root where it lies in it, and the line if known."""
    assert position(Path(path), line, root and Path(root)) == shown
