"""The Markdown blocks and values: what they become, what is refused, and that nothing is run."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import msgspec
import pytest
from markdown import Markdown
from markdown_exec import markdown_config
from mkdocs.config import load_config
from pymdownx.superfences import SuperFencesException

from concurrency_measured import pages
from concurrency_measured.errors import PageError
from concurrency_measured.tooltips import Target
from tinysite_project import ROOT

DEFECTS = ROOT / "tests" / "defects" / "pages"
NAMES = pages.Names(
    {
        "experiment": {"pausing", "pausing/one_core"},
        "timeline": {"pausing"},
        "ladder": {"time"},
        "heartbeat": {"pausing/beats"},
        "map": {"pausing/when"},
        "gallery": {"timeline/pausing"},
        "progress": {"translations"},
        "ran": {"programs"},
        "glossary": {"terms"},
        "source": {"ada"},
        "claim": {"threads-overlap-waits", "asyncio-overlaps-waits"},
        "example": {"pausing/one_by_one.py", "pausing/with_threads.py"},
    },
    values={"pausing/one_by_one.median", "pausing.seconds"},
)
FRAGMENTS = pages.Fragments(
    language="en",
    banner="",
    foot="",
    output_label="Printed here",
    figures={
        "experiment": {"pausing": "<svg>*chart*</svg>", "pausing/one_core": "<svg>one</svg>"},
        "timeline": {"pausing": "<svg>*lanes*</svg>"},
        "ladder": {"time": "<svg>*rungs*</svg>"},
        "heartbeat": {"pausing/beats": "<svg>*beats*</svg>"},
        "map": {"pausing/when": "<svg>*cells*</svg>"},
        "gallery": {"timeline/pausing": "<svg>*twice*</svg>"},
        "ran": {"programs": "<table>*rows*</table>"},
    },
    claims={"threads-overlap-waits": pages.Claim("holds", "<p>_verdict_ &amp; figure</p>")},
    examples={
        "pausing/one_by_one.py": pages.Example(
            'print("<one> *two* ```")\nraise SystemExit',
            "<said> *this*\n\nand more\n",
            "<p>link</p>",
        ),
        "pausing/not_run.py": pages.Example("print('not run')", "", "<p>lacks</p>"),
    },
    values={"pausing/one_by_one.median": '<data class="measured" value="0.05">50 ms</data>'},
    sources={"ada": pages.Source("<p>*facts*</p>", "<p>*claims*</p>")},
    glossary=(
        pages.Term("lock", "lock, mutex", "One `at` a time.", (("es", "Español", "lock"),)),
        pages.Term("gil", "GIL", "A lock.", (), "en"),
    ),
    links=(Target("locks?", "lock", "site-root:en/glossary/#lock", "One <at> a time."),),
    snippets={"one": pages.Snippet("one", "raise SystemExit", "CPython", "4 * 5 <is> *20*\n")},
)
Convert = Callable[[str], str]


@pytest.fixture
def convert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Convert:
    """Markdown as the site renders it, with fragments made by hand."""
    file = tmp_path / "fragments.json"
    file.write_bytes(msgspec.json.encode(FRAGMENTS))
    monkeypatch.setenv("CM_FRAGMENTS", str(file))
    config = load_config(str(ROOT / "mkdocs.yml"))
    markdown_config.save(config.markdown_extensions, config.mdx_configs)

    def converted(text: str) -> str:
        extensions, configs = config.markdown_extensions, config.mdx_configs
        return Markdown(extensions=extensions, extension_configs=configs).convert(text)

    return converted


def text_of(html: str) -> str:
    """Return HTML without its tags."""
    return unescape(re.sub(r"<[^>]+>", "", html))


# --- what a page becomes -----------------------------------------------------------------------


def test_a_claim_is_an_element_with_its_verdict(convert):
    """A claim's element carries its id and verdict, its words as Markdown, its evidence as is."""
    html = convert("/// claim | threads-overlap-waits\nThreads *overlap*.\n///")
    opening = re.search(r"<div[^>]*>", html)
    assert opening
    assert 'class="claim"' in opening[0]
    assert 'id="threads-overlap-waits"' in opening[0]
    assert 'data-verdict="holds"' in opening[0]
    assert "<em>overlap</em>" in html
    assert "<p>_verdict_ &amp; figure</p>" in html


def test_an_experiment_is_a_figure_with_a_caption(convert):
    """The chart stands before the caption, untouched by Markdown."""
    html = convert("/// experiment | pausing\nTwo *pauses*.\n///")
    assert re.search(r'<figure[^>]*id="experiment-pausing"', html)
    assert html.index("<svg>*chart*</svg>") < html.index("<figcaption>")
    assert "<em>pauses</em>" in html[html.index("<figcaption>") : html.index("</figcaption>")]


def test_an_experiment_without_words_is_a_figure(convert):
    """A caption is no duty."""
    html = convert("/// experiment | pausing/one_core\n///")
    assert "<svg>one</svg>" in html
    assert "<figure" in html


def test_an_example_is_its_source_and_its_output(convert):
    """Source and output are shown to the character, the output after its label."""
    html = convert("/// example | pausing/one_by_one.py\n///")
    assert 'id="example-pausing-one_by_one"' in html
    shown = text_of(html)
    assert 'print("<one> *two* ```")\nraise SystemExit' in shown
    assert "<said> *this*\n\nand more" in shown
    assert shown.index("SystemExit") < shown.index("Printed here") < shown.index("this")
    assert "pausing/one_by_one.py" in shown
    assert "<p>link</p>" in html


def test_an_example_that_was_not_run_has_no_output(convert):
    """Its source is there, and in the place of an output what it lacks."""
    html = convert("/// example | pausing/not_run.py\n///")
    assert "print('not run')" in text_of(html)
    assert "Printed here" not in html
    assert "<p>lacks</p>" in html


@pytest.mark.parametrize(
    "text",
    [
        "It took [[pausing/one_by_one.median]].",
        "**[[pausing/one_by_one.median]]**",
        "[[[pausing/one_by_one.median]]](https://example.org/)",
        "| a |\n|---|\n| [[pausing/one_by_one.median]] |",
        "# [[pausing/one_by_one.median]] { #title }",
        "!!! tip\n    [[pausing/one_by_one.median]]",
        "/// claim | threads-overlap-waits\n[[pausing/one_by_one.median]]\n///",
    ],
)
def test_a_value_is_replaced_everywhere(convert, text):
    """A value is put in wherever prose may be, with nothing of its brackets left."""
    html = convert(text)
    assert FRAGMENTS.values["pausing/one_by_one.median"] in html
    assert "[[" not in html and "]]" not in html


@pytest.mark.parametrize(
    "text", ["`[[pausing/one_by_one.median]]`", "```text\n[[pausing/one_by_one.median]]\n```"]
)
def test_a_value_in_code_is_code(convert, text):
    """In code the syntax is shown, not obeyed."""
    assert "[[pausing/one_by_one.median]]" in text_of(convert(text))
    assert "<data" not in convert(text)


def test_an_unknown_value_stops(convert):
    """What slipped past the check stops the build instead of being published."""
    with pytest.raises(PageError, match=r"\[\[nobody\.median\]\]"):
        convert("It took [[nobody.median]].")


def test_a_term_leads_to_its_definition(convert):
    """Its first use in a section is a link whose title is the definition; code is left alone."""
    html = convert("A `lock`, [a lock](a.md), *locks*, [[pausing/one_by_one.median]] and a lock.")
    link = '<a class="term" href="site-root:en/glossary/#lock" title="One &lt;at&gt; a time.">'
    assert f"<em>{link}locks</a></em>" in html
    assert html.count('class="term"') == 1
    assert FRAGMENTS.values["pausing/one_by_one.median"] in html


@pytest.mark.parametrize(
    "text",
    [
        "/// claim | threads-overlap-waits\nA lock.\n///",
        "/// example | pausing/one_by_one.py\n///",
        "# A lock { #a }",
        '!!! tip "A lock"\n    Text.',
        "```python\nlock\n```",
        "| a lock |\n|---|\n| text |",
        "/// glossary | terms\n///\n\nA lock.",
    ],
)
def test_terms_are_no_links_elsewhere(convert, text):
    """Not in claims, examples, headings, titles, code and heads, and not in the glossary itself."""
    assert 'class="term"' not in convert(text)
    assert 'class="term"' in convert("/// source | ada\nA lock.\n///\n")


def test_the_glossary_has_an_anchor_for_each_term(convert):
    """Word, definition and what others say; another language's entry is marked as such."""
    html = convert("/// glossary | terms\n///")
    assert re.search(r'<div id="lock">\s*<dt>lock, mutex</dt>', html)
    assert "One <code>at</code> a time." in html
    assert 'Español: <span lang="es">lock</span>' in html
    assert '<dt lang="en">GIL</dt>' in html


def test_a_source_stands_around_its_words(convert):
    """Facts before the text, claims after it, both as they were rendered."""
    shown = convert("/// source | ada\nShe *taught*.\n///")
    places = [
        shown.index(part) for part in ("<p>*facts*</p>", "<em>taught</em>", "<p>*claims*</p>")
    ]
    assert places == sorted(places)
    assert "<table>*rows*</table>" in convert("/// ran | programs\n///")


def test_an_executed_fence_shows_what_the_runner_printed(convert):
    """The fence is never executed here: its code would end the tests."""
    html = convert(
        '```python exec="1" id="one" source="above" result="text"\nraise SystemExit\n```'
    )
    shown = text_of(html)
    assert 'id="one"' in html
    assert shown.index("raise SystemExit") < shown.index("4 * 5 <is> *20*")


def test_a_fence_that_did_not_run_as_it_stands_stops(convert):
    """Code that differs from what ran is not shown beside an output that isn't its own."""
    for fence in ('id="one"\nprint(1)', 'id="two"\nraise SystemExit'):
        with pytest.raises(SuperFencesException, match="was not run as it stands"):
            convert(f'```python exec="1" {fence}\n```')


def test_a_plain_fence_is_only_code(convert):
    """A fence without exec is neither looked up nor run."""
    assert "raise SystemExit" in text_of(convert("```python\nraise SystemExit\n```"))


def test_fragments_are_read_again_when_they_change(tmp_path):
    """A rebuild while serving sees the new fragments."""
    file = tmp_path / "fragments.json"
    file.write_bytes(msgspec.json.encode(FRAGMENTS))
    assert pages.load(file) is pages.load(file)
    file.write_bytes(msgspec.json.encode(msgspec.structs.replace(FRAGMENTS, foot="new")))
    assert pages.load(file).foot == "new"


# --- what is refused ---------------------------------------------------------------------------


def write(folder: Path, text: str) -> Path:
    """Return a page with that text."""
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    return page


@pytest.mark.parametrize("defect", sorted(folder.name for folder in DEFECTS.iterdir()))
def test_defects_are_named(defect):
    """Each defect of a page stops with the message in expected.txt, at its line."""
    folder = DEFECTS / defect
    translated = folder / "translated.md"
    with pytest.raises(PageError) as caught:
        if translated.exists():
            pages.check(folder / "page.md", NAMES, folder)
            pages.check_same(folder / "page.md", translated, folder)
        else:
            pages.check(folder / "page.md", NAMES, folder)
    expected = (folder / "expected.txt").read_text(encoding="utf-8")
    assert str(caught.value) == expected.rstrip("\n")


@pytest.mark.parametrize(
    "text",
    [
        "/// claim | threads-overlap-waits\nThreads [[pausing.seconds]].\n///\n",
        "/// experiment | pausing/one_core\n///\n",
        "```md\n/// claims | nobody\n[[nobody]] took 50 ms\n```\n",
        "~~~~md\n~~~\n/// nothing\n~~~\n50 ms\n~~~~\n",
        '````md\n```python exec="1"\n```\n````\n',
        "    ```md\n    /// claims | nobody\n    ```\n",
        "Like `[[nobody]]`, `50 ms` is code.\n",
        "---\ntitle: 50 ms\n---\n\nText.\n",
        "Since the 1990s: Python 3.13 on x86-64, Linux 6, at most 4 threads, 15% of 10,000.\n",
        "A [link](https://example.org/path//to) and a // b.\n",
    ],
)
def test_what_is_no_fault(tmp_path, text):
    """Blocks and figures in code, front matter and ordinary numbers are no faults."""
    pages.check(write(tmp_path, text), NAMES, tmp_path)


def test_before_measuring_values_are_not_known(tmp_path):
    """Until something was measured any value may be named."""
    page = write(tmp_path, "It took [[pausing/one_by_one.medium]].\n")
    pages.check(page, early(), tmp_path)
    with pytest.raises(PageError):
        pages.check(page, NAMES, tmp_path)


def early() -> pages.Names:
    """Return the names as they are known before anything was measured."""
    return replace(NAMES, values=None)


FENCE = '{marks}python exec="1" id="one"\n{indent}raise SystemExit\n{indent}{marks}\n'


@pytest.mark.parametrize(
    "text",
    [
        FENCE.format(marks="```", indent=""),
        FENCE.format(marks="~~~", indent=""),
        FENCE.format(marks="``````", indent=""),
        "!!! note\n\n    " + FENCE.format(marks="```", indent="    "),
        "??? note\n\n    !!! tip\n\n        " + FENCE.format(marks="~~~~", indent="        "),
        '=== "Tab"\n\n    ' + FENCE.format(marks="```", indent="    "),
        "- a list\n\n    " + FENCE.format(marks="```", indent="    "),
        "/// claim | threads-overlap-waits\n" + FENCE.format(marks="```", indent="") + "///\n",
        "---\ntitle: x\n---\n" + FENCE.format(marks="```", indent=""),
    ],
)
def test_fences_are_found_however_they_are_spelt(tmp_path, text):
    """The code to run is found by the parser that renders the page, in any spelling."""
    found = pages.snippets(write(tmp_path, text), tmp_path)
    assert found == (pages.Snippet("one", "raise SystemExit", options="source='' result=''"),)


def test_fences_that_are_not_executed_are_not_found(tmp_path):
    """Ordinary fences, and fences shown as code, are left alone."""
    text = '```python\nprint(1)\n```\n\n````md\n```python exec="1" id="x"\nprint(2)\n```\n````\n'
    assert pages.snippets(write(tmp_path, text), tmp_path) == ()


def test_a_translation_may_say_everything_differently_but_its_code(tmp_path):
    """Prose may differ as it likes while the fences are the same, to the character."""
    fence = FENCE.format(marks="```", indent="")
    english, spanish = tmp_path / "en.md", tmp_path / "es.md"
    english.write_text(f"Text.\n\n{fence}\nMore.\n", encoding="utf-8")
    spanish.write_text(f"{fence}\nMucho más texto.\n\n```python\nprint()\n```\n", encoding="utf-8")
    pages.check_same(english, spanish, tmp_path)


def test_check_executes_nothing(tmp_path, monkeypatch):
    """Checking a page neither runs its fences nor needs what was measured."""
    monkeypatch.setattr("builtins.exec", lambda *a, **k: pytest.fail("something was executed"))
    page = write(tmp_path, FENCE.format(marks="```", indent=""))
    pages.check(page, early(), tmp_path)
