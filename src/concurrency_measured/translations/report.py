"""Findings and rows → text, JSON, or the annotations that code hosts show on a pull request."""

from __future__ import annotations

import json
from collections.abc import Sequence

from concurrency_measured.l10n import SOURCE, Locale
from concurrency_measured.translations.checking import Row
from concurrency_measured.translations.findings import Finding, Kind, Level, Mode
from concurrency_measured.translations.mend import Left
from concurrency_measured.translations.parts import PartKind

FORMATS = ("text", "json", "github")
_COMMANDS = {Level.ERROR: "error", Level.NOTE: "warning", Level.HINT: "notice"}
_PARTS = {kind.value for kind in PartKind}


def what(finding: Finding, locale: Locale) -> str:
    """Return what was found, in words."""
    if finding.mode:
        part = locale.words(f"finding.part.{finding.kind}")
        said = locale.words(
            f"finding.mode.{finding.mode}.what", part=part, **_data(finding, locale)
        )
        return said[:1].upper() + said[1:]
    return locale.words(f"finding.{finding.kind}.what", **_data(finding, locale))


def why(finding: Finding, locale: Locale) -> str:
    """Return why it matters."""
    return locale.words(f"finding.{finding.kind}.why", **_data(finding, locale))


def mend(finding: Finding, locale: Locale) -> str:
    """Return exactly what to do."""
    # What a table should be can't be written in a word.
    table = finding.kind is Kind.TABLE and finding.mode is Mode.DIFFERS
    said = finding.kind if table or not finding.mode else f"mode.{finding.mode}"
    return locale.words(f"finding.{said}.mend", **_data(finding, locale))


def as_text(findings: Sequence[Finding], locale: Locale) -> str:
    """Return findings to be read, with a last line that counts them."""
    labels = {name: locale.words(f"finding.label.{name}") for name in ("why", "mend")}
    shown = [
        f"{f.file}:{f.line}: {locale.words(f'finding.level.{f.level}')}: {what(f, locale)}\n"
        f"    {labels['why']}: {why(f, locale)}\n"
        f"    {labels['mend']}: {mend(f, locale)}\n"
        for f in findings
    ]
    counts = {str(level): sum(f.level is level for f in findings) for level in Level}
    return "\n".join([*shown, locale.words("finding.count", **counts)])


def as_json(findings: Sequence[Finding], locale: Locale) -> str:
    """Return findings as a JSON object; its shape is `schema` 1."""
    return json.dumps(
        {
            "schema": 1,
            "said_in": locale.language,
            "findings": [
                {
                    "kind": f.kind,
                    "mode": f.mode,
                    "level": f.level,
                    "file": f.file,
                    "line": f.line,
                    "language": f.language,
                    "section": f.section,
                    "data": dict(f.data),
                    "what": what(f, locale),
                    "why": why(f, locale),
                    "mend": mend(f, locale),
                }
                for f in findings
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def as_annotations(findings: Sequence[Finding], locale: Locale) -> str:
    """Return findings as workflow commands, one a line, which GitHub and Forgejo show in place."""
    return "\n".join(
        f"::{_COMMANDS[f.level]} file={_property(f.file)},line={f.line},"
        f"title={_property(locale.words(f'finding.level.{f.level}') + ': ' + f.kind)}::"
        + _message(f"{what(f, locale)}\n{why(f, locale)}\n{mend(f, locale)}")
        for f in findings
    )


def table(rows: Sequence[Row], locale: Locale) -> str:
    """Return how far each page is, as a table with a head."""
    heads = [locale.words(f"finding.status.{n}") for n in ("language", "page", "words", "state")]
    lines = [heads, *([r.language, r.page, str(r.words), state(r, locale)] for r in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    return "\n".join(
        f"{language:{widths[0]}}  {page:{widths[1]}}  {words:>{widths[2]}}  {said}"
        for language, page, words, said in lines
    )


def state(row: Row, locale: Locale) -> str:
    """Return what is left to do on a page, in words."""
    if not row.exists:
        return locale.words("finding.status.missing")
    counts = {"errors": row.errors, "stale": len(row.stale), "unmarked": len(row.unmarked)}
    said = [locale.words(f"finding.status.{n}", n=count) for n, count in counts.items() if count]
    return ", ".join(said) or locale.words("finding.status.current")


def left_alone(file: str, left: Left, locale: Locale) -> str:
    """Return why a page was not mended, in words."""
    return locale.words(f"finding.left.{left}", file=file)


def every_key() -> set[str]:
    """Return the keys below `finding.` that are put together here."""
    plain = {kind for kind in Kind if kind not in _PARTS}
    return {
        *(f"{kind}.{words}" for kind in plain for words in ("what", "why", "mend")),
        *(f"{kind}.why" for kind in _PARTS),
        *(f"part.{kind}" for kind in _PARTS),
        *(f"mode.{mode}.{words}" for mode in Mode for words in ("what", "mend")),
        *(f"level.{level}" for level in Level),
        *(f"left.{left}" for left in Left),
        *("label.why", "label.mend", "table.mend"),
        *(f"status.{n}" for n in ("language", "page", "words", "state")),
        *(f"status.{n}" for n in ("errors", "stale", "unmarked")),
    }


def _data(finding: Finding, locale: Locale) -> dict[str, str]:
    """Return what the words are filled in with; what is empty says so."""
    said = {key: value for key, value in finding.data.items() if "." not in key}
    reasons = [finding.data.get(f"why.{language}") for language in (locale.language, SOURCE)]
    none = locale.words("finding.none")
    filled = {key: value or none for key, value in said.items()}
    return {
        "file": finding.file,
        "line": str(finding.line),
        "language": finding.language,
        "section": finding.section or none,
        "reason": next(filter(None, reasons), none),
        **filled,
    }


def _message(said: str) -> str:
    return said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(said: str) -> str:
    return _message(said).replace(":", "%3A").replace(",", "%2C")
