"""Servers: a real process that says where it answers, and that never outlives what asked for it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from concurrency_measured import servers
from concurrency_measured.errors import RunError
from concurrency_measured.model import Interpreter, Kind, Need, Python, Server

HERE = Interpreter(sys.executable, Python("CPython", "3.11.7", True, True, "GCC"))
ECHO = """
import os, pathlib, socket, sys, threading
listening = socket.create_server(("127.0.0.1", 0))
def serve():
    while True:
        client, _ = listening.accept()
        client.sendall(f"{os.getpid()}".encode())
        client.close()
threading.Thread(target=serve, daemon=True).start()
print("127.0.0.1:%d" % listening.getsockname()[1], flush=True)
sys.stdin.read()
"""


def server(source: str) -> Server:
    return Server("server.py", textwrap.dedent(source))


def ask(address: str) -> int:
    """Return the number of the process that answers."""
    host, _, port = address.partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        return int(connection.recv(100))


def test_an_experiment_without_a_server_has_no_address():
    with servers.serving(HERE, None, "waiting") as served:
        assert served == servers.Served()


def test_it_serves_as_long_as_it_is_wanted_and_no_longer():
    with servers.serving(HERE, server(ECHO), "waiting") as served:
        process = psutil.Process(ask(served.address))
        assert process.pid != os.getpid()
        assert process.cwd() != str(Path.cwd())
    assert not process.is_running()


def test_it_ends_with_whatever_went_wrong():
    with pytest.raises(ZeroDivisionError), servers.serving(HERE, server(ECHO), "w") as served:
        pid = ask(served.address)
        raise ZeroDivisionError
    assert not psutil.pid_exists(pid)


def test_one_that_does_not_end_is_ended(monkeypatch):
    monkeypatch.setattr(servers, "END_S", 0.05)
    deaf = ECHO.replace("sys.stdin.read()", "threading.Event().wait()")
    with servers.serving(HERE, server(deaf), "waiting") as served:
        pid = ask(served.address)
    assert not psutil.pid_exists(pid)


def test_it_ends_when_the_build_is_killed(tmp_path):
    """Its standard input is closed by the system then, which is all that it needs to know."""
    (tmp_path / "server.py").write_text(ECHO)
    build = """
from concurrency_measured import servers
from test_servers import HERE, server, ECHO
with servers.serving(HERE, server(ECHO), "waiting") as served:
    print(served.address, flush=True)
    input()
"""
    paths = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    killed = subprocess.Popen(
        [sys.executable, "-c", build],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    with killed:
        process = psutil.Process(ask(killed.stdout.readline().strip()))
        killed.send_signal(signal.SIGKILL)
    process.wait(10)
    assert not process.is_running()


def test_a_machine_may_lack_what_it_needs():
    with servers.serving(HERE, server('print("lacks postgresql")'), "queries") as served:
        assert served == servers.Served(lacks=Need(Kind.POSTGRESQL))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import nothing_of_that_name", "ended at once"),
        ('print("lacks a coffee machine")', "coffee machine"),
    ],
)
def test_what_is_wrong_with_it_is_said(source, found):
    with pytest.raises(RunError) as caught, servers.serving(HERE, server(source), "queries"):
        pass
    said = str(caught.value)
    assert found in said
    assert "examples/queries/server.py" in said


def test_its_complaint_is_shown():
    source = 'raise SystemExit("no room for a database")'
    with pytest.raises(RunError, match="no room for a database"):  # noqa: SIM117 - one would do
        with servers.serving(HERE, server(source), "queries"):
            pass


def test_one_that_says_nothing_is_not_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr(servers, "START_S", 0.05)
    with pytest.raises(RunError, match="without an address"):  # noqa: SIM117
        with servers.serving(HERE, server("import sys; sys.stdin.read()"), "queries"):
            pass
