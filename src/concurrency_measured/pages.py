"""Markdown blocks and inline values → HTML: a Markdown extension that inserts what was rendered.

It executes nothing. Executed fences go through markdown-exec's public API with a `run` that only
looks up what the runner printed. `check` finds with file and line what Markdown would publish as
text without a word: a block that is misspelt, never closed or names nothing.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree as Html

import markdown_exec
import msgspec
from markdown import Extension, Markdown, markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension, BlocksProcessor
from pymdownx.blocks.block import Block
from pymdownx.superfences import SuperFencesCodeExtension, SuperFencesException

from concurrency_measured import tooltips
from concurrency_measured.errors import PageError, position

VALUE = re.compile(r"\[\[([^\[\]\n]+)\]\]")
GLOSSARY = "terms"
"""What the block `glossary` can show."""
INNER = "mkdocstrings_headings"
"""What tells the Markdown of a docstring from that of a page."""
LANGUAGES = {".java": "java"}
"""Of an example's file, by how its name ends; all others are Python."""
_FENCE = re.compile(r"^[\s>]*(`{3,}|~{3,})\s*(.*)$")
_BLOCK = re.compile(r"^\s*/{3,}\s*(.*?)\s*$")
LITERAL = re.compile(  # not the 1990s, x86 or Linux 6
    r"(?<!\d)(?<!\d[.,])(?!(?:19|20)\d0s\b)\d(?:[\d.,]*\d)?\s?"
    r"(?:ns|µs|ms|s|min|nanoseconds?|microseconds?|milliseconds?|seconds?|minutes?"
    r"|nanosegundos?|microsegundos?|milisegundos?|segundos?|minutos?|x)\b"
    r"|(?:×|\bx)\s?(?!86\b)\d(?:[\d.,]*\d)?|\d(?:[\d.,]*\d)?\s?×"
)
_OPTIONS = {"exec", "id", "source", "result"}
_PLACES = {"", "above", "below"}
LEDGER = "claims.md"
"""The page that says each claim in bold words, first thing in its block."""
_CLAIMED = re.compile(r"^/// claim \| (\S+)\n\*\*(.+?)\*\*", flags=re.M)


class Claim(msgspec.Struct):
    """What a claim's block shows."""

    verdict: str
    html: str
    models: list[str] = []
    sources: list[str] = []


class Advice(msgspec.Struct):
    """What a piece of advice's block shows, above and below its text."""

    model: str
    title: str
    html: str


class Example(msgspec.Struct):
    """What an example's block shows."""

    source: str
    output: str
    html: str


class Snippet(msgspec.Struct, frozen=True):
    """An executed fence and what it printed."""

    id: str
    code: str
    python: str = ""
    output: str = ""
    options: str = ""


class Term(msgspec.Struct, frozen=True):
    """An entry of the glossary.

    Attributes:
        id: Its anchor.
        says: How this language says it, the usual way first.
        definition: What it means.
        others: How other languages say it: their codes and names, and the words.
        language: Of the term and the definition, where it isn't that of the page; else empty.
    """

    id: str
    says: str
    definition: str
    others: tuple[tuple[str, str, str], ...] = ()
    language: str = ""


class Source(msgspec.Struct, frozen=True):
    """What stands before and after the words on a source."""

    facts: str
    claims: str


class Fragments(msgspec.Struct):
    """All that pages of one language can show. Made by `fragments.of`."""

    language: str
    banner: str
    foot: str
    output_label: str
    figures: dict[str, dict[str, str]]
    """What each block shows that shows HTML as it is, by the block's name and its argument."""
    claims: dict[str, Claim]
    advice: dict[str, Advice]
    examples: dict[str, Example]
    values: dict[str, str]
    snippets: dict[str, Snippet]
    sources: dict[str, Source] = {}
    glossary: tuple[Term, ...] = ()
    links: tuple[tooltips.Target, ...] = ()
    """Phrases that lead to the glossary, the longest first."""
    stale: dict[str, list[str]] = {}
    """Sections whose English has changed, by page."""


@dataclass(frozen=True)
class Names:
    """What pages may name.

    Attributes:
        blocks: The arguments that each block may have.
        values: Inline values; None before anything was measured.
    """

    blocks: Mapping[str, Collection[str]]
    values: Collection[str] | None = None


@lru_cache(maxsize=4)
def _decode(path: Path, stamp: int) -> Fragments:
    return msgspec.json.decode(path.read_bytes(), type=Fragments)


@lru_cache(maxsize=4)
def _finder(path: Path, stamp: int) -> tooltips.Finder:
    return tooltips.Finder(_decode(path, stamp).links)


def load(path: Path) -> Fragments:
    """Return the fragments in a file; read again only when the file has changed."""
    return _decode(path, path.stat().st_mtime_ns)


def sentences(trees: Sequence[Path]) -> dict[str, str]:
    """Return how the ledger words each claim, as HTML: that of the first tree that has it.

    Args:
        trees: Folders of pages, each called by its language.
    """
    said: dict[str, str] = {}
    for tree in trees:
        ledger = tree / LEDGER
        for claim, words in _CLAIMED.findall(ledger.read_text("utf-8") if ledger.exists() else ""):
            html = markdown(words).removeprefix("<p>").removesuffix("</p>")
            own = html if tree == trees[0] else f'<span lang="{tree.name}">{html}</span>'
            said.setdefault(claim, own)
    return said


# --- before anything is built ------------------------------------------------------------------


def check(path: Path, names: Names, root: Path) -> None:
    """Check a page's blocks, values, executed fences and literal figures.

    Raises:
        PageError: Says file, line, what was found, what was expected and what to do.
    """
    text = path.read_text(encoding="utf-8")
    _check_blocks(path, text, names, root)
    for number, line in _prose(text):
        bare = re.sub(r"`[^`]*`", "", line)
        for value in VALUE.finditer(bare) if names.values is not None else ():
            _check_name(path, number, "value", value[1], names.values or (), root)
        literal = LITERAL.search(VALUE.sub("", bare))
        if literal:
            raise PageError(
                position(path, number, root),
                found=f"the literal figure {literal[0]!r}",
                expected="measured figures as inline values, [[EXPERIMENT/ARM.median]]",
                action="name the value, or say it without a figure",
            )
    snippets(path, root)


def snippets(path: Path, root: Path) -> tuple[Snippet, ...]:
    """Return the fences of a page that are to be executed, in order.

    They are found by the parser that renders the page, so that no spelling is missed.

    Raises:
        PageError: A fence is marked for execution in a way that would not execute it.
    """
    found: list[Snippet] = []

    def collect(
        source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any
    ) -> str:
        shown = f"source={options['source']!r} result={options['result']!r}"
        found.append(Snippet(options["id"], source, options=shown))
        return ""

    fence = {"name": "python", "class": "python", "validator": validator, "format": collect}
    reader = Markdown(
        extensions=[
            SuperFencesCodeExtension(custom_fences=[fence]),
            "admonition",
            "pymdownx.details",
            "pymdownx.tabbed",
            PagesExtension(),
        ]
    )
    text = path.read_text(encoding="utf-8")
    try:
        reader.convert(re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S))
    except SuperFencesException as error:
        raise PageError(
            position(path, _line_of(text, "exec"), root),
            found=str(error),
            expected='```python exec="1" id="NAME", with source="above" or "below", result="text"',
            action="mend the fence's options",
        ) from None
    marked = [n for n, line, opens in _outside(text) if opens and "exec=" in line]
    if len(marked) != len(found):
        raise PageError(
            position(path, marked[0] if marked else None, root),
            found=f"{len(marked)} fences marked for execution, of which {len(found)} would run",
            expected='each as ```python exec="1" id="NAME"',
            action="mend the fence's language or options",
        )
    return tuple(found)


def blocks(path: Path) -> list[tuple[str, str]]:
    """Return the blocks of a page in order: what each is and what it names."""
    lines = _prose(path.read_text(encoding="utf-8"))
    return [opened for _, line in lines if (opened := _block(line)) and opened[0]]


def check_same(source: Path, translated: Path, root: Path) -> None:
    """Check that a translation executes nothing that the English page doesn't.

    Raises:
        PageError: A fence differs from the English one, by a character or by its place.
    """
    english, other = snippets(source, root), snippets(translated, root)
    if english == other:
        return
    theirs = {snippet.id: snippet for snippet in english}
    odd = next((s for s in other if theirs.get(s.id) != s), None)
    text = translated.read_text(encoding="utf-8")
    if odd:
        found = f"the executed fence {odd.id!r}, not as in English"
    elif len(other) < len(english):
        found = "an executed fence too few"
    else:
        found = "the executed fences in another order, or one of them twice"
    raise PageError(
        position(translated, _line_of(text, f'"{odd.id}"') if odd else None, root),
        found=found,
        expected=f"the fences of {position(source, root=root)}, to the character",
        action="copy the fence from the English page",
    )


def _check_blocks(path: Path, text: str, names: Names, root: Path) -> None:
    known = names.blocks
    opened: list[tuple[int, str]] = []
    for number, line in _prose(text):
        found = _block(line)
        if not found:
            continue
        name, argument = found
        if name:
            _check_name(path, number, "block", name, known, root)
            _check_name(path, number, name, argument, known[name], root)
            opened.append((number, name))
        elif opened:
            opened.pop()
        else:
            raise PageError(
                position(path, number, root),
                found="/// that closes nothing",
                expected="one /// for each block",
                action="take it out",
            )
    if opened:
        number, name = opened[-1]
        raise PageError(
            position(path, number, root),
            found=f"a block {name!r} that is never closed",
            expected="a line /// after its text",
            action="add it",
        )


def _block(line: str) -> tuple[str, str] | None:
    """Return what a line opens and what that names, nothing where it closes; None for prose."""
    found = _BLOCK.match(line)
    if not found:
        return None
    name, _, argument = found[1].partition("|")
    return name.strip(), argument.strip()


def _check_name(
    path: Path, number: int, what: str, name: str, known: Collection[str], root: Path
) -> None:
    if name in known:
        return
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    some = ", ".join(sorted(known)[:10]) + (", …" if len(known) > 10 else "")
    raise PageError(
        position(path, number, root),
        found=f"the {what} {name!r}" if name else f"a {what} without a name",
        expected=f"one of {some}",
        action=f"write {close[0]!r}" if close else f"name a {what} that exists",
    )


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines that are neither front matter nor of a fence."""
    return ((number, line) for number, line, opens in _outside(text) if not opens)


def _outside(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield the numbered lines that are not inside a fence, and whether they open one."""
    fence = ""
    lines = text.splitlines()
    front = lines.index("---", 1) + 1 if lines[:1] == ["---"] and "---" in lines[1:] else 0
    for number, line in enumerate(lines[front:], start=front + 1):
        found = _FENCE.match(line)
        if found and not fence:
            fence = found[1]
            yield number, line, True
        elif found and found[1].startswith(fence) and not found[2]:
            fence = ""
        elif not fence:
            yield number, line, False


def _line_of(text: str, needle: str) -> int | None:
    return next((n for n, line in enumerate(text.splitlines(), 1) if needle in line), None)


# --- while it is built -------------------------------------------------------------------------


def validator(
    language: str,
    inputs: dict[str, str],
    options: dict[str, Any],
    attrs: dict[str, Any],
    md: Markdown,
) -> bool:
    """Accept a fence that is to be executed; refuse what markdown-exec would pass over silently."""
    if "exec" not in inputs:
        return False
    unknown = sorted(set(inputs) - _OPTIONS)
    if unknown:
        raise SuperFencesException(f"the option {unknown[0]!r} of an executed fence")
    if not inputs.get("id"):
        raise SuperFencesException("an executed fence without an id")
    if inputs.get("source", "") not in _PLACES:
        raise SuperFencesException(f"source={inputs['source']!r}")
    return bool(markdown_exec.validator(language, inputs, options, attrs, md))


def formatter(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any
) -> str:
    """Show an executed fence with what the runner printed for it."""
    fragments = _fragments(md)
    snippet = fragments.snippets.get(options["id"])
    if snippet is None or snippet.code != source:
        raise SuperFencesException(f"the fence {options['id']!r} was not run as it stands")
    options |= {"extra": {}, "update_toc": False}
    shown = markdown_exec.base_format(
        language=language, run=lambda *a, **k: snippet.output, code=source, md=md, **options
    )
    return f'<div class="snippet" id="{options["id"]}">{shown}</div>'


class PagesExtension(Extension):
    """Blocks that show what was measured, by name, and inline values `[[…]]`."""

    def __init__(self, **options: Any) -> None:
        self.config = {"fragments": ["", "File of fragments; none while fences are collected"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name that Markdown calls
        """Register the blocks and values."""
        md.registerExtension(self)
        _Blocks().extendMarkdown(md)
        # Before links (160 to 170), which would take the brackets, and after code spans (190).
        md.inlinePatterns.register(_Value(VALUE.pattern, md), "measured-value", 175)
        # After all inline patterns (20), when code and links are elements.
        md.treeprocessors.register(_Terms(md), "terms", 15)


def makeExtension(**options: Any) -> PagesExtension:  # noqa: N802 - the name that Markdown calls
    """Return the extension, as Python-Markdown asks for it."""
    return PagesExtension(**options)


def _fragments(md: Markdown) -> Fragments:
    return load(Path(_file(md)))


def _file(md: Markdown) -> str:
    """Return the file of fragments that the page's own extension was given."""
    own = (e for e in md.registeredExtensions if isinstance(e, PagesExtension))
    return str(next(own).getConfig("fragments"))


def _raw(md: Markdown, parent: Html.Element, html: str, before: int | None = None) -> None:
    """Add HTML to an element untouched by Markdown."""
    holder = Html.Element("div")
    holder.text = AtomicString(md.htmlStash.store(html))
    parent.insert(len(parent) if before is None else before, holder)


class _Value(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802 - the stubs know an older signature
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        name = m[1]
        values = _fragments(self.md).values if _file(self.md) else {name: ""}
        if name not in values:
            raise PageError(
                f"[[{name}]]",
                found="a value that isn't there",
                expected="a name that `values` gives",
                action="run `python -m concurrency_measured check`, which says where it is",
            )
        return self.md.htmlStash.store(values[name]), m.start(0), m.end(0)


class _Terms(Treeprocessor):
    """Links terms to the glossary; not on the page of the glossary, and not in docstrings."""

    def run(self, root: Html.Element) -> None:
        file = _file(self.md)
        if not file or INNER in self.md.treeprocessors or root.find(".//dl[@class='glossary']"):
            return
        tooltips.link(root, _finder(Path(file), Path(file).stat().st_mtime_ns))


class _Named(Block):
    """A block whose argument names what it shows."""

    ARGUMENT = True
    OPTIONS: ClassVar[dict[str, Any]] = {}
    ELEMENT = "div"

    def on_create(self, parent: Html.Element) -> Html.Element:
        return Html.SubElement(parent, self.ELEMENT, {"class": self.NAME})

    def on_end(self, block: Html.Element) -> None:
        if _file(self.md):
            self.show(block, self.argument.strip(), _fragments(self.md))

    def show(self, block: Html.Element, name: str, fragments: Fragments) -> None:
        raise NotImplementedError


class _Shown(_Named):
    """A block that shows HTML as it was rendered."""

    def show(self, block: Html.Element, name: str, fragments: Fragments) -> None:
        _raw(self.md, block, fragments.figures[self.NAME][name], before=0)


class _Figure(_Shown):
    """The same with its text as the caption below."""

    ELEMENT = "figure"

    def on_add(self, block: Html.Element) -> Html.Element:
        caption = block.find("figcaption")
        return Html.SubElement(block, "figcaption") if caption is None else caption

    def show(self, block: Html.Element, name: str, fragments: Fragments) -> None:
        block.set("id", f"{self.NAME}-{name}")
        super().show(block, name, fragments)


class _Experiment(_Figure):
    NAME = "experiment"


class _Timeline(_Figure):
    NAME = "timeline"


class _Heartbeat(_Figure):
    NAME = "heartbeat"


class _Ladder(_Figure):
    NAME = "ladder"


class _Map(_Figure):
    NAME = "map"


class _Gallery(_Shown):
    NAME = "gallery"


class _Progress(_Shown):
    NAME = "progress"


class _Chooser(_Shown):
    NAME = "chooser"

    def show(self, block: Html.Element, name: str, fragments: Fragments) -> None:
        block.set("id", self.NAME)
        super().show(block, name, fragments)


class _Verdicts(_Shown):
    NAME = "verdicts"


class _Ran(_Shown):
    NAME = "ran"


class _Glossary(_Named):
    NAME = "glossary"

    def show(self, block: Html.Element, name: str, fragments: Fragments) -> None:
        entries = Html.SubElement(block, "dl", {"class": "glossary"})
        for term in fragments.glossary:
            own = {"lang": term.language} if term.language else {}
            entry = Html.SubElement(entries, "div", {"id": term.id})
            Html.SubElement(entry, "dt", own).text = term.says
            Html.SubElement(entry, "dd", own).text = term.definition
            for code, language, words in term.others:
                other = Html.SubElement(entry, "dd", {"class": "other"})
                other.text = f"{language}: "
                Html.SubElement(other, "span", {"lang": code}).text = words


class _Source(_Named):
    NAME = "source"

    def show(self, block: Html.Element, name: str, fragments: Fragments) -> None:
        source = fragments.sources[name]
        _raw(self.md, block, source.facts, before=0)
        _raw(self.md, block, source.claims)


class _Claim(_Named):
    NAME = "claim"

    def show(self, block: Html.Element, name: str, fragments: Fragments) -> None:
        claim = fragments.claims[name]
        block.set("id", name)
        block.set("data-verdict", claim.verdict)
        block.set("data-model", " ".join(claim.models))
        block.set("data-source", " ".join(claim.sources))
        _raw(self.md, block, claim.html)


class _Advice(_Named):
    NAME = "advice"

    def show(self, block: Html.Element, name: str, fragments: Fragments) -> None:
        advice = fragments.advice[name]
        block.set("id", f"{self.NAME}-{name}")
        block.set("style", f"--model: var(--{advice.model})")
        _raw(self.md, block, f"<h3>{escape(advice.title)}</h3>", before=0)
        _raw(self.md, block, advice.html)


class _Example(_Named):
    NAME = "example"

    def show(self, block: Html.Element, name: str, fragments: Fragments) -> None:
        example = fragments.examples[name]
        block.set("id", f"example-{Path(name).parent.name}-{Path(name).stem}")
        _raw(self.md, block, _listing(self.md, name, example))
        if example.output:
            _raw(self.md, block, f'<p class="output-label">{fragments.output_label}</p>')
            _raw(self.md, block, _output(self.md, example))
        _raw(self.md, block, example.html)


def _listing(md: Markdown, name: str, example: Example) -> str:
    language = LANGUAGES.get(Path(name).suffix, "python")
    return _shown(md, "", f"````````{language} title={name!r}\n{example.source}\n````````")


def _output(md: Markdown, example: Example) -> str:
    return _shown(md, "text", example.output.rstrip())


def _shown(md: Markdown, result: str, output: str) -> str:
    """Show text as markdown-exec shows the output of code."""
    options: dict[str, Any] = {}
    markdown_exec.validator("python", {"exec": "1", "result": result}, options, {}, md)
    options |= {"update_toc": False}
    return str(
        markdown_exec.base_format(
            language="python", run=lambda *a, **k: output, code="", md=md, **options
        )
    )


class _Blocks(BlocksExtension):
    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:  # noqa: N802
        blocks: Sequence[type[Block]] = (
            _Experiment,
            _Timeline,
            _Heartbeat,
            _Ladder,
            _Map,
            _Gallery,
            _Progress,
            _Chooser,
            _Advice,
            _Verdicts,
            _Ran,
            _Glossary,
            _Source,
            _Claim,
            _Example,
        )
        for block in blocks:
            block_mgr.register(block, self.getConfigs())
