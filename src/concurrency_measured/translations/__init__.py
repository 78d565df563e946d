"""Two trees of pages → what departs, what is stale, what is misspelt, and what is left to do.

`checking` and what it calls never write: `check` gives findings, `status` a row for each page.
`mend`, `languages` and `commands` are what changes files, each only when told to.
"""

from concurrency_measured.translations.checking import Row, check, status
from concurrency_measured.translations.findings import Finding, Kind, Level, Mode
from concurrency_measured.translations.parts import PartKind
from concurrency_measured.translations.terms import Term, found_by
from concurrency_measured.translations.terms import read as read_terms
from concurrency_measured.translations.trees import GLOSSARY, Tree, Trees, read

__all__ = [
    "GLOSSARY",
    "Finding",
    "Kind",
    "Level",
    "Mode",
    "PartKind",
    "Row",
    "Term",
    "Tree",
    "Trees",
    "check",
    "found_by",
    "read",
    "read_terms",
    "status",
]
