"""What several test modules need: the project, the site of frozen records, a browser."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from concurrency_measured import pipeline
from concurrency_measured.project import Project
from concurrency_measured.publish import Addresses

hypothesis.settings.register_profile("busy", deadline=None)  # a busy machine is no fault
hypothesis.settings.load_profile("busy")
ROOT = Path(__file__).parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
INSTALL = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def project() -> Project:
    """The project itself."""
    return Project(ROOT)


@pytest.fixture(scope="session")
def frozen_site(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real pages, built from the frozen records that ship with the tests."""
    site = tmp_path_factory.mktemp("frozen") / "site"
    material = pipeline.frozen(project, ROOT / "tests" / "records")
    pipeline.build(project, material, site, Addresses())
    return site


@pytest.fixture(scope="session")
def address(frozen_site: Path) -> Iterator[str]:
    """Where the frozen site is served on loopback."""
    handler = functools.partial(_Quiet, directory=str(frozen_site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser; installed only as root in a container or with CI set."""
    with sync_playwright() as playwright:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        flags = [*FLAGS, *(["--no-sandbox"] if root else [])]
        browser = playwright.chromium.launch(executable_path=_chromium(root), args=flags)
        yield browser
        browser.close()


def _chromium(root: bool) -> str:
    """Return the path of a browser, installing Debian's where that is asked for."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    contained = Path("/.dockerenv").exists() or Path("/run/.containerenv").exists()
    if not found and root and shutil.which("apt-get") and (contained or os.environ.get("CI")):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(INSTALL, check=True, stdout=subprocess.DEVNULL)
        found = shutil.which("chromium")
    if not found:
        pytest.fail(f"no browser was found; on Debian: sudo {' '.join(INSTALL)}")
    return found


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""
