"""Two pages → where they depart from each other, element by element. Judges no prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from concurrency_measured.translations.findings import Finding, Kind, Mode
from concurrency_measured.translations.parts import CLOSING, Page, Part, PartKind, Section

_LOOSE = (PartKind.LINK, PartKind.VALUE, PartKind.FRONT_MATTER)
"""What a translated sentence may have in another order."""


@dataclass(frozen=True)
class Difference:
    """Where a translated page departs from the English one.

    Attributes:
        kind: What departs.
        english: The English section; None where the translation has one too many.
        section: The translated section; None where it is missing.
        mode: For a part of a section: how it departs.
        source: The English part; None where the translation has one too many.
        part: The translated part; None where it is missing.
        after: For a heading that is missing or out of place: the section that it should follow.
    """

    kind: Kind
    english: Section | None
    section: Section | None
    mode: Mode | None = None
    source: Part | None = None
    part: Part | None = None
    after: Section | None = None


def differences(english: Page, page: Page, marked: Collection[str] = ()) -> list[Difference]:
    """Return where a translated page departs from the English one.

    Args:
        english: The source.
        page: The translation.
        marked: Sections that were in step once: such an id is no misspelling of another one.
    """
    found = list(_sections(english, page, marked))
    for source, section in pairs(english, page, marked):
        if source.id != section.id:
            found.append(Difference(Kind.HEADING_ID, source, section))
        if source.level != section.level:
            found.append(Difference(Kind.HEADING_LEVEL, source, section))
        for kind in PartKind:
            found += _parts(kind, source, section)
    return found


def pairs(english: Page, page: Page, marked: Collection[str] = ()) -> list[tuple[Section, Section]]:
    """Return the sections that translate each other."""
    own, theirs = list(english.sections), list(page.sections)
    ids, names = [s.id for s in own], [s.id for s in theirs]
    found: list[tuple[Section, Section]] = []
    for what, i, j, k, m in SequenceMatcher(a=ids, b=names, autojunk=False).get_opcodes():
        if what == "equal":
            found += zip(own[i:j], theirs[k:m], strict=True)
        else:
            lost = [s for s in own[i:j] if s.id not in names]
            new = [s for s in theirs[k:m] if s.id not in ids or not s.id]
            found += _renamed(lost, new, marked)
    taken = {id(section) for pair in found for section in pair}
    for section in theirs:  # what stands elsewhere
        free = (s for s in own if s.id == section.id and s.id and id(s) not in taken)
        if id(section) not in taken and (source := next(free, None)):
            taken |= {id(source), id(section)}
            found.append((source, section))
    return found


def finding(difference: Difference, english: Page, page: Page, file: str, language: str) -> Finding:
    """Return what a difference is as a finding."""
    here = difference.section or difference.after or page.sections[0]
    if difference.part:
        offset = difference.part.start
    elif difference.kind is Kind.HEADING_MISSING:
        offset = max(here.end - 1, 0)
    else:
        offset = here.start
    named = difference.english or difference.section
    return Finding(
        difference.kind,
        file,
        page.line(offset),
        language,
        named.id if named else "",
        difference.mode,
        _data(difference, english),
    )


def heading(section: Section, *, level: int | None = None, name: str | None = None) -> str:
    """Return a heading as it should be written."""
    shown = section.id if name is None else name
    return f"{'#' * (level or section.level)} {section.title} {{ #{shown} }}"


def _renamed(
    lost: Sequence[Section], new: Sequence[Section], marked: Collection[str]
) -> Iterator[tuple[Section, Section]]:
    """Pair sections whose ids differ but that can only be each other's translation."""
    if len(lost) != len(new):
        return
    for source, section in zip(lost, new, strict=True):
        alike = section.level == source.level or _names(section) == _names(source)
        if not section.id or (alike and section.id not in marked):
            yield source, section


def _names(section: Section) -> list[tuple[PartKind, str]]:
    return sorted((part.kind, part.name) for part in section.parts)


def _sections(english: Page, page: Page, marked: Collection[str]) -> Iterator[Difference]:
    paired = pairs(english, page, marked)
    partner = {id(section): other for pair in paired for section, other in (pair, pair[::-1])}
    before: Section | None = None
    for source in english.sections:
        if id(source) not in partner:
            yield Difference(Kind.HEADING_MISSING, source, None, after=before)
        before = partner.get(id(source), before)
    for section in page.sections:
        if id(section) not in partner:
            yield Difference(Kind.HEADING_EXTRA, None, section)
    order = {id(source): n for n, source in enumerate(english.sections)}
    sequence = [s for s in page.sections if id(s) in partner]
    numbers = [order[id(partner[id(s)])] for s in sequence]
    kept = _longest_rise(numbers)
    for place, section in enumerate(sequence):
        if place not in kept:
            source = partner[id(section)]
            earlier = [s for s in english.sections[: order[id(source)]] if id(s) in partner]
            yield Difference(
                Kind.HEADING_ORDER, source, section, after=earlier[-1] if earlier else None
            )


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """Return the places of the longest rising subsequence: what needs no moving."""
    best: list[tuple[int, int]] = []  # length, and the place before
    for place, number in enumerate(numbers):
        before = [(best[p][0], p) for p in range(place) if numbers[p] < number]
        length, previous = max(before, default=(0, -1))
        best.append((length + 1, previous))
    place = max(range(len(best)), key=lambda p: best[p][0], default=-1)
    kept = set()
    while place >= 0:
        kept.add(place)
        place = best[place][1]
    return kept


def _parts(kind: PartKind, source: Section, section: Section) -> list[Difference]:
    own, theirs = source.of(kind), section.of(kind)
    found = list((_loose if kind in _LOOSE else _strict)(own, theirs))
    # The /// of a block that departs would be said twice.
    heads = [match for match in found if any(part and part.name != CLOSING for part in match)]
    return [
        Difference(Kind(kind), source, section, _mode(expected, part), expected, part)
        for expected, part in heads or found
    ]


def _mode(expected: Part | None, part: Part | None) -> Mode:
    if expected and part:
        return Mode.DIFFERS
    return Mode.MISSING if expected else Mode.EXTRA


Match = tuple[Part | None, Part | None]


def _strict(own: list[Part], theirs: list[Part]) -> Iterator[Match]:
    """Match parts whose order counts; yield what has no equal."""
    names = [part.name for part in own], [part.name for part in theirs]
    for what, i, j, k, m in SequenceMatcher(None, *names, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        if j - i == m - k:
            yield from zip(own[i:j], theirs[k:m], strict=True)
        else:
            yield from ((part, None) for part in own[i:j])
            yield from ((None, part) for part in theirs[k:m])


def _loose(own: list[Part], theirs: list[Part]) -> Iterator[Match]:
    """Match parts in any order; yield what has no equal."""
    lacking, surplus = _unmatched(own, theirs), _unmatched(theirs, own)
    one = len(lacking) == len(surplus) == 1
    if one or _in_place(own, theirs, lacking, surplus) or _same_keys(lacking, surplus):
        yield from zip(lacking, surplus, strict=True)
        return
    yield from ((part, None) for part in lacking)
    yield from ((None, part) for part in surplus)


def _unmatched(parts: list[Part], others: list[Part]) -> list[Part]:
    """Return the parts that the others don't have, as often as they don't; the last ones."""
    spare = Counter(part.name for part in parts) - Counter(part.name for part in others)
    found = []
    for part in reversed(parts):
        if spare[part.name] > 0:
            spare[part.name] -= 1
            found.append(part)
    return found[::-1]


def _in_place(
    own: list[Part], theirs: list[Part], lacking: list[Part], surplus: list[Part]
) -> bool:
    """Tell whether all else stands in the same order, so that place tells what belongs together."""
    return len(own) == len(theirs) and all(
        (expected in lacking) == (part in surplus)
        and (part in surplus or part.name == expected.name)
        for expected, part in zip(own, theirs, strict=True)
    )


def _same_keys(lacking: list[Part], surplus: list[Part]) -> bool:
    """Tell whether keys of the front matter differ only in their values."""
    keys = [[part.name.partition(":")[0] for part in parts] for parts in (lacking, surplus)]
    return all(p.kind is PartKind.FRONT_MATTER for p in lacking) and keys[0] == keys[1]


def _data(difference: Difference, english: Page) -> dict[str, str]:
    source, section = difference.english, difference.section
    data = {"english": str(english.line(source.start))} if source else {}
    if difference.mode:
        if difference.source:
            data["english"] = str(english.line(difference.source.start))
        return data | _named(difference.source, difference.part)
    match difference.kind:
        case Kind.HEADING_LEVEL if source and section:
            data |= {"found": str(section.level), "expected": str(source.level)}
            data["mended"] = heading(section, level=source.level, name=source.id)
        case Kind.HEADING_ID if source and section:
            data |= {"found": section.id, "expected": source.id}
            data["mended"] = heading(section, level=source.level, name=source.id)
        case Kind.HEADING_EXTRA if section:
            data |= {"found": section.title}
        case _ if source:
            after = difference.after.id if difference.after else ""
            data |= {"expected": heading(source), "after": after}
    return data


def _named(source: Part | None, part: Part | None) -> dict[str, str]:
    """Return the names of two parts; of code, the first lines that differ."""
    names = [part.name.split("\n") if part else [] for part in (source, part)]
    first = (pair for pair in zip(*names, strict=False) if pair[0] != pair[1])
    expected, found = next(first, (None, None))
    if source and part and expected is None:
        ends = [lines[len(names[1 - n]) :] for n, lines in enumerate(names)]
        expected, found = ("".join(end[:1]) for end in ends)
    return {
        "expected": expected if source and expected is not None else "".join(names[0][:1]),
        "found": found if part and found is not None else "".join(names[1][:1]),
    }
