"""What can go wrong, said so that somebody can act on it.

One root. Each error says where, what was found, what was expected and the next action; whoever
catches one prints it and adds nothing.
"""

from __future__ import annotations

from pathlib import Path


class GuideError(Exception):
    """Anything that stops a build.

    Attributes:
        where: File, and line when there is one (`examples/waiting/experiment.toml:7`).
        found: What was there.
        expected: What should have been there.
        action: What to do next.
        evidence: Output, traceback or other material that shows what happened; may be empty.
    """

    def __init__(
        self, where: str, *, found: str, expected: str, action: str, evidence: str = ""
    ) -> None:
        self.where = where
        self.found = found
        self.expected = expected
        self.action = action
        self.evidence = evidence.strip()
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return the message as it is printed: four labelled lines, then the evidence."""
        lines = [
            self.where,
            f"  found:    {self.found}",
            f"  expected: {self.expected}",
            f"  do:       {self.action}",
        ]
        if self.evidence:
            lines += ["", *(f"    {line}" for line in self.evidence.splitlines())]
        return "\n".join(lines)


class CatalogError(GuideError):
    """An `experiment.toml` or an example's file isn't what the catalogue expects."""


class InterpreterError(GuideError):
    """No interpreter of this machine is what the experiments need."""


class RunError(GuideError):
    """A measured program raised, exited, hung, crashed or said nothing."""


class RecordError(GuideError):
    """A record is missing, damaged, stale, or of another schema or machine."""


class PageError(GuideError):
    """A page names something that isn't there, or its two languages have come apart."""


class CatalogueOfWordsError(GuideError):
    """A message catalogue lacks a word, or has one that nothing uses."""


class PublishError(GuideError):
    """The site could not be built, or would have been written where it must not be."""


def position(path: Path, line: int | None = None, root: Path | None = None) -> str:
    """Return `path:line` as a person would click it, relative to `root` where possible."""
    shown = path.relative_to(root) if root and path.is_relative_to(root) else path
    return f"{shown.as_posix()}:{line}" if line else shown.as_posix()
