"""docs/chooser.toml → Chooser: a few questions, and for each set of answers one piece of advice.

Knows no wording. What a piece of advice names and what it takes for granted are data, so that the
one can be checked before anything is built and the other held against the ledger.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from concurrency_measured import claims
from concurrency_measured.errors import PageError, position
from concurrency_measured.model import Model, Verdict, VerdictKind

FILE = "chooser.toml"
NAME = "which-one"
"""The only argument of the block `chooser`."""
QUESTIONS = 5
"""More of them nobody answers."""
OPEN = {VerdictKind.UNDECIDED, VerdictKind.NOT_RUN_HERE}
"""Verdicts that contradict nobody."""

Answers = dict[str, str]


class Advice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody with certain answers should do.

    Attributes:
        model: The model that it comes down to.
        when: Ways to it: to each question that matters, the answer or answers that lead here.
        page: The page that explains it, `models/threads.md` or `models/threads.md#section`.
        chart: The figure nearest to it, `compared/waiting.md#experiment-waiting`.
        example: The program to copy.
        claims: What it takes for granted: a claim, or `CLAIM/CONDITION`, with the verdict.
    """

    model: Model
    when: list[dict[str, list[str]]]
    page: str
    chart: str
    example: str
    claims: dict[str, VerdictKind]

    @property
    def links(self) -> dict[str, str]:
        """What there is to read and to look at."""
        return {"page": self.page, "chart": self.chart}

    def fits(self, answers: Answers) -> bool:
        """Return whether these answers lead here; those that are missing may be any."""
        return any(
            all(answer in way.get(question, [answer]) for question, answer in answers.items())
            for way in self.when
        )

    def contradicted(self, verdicts: Mapping[str, Verdict]) -> list[str]:
        """Return the claims that came out otherwise; what is open contradicts nobody."""
        judged = {name: judge(name, verdicts) for name in self.claims}
        return [name for name, kind in judged.items() if kind not in {self.claims[name], *OPEN}]


class Chooser(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The questions with their possible answers, in order, and all advice by name."""

    questions: dict[str, list[str]] = {}
    advice: dict[str, Advice] = {}

    def combinations(self) -> Iterator[Answers]:
        """Yield every combination of answers."""
        for answers in itertools.product(*self.questions.values()):
            yield dict(zip(self.questions, answers, strict=True))


def judge(name: str, verdicts: Mapping[str, Verdict]) -> VerdictKind:
    """Return the verdict on a claim, or on `CLAIM/CONDITION` alone."""
    claim, _, condition = name.partition("/")
    verdict = verdicts.get(claim)
    if verdict is None:
        return VerdictKind.NOT_RUN_HERE
    if not condition:
        return verdict.kind
    return claims.combine([d for d in verdict.decisions if d.side.when == condition])


def read(docs: Path) -> Chooser:
    """Return the chooser of a folder of pages; an empty one if it has none.

    Raises:
        PageError: The file isn't what is expected, or some answers lead nowhere, or to two ends.
    """
    file = docs / FILE
    if not file.exists():
        return Chooser()
    try:
        chooser = msgspec.toml.decode(file.read_bytes(), type=Chooser)
    except msgspec.DecodeError as error:
        raise _fault(docs, str(error), "questions and advice, as in its head", "mend it") from None
    if len(chooser.questions) > QUESTIONS:
        found = f"{len(chooser.questions)} questions"
        raise _fault(docs, found, f"at most {QUESTIONS}", "ask less")
    for name, advice in chooser.advice.items():
        for question, option in ((q, o) for way in advice.when for q in way for o in way[q]):
            if option not in chooser.questions.get(question, ()):
                found = f"{question} = {option!r} in the advice {name!r}"
                raise _fault(
                    docs, found, "questions and answers of [questions]", "name one of those"
                )
    for answers in chooser.combinations():
        ends = [name for name, advice in chooser.advice.items() if advice.fits(answers)]
        if len(ends) != 1:
            those = ", ".join(f"{question} {answer}" for question, answer in answers.items())
            found = f"{' and '.join(ends) or 'no advice'} for {those}"
            raise _fault(docs, found, "one piece of advice for all answers", "change its `when`")
    return chooser


def check(chooser: Chooser, docs: Path, tree: Path, known: Mapping[str, set[str]]) -> None:
    """Check that all that advice names exists, and that it stands beside its table.

    Args:
        chooser: The chooser.
        docs: Where its file is.
        tree: The pages of the source language.
        known: The names of claims, each also with each of its conditions, and of examples.

    Raises:
        PageError: Something is named that isn't there.
    """
    for name, advice in chooser.advice.items():
        named = [("example", advice.example), *(("claim", claim) for claim in advice.claims)]
        for what, one in named:
            if one not in known[what]:
                found = f"the {what} {one!r} of {name!r}"
                raise _fault(docs, found, f"{what}s that exist", "name another")
        for link in advice.links.values():
            page, _, anchor = link.partition("#")
            if not (tree / page).is_file():
                raise _fault(docs, f"the page {page!r} of {name!r}", "a page", "name another")
            if anchor and anchor not in anchors((tree / page).read_text(encoding="utf-8")):
                expected = "the id of a heading on the page, or BLOCK-NAME of a figure"
                raise _fault(docs, f"{link!r} of {name!r}", expected, "name one that is there")
    for file in tree.rglob("*.md") if chooser.advice else ():
        text = file.read_text(encoding="utf-8")
        shown = f"/// chooser | {NAME}\n" in text
        lacking = [name for name in chooser.advice if f"/// advice | {name}\n" not in text]
        if shown and lacking:
            raise PageError(
                position(file, root=docs.parent),
                found=f"the chooser without the advice {lacking[0]!r}, which its table links to",
                expected=f"all advice of {FILE} on the same page",
                action=f"add the block /// advice | {lacking[0]}",
            )


def anchors(text: str) -> set[str]:
    """Return the ids of a page's headings and figures."""
    figures = re.findall(r"^/// (\w+) \| (\S+)$", text, flags=re.M)
    headings = re.findall(r"^#+ .*\{ #(\S+) \}$", text, flags=re.M)
    return {*headings, *(f"{block}-{name}" for block, name in figures)}


def _fault(docs: Path, found: str, expected: str, action: str) -> PageError:
    where = position(docs / FILE, root=docs.parent)
    return PageError(where, found=found, expected=expected, action=action)
