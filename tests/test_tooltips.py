"""Links from a page's words to the glossary: the first use in a section, and nothing but words."""

from __future__ import annotations

import re
import time
from xml.etree import ElementTree

import pytest
from markdown.util import AtomicString

from concurrency_measured import tooltips
from concurrency_measured.translations import found_by, read_terms
from tinysite_project import ROOT

GLOSSARY = read_terms((ROOT / "docs" / "glossary.toml").read_text("utf-8"))


def finder(language: str) -> tooltips.Finder:
    """Return what looks for the real glossary's words."""
    phrases = {
        phrase: tooltips.Target(pattern, term.key, f"g#{term.key}", f"Is {term.key}.")
        for term in GLOSSARY
        if term.linked
        for phrase, pattern in found_by(term, language).items()
    }
    return tooltips.Finder([phrases[phrase] for phrase in sorted(phrases, key=len, reverse=True)])


def linked(html: str, language: str = "en") -> str:
    """Return a page with its links, each as `{word→term}`."""
    root = ElementTree.fromstring(f"<div>{html}</div>")
    tooltips.link(root, finder(language))
    text = ElementTree.tostring(root, "unicode")
    link = r'<a class="term" href="g#([\w-]+)" title="Is \1\.">([^<]*)</a>'
    return re.sub(link, r"{\2→\1}", text)[5:-6]


def links(html: str, language: str = "en") -> list[tuple[str, str]]:
    """Return each linked word and its term, in order."""
    return re.findall(r"\{([^{}]*)→([\w-]+)\}", linked(html, language))


def test_the_first_use_is_linked():
    """One link, with the definition as its title; text before, between and after stays."""
    found = linked("<p>A thread and a <em>lock</em>, a thread and a task.</p>")
    assert (
        found == "<p>A {thread→thread} and a <em>{lock→lock}</em>, a thread and a {task→task}.</p>"
    )


def test_text_after_an_element_is_linked_where_it_stands():
    """What follows links that were put in stays in its place, between other elements too."""
    found = linked("<p><b>x</b> a lock <b>y</b> a queue, a pool <i>z</i> end</p>")
    expected = "<p><b>x</b> a {lock→lock} <b>y</b> a {queue→queue}, a {pool→pool} <i>z</i> end</p>"
    assert found == expected


def test_each_section_begins_anew():
    """After a heading of a section a term is linked again; after a smaller heading it isn't."""
    html = "<p>lock</p><h2>a lock</h2><p>lock</p><h3>smaller</h3><p>lock</p>"
    assert linked(html) == (
        "<p>{lock→lock}</p><h2>a lock</h2><p>{lock→lock}</p><h3>smaller</h3><p>lock</p>"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<pre>lock</pre>",
        "<p><code>lock</code></p>",
        '<p><a href="x">a lock</a></p>',
        '<p><a href="x">a <em>lock</em></a></p>',
        "<table><tr><th>lock</th></tr></table>",
        '<p class="admonition-title">lock</p>',
        '<div class="claim"><p>A lock.</p></div>',
        '<p lang="en">lock</p>',
        "<p><data>lock</data></p>",
        "<p>locksmith, padlock, lock-free, dead-lock, lock_it, blocks</p>",
    ],
)
def test_what_is_left_alone(html):
    """Code, links, titles, heads of tables, quoted claims, other languages, parts of words."""
    assert linked(html) == html


def test_what_is_not_linked_does_not_count_as_the_first_use():
    """A term in code or in a link is linked where it first stands in plain words."""
    assert links("<p><code>lock</code> <a>lock</a> lock</p>") == [("lock", "lock")]


def test_atomic_text_is_left_alone():
    """What Markdown marks as finished is finished, and its place-holders are no words."""
    for text in (AtomicString("lock"), "\x02wzxhzdk:7\x03"):
        root = ElementTree.Element("p")
        root.text = text
        tooltips.link(root, finder("en"))
        assert list(root) == []


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "event loops and threads", [("event loops", "event-loop"), ("threads", "thread")]),
        ("en", "an event\nloop", [("event\nloop", "event-loop")]),
        ("en", "a daemon thread", [("daemon thread", "daemon-thread")]),
        ("en", "I/O-bound, then I/O", [("I/O-bound", "i-o-bound"), ("I/O", "i-o")]),
        ("en", "the GIL, the global interpreter lock", [("GIL", "gil")]),
        ("en", "processes", [("processes", "process")]),
        ("en", "It runs a block; a claim, its source", []),
        ("es", "hilos y procesos", [("hilos", "thread"), ("procesos", "process")]),
        ("es", "condiciones de carrera", [("condiciones de carrera", "race-condition")]),
        ("es", "bucles de eventos", [("bucles de eventos", "event-loop")]),
        (
            "es",
            "corrutinas asíncronas",
            [("corrutinas", "coroutine"), ("asíncronas", "asynchronous")],
        ),
        ("es", "cada proceso de trabajo", [("proceso de trabajo", "worker")]),
        ("es", "un bloqueo mutuo", [("bloqueo mutuo", "deadlock")]),
        ("es", "E/S sin GIL", [("E/S", "i-o"), ("GIL", "gil")]),
        ("es", "el programa procesa la cola", [("cola", "queue")]),
        ("es", "en ejecución, su fuente, sin efecto", []),
        ("pt", "o GIL e a thread", []),
    ],
)
def test_forms_are_found(language, text, found):
    """Plurals, longer terms before shorter ones, words in two meanings not at all."""
    assert links(f"<p>{text}</p>", language) == found


def test_nothing_is_lost():
    """Whatever is linked, the page says the same as before."""
    texts = [f"<p>{file.read_text('utf-8')}</p>" for file in (ROOT / "docs" / "es").rglob("*.md")]
    for text in (re.sub(r"[<>&`]", "", text) for text in texts):
        root = ElementTree.fromstring(f"<div>{text}</div>")
        tooltips.link(root, finder("es"))
        assert "".join(root.itertext()) == text


def test_a_long_page_takes_no_time():
    """A saved page shows within a second; links are a small part of that."""
    text = max(((ROOT / "docs" / "en").rglob("*.md")), key=lambda file: file.stat().st_size)
    plain = re.sub(r"[<>&]", "", text.read_text("utf-8"))
    found = finder("en")
    list(found.find("a thread"))
    started = time.process_time()
    root = ElementTree.fromstring(f"<div><p>{plain}</p></div>")
    tooltips.link(root, found)
    assert time.process_time() - started < 0.2
