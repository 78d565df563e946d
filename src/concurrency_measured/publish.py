"""Fragments and pages → one site: a MkDocs build per language, then the whole put in place at once.

The languages are built side by side, in processes of their own, once nothing is being measured. A
language whose inputs haven't changed is not built again. What is in place is either the old site
or the whole new one. Knows no records and no statistics; may start MkDocs.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from concurrency_measured import l10n
from concurrency_measured.errors import PublishError

PACKAGE = Path(__file__).parent
REFERENCE = "reference."
"""Prefix of the words of the API reference in the catalogues; mkdocstrings' own keys follow it."""


@dataclass(frozen=True)
class Addresses:
    """Where the site and the repository will be found; None where nobody said so."""

    site: str | None = None
    repository: str | None = None

    @classmethod
    def from_environment(cls) -> Addresses:
        """Return what `SITE_URL` and `REPO_URL` say."""
        return cls(os.environ.get("SITE_URL") or None, os.environ.get("REPO_URL") or None)


@dataclass(frozen=True)
class Edition:
    """One language of the site.

    Attributes:
        language: Its code, which is also the first part of its addresses.
        trees: Folders of Markdown, the language's own first; what it lacks comes from the next.
        fragments: File with what blocks and values show.
        folder: Where its pages are gathered and built.
    """

    language: str
    trees: Sequence[Path]
    fragments: Path
    folder: Path

    @property
    def docs(self) -> Path:
        """The gathered pages."""
        return self.folder / "docs"

    @property
    def templates(self) -> Path:
        """The templates of the API reference, with the language's own words."""
        return self.folder / "reference_templates"

    @property
    def site(self) -> Path:
        """The built pages."""
        return self.folder / "site"


def refuse_frozen(frozen: bool, target: Path, site: Path) -> None:
    """Keep frozen records out of the folder that is published.

    Raises:
        PublishError: The target is that folder.
    """
    if frozen and target.resolve() == site.resolve():
        raise PublishError(
            "build --records",
            found=f"frozen records on their way to {site.name}/",
            expected="another folder: what is in site/ was measured by this machine",
            action="leave out --output, or name another folder",
        )


def build(root: Path, editions: Sequence[Edition], addresses: Addresses) -> None:
    """Build every edition whose inputs have changed, side by side.

    Raises:
        PublishError: MkDocs failed or warned; says which language and what it printed.
    """
    started = []
    for edition in editions:
        gather(edition)
        translate_reference(edition)
        key = _key(root, edition, addresses)
        if (edition.site / "index.html").is_file() and _read(edition.folder / "built.key") == key:
            continue
        (edition.folder / "built.key").unlink(missing_ok=True)
        started.append((edition, key, _start(root, edition, addresses)))
    failures = []
    for edition, key, process in started:
        printed, _ = process.communicate()
        if process.returncode:
            failures.append((edition.language, printed))
        else:
            (edition.folder / "built.key").write_text(key, encoding="utf-8")
    for language, printed in failures:
        raise PublishError(
            f"docs/{language}",
            found="an error or a warning of MkDocs",
            expected="a strict build without any",
            action="mend what it says below",
            evidence="\n".join(printed.splitlines()[-25:]),
        )


def gather(edition: Edition) -> list[str]:
    """Copy the edition's pages together and return those that it lacks in its own language."""
    wanted: dict[Path, Path] = {}
    for tree in edition.trees:
        for file in sorted(tree.rglob("*")):
            if file.is_file():
                wanted.setdefault(file.relative_to(tree), file)
    for old in sorted(edition.docs.rglob("*")) if edition.docs.exists() else []:
        if old.is_file() and old.relative_to(edition.docs) not in wanted:
            old.unlink()
    filled_in = []
    for name, file in wanted.items():
        text = file.read_bytes()
        if not file.is_relative_to(edition.trees[0]) and name.suffix == ".md":
            filled_in.append(name.as_posix())
        target = edition.docs / name
        if not target.is_file() or target.read_bytes() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
    return filled_in


def translate_reference(edition: Edition) -> None:
    """Write the API reference's templates with the words of the edition's language.

    mkdocstrings ships few languages, and looks for one file a language.
    """
    shutil.copytree(PACKAGE / "reference_templates", edition.templates, dirs_exist_ok=True)
    words = {
        key.removeprefix(REFERENCE): f'<span lang="{edition.language}">{text}</span>'
        for key, text in l10n.load(edition.language).messages.items()
        if key.startswith(REFERENCE)
    }
    if edition.language != l10n.SOURCE:
        file = edition.templates / f"python/material/languages/{edition.language}.html.jinja"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            f"{{% macro t(key) %}}{{{{ {json.dumps(words)}[key] | safe }}}}{{% endmacro %}}\n",
            encoding="utf-8",
        )


def assemble(
    editions: Sequence[Edition],
    data: Mapping[str, str],
    examples: Mapping[str, str],
    target: Path,
    addresses: Addresses,
) -> None:
    """Put the built languages, the root page, the data and the examples in place at once.

    Args:
        editions: Languages, English first.
        data: JSON files by name, for `data/`.
        examples: Programs by name, for `examples/`.
        target: The folder that becomes the site.
        addresses: For the root page's canonical links.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        new.chmod(0o755)
        for edition in editions:
            shutil.copytree(edition.site, new / edition.language)
        _write_all(new / "data", data)
        _write_all(new / "examples", examples)
        templates = Environment(
            loader=FileSystemLoader(PACKAGE / "theme" / "fragments"), autoescape=True
        )
        locales = [l10n.load(edition.language) for edition in editions]
        for page in ("index.html", "404.html"):
            text = templates.get_template(f"root-{page}").render(
                locales=locales, site=addresses.site
            )
            (new / page).write_text(text, encoding="utf-8")
        (new / ".nojekyll").touch()
        _swap(new, target)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def variables(edition: Edition, addresses: Addresses) -> dict[str, str]:
    """Return the environment that makes mkdocs.yml the configuration of this edition."""
    site = f"{addresses.site.rstrip('/')}/{edition.language}/" if addresses.site else ""
    return {
        "CM_LANGUAGE": edition.language,
        "CM_DOCS": str(edition.docs),
        "CM_SITE": str(edition.site),
        "CM_FRAGMENTS": str(edition.fragments),
        "CM_TEMPLATES": str(edition.templates),
        "CM_SITE_URL": site,
        "SITE_URL": addresses.site or "",
        "CM_EDIT": f"edit/main/docs/{edition.language}/" if addresses.repository else "",
        "REPO_URL": addresses.repository or "",
        "NO_MKDOCS_2_WARNING": "1",
    }


def _start(root: Path, edition: Edition, addresses: Addresses) -> subprocess.Popen[str]:
    # Neither -q nor -v: with them --strict misses warnings.
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "--config-file",
            str(root / "mkdocs.yml"),
        ],
        cwd=root,
        env=os.environ | variables(edition, addresses),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _key(root: Path, edition: Edition, addresses: Addresses) -> str:
    """Return a digest of all that the edition's pages depend on."""
    digest = hashlib.sha256()
    digest.update(repr(sorted(variables(edition, addresses).items())).encode())
    folders = (edition.docs, PACKAGE, root / "examples")
    files = [root / "mkdocs.yml", root / "requirements.lock", edition.fragments]
    files += [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    for file in files:
        if "__pycache__" not in file.parts and file.is_file():
            digest.update(f"{file}\0{hashlib.sha256(file.read_bytes()).hexdigest()}".encode())
    return digest.hexdigest()


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _write_all(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def _swap(new: Path, target: Path) -> None:
    """Put the new folder where the old one is; the old one stays if that fails."""
    if not target.exists():
        new.rename(target)
        return
    old = new.with_name(f"{new.name}-old")
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
