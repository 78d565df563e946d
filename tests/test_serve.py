"""`serve`: another port when one is in use, and a saved page is shown by itself."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from concurrency_measured.__main__ import _free_port
from tinysite_project import with_records

PATIENCE_S = 60


def fetch(address: str) -> str:
    """Return what is served at an address."""
    with urlopen(address, timeout=PATIENCE_S) as answer:
        return str(answer.read().decode())


def test_a_port_in_use_is_passed_over():
    """Where the wanted port is taken, the next free one is served on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]
        assert wanted < _free_port(wanted) < wanted + 50
    assert _free_port(wanted) == wanted


def test_a_saved_page_is_shown(tmp_path_factory, tmp_path):
    """The whole site is served on loopback, a saved page tells its readers, Ctrl-C ends it."""
    project = with_records(tmp_path_factory.getbasetemp(), tmp_path / "tiny")
    command = [sys.executable, "-m", "concurrency_measured", "--project", str(project.root)]
    with subprocess.Popen(
        [*command, "serve", "--port", "8123"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            address = serving(server)
            page = fetch(f"{address}es/")
            assert "Una frase nueva" not in page
            epoch, number = re.search(r"livereload\((\d+), (\d+)\);", page).groups()  # type: ignore[union-attr]
            save(project.docs / "es" / "index.md", "\n\nUna frase nueva.\n")
            # The same question that the page asks: it is answered once the site was built again.
            assert int(fetch(f"{address}livereload/{epoch}/{number}")) > int(epoch)
            assert "Una frase nueva" in fetch(f"{address}es/")
            assert fetch(f"{address}data/index.json")
        finally:
            server.terminate()  # SIGINT may be ignored where tests run in the background
            try:
                server.communicate(timeout=PATIENCE_S)
            finally:
                server.kill()


def serving(server: subprocess.Popen[str], place: str = "") -> str:
    """Return the address that the server says; what it said before, if it ends instead."""
    said = []
    for line in server.stdout or ():
        said.append(line)
        if found := re.search(rf"serving (http://127\.0\.0\.1:\d+/{place})", line):
            return found[1]
    raise AssertionError("".join(said))


def save(page: Path, addition: str) -> None:
    """Add to a page, as an editor would."""
    page.write_text(page.read_text(encoding="utf-8") + addition, encoding="utf-8")
