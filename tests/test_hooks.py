"""MkDocs started plainly, and the little that its hooks do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from concurrency_measured import hooks, l10n
from concurrency_measured.project import Project
from tinysite_project import make, with_records


@pytest.fixture
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the miniature project is measured once."""
    return tmp_path_factory.getbasetemp()


def mkdocs(project: Project) -> subprocess.CompletedProcess[str]:
    """Run `mkdocs build --strict` as somebody who knows nothing of this package."""
    ours = ("CM_", "SITE_URL", "REPO_URL", "NO_MKDOCS")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=project.root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def test_plain_mkdocs_gives_the_english_site(base, tmp_path):
    """From fresh records a plain, strict build gives the English site, and measures nothing."""
    project = with_records(base, tmp_path / "tiny")
    before = {file: file.stat().st_mtime_ns for file in project.measured.iterdir()}
    said = mkdocs(project)
    assert said.returncode == 0, said.stdout
    html = (project.root / "site" / "en" / "all" / "index.html").read_text("utf-8")
    assert '<html lang="en"' in html
    assert html.count('class="measured"') > 20
    assert "10 is the sum" in html
    assert "site-root:" not in html
    assert {file: file.stat().st_mtime_ns for file in project.measured.iterdir()} == before


def test_plain_mkdocs_without_records_says_what_to_run(tmp_path):
    """Without records it stops with the command to run, and makes no site."""
    project = make(tmp_path / "tiny")
    said = mkdocs(project)
    assert said.returncode != 0
    assert "run `make site`, which measures what has none" in said.stdout
    assert "Traceback" not in said.stdout
    assert not (project.root / "site").exists()
    assert list(project.measured.glob("*.json")) == []


@pytest.mark.parametrize(
    ("place", "up"),
    [("index.html", "../"), ("all/index.html", "../../"), ("a/b/index.html", "../../../")],
)
def test_links_from_the_root_become_relative(place, up):
    """From a page of any depth, the site's root is above its language's folder."""
    page = SimpleNamespace(file=SimpleNamespace(dest_uri=place))
    html = '<a href="site-root:data/a.json">a</a> <a href="site-root:es/">b</a>'
    assert re.findall('href="([^"]+)"', hooks.on_post_page(html, page, None)) == [
        f"{up}data/a.json",
        f"{up}es/",
    ]


def test_sections_get_the_languages_titles():
    """A section is called by its key's words; a page keeps its own title."""
    spanish = l10n.load("es")
    assert hooks._titled({"compared": ["a.md"]}, spanish) == {"Comparativas": ["a.md"]}
    assert hooks._titled("a.md", spanish) == "a.md"


def test_lacking_pages_are_known(tmp_path):
    """The pages that a language lacks are those that only English has."""
    project = make(tmp_path / "tiny")
    assert hooks._lacking(project, "es") == ["only_english.md"]
    assert hooks._lacking(project, "en") == []
