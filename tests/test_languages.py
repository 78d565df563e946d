"""A language that nobody speaks: no English or Spanish word is left in it outside code.

The project is copied and gets a third language: Portuguese by its code, Greek by its letters. Each
letter of prose, of the catalogue and of the theme's own words becomes another one, so that any
word of the built site in Latin letters was written into the program.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import material
import pytest

from concurrency_measured import l10n, records, sources
from concurrency_measured.translations.reading import parse
from tinysite_project import ROOT

LANGUAGE = "pt"
ANSWERS = ROOT / "docs" / "en" / "answers"
LETTERS = {chr(ord("a") + n): chr(ord("α") + n % 24) for n in range(26)}
LETTERS |= {a.upper(): b.upper() for a, b in LETTERS.items() if b != "ς"}
PROPER = re.compile(
    r"""\b(?:CPython|PyPy|Python|asyncio|GIL|JSON|Linux|AMD|EPYC|Intel|Xeon|GCC|Debian|Clang
    |forkserver|fork|spawn|free-threaded|threading|multiprocessing
    |novembro|English|Español|Português|portugu\w*
    |numpy|backports|interpreters|Manager|Value|Array
    |Material|MkDocs|CC|BY|MIT|BSD|README|UTC|MiB|KiB|GiB|Tab|de)\b""",
    re.X,
)
"""Names that are the same in each language, and what Babel says in Portuguese."""
SILENT = {"code", "pre", "script", "style", "template"}


def greek(text: str) -> str:
    """Return a text with its letters exchanged, placeholders and entities as they were."""
    kept = re.split(r"(\{\w+\}|&\w+;|<[^>]+>)", text)
    return "".join(
        part if n % 2 else part.translate(str.maketrans(LETTERS)) for n, part in enumerate(kept)
    )


def translated(page: str) -> str:
    """Return a page with the letters of its prose exchanged, and of its titles and descriptions."""
    prose = parse(page).prose
    letters = [
        LETTERS.get(own, own) if said == own and own.isascii() and own.isalpha() else own
        for own, said in zip(page, prose, strict=True)
    ]
    front = re.match(r"---\n.*?\n---\n", page, re.S)
    head = front[0] if front else ""
    head = re.sub(r"(?m)^(title|description): (.*)$", lambda m: f"{m[1]}: {greek(m[2])}", head)
    return head + "".join(letters)[len(front[0] if front else "") :]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, built with the third language from frozen records."""
    copy = tmp_path_factory.mktemp("languages") / "project"
    for name in ("docs", "examples", "src", "tests/records"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    for name in ("mkdocs.yml", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, copy / name)
    package = copy / "src" / "concurrency_measured"
    run(copy, "translations", "new-language", LANGUAGE)
    for page in (copy / "docs" / "en").rglob("*.md"):
        target = copy / "docs" / LANGUAGE / page.relative_to(copy / "docs" / "en")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(translated(page.read_text("utf-8")), "utf-8")
    (package / "messages" / f"{LANGUAGE}.toml").write_text(catalogue(), "utf-8")
    theme_words(package / "theme" / "partials" / "languages" / f"{LANGUAGE}.html")
    run(copy, "build", "--records", "tests/records", "--output", "built")
    return copy / "built"


def run(project: Path, *arguments: str) -> None:
    """Run the copy's own commands."""
    done = subprocess.run(
        [sys.executable, "-m", "concurrency_measured", *arguments],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def catalogue() -> str:
    """Return the English catalogue in Greek letters, as a translation."""
    lines: list[str] = []

    def add(tree: dict, path: str) -> None:
        leaves = {key: leaf for key, leaf in tree.items() if isinstance(leaf.get("text"), str)}
        if leaves:
            lines.append(f"[{path}]")
        lines.extend(
            f"{json.dumps(key)} = {json.dumps(greek(leaf['text']))}" for key, leaf in leaves.items()
        )
        for key, below in tree.items():
            if key not in leaves:
                add(below, f"{path}.{json.dumps(key)}" if path else json.dumps(key))

    add(tomllib.loads((l10n.MESSAGES / "en.toml").read_text("utf-8")), "")
    return "\n".join(lines) + "\n"


def theme_words(target: Path) -> None:
    """Write the theme's own words for the language."""
    source = Path(material.__file__).parent / "templates/partials/languages/en.html"
    text = source.read_text("utf-8")
    kept = {"language", "direction", "search.config.lang", "search.config.separator"}
    text = re.sub(
        r'"([\w.]+)": "([^"]*)"',
        lambda m: m[0] if m[1] in kept else f'"{m[1]}": "{greek(m[2])}"',
        text,
    ).replace('"language": "en"', f'"language": "{LANGUAGE}"')
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")


def messages() -> list[str]:
    """Return the error messages that pages are titled with: Python's own words, in any language."""
    titles = (re.search(r"^# (.+) \{", p.read_text("utf-8"), re.M) for p in ANSWERS.glob("*.md"))
    return [code for title in titles if title for code in re.findall(r"`([^`]+)`", title[1])]


class Words(HTMLParser):
    """Collects the Latin words of a page, but for code and what says that it is English."""

    def __init__(self) -> None:
        """Begin outside of everything."""
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: Counter[str] = Counter()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Hear of texts in attributes, and of elements that don't count."""
        own = dict(attrs)
        foreign = own.get("lang", LANGUAGE) not in (LANGUAGE, None)
        back = own.get("lang") == LANGUAGE
        inside = bool(self.open and self.open[-1][1])
        fact = "fact" in (own.get("class") or "").split()
        silent = not back and (tag in SILENT or foreign or inside or fact)
        # A function's address ends in its name, which its links say.
        self.names.update(re.findall(r"[a-zA-Z]{3,}", (own.get("id") or "").rpartition(".")[2]))
        if tag not in {"meta", "link", "img", "br", "input", "hr", "path", "use", "circle", "rect"}:
            self.open.append((tag, silent))
        if not silent:
            for name in ("title", "aria-label", "alt", "placeholder", "content"):
                if name != "content" or own.get("name") == "description":
                    self.hear(own.get(name) or "")

    def handle_endtag(self, tag: str) -> None:
        """Forget an element that ends."""
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Hear of a text."""
        if not (self.open and self.open[-1][1]):
            self.hear(data)

    def hear(self, text: str) -> None:
        """Keep the Latin words of a text that aren't names, files or units."""
        for message in MESSAGES:  # the navigation says them without their code's element
            text = text.replace(message, " ")
        text = NAMES.sub(" ", text)
        text = re.sub(
            r"[\w./-]+\.(?:py|md|json|toml)\b|site-root:\S+|https?://\S+|\w+_\w+", " ", text
        )
        self.found.update(re.findall(r"[a-zA-Zñáéíóúü]{3,}", PROPER.sub(" ", text)))


def names() -> re.Pattern[str]:
    """Return what finds names that no language translates: of libraries, sources and programs."""
    kept = (
        records.read(file)
        for file in (ROOT / "tests" / "records").glob("*.json")
        if file.stem != "snippets"
    )
    found = {
        name for record in kept for python in record.pythons.values() for name in python.libraries
    }
    found |= {
        name for s in sources.read(ROOT / "docs").values() for name in (s.title, s.author) if name
    }
    found |= {file.stem for file in (ROOT / "examples").glob("*/*.java")} | {"Java", "java"}
    longest = sorted(found, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")\b")


MESSAGES = messages()
NAMES = names()


def latin(page: Path) -> Counter[str]:
    """Return the Latin words of a page."""
    words = Words()
    words.feed(page.read_text("utf-8"))
    return Counter({word: n for word, n in words.found.items() if word not in words.names})


def test_no_word_is_written_into_the_program(site):
    """Every page of the third language, the 404 page included, has none of another one's words."""
    pages = sorted((site / LANGUAGE).rglob("*.html"))
    assert len(pages) > 10
    found = {page.relative_to(site).as_posix(): dict(latin(page)) for page in pages}
    assert {page: words for page, words in found.items() if words} == {}


def test_a_word_in_the_program_is_found(site, tmp_path):
    """The check can fail: in a text, an attribute, a picture, and not in code."""
    page = site / LANGUAGE / "index.html"
    text = page.read_text("utf-8")
    for bad in ("<p>Waiting</p>", '<p title="Hidden">α</p>', "<svg><text>ejecución</text></svg>"):
        (tmp_path / "bad.html").write_text(text.replace("</h1>", f"</h1>{bad}", 1), "utf-8")
        assert latin(tmp_path / "bad.html")
    (tmp_path / "good.html").write_text(text.replace("</h1>", "</h1><code>while</code>"), "utf-8")
    assert not latin(tmp_path / "good.html")


def test_the_third_language_is_offered_everywhere(site):
    """Every language's pages lead to it, and the root page does."""
    assert f'hreflang="{LANGUAGE}"' in (site / "index.html").read_text("utf-8")
    for other in ("en", "es"):
        page = (site / other / "models" / "threads" / "index.html").read_text("utf-8")
        assert f"{LANGUAGE}/models/threads/" in page
