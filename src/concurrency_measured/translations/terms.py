"""The glossary: which word translates which, what a word never means here, and why.

A wrong rendering counts only in a section whose English has the term; not inside a longer
rendering that the glossary itself prescribes (*bloqueo mutuo*), and not as often as the English has
a word that it does translate (*bloqueo* for *blocking*).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import msgspec

from concurrency_measured.l10n import SOURCE
from concurrency_measured.translations.parts import GONE


class Wrong(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rendering that says something else.

    Attributes:
        say: The rendering.
        why: The reason, by language of the message.
        means: English words that it does translate, which excuse it.
    """

    say: str
    why: dict[str, str]
    means: tuple[str, ...] = ()


class Rendering(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one language says a term; nothing in `say` until somebody has decided it."""

    say: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    avoid: tuple[str, ...] = ()
    definition: str = ""


@dataclass(frozen=True)
class Term:
    """An entry: the English term, the forms to look for, and how each language says it.

    Attributes:
        key: Its name in the glossary, and its anchor on the page.
        term: The English term.
        forms: Further forms of it.
        definition: What it means, in English.
        renderings: How each other language says it.
        linked: Whether its first use in a section leads to its definition.
    """

    key: str
    term: str
    forms: tuple[str, ...]
    definition: str
    renderings: Mapping[str, Rendering]
    linked: bool = True

    def said(self, language: str) -> Rendering:
        """Return how a language says it: English like the others; nothing where nobody decided."""
        if language == SOURCE:
            return Rendering((self.term,), self.forms, definition=self.definition)
        return self.renderings.get(language, Rendering())


@dataclass(frozen=True)
class Misuse:
    """A rendering that shouldn't stand where it does.

    Attributes:
        term: The entry.
        found: What stands there.
        offset: Where, in the text that was searched.
        wrong: Why it is wrong; None for a matter of house style.
    """

    term: Term
    found: str
    offset: int
    wrong: Wrong | None


def read(text: str) -> tuple[Term, ...]:
    """Return the entries of a glossary.

    Raises:
        ValueError: It isn't TOML, or an entry isn't one; says which.
    """
    return tuple(_term(key, entry) for key, entry in tomllib.loads(text).items())


def misuses(
    terms: Iterable[Term], language: str, english: str, translated: str
) -> Iterator[Misuse]:
    """Yield the renderings in a section that say something else, or that the house avoids.

    Args:
        terms: The glossary.
        language: The translation's language.
        english: The prose of the English section.
        translated: The prose of the translated one.
    """
    entries = [(term, term.renderings[language]) for term in terms if language in term.renderings]
    said = [phrase for _, rendering in entries for phrase in rendering.say]
    for term, rendering in entries:
        # The translation is looked at first: what isn't in it needs no English section.
        wrongs = [(wrong, _places(wrong.say, said, translated)) for wrong in rendering.wrong]
        avoided = [
            place for phrase in rendering.avoid for place in _places(phrase, said, translated)
        ]
        if not (any(p for _, p in wrongs) or avoided) or not count(
            (term.term, *term.forms), english
        ):
            continue
        for wrong, places in wrongs:
            for place in places[count(wrong.means, english) :]:
                yield Misuse(term, place[0], place.start(), wrong)
        for place in avoided:
            yield Misuse(term, place[0], place.start(), None)


def count(phrases: Iterable[str], text: str) -> int:
    """Return how often any of some phrases stands in a text, in the singular or the plural."""
    wanted = sorted({p for p in phrases if p.strip()}, key=len, reverse=True)
    pattern = "|".join(map(_inflected, wanted))
    return len(_compiled(pattern).findall(text)) if pattern else 0


def found_by(term: Term, language: str) -> dict[str, str]:
    """Return the phrases by which a term is found in prose: phrase → pattern, plurals included."""
    said = term.said(language)
    return {phrase: _plural(phrase) for phrase in said.say + said.forms}


def _plural(phrase: str) -> str:
    """Return a pattern for a phrase and its plural; *condición de carrera*, *condiciones de…*."""
    return r"\s+".join(
        f"{re.escape(word[:-2])}(?:ón|ones)" if word.endswith("ón") else _inflected(word, "")
        for word in phrase.split()
    )


def _term(key: str, entry: object) -> Term:
    if not isinstance(entry, dict):
        raise ValueError(f"[{key}]")
    names = ("term", "forms", "definition", "linked")
    own = {name: entry[name] for name in names if name in entry}
    try:
        return Term(
            key,
            msgspec.convert(own.get("term"), str),
            msgspec.convert(own.get("forms", []), tuple[str, ...]),
            msgspec.convert(own.get("definition"), str),
            {
                language: msgspec.convert(rendering, Rendering)
                for language, rendering in entry.items()
                if language not in own
            },
            msgspec.convert(own.get("linked", True), bool),
        )
    except msgspec.ValidationError as error:
        raise ValueError(f"[{key}]: {error}") from None


def _places(phrase: str, said: Iterable[str], text: str) -> list[re.Match[str]]:
    """Return where a phrase stands, but not inside a longer one that is prescribed."""
    if not phrase.strip():
        return []
    pattern = _compiled(_inflected(phrase))
    if not pattern.search(text):
        return []
    longer = [s for s in said if len(s) > len(phrase) and pattern.search(s)]
    for prescribed in sorted(longer, key=len, reverse=True):
        text = _compiled(_inflected(prescribed)).sub(lambda m: GONE * len(m[0]), text)
    return list(pattern.finditer(text))


@cache
def _inflected(phrase: str, gendered: str = "oa") -> str:
    """Return a pattern for a phrase, its plural and, where it ends in o or a, its other gender."""
    words = [re.escape(word) for word in phrase.split()]
    return r"\s+".join(
        f"{word[:-1]}[oa]s?" if word[-1] in gendered else f"{word}(?:e?s)?" for word in words
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # *bloqueo* in italics is the word all the same; an underscore would be part of a name.
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE)
