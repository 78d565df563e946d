"""docs/sources.toml → Sources: who says which claim of the ledger. Pure but for reading the file.

What a source teaches is prose and stands on the page; here is what a program can use.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path

import msgspec

from concurrency_measured.errors import PageError, position

FILE = "sources.toml"
"""Beside the trees of pages."""


class Quoted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a source draws on or points to."""

    title: str
    address: str = ""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One source; without a title, what many say and nobody in particular.

    Attributes:
        claims: Ids of the ledger that come from it.
        title: As the source has it.
        author: If one is named.
        language: Code of the language that it is written in.
        dated: When it was published, if it says so.
        address: Where it is, if it says so.
        licence: If it states one.
        quotes: What it draws on or points to.
        id: How pages name it.
    """

    claims: tuple[str, ...]
    title: str = ""
    author: str = ""
    language: str = ""
    dated: date | None = None
    address: str = ""
    licence: str = ""
    quotes: tuple[Quoted, ...] = ()
    id: str = ""


def read(docs: Path) -> dict[str, Source]:
    """Return the sources by id, in the order of the file; none where there is no file.

    Raises:
        PageError: The file isn't what its head says.
    """
    file = docs / FILE
    if not file.exists():
        return {}
    try:
        found = msgspec.toml.decode(file.read_bytes(), type=dict[str, Source])
    except msgspec.DecodeError as error:
        raise PageError(
            position(file, root=docs.parent),
            found=f"sources that can't be read ({error})",
            expected="entries as the head of the file describes them",
            action="mend the entry",
        ) from None
    return {key: msgspec.structs.replace(source, id=key) for key, source in found.items()}


def of(claim: str, sources: Iterable[Source]) -> tuple[Source, ...]:
    """Return the sources of a claim, in order."""
    return tuple(source for source in sources if claim in source.claims)


def check(docs: Path, claims: Collection[str]) -> None:
    """Check that each claim has a source, and each source claims that an experiment decides.

    Raises:
        PageError: Says which hasn't, and what to do.
    """
    sources = read(docs)
    said = {claim for source in sources.values() for claim in source.claims}
    for source in sources.values():
        unknown = [claim for claim in source.claims if claim not in claims]
        twice = [claim for claim in source.claims if source.claims.count(claim) > 1]
        if not source.claims:
            raise _fault(docs, f"[{source.id}] without a claim", "name one, or take it out")
        if unknown or twice:
            odd = f"the unknown claim {unknown[0]!r}" if unknown else f"{twice[0]!r} twice"
            raise _fault(docs, f"[{source.id}] with {odd}", "correct its list of claims")
    for claim in sorted(set(claims) - said) if sources else ():
        raise _fault(
            docs,
            f"the claim {claim!r}, which no source has",
            "add it to the claims of a source; what many say is [often-heard]",
        )


def _fault(docs: Path, found: str, action: str) -> PageError:
    return PageError(
        position(docs / FILE, root=docs.parent),
        found=found,
        expected="claims that experiments decide, each with a source",
        action=action,
    )
