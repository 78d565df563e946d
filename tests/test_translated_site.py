"""What readers and translators see of a translation's state, in the built site and its preview."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from concurrency_measured import pipeline
from concurrency_measured.__main__ import main
from concurrency_measured.errors import GuideError
from concurrency_measured.preview import Preview, chosen
from concurrency_measured.project import Project
from concurrency_measured.publish import Addresses
from test_serve import PATIENCE_S, fetch, save, serving
from tinysite_project import with_records

HOST = "https://code.invalid/guide"
STALE = 'class="stale"'


@pytest.fixture
def project(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Project:
    """The miniature project with a status page, all of its translations marked as up to date."""
    project = with_records(tmp_path_factory.getbasetemp(), tmp_path / "tiny")
    for language, title in (("en", "Status"), ("es", "Estado")):
        text = f"\n## {title} {{ #status }}\n\n/// progress | translations\n///\n"
        save(project.docs / language / "index.md", text)
    main(["--project", str(project.root), "translations", "mark-synced", "--all"])
    return project


def built(project: Project, repository: str | None = HOST) -> Callable[[str], str]:
    """Build the site; return how to read a page of it."""
    material = pipeline.frozen(project, project.measured)
    target = project.root / "built"
    pipeline.build(project, material, target, Addresses(repository=repository))
    return lambda page: (target / page / "index.html").read_text("utf-8")


def change(page: Path, old: str, new: str) -> None:
    """Change a page's text."""
    text = page.read_text("utf-8")
    assert old in text
    page.write_text(text.replace(old, new), "utf-8")


def test_a_stale_section_says_so_quietly(project):
    """One changed English sentence puts one notice under one Spanish heading, and a link."""
    change(project.docs / "en" / "index.md", "One by one they took", "In a row they took")
    page = built(project)
    spanish = page("es")
    assert spanish.count(STALE) == 1
    assert re.search(r'</h1>\s*<p class="stale">.*?href="\.\./en/#two-pauses"', spanish, re.S)
    assert STALE not in page("en")
    assert STALE not in page("es/all")


def test_the_status_tells_every_page(project):
    """The table has each page: up to date, with its stale sections, or missing."""
    change(project.docs / "en" / "index.md", "One by one they took", "In a row they took")
    page = built(project)
    rows = dict(
        re.findall(r'<th scope="row">.*?>([\w/]+\.md)<.*?<td[^>]*>(.*?)</td>', page("es"), re.S)
    )
    assert set(rows) == {"all.md", "claims.md", "index.md", "only_english.md"}
    assert "al día" in rows["all.md"]
    assert "two-pauses" in rows["index.md"]
    assert f'href="{HOST}/commits/main/docs/en/index.md"' in rows["index.md"]
    assert "sin traducir" in rows["only_english.md"]
    assert "not translated yet" in page("en")


def test_links_open_the_right_file(project):
    """Pages can be corrected where they are, and translated where they aren't yet."""
    page = built(project)
    new = f'href="{HOST}/new/main?filename=docs/es/only_english.md"'
    assert f'href="{HOST}/edit/main/docs/es/all.md"' in page("es/all")
    assert f'href="{HOST}/edit/main/docs/es/all.md"' in page("en/all")
    assert new in page("en/only_english")
    assert new in page("es/only_english")
    assert "edit:" not in page("es") + page("en/all") + page("es/only_english")


def test_without_a_code_host_nothing_is_linked(project):
    """What would be a link to a file is its text; nothing is invented."""
    page = built(project, repository=None)
    assert "edit:" not in page("es") + page("es/only_english")
    assert "page-links" not in page("en/all")
    assert "all.md" in page("es")


def test_who_translated_and_reviewed(project):
    """Names in a page's front matter stand at its foot, in its language."""
    names = "translators: [Ana Ruiz, Luis Gil]\nreviewers: [Eva <b>]\n---\n# Cada"
    change(project.docs / "es" / "all.md", "---\n# Cada", names)
    page = built(project)
    assert "Traducción de Ana Ruiz, Luis Gil." in page("es/all")
    assert "Revisión de Eva &lt;b&gt;." in page("es/all")
    assert "credits" not in page("en/all")


def test_a_preview_measures_nothing_and_shows_what_is_saved(project):
    """It has one language, says that its figures are old, and renews a saved page by itself."""
    records = {file: file.stat().st_mtime_ns for file in project.measured.iterdir()}
    command = [sys.executable, "-m", "concurrency_measured", "--project", str(project.root)]
    with subprocess.Popen(
        [*command, "preview", "--language", "es", "--port", "8223"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            address = serving(server, "es/")
            page = fetch(f"{address}all/")
            assert "Vista previa" in page
            epoch, number = re.search(r"livereload\((\d+), (\d+)\);", page).groups()  # type: ignore[union-attr]
            save(project.docs / "es" / "all.md", "\n\nUna frase nueva.\n")
            asked = f"{address.removesuffix('es/')}livereload/{epoch}/{number}"
            with urlopen(asked, timeout=PATIENCE_S) as answer:
                assert int(answer.read()) > int(epoch)
            assert "Una frase nueva" in fetch(f"{address}all/")
        finally:
            server.terminate()
            try:
                server.communicate(timeout=PATIENCE_S)
            finally:
                server.kill()
    assert {file: file.stat().st_mtime_ns for file in project.measured.iterdir()} == records


def test_a_preview_refuses_what_the_site_would_refuse(project):
    """A mistake in a saved page is named with its line; the preview stays as it was."""
    preview = Preview(project, "es")
    preview.build()
    shown = (preview.edition.site / "all" / "index.html").read_bytes()
    change(project.docs / "es" / "all.md", "/// claim | a-thread-per-pause", "/// claim | a-thred")
    with pytest.raises(GuideError, match=r"all\.md:\d+"):
        preview.build()
    assert (preview.edition.site / "all" / "index.html").read_bytes() == shown


def test_the_language_of_a_preview(project):
    """The first translation by default; an unknown one is named with those that there are."""
    assert chosen(project, "") == "es"
    assert chosen(project, "en") == "en"
    with pytest.raises(GuideError, match="'eo'"):
        chosen(project, "eo")
