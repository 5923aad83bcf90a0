"""A program is done with when it has ended or has been killed, whoever still holds its output."""

import os
import shlex
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from octui.server.files.text_search import search_text
from octui.server.git.git_command import GitError
from octui.server.git.git_process import run_git

LEAVES_ONE_BEHIND = """#!/bin/sh
case "$*" in
*{only}*)
    setsid sh -c 'echo $$ > {pid}; exec sleep 600' &
    while ! [ -s {pid} ]; do :; done
    {then} ;;
*) exec {real} "$@" ;;
esac
"""
RECORD = (
    '{"type":"match","data":{"path":{"text":"a.txt"},"lines":{"text":"needle\\n"},"line_number":1,'
    '"absolute_offset":0,"submatches":[{"match":{"text":"needle"},"start":0,"end":6}]}}\n'
)


class LeftBehind:
    """A program on the PATH whose own child goes on, out of the reach of its process group."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pid = folder / "pid"

    def put_on_path(self, name: str, only: str, then: str) -> None:
        """Take the place of a program in calls with this word."""
        script = LEAVES_ONE_BEHIND.format(only=only, pid=self._pid, then=then, real=shutil.which(name) or "false")
        (self._folder / name).write_text(script)
        (self._folder / name).chmod(0o755)

    def end(self) -> None:
        os.kill(int(self._pid.read_text()), signal.SIGKILL)


@pytest.fixture
def left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LeftBehind]:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    child = LeftBehind(folder)
    yield child
    # Fails if it was not there any more, so that nothing was shown.
    child.end()


async def test_a_search_with_enough_matches_ends(shop: Path, tmp_path: Path, left_behind: LeftBehind) -> None:
    (tmp_path / "records").write_text(RECORD * 2000)
    left_behind.put_on_path("rg", "needle", f"exec cat {shlex.quote(str(tmp_path / 'records'))}")
    assert len(await search_text(str(shop), "needle")) == 200


async def test_git_that_takes_too_long_is_given_up(shop: Path, left_behind: LeftBehind) -> None:
    left_behind.put_on_path("git", "ls-files", "exec sleep 600")
    with pytest.raises(GitError, match="longer"):
        await run_git(str(shop), "ls-files", seconds=0.5)


async def test_git_that_ends_without_reading_its_input_is_heard(shop: Path) -> None:
    with pytest.raises(GitError, match="unknown option"):
        await run_git(str(shop), "hash-object", "--stdin", "--no-such-option", stdin=b"x" * 1_000_000)
