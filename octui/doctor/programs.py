"""The version of octui and those of its dependencies."""

import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import octui
from octui.backend.server_commands import ServerCommand
from octui.doctor.facts import Fact, Section

ANSWER_SECONDS = 15.0

PACKAGES = ("textual", "rich", "httpx", "starlette", "uvicorn", "zeroconf", "msgspec")


def check_programs() -> Section:
    return Section(
        "octui",
        (
            Fact("version", octui.VERSION),
            Fact("installed_in", str(Path(octui.__file__).parent)),
            Fact("python", f"{platform.python_version()} ({sys.executable})"),
            Fact("system", platform.platform()),
            *(_check_package(name) for name in PACKAGES),
        ),
    )


def get_command_version(program: ServerCommand) -> str | None:
    """What `opencode --version` says; None when it cannot be run."""
    try:
        completed = subprocess.run(
            [program.path, "--version"],
            capture_output=True,
            text=True,
            timeout=ANSWER_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return completed.stdout.strip() or None if completed.returncode == 0 else None


def _check_package(name: str) -> Fact:
    try:
        return Fact(name, version(name))
    except PackageNotFoundError:
        return Fact(name, None, "required: reinstall octui", is_problem=True)
