"""A page's text → its parts, with offsets. Never raises, whatever the text.

It reads as Python-Markdown does where that matters to a translation, and renders nothing.
"""

from __future__ import annotations

import re

from concurrency_measured import pages
from concurrency_measured.translations.parts import (
    CLOSING,
    FRONT,
    GONE,
    OWN_KEYS,
    TRANSLATED_KEYS,
    VALUE,
    Fault,
    Page,
    Part,
    PartKind,
    Section,
)

_FENCE = re.compile(r"([\s>]*)(`{3,}|~{3,})[ \t]*(.*?)\s*")
_BLOCK = re.compile(r"\s*/{3,}\s*(.*?)\s*")
_DIRECTIVE = re.compile(r":::\s*(\S+)\s*")
_HEADING = re.compile(r"(#{1,6})[ \t]*(\S.*?)[ \t]*#*[ \t]*")
_ATTRIBUTE = r"(?:[#.][^\s{}]+|[\w-]+=(?:\"[^\"\n]*\"|[^\s{}]+))"
_ATTRIBUTES = re.compile(rf"\{{:?[ \t]*({_ATTRIBUTE}(?:[ \t]+{_ATTRIBUTE})*)[ \t]*\}}")
_ADMONITION = re.compile(
    r"\s*((?:!!!|\?\?\?\+?)(?:[ \t]+[\w-]+)+|===[+!]?(?=[ \t]+\"))[ \t]*(?:\"(.*)\")?\s*"
)
_DEFINITION = re.compile(r" {0,3}\[([^\[\]^][^\[\]]*)\]:[ \t]*<?([^\s<>]+)>?.*")
_INDENTED = re.compile(r"(?: {4}|\t)[ \t]*\S.*")
_CONTAINER = re.compile(r" {0,3}(?:[-+*]|\d+[.)])[ \t].*")
_CODE = re.compile(r"(?<!\\)(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
_DELIMITERS = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_TARGET = r"\([ \t]*<?((?:[^()\s<>]|\([^()\s<>]*\))*)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?[ \t]*\)"
_BRACKETS = r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"
_IMAGE = re.compile(rf"!{_BRACKETS}{_TARGET}")
_LINK = re.compile(rf"{_BRACKETS}{_TARGET}")
_REFERENCE = re.compile(rf"{_BRACKETS}[ ]?\[([^\[\]]*)\]")
_SHORTCUT = re.compile(r"\[([^\[\]]+)\](?![\[(:])")
_AUTOLINK = re.compile(r"<((?:https?|mailto|ftp):[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ADDRESS = re.compile(r"\b(href|src)=[\"']?([^\"'\s<>]+)")


def parse(text: str) -> Page:
    """Take a page apart."""
    return _Reader(text).page()


class _Reader:
    """Reads a page line by line, then paragraph by paragraph."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.prose = list(text.replace(GONE, " ").replace(VALUE, " "))
        self.spoken = list(self.prose)
        self.heads: list[tuple[str, int, str, int]] = [(FRONT, 0, "", 0)]
        self.parts: list[Part] = []
        self.targets: dict[str, str] = {}
        self.paragraphs: list[tuple[int, int]] = []
        self.fault: Fault | None = None
        self.depth = 0
        self.contained = False

    def page(self) -> Page:
        self._lines()
        for start, end in self.paragraphs:
            self._paragraph(start, end)
        self.parts.sort(key=lambda part: part.start)
        ends = [start for *_, start in self.heads[1:]] + [len(self.text)]
        sections = tuple(
            Section(name, level, title, start, end, tuple(self._between(start, end)))
            for (name, level, title, start), end in zip(self.heads, ends, strict=True)
        )
        return Page(self.text, "".join(self.prose), "".join(self.spoken), sections, self.fault)

    def _between(self, start: int, end: int) -> list[Part]:
        return [part for part in self.parts if start <= part.start < end]

    def _add(self, kind: PartKind, name: str, start: int, end: int | None = None) -> None:
        self.parts.append(Part(kind, name, start, start if end is None else end))

    def _hide(self, start: int, end: int, mark: str = GONE) -> None:
        for view in (self.prose, self.spoken):
            for offset in range(start, end):
                if view[offset] != "\n":
                    view[offset] = mark

    # --- lines ---------------------------------------------------------------------------------

    def _lines(self) -> None:
        lines, offset = [], 0
        for line in self.text.split("\n"):
            lines.append((offset, line.rstrip("\r")))
            offset += len(line) + 1
        number = self._front_matter(lines)
        paragraph: int | None = None
        while number < len(lines):
            start = lines[number][0]
            line = self._without_comments(start, start + len(lines[number][1]))
            self._contain(line, paragraph is None)
            taken = (
                self._fence(lines, number, line)
                or (self._indented(lines, number, line) if paragraph is None else 0)
                or self._alone(lines, number, line)
            )
            if (taken or not line.strip()) and paragraph is not None:
                self.paragraphs.append((paragraph, start))
                paragraph = None
            elif not taken and line.strip() and paragraph is None:
                paragraph = start
            number += taken or 1
        if paragraph is not None:
            self.paragraphs.append((paragraph, len(self.text)))
        if self.depth:
            self.fault = self.fault or Fault.BLOCK

    def _front_matter(self, lines: list[tuple[int, str]]) -> int:
        """Read the front matter; return the number of the line after it."""
        if lines[0][1] != "---":
            return 0
        last = next((n for n, (_, line) in enumerate(lines[1:], 1) if line == "---"), None)
        if last is None:
            self.fault = Fault.FRONT_MATTER
            return 1
        entries = [n for n in range(1, last) if re.match(r"[\w-]+:", lines[n][1])]
        self._hide(0, lines[entries[0]][0] if entries else lines[last][0])
        for number, after in zip(entries, [*entries[1:], last], strict=False):
            start, end = lines[number][0], lines[after][0] - 1
            key, _, value = self.text[start:end].partition(":")
            if key not in TRANSLATED_KEYS:
                if key not in OWN_KEYS:
                    self._add(PartKind.FRONT_MATTER, f"{key}:{value}".rstrip(), start, end)
                self._hide(start, end)
                continue
            self._add(PartKind.FRONT_MATTER, f"{key}:", start)
            bare = value.strip().strip("\"'")
            begin = start + len(key) + 1 + value.index(bare)
            self._hide(start, begin)
            self._hide(begin + len(bare), end)
        self._hide(lines[last][0], lines[last][0] + 3)
        return last + 1

    def _fence(self, lines: list[tuple[int, str]], number: int, line: str) -> int:
        """Return how many lines a fence takes that opens here, or 0."""
        start = lines[number][0]
        opening = _FENCE.fullmatch(line)
        if not opening or (opening[2][0] == "`" and "`" in opening[3]):
            return 0
        for last in range(number + 1, len(lines)):
            closing = _FENCE.fullmatch(lines[last][1])
            if closing and closing[2].startswith(opening[2]) and not closing[3]:
                break
        else:
            self.fault = self.fault or Fault.FENCE
            last = len(lines) - 1
        inner = [self._dedented(text, opening[1]) for _, text in lines[number + 1 : last]]
        end = lines[last][0] + len(lines[last][1])
        self._add(PartKind.FENCE, "\n".join([opening[3], *inner]), start, end)
        self._hide(start, end)
        return last - number + 1

    def _contain(self, line: str, begins: bool) -> None:
        """Keep in mind whether indented lines go on with a list or a box, or are code."""
        if re.match(r"\S| {1,3}\S", line):
            opens = bool(_CONTAINER.fullmatch(line) or _ADMONITION.fullmatch(line))
            self.contained = opens or (self.contained and not begins)

    def _indented(self, lines: list[tuple[int, str]], number: int, line: str) -> int:
        """Return how many lines of code begin here that only their indentation shows, or 0."""
        if self.contained or not _INDENTED.fullmatch(line):
            return 0
        last = number
        for following in range(number, len(lines)):
            if _INDENTED.fullmatch(lines[following][1]):
                last = following
            elif lines[following][1].strip():
                break
        start, end = lines[number][0], lines[last][0] + len(lines[last][1])
        self._add(PartKind.FENCE, self.text[start:end].replace("\r", ""), start, end)
        self._hide(start, end)
        return last - number + 1

    @staticmethod
    def _dedented(line: str, indent: str) -> str:
        return line[len(indent) :] if line.startswith(indent) else line

    def _without_comments(self, start: int, end: int) -> str:
        """Hide the comments that open in a line, however far they go; return what is left of it."""
        while True:
            line = self._now(start, end)
            opens = _CODE.sub(lambda code: GONE * len(code[0]), line).find("<!--")
            if opens < 0:
                return line.rstrip(f" \t{GONE}")
            closes = self.text.find("-->", start + opens + 4)
            if closes < 0:
                self.fault = self.fault or Fault.COMMENT
            self._hide(start + opens, closes + 3 if closes >= 0 else len(self.text))

    def _block(self, start: int, line: str, head: str) -> None:
        name, _, argument = (part.strip() for part in head.partition("|"))
        begin = start + (line.index(head) if head else 0)
        shown = f"{name} | {argument}" if argument else name
        # A closing line says /// and has no name of its own to exchange.
        self._add(PartKind.BLOCK, shown or CLOSING, begin, begin + len(head))
        self._hide(start, start + len(line))
        if not head and not self.depth:
            self.fault = self.fault or Fault.BLOCK
        self.depth = self.depth + 1 if head else max(0, self.depth - 1)

    def _alone(self, lines: list[tuple[int, str]], number: int, line: str) -> int:
        """Take what is a line of its own; return how many lines it took, or 0."""
        start = lines[number][0]
        if block := _BLOCK.fullmatch(line):
            self._block(start, line, block[1])
        elif heading := _HEADING.fullmatch(line):
            self._heading(start, heading)
        elif admonition := _ADMONITION.fullmatch(line):
            begin = start + admonition.start(1)
            name = " ".join(admonition[1].split())
            self._add(PartKind.ADMONITION, name, begin, start + admonition.end(1))
            title = admonition.span(2) if admonition[2] else (len(line), len(line))
            self._hide(start, start + title[0])
            self._hide(start + title[1], start + len(line))
            self.paragraphs.append((start, start + len(line)))
        elif definition := _DEFINITION.fullmatch(line):
            self.targets.setdefault(definition[1].casefold(), definition[2])
            self._hide(start, start + len(line))
        elif directive := _DIRECTIVE.fullmatch(line):
            return self._directive(lines, number, directive[1])
        else:
            return 0
        return 1

    def _heading(self, start: int, heading: re.Match[str]) -> None:
        title, end = heading[2], start + heading.end(2)
        attributes = re.search(rf"[ \t]*{_ATTRIBUTES.pattern}$", title)
        name = re.search(r"#([^\s{}]+)", attributes[1]) if attributes else None
        if attributes:
            title = title[: attributes.start()]
            self._hide(start + heading.start(2) + attributes.start(), end)
        self._hide(start, start + len(heading[1]))
        self._hide(end, start + heading.end())
        self.heads.append((name[1] if name else "", len(heading[1]), title, start))
        self.paragraphs.append((start, start + heading.end()))

    def _directive(self, lines: list[tuple[int, str]], number: int, name: str) -> int:
        """Take a line `::: name` with the indented options below it."""
        last = number
        while last + 1 < len(lines) and re.match(r"[ \t]+\S", lines[last + 1][1]):
            last += 1
        start, end = lines[number][0], lines[last][0] + len(lines[last][1])
        options = [line.strip() for _, line in lines[number + 1 : last + 1]]
        self._add(PartKind.BLOCK, "\n".join([f"::: {name}", *options]), start, end)
        self._hide(start, end)
        return last - number + 1

    # --- paragraphs ----------------------------------------------------------------------------

    def _paragraph(self, start: int, end: int) -> None:
        """Find what stands inside a paragraph, what binds tightest first."""
        for code in _CODE.finditer(self._now(start, end)):
            words = [self.spoken[start + n] for n in range(*code.span(2))]
            self._hide(start + code.start(), start + code.end())
            self.spoken[start + code.start(2) : start + code.end(2)] = words
        for value in pages.VALUE.finditer(self._now(start, end)):
            self._add(PartKind.VALUE, value[1], *(start + n for n in value.span(1)))
            self._hide(start + value.start(), start + value.end(), VALUE)
        self._table(start, end)
        for pattern, kind in ((_IMAGE, PartKind.IMAGE), (_LINK, PartKind.LINK)):
            for link in pattern.finditer(self._now(start, end)):
                self._add(kind, link[2], *(start + n for n in link.span(2)))
                self._hide(start + link.start(), start + link.start(1))
                self._hide(start + link.end(1), start + link.end())
        self._tags(start, end)
        self._references(start, end)
        for attributes in _ATTRIBUTES.finditer(self._now(start, end)):
            self._hide(start + attributes.start(), start + attributes.end())

    def _now(self, start: int, end: int) -> str:
        return "".join(self.prose[start:end])

    def _tags(self, start: int, end: int) -> None:
        for link in _AUTOLINK.finditer(self._now(start, end)):
            self._add(PartKind.LINK, link[1], *(start + n for n in link.span(1)))
            self._hide(start + link.start(), start + link.end())
        for tag in _TAG.finditer(self._now(start, end)):
            for address in _ADDRESS.finditer(tag[0]):
                kind = PartKind.LINK if address[1] == "href" else PartKind.IMAGE
                self._add(kind, address[2], *(start + tag.start() + n for n in address.span(2)))
            self._hide(start + tag.start(), start + tag.end())

    def _references(self, start: int, end: int) -> None:
        for link in _REFERENCE.finditer(self._now(start, end)):
            label = link[2] or link[1]
            target = self.targets.get(label.casefold()) or link[2]
            if target:  # a name that isn't defined here is one of the API pages'
                self._add(PartKind.LINK, target, start + link.start())
                self._hide(start + link.start(), start + link.start(1))
                self._hide(start + link.end(1), start + link.end())
        for link in _SHORTCUT.finditer(self._now(start, end)):
            if target := self.targets.get(link[1].casefold()):
                self._add(PartKind.LINK, target, start + link.start())

    def _table(self, start: int, end: int) -> None:
        text = self._now(start, end)
        lines = text.rstrip("\n").split("\n")
        if len(lines) < 2 or "|" not in lines[0] or not _DELIMITERS.fullmatch(lines[1]):
            return
        rows = [lines[0], *lines[2:]]
        widths = [len(re.findall(r"(?<!\\)\|", row.strip().strip("|"))) + 1 for row in rows]
        shape = str(widths[0]) if len(set(widths)) == 1 else "/".join(map(str, widths))
        self._add(PartKind.TABLE, f"{len(rows)} × {shape}", start)
        begin = start + len(lines[0]) + 1
        self._hide(begin, begin + len(lines[1]))
        for pipe in re.finditer(r"\|", text):
            for view in (self.prose, self.spoken):
                if view[start + pipe.start()] == "|":
                    view[start + pipe.start()] = " "
