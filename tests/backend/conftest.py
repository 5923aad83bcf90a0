"""Programs that stand in for `opencode`, for what a real one will not do on demand."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Program = Callable[..., Path]

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
