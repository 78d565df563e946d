"""Concurrency, measured: from a folder of example programs to a bilingual site of verdicts.

The line, one module an arrow: `catalog` → `campaign` (`runner`, `worker`) → `records` →
`estimates` → `claims` → `tables`, `charts` and `timelines` → `fragments` → `pages` → `publish`.
`pipeline` is the line, written once. `translations` keeps the languages in step. What pages say of
the site itself comes from `sources`, `about` and `ran`; `tooltips` links words to the glossary.
"""

__version__ = "0.1.0"
