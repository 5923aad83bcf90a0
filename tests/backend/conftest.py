"""Programs that stand in for `opencode`, for what a real one will not do on demand."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

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
