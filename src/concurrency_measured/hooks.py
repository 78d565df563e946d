"""MkDocs' hooks: the few things that neither a Markdown extension nor a template can do.

Kept thin, since the generators that may follow MkDocs run no hooks. Started plainly
(`mkdocs build`), MkDocs gives the English site from fresh records, or says what to run.
"""

from __future__ import annotations

import os
import re
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from markdown_exec import markdown_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from concurrency_measured import charts, l10n, pages, pipeline, timelines
from concurrency_measured.errors import GuideError
from concurrency_measured.project import Project

ROOT_LINK = "site-root:"
"""How rendered HTML writes the site's root; only here is it known where a page is."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give the configuration this edition's words, fragments and navigation."""
    language = os.environ.get("CM_LANGUAGE") or l10n.SOURCE
    project = Project(Path(config.config_file_path).parent)
    fragments = pages.load(_fragments(project, language))
    locale = l10n.load(language)
    config.site_name = locale.words("site.name")
    config.site_description = locale.words("site.description")
    for palette in config.theme["palette"]:
        palette["toggle"]["name"] = locale.words(f"scheme.{palette['toggle']['name']}")
    config.mdx_configs["toc"]["permalink_title"] = locale.words("site.permalink")
    config.nav = [_titled(entry, locale) for entry in config.nav or []]
    config.extra |= {
        "words": locale.words,
        "language": language,
        "others": [l10n.load(other) for other in project.languages if other != language],
        "source_language": l10n.SOURCE,
        "foot": fragments.foot,
        "banner": fragments.banner,
        "stale": fragments.stale,
        "colours": charts.variables(),
        "timeline_style": timelines.STYLE,
        "site": os.environ.get("SITE_URL", "").rstrip("/"),
        "lacked": {other: _lacking(project, other) for other in project.languages},
    }
    config.extra["lacking"] = config.extra["lacked"][language]
    markdown_config.save(config.markdown_extensions, config.mdx_configs)
    return config


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, Any]:
    """Let a page that was filled in from English be edited where it is."""
    if page.edit_url and page.file.src_uri in config.extra["lacking"]:
        own, source = (f"/docs/{config.extra[key]}/" for key in ("language", "source_language"))
        page.edit_url = page.edit_url.replace(own, source)
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Turn links from the site's root into relative ones, and links to files into the host's."""
    output = re.sub(
        r'<a href="(edit|history):([^"]+)"([^>]*)>(.*?)</a>', partial(_file_link, config), output
    )
    return output.replace(ROOT_LINK, "../" * (page.file.dest_uri.count("/") + 1))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Say quietly under a heading that its English section has changed."""
    words = config.extra["words"]
    source = config.extra["source_language"]
    for section in config.extra["stale"].get(page.file.src_uri, ()):
        address = f"{ROOT_LINK}{source}/{page.url.removeprefix('./')}#{section}"
        notice = (
            f'<p class="stale">{escape(words("site.stale"))} '
            f'<a href="{address}" hreflang="{source}">{escape(words("site.stale_link"))}</a></p>'
        )
        heading = rf'(<h[1-6][^>]* id="{re.escape(section)}".*?</h[1-6]>)'
        found = re.search(heading, html, re.S)
        if found:
            html = html[: found.end()] + notice + html[found.end() :]
    return html


def _file_link(config: MkDocsConfig, found: re.Match[str]) -> str:
    """Return a link that opens a file on the code host; its text alone where there is none."""
    if not config.repo_url:
        return found[4]
    file, root = found[2], Path(config.config_file_path).parent
    how = "edit/main/" if (root / file).is_file() else "new/main?filename="
    how = "commits/main/" if found[1] == "history" else how
    return f'<a href="{config.repo_url.rstrip("/")}/{how}{file}"{found[3]}>{found[4]}</a>'


def _fragments(project: Project, language: str) -> Path:
    """Return the edition's fragments, rendering them first when MkDocs was started plainly."""
    if given := os.environ.get("CM_FRAGMENTS"):
        return Path(given)
    try:
        material = pipeline.measure(project, allowed=False)
        return pipeline.render(project, material, language, project.build / "fresh")
    except GuideError as error:
        raise Abort(str(error)) from None


def _titled(entry: Any, locale: l10n.Locale) -> Any:
    """Return a navigation entry with its section's title in the language."""
    if isinstance(entry, dict):
        return {locale.words(f"nav.{key}"): value for key, value in entry.items()}
    return entry


def _lacking(project: Project, language: str) -> list[str]:
    """Return the pages that are shown in English because this language lacks them."""
    english, own = (
        {page.relative_to(project.docs / tree).as_posix() for page in project.pages(tree)}
        for tree in (l10n.SOURCE, language)
    )
    return sorted(english - own)
