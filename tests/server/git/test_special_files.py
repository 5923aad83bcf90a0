"""A pipe or a device where git reads a file would hold octui up, or fill the disk."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.server.git.git_command import GitError, run_git_blocking
from octui.server.git.snapshots import SnapshotService
from octui.server.git.special_files import find_special_file
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
    with pytest.raises(GitError, match="no file of a usual kind and size"):
        run_git_blocking(str(shop), "status")


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
