"""One language on loopback, for translators: nothing is measured, and a saved page shows at once.

The figures are those of the last measurement, or the frozen ones that come with the tests; every
page says so. A saved page is built by itself; saved words or examples render everything anew.
"""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from concurrency_measured import (
    checks,
    fragments,
    l10n,
    pages,
    pipeline,
    publish,
    records,
    sources,
    translations,
)
from concurrency_measured.errors import GuideError, PublishError
from concurrency_measured.material import GALLERY
from concurrency_measured.project import Project

KEY = "rendered.key"


class Preview:
    """The preview of one language: `build` makes it or brings it up to date."""

    def __init__(self, project: Project, language: str) -> None:
        """Say where it is made; makes nothing yet."""
        self.project = project
        self.edition = pipeline.edition(project, language, project.build / "preview")
        os.environ |= publish.variables(self.edition, publish.Addresses.from_environment())
        logging.getLogger("mkdocs").setLevel(logging.ERROR)

    def build(self) -> None:
        """Build what has changed since the last time.

        Raises:
            GuideError: A page or a word isn't as it should be; says where and what to do.
        """
        rendered = self._render()
        publish.gather(self.edition)
        if rendered:
            publish.translate_reference(self.edition)
        config = load_config(str(self.project.root / "mkdocs.yml"), strict=False)
        config.plugins.on_startup(command="serve", dirty=not rendered)
        try:
            # What didn't change is left as it is, which MkDocs calls dirty: links to it stay.
            mkdocs_build.build(config, dirty=not rendered)
        except MkDocsException as error:
            raise PublishError(
                f"docs/{self.edition.language}",
                found=str(error),
                expected="pages that MkDocs can build",
                action="mend what it says",
            ) from None
        finally:
            config.plugins.on_shutdown()

    def _render(self) -> bool:
        """Render what blocks and values show, unless nothing they come from has changed."""
        key, file = self._key(), self.edition.folder / KEY
        if self.edition.fragments.exists() and file.exists() and file.read_text() == key:
            self._check()
            return False
        material = pipeline.last(self.project)
        language = self.edition.language
        pipeline.render(self.project, material, language, self.edition.folder.parent)
        records.write_text(file, key)
        return True

    def _check(self) -> None:
        """Check the pages against what was rendered before."""
        shown = pages.load(self.edition.fragments)
        checks.check_pages(self.project, fragments.names(shown), [self.edition.language])

    def _key(self) -> str:
        """Return a digest of all that blocks and values come from."""
        package = Path(__file__).parent
        files = [
            *sorted(self.project.examples.rglob("*")),
            *sorted(self.project.measured.glob("*.json")),
            *sorted((self.project.root / "tests" / "records").glob("*.json")),
            self.project.docs / GALLERY,
            self.project.docs / sources.FILE,
            self.project.root / translations.GLOSSARY,
            *sorted(file for file in package.rglob("*") if "__pycache__" not in file.parts),
        ]
        digest = hashlib.sha256()
        for file in files:
            if file.is_file():
                digest.update(f"{file}\0{file.stat().st_mtime_ns}\0".encode())
        return digest.hexdigest()


def chosen(project: Project, wanted: str) -> str:
    """Return the language to show: the wanted one, or the first translation.

    Raises:
        GuideError: There is no such language.
    """
    known = project.languages
    if wanted and wanted not in known:
        raise GuideError(
            "the command line",
            found=f"the language {wanted!r}",
            expected="one of " + ", ".join(known),
            action="name one of these, or prepare it: translations new-language",
        )
    return wanted or next((name for name in known if name != l10n.SOURCE), l10n.SOURCE)
