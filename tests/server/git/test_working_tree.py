import os
from pathlib import Path

import pytest

from octui.server.git.apply_patch import PatchDoesNotApply, apply_git_patch
from octui.server.git.working_tree import diff_working_tree, find_changed_files, format_working_tree_patch
from tests.server.shop_repository import git
from tests.server.workspace_client import Workspace, heard

LARGER = "# Shop\n\nA large shop.\n"


async def test_everything_that_differs_is_counted(shop: Path) -> None:
    (shop / "README.md").write_text(LARGER)
    (shop / "new dir").mkdir()
    (shop / "new dir" / "grüße\n.txt").write_text("one\ntwo\n")
    (shop / "data.bin").write_bytes(b"\0\1")
    (shop / "a.log").touch()
    (shop / "src" / "checkout.py").unlink()
    git(shop, "add", "README.md")
    counted = {(file.file, file.status, file.additions, file.deletions) for file in await find_changed_files(str(shop))}
    assert counted == {
        ("README.md", "modified", 1, 1),
        ("data.bin", "added", 0, 0),
        ("new dir/grüße\n.txt", "added", 2, 0),
        ("src/checkout.py", "deleted", 0, 2),
    }


async def test_the_persons_index_stays_as_it_is(shop: Path) -> None:
    (shop / "new.txt").write_text("new\n")
    index = (shop / ".git" / "index").read_bytes()
    await diff_working_tree(str(shop))
    assert (shop / ".git" / "index").read_bytes() == index
    assert git(shop, "status", "--porcelain") == "?? new.txt\n"


async def test_a_change_of_the_same_size_and_moment_is_seen(shop: Path) -> None:
    git(shop, "config", "core.trustctime", "false")
    moment = (shop / ".git" / "index").stat().st_mtime_ns - 10**10
    os.utime(shop / "README.md", ns=(moment, moment))
    git(shop, "update-index", "--refresh")
    os.utime(shop / ".git" / "index", ns=(moment, moment))
    (shop / "README.md").write_text(LARGER)
    os.utime(shop / "README.md", ns=(moment, moment))
    (shop / "new.txt").touch()
    assert [file.file for file in await find_changed_files(str(shop))] == ["README.md", "new.txt"]


async def test_changes_are_patches_that_can_be_applied(shop: Path) -> None:
    (shop / "README.md").write_text(LARGER)
    (shop / "with space.txt").write_text("new\n")
    (shop / 'q"uo\tte.txt').write_text("quoted\n")
    files = {file.file: file for file in await diff_working_tree(str(shop), context=0)}
    assert files.keys() == {"README.md", "with space.txt", 'q"uo\tte.txt'}
    assert files["README.md"].patch is not None
    assert "@@ -3 +3 @@\n-A small shop.\n+A large shop.\n" in files["README.md"].patch
    assert all((file.patch or "").startswith("diff --git ") for file in files.values())
    whole = await format_working_tree_patch(str(shop))
    git(shop, "stash", "--include-untracked")
    await apply_git_patch(str(shop), whole)
    assert (shop / "README.md").read_text() == LARGER
    assert (shop / 'q"uo\tte.txt').read_text() == "quoted\n"
    with pytest.raises(PatchDoesNotApply):
        await apply_git_patch(str(shop), whole)


async def test_below_the_top_paths_are_of_the_directory(shop: Path) -> None:
    (shop / "README.md").write_text(LARGER)
    (shop / "src" / "new.py").write_text("new\n")
    (change,) = await diff_working_tree(str(shop / "src"))
    assert (change.file, change.patch) == ("new.py", await format_working_tree_patch(str(shop / "src")))
    (shop / "src" / "new.py").unlink()
    await apply_git_patch(str(shop / "src"), change.patch or "")
    assert (shop / "src" / "new.py").read_text() == "new\n"


@pytest.mark.parametrize("path", ["../outside.txt", "/tmp/outside.txt", "link/outside.txt", ".git/hooks/pre-commit"])
async def test_a_patch_changes_nothing_outside_of_the_directory(shop: Path, path: str) -> None:
    (shop / "link").symlink_to(shop.parent)
    patch = f"--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+outside\n"
    for text in (patch, "garbage", ""):
        with pytest.raises(PatchDoesNotApply):
            await apply_git_patch(str(shop), text)
    assert not (shop.parent / "outside.txt").exists()
    assert not (shop / ".git" / "hooks" / "pre-commit").exists()


async def test_a_repository_without_a_commit_has_only_new_files(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "first.txt").write_text("one\n")
    (tmp_path / "inner").mkdir()
    git(tmp_path / "inner", "init", "--quiet")
    (tmp_path / "inner" / "theirs.txt").write_text("x")
    assert [(file.file, file.status) for file in await find_changed_files(str(tmp_path))] == [("first.txt", "added")]


async def test_a_branch_differs_from_where_it_began(workspace: Workspace) -> None:
    shop = workspace.directory
    git(shop, "checkout", "--quiet", "-b", "feature")
    (shop / "README.md").write_text(LARGER)
    git(shop, "commit", "--quiet", "--all", "--message=Larger")
    assert await workspace.get("/vcs/diff", mode="git") == []
    (change,) = await workspace.get("/vcs/diff", mode="branch", context=1)
    assert (change["file"], change["additions"], change["deletions"]) == ("README.md", 1, 1)


async def test_the_branch_and_its_change_are_reported(workspace: Workspace) -> None:
    assert await workspace.get("/vcs") == {"branch": "main", "default_branch": "main"}
    events = workspace.hear()
    git(workspace.directory, "checkout", "--quiet", "-b", "feature")
    assert await workspace.get("/vcs") == {"branch": "feature", "default_branch": "main"}
    assert (await heard(events, "vcs.branch.updated"))["properties"] == {"branch": "feature"}
    git(workspace.directory, "checkout", "--quiet", "--detach")
    assert await workspace.get("/vcs") == {"default_branch": "main"}


async def test_the_routes_answer_in_and_outside_of_repositories(workspace: Workspace) -> None:
    (workspace.directory / "README.md").write_text(LARGER)
    assert await workspace.get("/vcs/status") == [
        {"file": "README.md", "additions": 1, "deletions": 1, "status": "modified"}
    ]
    patch = (await workspace.ask("GET", "/vcs/diff/raw")).text
    refused = await workspace.ask("POST", "/vcs/apply", {"patch": patch})
    assert (refused.status_code, refused.json()["name"]) == (400, "VcsApplyError")
    assert refused.json()["data"]["reason"] == "not-clean"
    git(workspace.directory, "checkout", "--quiet", "README.md")
    assert (await workspace.ask("POST", "/vcs/apply", {"patch": patch})).json() == {"applied": True}
    assert (await workspace.ask("GET", "/vcs/diff")).status_code == 400
    workspace.directory = workspace.directory.parent
    for route in ("/vcs", "/vcs/status", "/vcs/diff", "/file/status"):
        assert await workspace.get(route, mode="git") in ([], {})
    assert (await workspace.ask("GET", "/vcs/diff/raw")).text == ""
    workspace.directory = workspace.directory / "nowhere"
    assert await workspace.get("/vcs/status") == []


async def test_a_conflict_is_one_modified_file(shop: Path) -> None:
    git(shop, "checkout", "--quiet", "-b", "other")
    (shop / "README.md").write_text("other\n")
    git(shop, "commit", "--quiet", "--all", "--message=Other")
    git(shop, "checkout", "--quiet", "main")
    (shop / "README.md").write_text("mine\n")
    git(shop, "commit", "--quiet", "--all", "--message=Mine")
    git(shop, "rebase", "--quiet", "other", check=False)
    (change,) = await diff_working_tree(str(shop))
    assert (change.file, change.status) == ("README.md", "modified")
