"""README's first command, on a machine that has Python and nothing else: no network either, where that can be taken."""

import asyncio
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.e2e.conftest import say, shows
from tests.support.processes import is_alive, list_children, wait_until_ended
from tests.support.tmux_terminal import Terminal, requires_tmux

INSTALL_SECONDS = 400.0

pytestmark = [requires_tmux, pytest.mark.timeout(INSTALL_SECONDS + 100)]

ROOT = Path(__file__).parents[2]
CLONED = ("octui", "styles", "run.py", "pyproject.toml", "constraints.txt", "README.md", "LICENSE")
BASICS = ("sh", "ls", "cat", "uname", "tmux")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a fresh clone holds of the program."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in CLONED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def packages(clone: Path, tmp_path: Path) -> Path:
    """All that pip needs to install octui, in a folder: the one thing of the network such a machine has to have."""
    folder = tmp_path / "packages"
    project = tomllib.loads((clone / "pyproject.toml").read_text())
    # The last is what hatchling asks for when it links to a folder instead of copying it.
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"], "editables"]
    command = (sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--dest", str(folder))
    pins = ("--constraint", str(clone / "constraints.txt"))
    subprocess.run((*command, *pins, *wanted), check=True, timeout=INSTALL_SECONDS)
    return folder


@pytest.fixture
def machine(packages: Path, tmp_path: Path) -> dict[str, str]:
    """An empty HOME, a PATH without npm, git and opencode, and the packages."""
    home, path = tmp_path / "home", tmp_path / "bin"
    home.mkdir()
    path.mkdir()
    for name in BASICS:
        found = shutil.which(name)
        assert found is not None
        (path / name).symlink_to(found)
    python = path / "python3"
    python.write_text(f'#!{path / "sh"}\nexec {os.path.realpath(sys.executable)} "$@"\n')
    python.chmod(0o755)
    return {"HOME": str(home), "PATH": str(path), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(packages)}


def cut_off() -> str:
    """What runs the rest of a shell's line where there is no network but the machine's own; nothing if it may not."""
    unshare, ip = shutil.which("unshare"), shutil.which("ip")
    if unshare is None or ip is None:
        return ""
    line = f"{unshare} --map-root-user --net {shutil.which('sh')} -c '{ip} link set lo up && exec \"$@\"' cut-off "
    return line if subprocess.run(f"{line} true", shell=True, capture_output=True).returncode == 0 else ""


def first_command() -> list[str]:
    """The first command README tells to give."""
    block = (ROOT / "README.md").read_text().partition("```sh\n")[2].partition("```")[0]
    return block.splitlines()[0].split()


async def test_the_first_command_ends_in_a_chat_that_runs_a_command_after_approval(
    clone: Path, machine: dict[str, str]
) -> None:
    assert first_command() == ["python3", "run.py"]
    # The shell is there because tmux looks for programs on its own PATH.
    command = ("sh", "-c", f"exec {cut_off()}{' '.join(first_command())}")
    async with Terminal(*command, columns=110, rows=34, environment=machine, directory=clone) as terminal:
        started_or_not = ("● live", "pip could not")
        screen = await terminal.wait_for(
            lambda rows: any(end in row for row in rows for end in started_or_not), timeout=INSTALL_SECONDS
        )
        assert any("embedded" in row and "● live" in row for row in screen), "\n".join(screen)
        await terminal.wait_for(shows("Connect a model: /connect", "Offline guide (not an AI)"))
        await say(terminal, "help")
        await terminal.wait_for(shows("npm i -g opencode-ai", "▣ Build"))
        await say(terminal, "run ls styles")
        await terminal.wait_for(shows("△ Run", "$ ls styles", "enter confirm"))
        await terminal.send("Enter")
        await terminal.wait_for(shows("transcript.tcss", "Done (exit 0)."))
        await say(terminal, "write hello to notes.txt")
        await terminal.wait_for(shows("△ Edit notes.txt", "+ hello", "[ Allow once ]", "enter confirm"))
        assert not (clone / "notes.txt").exists()
        await terminal.send("Enter")
        await terminal.wait_for(shows("Wrote notes.txt", "new · 1 line"))
        assert (clone / "notes.txt").read_text().strip() == "hello"
        started = list_children(await terminal.pid())
        assert started
        await terminal.send("C-x", "q")
        assert await terminal.wait_until_ended() == 0
        await asyncio.to_thread(wait_until_ended, sorted(started))
        assert not any(is_alive(pid) for pid in started)
    written = {path.relative_to(machine["HOME"]).parts[0] for path in Path(machine["HOME"]).rglob("*")}
    assert written <= {".local", ".config", ".cache"}
