"""Concurrency, measured: from a folder of example programs to a bilingual site of verdicts.

The line, one module an arrow: `catalog` → `campaign` (`runner`, `worker`) → `records` →
`estimates` → `claims` → `tables`, `charts` and `timelines` → `fragments` → `pages` → `publish`.
`pipeline` is the line, written once. `translations` keeps the languages in step.
"""

__version__ = "0.1.0"
