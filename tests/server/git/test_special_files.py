"""A pipe or a device where git reads a file would hold octui up, or fill the disk."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.server.git import git_command, git_process
from octui.server.git.git_command import GitError, run_git_blocking
from octui.server.git.named_files import MAX_CONFIG_BYTES
from octui.server.git.snapshots import SnapshotService
from octui.server.git.special_files import find_special_file
from tests.server.shop_repository import git
from tests.server.workspace_client import Workspace


def link_to_zeros(file: Path) -> None:
    file.symlink_to("/dev/zero")


@pytest.mark.parametrize("make", [os.mkfifo, link_to_zeros])
@pytest.mark.parametrize(
    "name", [".git/HEAD", ".git/index", ".git/config", ".git/info/exclude", ".git/packed-refs", ".gitignore"]
)
def test_git_is_not_asked_about_a_repository_that_would_hold_it_up(
    shop: Path, name: str, make: Callable[[Path], None]
) -> None:
    assert find_special_file(shop) is None
    file = shop / name
    file.unlink(missing_ok=True)
    make(file)
    assert find_special_file(shop) == file
    with pytest.raises(GitError, match="not a regular file of a usual size"):
        run_git_blocking(str(shop), "status")


@pytest.mark.parametrize(
    "name", ["include.path", "includeIf.gitdir:/.path", "core.excludesFile", "core.attributesFile", "mailmap.file"]
)
def test_no_setting_of_a_repository_names_what_would_hold_git_up(shop: Path, tmp_path: Path, name: str) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    git(shop, "config", name, str(pipe))
    assert find_special_file(shop) == pipe
    (tmp_path / "included").write_text(f"[core]\n\tattributesFile = {pipe}\n")
    (shop / ".git" / "config").write_text(f'[include]\n\tpath = "{tmp_path}/\\\nincluded"\n')
    assert find_special_file(shop) == pipe
    for text in (
        f"#{'x' * 100_000}\n[core]\n\tattributesFile = {pipe}\n",
        f"[core] attributesFile = {pipe} # why\n",
        f'[a][core]attributesFile="{pipe}";why\n',
        f'[includeIf "gitdir:/x]y"] path = "{tmp_path}/"included\r\n',
        "".join(f"[include]\n\tpath = {tmp_path}/missing{number}\n" for number in range(50)) + f"[include] path={pipe}",
    ):
        (shop / ".git" / "config").write_text(text)
        assert find_special_file(shop) == pipe, text[:100]
    endless = f"#{'x' * MAX_CONFIG_BYTES}\n[core]\n\tattributesFile = {pipe}\n"
    (shop / ".git" / "config").write_text(endless)
    assert find_special_file(shop) == shop / ".git" / "config"
    (shop / ".git" / "config").write_text("[core]\n\texcludesFile = missing\n\tattributesFile = /dev/null\n")
    assert find_special_file(shop) is None


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("src/.gitignore", "status"),
        ("src/.gitattributes", "diff"),
        (".git/refs/heads/main", "status"),
        (".git/objects/pack/multi-pack-index", "diff"),
        (".git/objects/info/commit-graphs/commit-graph-chain", "status"),
    ],
)
async def test_git_that_waits_for_something_deeper_is_ended_and_why_is_said(
    shop: Path, name: str, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (git_command, git_process):
        monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.2)
    git(shop, "branch", "--move", "main")
    (shop / "src" / "checkout.py").write_text("changed\n")
    file = shop / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    os.mkfifo(file)
    async with asyncio.timeout(20):
        with pytest.raises(GitError, match=f"{name} is not a regular file of a usual size"):
            await git_process.run_git(str(shop), question)
        with pytest.raises(GitError, match=f"{name} is not a regular file of a usual size"):
            await asyncio.to_thread(run_git_blocking, str(shop), question)


async def test_a_snapshot_takes_over_no_endless_list_of_exclusions(shop: Path, workspace: Workspace) -> None:
    excluded = shop / ".git" / "info" / "exclude"
    excluded.unlink(missing_ok=True)
    link_to_zeros(excluded)
    assert await (await workspace.instance()).get_service(SnapshotService).take_snapshot() is None
    excluded.unlink()
    with excluded.open("wb") as opened:
        opened.truncate(3 * 1024**3)
    assert find_special_file(shop) == excluded
    assert await (await workspace.instance()).get_service(SnapshotService).take_snapshot() is None
