"""Programs that stand in for `opencode`, for what a real one will not do on demand."""

import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.support.processes import is_running, list_children, wait_until

Program = Callable[..., Path]
Owner = Callable[..., "subprocess.Popen[str]"]

READY = "print('opencode server listening on http://127.0.0.1:1', flush=True)"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Write an executable Python program `opencode` of these lines, and return its path."""

    def write(*lines: str) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        path = folder / "opencode"
        path.write_text("\n".join([f"#!{sys.executable}", "import os, signal, subprocess, sys, time", *lines]))
        path.chmod(0o755)
        return path

    return write


@pytest.fixture
def owner() -> Iterator[Owner]:
    """Run a Python program, with these arguments, that starts a server and is killed by the end of the test at last."""
    started: list[subprocess.Popen[str]] = []

    def start(source: str, *arguments: str, environment: Mapping[str, str] | None = None) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", source, *arguments]
        running = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        started.append(running)
        return running

    yield start
    for running in started:
        running.kill()
        running.communicate()


def run_until_killed(owning: "subprocess.Popen[str]", seconds: int, **body: object) -> list[int]:
    """Have the server of a program run `sleep` in a session, kill the program, and return what has to end with it.

    The program prints the process, address and password of its server; `body` goes with the command.
    """
    assert owning.stdout is not None
    server, url, password = json.loads(owning.stdout.readline())
    (keeping,) = list_children(owning.pid)
    connection = HTTPConnection(url.removeprefix("http://"), timeout=30)
    signed = {
        "authorization": "Basic " + b64encode(f"opencode:{password}".encode()).decode(),
        "content-type": "application/json",
    }
    connection.request("POST", "/session", "{}", signed)
    session = json.loads(connection.getresponse().read())["id"]
    command = f"sleep {seconds + os.getpid()}"
    sent = json.dumps({"agent": "build", "command": command, **body})
    connection.request("POST", f"/session/{session}/shell", sent, signed)
    wait_until(lambda: is_running(command))
    at_work = is_running(command)
    owning.kill()
    connection.close()
    return [server, keeping, *at_work]
