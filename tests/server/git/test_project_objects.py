"""The first snapshot of a large project starts from what the project's own git knows."""

from pathlib import Path

import pytest

from octui.server.git import project_objects
from octui.server.git.snapshot_repo import SnapshotRepo
from tests.server.shop_repository import git


@pytest.fixture
def large_shop(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(project_objects, "LARGE_PROJECT", 3)
    return shop


async def store_tree(snapshots: SnapshotRepo) -> str:
    async with snapshots.lock_exclusively():
        return await snapshots.write_tree()


def count_objects(snapshots: SnapshotRepo) -> int:
    return sum(1 for file in (snapshots.folder / "objects").glob("??/*") if file.is_file())


async def test_files_that_git_knows_are_not_stored_again(large_shop: Path, tmp_path: Path) -> None:
    adopted = SnapshotRepo(tmp_path / "adopted", large_shop)
    tree = await store_tree(adopted)
    assert tree == git(large_shop, "rev-parse", "HEAD^{tree}").strip()
    assert count_objects(adopted) == 1  # the placeholder
    (large_shop / "README.md").write_text("# Changed\n")
    (large_shop / "new.txt").write_text("new\n")
    assert await store_tree(adopted) != tree
    async with adopted.lock_exclusively():
        await adopted.restore_files(tree, ["README.md", "new.txt"])
    assert (large_shop / "README.md").read_text() == "# Shop\n\nA small shop.\n"
    assert not (large_shop / "new.txt").exists()


async def test_the_result_does_not_depend_on_the_index(
    large_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Conversions, flags, conflicts, a submodule, changed and missing files, and names that are no text."""
    (large_shop / ".gitattributes").write_text(
        "*.txt text=auto\n*.up filter=upper\n*.wide working-tree-encoding=UTF-16\n"
    )
    git(large_shop, "config", "filter.upper.clean", "tr a-z A-Z")
    (large_shop / "crlf.txt").write_bytes(b"one\r\ntwo\r\n")
    (large_shop / "words.up").write_bytes(b"lower")
    (large_shop / "text.wide").write_bytes("wide".encode("utf-16"))
    (large_shop / "gone.py").write_text("gone\n")
    (large_shop / "hidden.py").write_text("hidden\n")
    (large_shop / "new\nline é.py").write_text("odd\n")
    (large_shop / "link").symlink_to("README.md")
    git(large_shop, "add", "--all")
    git(large_shop, "update-index", "--assume-unchanged", "hidden.py")
    (large_shop / "hidden.py").write_text("HIDDEN\n")
    (large_shop / "gone.py").unlink()
    (large_shop / "README.md").write_text("# Longer than it was before\n")
    git(large_shop, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    (large_shop / "module").mkdir()
    git(large_shop, "update-index", "--add", "--cacheinfo", f"100644,{'2' * 40},missing.py")
    (large_shop / "missing.py").write_text("here\n")
    adopted = await store_tree(SnapshotRepo(tmp_path / "adopted", large_shop))
    assert (tmp_path / "adopted" / "objects" / "info" / "alternates").exists()
    monkeypatch.setattr(project_objects, "LARGE_PROJECT", 1_000)
    assert adopted == await store_tree(SnapshotRepo(tmp_path / "alone", large_shop))


async def test_objects_that_the_projects_git_deletes_are_stored_then(large_shop: Path, tmp_path: Path) -> None:
    snapshots = SnapshotRepo(tmp_path / "adopted", large_shop)
    tree = await store_tree(snapshots)
    for file in (large_shop / ".git" / "objects").glob("??/*"):
        file.unlink()
    (large_shop / "new.txt").write_text("new\n")
    newer = await store_tree(snapshots)
    assert newer != tree
    assert b"README.md" in await snapshots.run_snapshot_git("ls-tree", "--name-only", newer)
    assert not (snapshots.folder / "objects" / "info" / "alternates").exists()


@pytest.mark.parametrize("spoilt", [b"", b"DIRC", b"DIRC\0\0\0\2\0\0\xff\xff garbage"])
async def test_an_index_that_is_none_is_not_used(large_shop: Path, tmp_path: Path, spoilt: bytes) -> None:
    (large_shop / ".git" / "index").write_bytes(spoilt)
    snapshots = SnapshotRepo(tmp_path / "adopted", large_shop)
    assert await snapshots_have_readme(snapshots)
    assert not (snapshots.folder / "objects" / "info" / "alternates").exists()


async def snapshots_have_readme(snapshots: SnapshotRepo) -> bool:
    tree = await store_tree(snapshots)
    return b"README.md" in await snapshots.run_snapshot_git("ls-tree", "--name-only", tree)
