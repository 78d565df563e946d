"""Two editions into one site: gathered, built only where needed, put in place as a whole."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from concurrency_measured import pipeline, publish
from concurrency_measured.errors import PublishError
from concurrency_measured.publish import Addresses, Edition
from tinysite_project import make, measured, with_records

ADDRESSES = Addresses("https://example.org/guide/", "https://example.org/code")


@pytest.fixture
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the miniature project is measured once."""
    return tmp_path_factory.getbasetemp()


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    """A Spanish edition that lacks a page."""
    for name, text in {
        "es/index.md": "# Hola\n",
        "en/index.md": "# Hello\n",
        "en/more/page.md": "# Page\n",
        "en/more/picture.svg": "<svg/>",
    }.items():
        file = tmp_path / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    trees = [tmp_path / "docs" / "es", tmp_path / "docs" / "en"]
    fragments = tmp_path / "fragments.json"
    fragments.write_text("{}", encoding="utf-8")
    return Edition("es", trees, fragments, tmp_path / "build" / "es")


def gathered(edition: Edition) -> dict[str, str]:
    """Return the gathered files."""
    files = [file for file in edition.docs.rglob("*") if file.is_file()]
    return {file.relative_to(edition.docs).as_posix(): file.read_text("utf-8") for file in files}


def put(site: Path, text: str) -> None:
    """Make a site of one page."""
    site.mkdir(parents=True)
    (site / "index.html").write_text(text, encoding="utf-8")


# --- gathering ---------------------------------------------------------------------------------


def test_missing_pages_are_filled_in_and_named(edition):
    """A page that a language lacks is the English one, and is told; pictures are only copied."""
    assert publish.gather(edition) == ["more/page.md"]
    assert gathered(edition) == {
        "index.md": "# Hola\n",
        "more/page.md": "# Page\n",
        "more/picture.svg": "<svg/>",
    }


def test_vanished_pages_vanish(edition):
    """What was gathered before and has no source any more is taken out."""
    publish.gather(edition)
    (edition.trees[1] / "more" / "page.md").unlink()
    assert publish.gather(edition) == []
    assert set(gathered(edition)) == {"index.md", "more/picture.svg"}


def test_a_translation_takes_over(edition):
    """A page that gets translated replaces the English one."""
    publish.gather(edition)
    translated = edition.trees[0] / "more" / "page.md"
    translated.parent.mkdir()
    translated.write_text("# Página\n", encoding="utf-8")
    assert publish.gather(edition) == []
    assert gathered(edition)["more/page.md"] == "# Página\n"


def test_unchanged_files_are_left_alone(edition):
    """Gathering again writes nothing that is as it should be."""
    publish.gather(edition)
    before = {file: file.stat().st_mtime_ns for file in edition.docs.rglob("*.md")}
    publish.gather(edition)
    assert {file: file.stat().st_mtime_ns for file in edition.docs.rglob("*.md")} == before


# --- building only what changed ----------------------------------------------------------------


@pytest.fixture
def started(edition, monkeypatch) -> list[str]:
    """Languages for which a quick stand-in of MkDocs was started."""
    languages: list[str] = []

    def start(root: Path, one: Edition, addresses: Addresses) -> subprocess.Popen[str]:
        languages.append(one.language)
        code = "import pathlib, sys; f = pathlib.Path(sys.argv[1]); f.mkdir(exist_ok=True)"
        code += "; (f / 'index.html').touch()"
        command = [sys.executable, "-c", code, str(one.site)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    monkeypatch.setattr(publish, "_start", start)
    return languages


def test_unchanged_editions_are_not_built_again(edition, started, tmp_path):
    """A second build with the same inputs starts nothing."""
    publish.build(tmp_path, [edition], Addresses())
    publish.build(tmp_path, [edition], Addresses())
    assert started == ["es"]


@pytest.mark.parametrize(
    "change",
    ["page", "moved page", "fragments", "configuration", "example", "address", "lost site"],
)
def test_whatever_changed_is_built_again(edition, started, tmp_path, change):
    """A change in anything that the pages depend on builds the edition again."""
    publish.build(tmp_path, [edition], Addresses())
    page = edition.trees[1] / "more" / "page.md"
    if change == "page":
        page.write_text("# Other\n", encoding="utf-8")
    elif change == "moved page":
        page.parent.rename(page.parent.with_name("moved"))
    elif change == "fragments":
        edition.fragments.write_text('{"new": 1}', encoding="utf-8")
    elif change == "configuration":
        (tmp_path / "mkdocs.yml").write_text("site_name: x\n", encoding="utf-8")
    elif change == "example":
        (tmp_path / "examples").mkdir()
        (tmp_path / "examples" / "one.py").touch()
    elif change == "lost site":
        (edition.site / "index.html").unlink()
    publish.build(tmp_path, [edition], ADDRESSES if change == "address" else Addresses())
    assert started == ["es", "es"]


def test_a_failed_build_is_tried_again(edition, monkeypatch, tmp_path):
    """After a failure nothing counts as built, and what MkDocs printed is told."""
    command = [sys.executable, "-c", "print('WARNING - a broken thing'); raise SystemExit(1)"]
    monkeypatch.setattr(
        publish,
        "_start",
        lambda *_: subprocess.Popen(command, stdout=subprocess.PIPE, text=True),
    )
    for _ in range(2):
        with pytest.raises(PublishError, match="a broken thing") as caught:
            publish.build(tmp_path, [edition], Addresses())
    assert caught.value.where == "docs/es"
    assert not (edition.folder / "built.key").exists()


# --- putting it in place -----------------------------------------------------------------------


def test_frozen_records_keep_out_of_the_site(tmp_path):
    """A site of frozen records goes anywhere but where the measured one goes."""
    site = tmp_path / "site"
    with pytest.raises(PublishError, match="frozen records on their way to site/"):
        publish.refuse_frozen(True, tmp_path / "x" / ".." / "site", site)
    publish.refuse_frozen(True, tmp_path / "other", site)
    publish.refuse_frozen(False, site, site)


def test_the_whole_site_is_put_in_place(edition, tmp_path):
    """Languages, root page, data and programs arrive together; the old site is gone."""
    put(edition.site, "new")
    target = tmp_path / "out" / "site"
    put(target, "old")
    publish.assemble([edition], {"a.json": "{}"}, {"x/one.py": "pass\n"}, target, Addresses())
    assert (target / "es" / "index.html").read_text("utf-8") == "new"
    assert (target / "data" / "a.json").read_text("utf-8") == "{}"
    assert (target / "examples" / "x" / "one.py").read_text("utf-8") == "pass\n"
    assert {p.name for p in target.iterdir()} >= {"index.html", "404.html", ".nojekyll"}
    assert "old" not in (target / "index.html").read_text("utf-8")
    assert [p.name for p in target.parent.iterdir()] == ["site"]


def test_the_old_site_stays_when_the_new_one_cant_be_put_in_place(edition, tmp_path, monkeypatch):
    """A failure between the two renames brings the old site back and leaves nothing behind."""
    put(edition.site, "new")
    target = tmp_path / "out" / "site"
    put(target, "old")
    rename = Path.rename

    def fails(self: Path, to: Path) -> Path:
        if Path(to) == target and not self.name.endswith("-old"):
            raise OSError("the disk is full")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(OSError, match="disk is full"):
        publish.assemble([edition], {}, {}, target, Addresses())
    assert (target / "index.html").read_text("utf-8") == "old"
    assert [p.name for p in target.parent.iterdir()] == ["site"]


def test_a_site_that_cant_be_assembled_leaves_the_old_one(edition, tmp_path):
    """A missing edition is found before the old site is touched."""
    target = tmp_path / "out" / "site"
    put(target, "old")
    with pytest.raises(FileNotFoundError):
        publish.assemble([edition], {}, {}, target, Addresses())
    assert (target / "index.html").read_text("utf-8") == "old"
    assert [p.name for p in target.parent.iterdir()] == ["site"]


# --- with MkDocs -------------------------------------------------------------------------------


def test_a_broken_link_stops_and_leaves_the_old_site(base, tmp_path):
    """MkDocs' own words say which link is broken; the site that is in place stays."""
    project = with_records(base, tmp_path / "tiny")
    page = project.docs / "es" / "index.md"
    page.write_text(page.read_text("utf-8") + "\n[Nada](nothing.md)\n", encoding="utf-8")
    site = project.root / "site"
    put(site, "old")
    material = pipeline.measure(project, allowed=False)
    with pytest.raises(PublishError) as caught:
        pipeline.build(project, material, site, Addresses())
    assert caught.value.where == "docs/es"
    assert "nothing.md" in caught.value.evidence
    assert (site / "index.html").read_text("utf-8") == "old"
    assert [p.name for p in site.iterdir()] == ["index.html"]


def test_addresses_give_canonical_alternate_and_edit_links(base, tmp_path):
    """With SITE_URL and REPO_URL every page says where it lives, in each language."""
    project = with_records(base, tmp_path / "tiny")
    material = pipeline.measure(project, allowed=False)
    site = tmp_path / "site"
    pipeline.build(project, material, site, ADDRESSES)
    for language in ("en", "es"):
        html = (site / language / "all" / "index.html").read_text("utf-8")
        found = links(html)
        assert found["canonical"] == [f"https://example.org/guide/{language}/all/"]
        assert found["en"] == ["https://example.org/guide/en/all/"]
        assert found["es"] == ["https://example.org/guide/es/all/"]
        assert found["x-default"] == ["https://example.org/guide/en/all/"]
        assert f"https://example.org/code/edit/main/docs/{language}/all.md" in html
    root = links((site / "index.html").read_text("utf-8"))
    assert root["canonical"] == root["x-default"] == ["https://example.org/guide/"]
    assert root["es"] == ["https://example.org/guide/es/"]


def links(html: str) -> dict[str, list[str]]:
    """Return the addresses of a page's canonical and alternate links."""
    found: dict[str, list[str]] = {}
    for link in re.findall(r"<link [^>]*>", html):
        kind = re.search(r'hreflang="?([\w-]+)', link) or re.search(r'rel="?(canonical)', link)
        if kind:
            address = re.search(r'href="?([^" >]+)', link)
            found.setdefault(kind[1], []).append(address[1] if address else "")
    return found


def test_addresses_come_from_the_environment(monkeypatch):
    """Nothing is assumed: an address is there only when somebody says it."""
    monkeypatch.setenv("SITE_URL", "https://example.org/")
    monkeypatch.delenv("REPO_URL", raising=False)
    assert Addresses.from_environment() == Addresses("https://example.org/", None)
    monkeypatch.setenv("SITE_URL", "")
    assert Addresses.from_environment() == Addresses(None, None)


def test_the_environment_says_nothing_that_the_addresses_dont(edition, monkeypatch):
    """An edition without addresses is built without any, whatever the environment holds."""
    monkeypatch.setenv("SITE_URL", "https://example.org/")
    told = publish.variables(edition, Addresses())
    assert [told[name] for name in ("SITE_URL", "CM_SITE_URL", "REPO_URL", "CM_EDIT")] == [""] * 4


def test_the_miniature_is_measured_once(base, tmp_path):
    """What the tests share is a project of its own, not the one that they change."""
    assert measured(base).root != make(tmp_path / "tiny").root
