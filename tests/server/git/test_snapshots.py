import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from octui.server.git.snapshot_repo import MAX_STORED_BYTES
from octui.server.git.snapshots import SnapshotChanges, SnapshotService
from octui.server.server import Server
from tests.server.shop_repository import CHECKOUT, git


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    server = Server(tmp_path / "data", str(tmp_path))
    yield server
    await server.shut_down()


@pytest.fixture
async def snapshots(server: Server, shop: Path) -> SnapshotService:
    return (await server.instances.open_instance(str(shop))).get_service(SnapshotService)


async def taken(snapshots: SnapshotService) -> str:
    snapshot = await snapshots.take_snapshot()
    assert snapshot is not None
    return snapshot


def contents(shop: Path) -> dict[str, bytes]:
    files = (path for path in shop.rglob("*") if ".git" not in path.relative_to(shop).parts)
    return {str(path.relative_to(shop)): path.read_bytes() for path in files if path.is_file()}


async def test_a_turn_is_undone_and_nothing_else(snapshots: SnapshotService, shop: Path) -> None:
    (shop / "mine.txt").write_text("before\n")
    before = contents(shop)
    start = await taken(snapshots)
    (shop / "README.md").write_text("changed\n")
    (shop / "src" / "checkout.py").unlink()
    (shop / "made" / "deep").mkdir(parents=True)
    (shop / "made" / "deep" / "file.txt").write_text("made\n")
    step = await snapshots.find_changes_since(start)
    assert {os.path.relpath(file, shop) for file in step.files} == {
        "README.md", "src/checkout.py", "made/deep/file.txt",
    }  # fmt: skip
    (shop / "mine.txt").write_text("while it ran\n")
    (shop / "since.txt").write_text("since\n")
    stamp = (shop / ".gitignore").stat().st_mtime_ns
    assert set(await snapshots.revert_patches([step])) == set(step.files)
    assert contents(shop) == before | {"mine.txt": b"while it ran\n", "since.txt": b"since\n"}
    assert not (shop / "made").exists()
    assert (shop / ".gitignore").stat().st_mtime_ns == stamp


async def test_a_file_of_several_steps_is_what_it_was_before_the_first(snapshots: SnapshotService, shop: Path) -> None:
    steps: list[SnapshotChanges] = []
    for text in ("one\n", "two\n", "three\n"):
        start = await taken(snapshots)
        (shop / "README.md").write_text(text)
        (shop / "new.txt").write_text(text)
        steps.append(await snapshots.find_changes_since(start))
    await snapshots.revert_patches(steps[1:])
    assert ((shop / "README.md").read_text(), (shop / "new.txt").read_text()) == ("one\n", "one\n")
    await snapshots.revert_patches(steps)
    assert (shop / "README.md").read_text() == "# Shop\n\nA small shop.\n"
    assert not (shop / "new.txt").exists()


async def test_what_was_undone_is_brought_back(snapshots: SnapshotService, shop: Path) -> None:
    start = await taken(snapshots)
    (shop / "README.md").write_text("changed\n")
    (shop / "new.txt").write_text("new\n")
    (shop / "src" / "checkout.py").unlink()
    step = await snapshots.find_changes_since(start)
    done = await taken(snapshots)
    changed = contents(shop)
    await snapshots.revert_patches([step])
    (shop / "other.txt").write_text("other\n")
    await snapshots.restore_snapshot(done, step.files)
    assert contents(shop) == changed | {"other.txt": b"other\n"}
    await snapshots.revert_patches([step])
    await snapshots.restore_snapshot(done)
    assert contents(shop) == changed | {"other.txt": b"other\n", "src/checkout.py": CHECKOUT.encode()}


async def test_the_persons_repository_sees_nothing_of_it(snapshots: SnapshotService, shop: Path) -> None:
    (shop / "README.md").write_text("changed\n")
    git(shop, "status")
    kept = {path: path.read_bytes() for path in (shop / ".git").rglob("*") if path.is_file()}
    start = await taken(snapshots)
    (shop / "new.txt").write_text("new\n")
    await snapshots.revert_patches([await snapshots.find_changes_since(start)])
    assert {path: path.read_bytes() for path in (shop / ".git").rglob("*") if path.is_file()} == kept


async def test_bytes_come_back_as_they_were(snapshots: SnapshotService, shop: Path) -> None:
    (shop / ".gitattributes").write_text("* text=auto eol=lf\n*.up filter=upper\n")
    git(shop, "config", "filter.upper.clean", "tr a-z A-Z")
    files = {"crlf.txt": b"one\r\ntwo\r\n", "words.up": b"lower", "bytes": bytes(range(256)), "sp ace\n": b"x"}
    for name, raw in files.items():
        (shop / name).write_bytes(raw)
    (shop / "run.sh").write_text("#!/bin/sh\n")
    (shop / "run.sh").chmod(0o755)
    (shop / "link").symlink_to("README.md")
    start = await taken(snapshots)
    for name in (*files, "run.sh", "link"):
        (shop / name).unlink()
    await snapshots.revert_patches([await snapshots.find_changes_since(start)])
    assert {name: (shop / name).read_bytes() for name in files} == files
    assert os.access(shop / "run.sh", os.X_OK)
    assert (shop / "link").readlink() == Path("README.md")


async def test_a_file_that_became_a_folder_becomes_a_file_again(snapshots: SnapshotService, shop: Path) -> None:
    start = await taken(snapshots)
    (shop / "README.md").unlink()
    (shop / "README.md").mkdir()
    (shop / "README.md" / "inner.txt").write_text("inner\n")
    await snapshots.revert_patches([await snapshots.find_changes_since(start)])
    assert (shop / "README.md").read_text() == "# Shop\n\nA small shop.\n"


async def test_what_git_ignores_is_neither_stored_nor_deleted(snapshots: SnapshotService, shop: Path) -> None:
    (shop / "build").mkdir()
    (shop / "build" / "precious.db").write_text("precious")
    (shop / ".git" / "info" / "exclude").write_text("private.txt\n")
    (shop / "private.txt").write_text("private")
    start = await taken(snapshots)
    (shop / ".gitignore").write_text("")
    step = await snapshots.find_changes_since(start)
    assert str(shop / "build" / "precious.db") in step.files
    assert str(shop / "private.txt") not in step.files
    await snapshots.revert_patches([step])
    assert (shop / "build" / "precious.db").read_text() == "precious"
    assert (shop / ".gitignore").read_text().startswith("build/")


async def test_a_tracked_file_that_is_ignored_is_stored(snapshots: SnapshotService, shop: Path) -> None:
    (shop / "forced.log").write_text("one\n")
    git(shop, "add", "--force", "forced.log")
    start = await taken(snapshots)
    (shop / "forced.log").write_text("two\n")
    await snapshots.revert_patches([await snapshots.find_changes_since(start)])
    assert (shop / "forced.log").read_text() == "one\n"


async def test_very_large_files_are_left_alone(snapshots: SnapshotService, shop: Path) -> None:
    with (shop / "huge.bin").open("wb") as huge:
        huge.truncate(MAX_STORED_BYTES + 1)
    start = await taken(snapshots)
    (shop / "huge.bin").write_bytes(b"small now")
    step = await snapshots.find_changes_since(start)
    await snapshots.revert_patches([step])
    assert (shop / "huge.bin").read_bytes() == b"small now"
    stored = sum(file.stat().st_size for file in shop.parent.joinpath("data").rglob("*") if file.is_file())
    assert stored < MAX_STORED_BYTES


async def test_paths_outside_of_the_worktree_are_never_touched(snapshots: SnapshotService, shop: Path) -> None:
    outside = shop.parent / "outside.txt"
    outside.write_text("outside")
    start = await taken(snapshots)
    (shop / "way").symlink_to(shop.parent)
    files = [str(outside), "../outside.txt", str(shop / "way" / "outside.txt"), str(shop / ".git" / "HEAD"), str(shop)]
    await snapshots.revert_patches(
        [SnapshotChanges(start, tuple(files)), SnapshotChanges("not a hash", (str(shop / "README.md"),))]
    )
    await snapshots.restore_snapshot(start, files)
    assert outside.read_text() == "outside"
    assert (shop / ".git" / "HEAD").exists()
    assert (shop / "README.md").exists()


async def test_changes_between_snapshots_are_patches(snapshots: SnapshotService, shop: Path) -> None:
    start = await taken(snapshots)
    (shop / "README.md").write_text("# Shop\n\nA large shop.\n")
    (diff,) = await snapshots.diff_snapshots(start, await taken(snapshots))
    assert (diff.file, diff.additions, diff.deletions, diff.status) == ("README.md", 1, 1, "modified")
    assert "+A large shop." in (diff.patch or "")
    assert await snapshots.diff_snapshots(start, "0" * 40) == []
    assert await snapshots.diff_snapshots("--output=x", start) == []


async def test_a_lock_left_by_a_kill_blocks_nothing(server: Server, snapshots: SnapshotService, shop: Path) -> None:
    await taken(snapshots)
    (store,) = server.data_folder.glob("snapshot/*/*")
    (store / "index.lock").touch()
    (shop / "new.txt").touch()
    assert await taken(snapshots)


async def test_many_at_once_and_some_given_up_do_no_harm(
    server: Server, snapshots: SnapshotService, shop: Path
) -> None:
    below = (await server.instances.open_instance(str(shop / "src"))).get_service(SnapshotService)
    given_up = asyncio.create_task(snapshots.take_snapshot())
    await asyncio.sleep(0)
    given_up.cancel()
    found = await asyncio.gather(*(place.take_snapshot() for place in (snapshots, below) * 3))
    assert len(set(found)) == 1
    assert found[0] is not None


async def test_there_are_none_outside_of_a_repository_or_where_they_are_off(
    server: Server, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = (await server.instances.open_instance(str(shop.parent))).get_service(SnapshotService)
    assert await outside.take_snapshot() is None
    assert await outside.find_changes_since("0" * 40) == SnapshotChanges("0" * 40, ())
    assert await outside.revert_patches([SnapshotChanges("0" * 40, ("x",))]) == ()
    monkeypatch.setenv("OPENCODE_CONFIG", str(tmp_path / "mine.json"))
    (tmp_path / "mine.json").write_text('{"snapshot": false}')
    off = (await server.instances.open_instance(str(shop / "src"))).get_service(SnapshotService)
    assert await off.take_snapshot() is None
