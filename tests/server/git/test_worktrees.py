from pathlib import Path

import pytest

from tests.server.shop_repository import git, make_shop
from tests.server.workspace_client import Workspace, heard

ROUTE = "/experimental/worktree"


async def test_a_worktree_is_made_filled_reset_and_removed(workspace: Workspace) -> None:
    assert await workspace.get(ROUTE) == []
    events = workspace.hear()
    body = {"name": "Feat one", "startCommand": "echo started > started.txt"}
    made = (await workspace.ask("POST", ROUTE, body)).json()
    assert (made["name"], made["branch"]) == ("feat-one", "opencode/feat-one")
    place = Path(made["directory"])
    ready = await heard(events, "worktree.ready")
    assert (ready["properties"], ready["directory"]) == (
        {"name": "feat-one", "branch": "opencode/feat-one"},
        made["directory"],
    )
    assert (place / "README.md").read_text() == "# Shop\n\nA small shop.\n"
    assert (place / "started.txt").read_text() == "started\n"
    assert await workspace.get(ROUTE) == [made["directory"]]
    (place / "README.md").write_text("changed\n")
    git(place, "commit", "--quiet", "--all", "--message=Work")
    assert (await workspace.ask("POST", f"{ROUTE}/reset", {"directory": made["directory"]})).json() is True
    assert sorted(file.name for file in place.iterdir()) == [".git", ".gitignore", "README.md", "src"]
    assert git(place, "rev-parse", "HEAD") == git(workspace.directory, "rev-parse", "main")
    assert (await workspace.ask("DELETE", ROUTE, {"directory": made["directory"]})).json() is True
    assert not place.exists()
    assert await workspace.get(ROUTE) == []
    assert git(workspace.directory, "branch", "--list", "opencode/*") == ""


async def test_names_are_invented_and_taken_ones_numbered(workspace: Workspace) -> None:
    names = [
        (await workspace.ask("POST", ROUTE, {"name": name} if name else {})).json()["name"]
        for name in ("a", "a", None, "../..")
    ]
    assert names[:2] == ["a", "a-2"]
    assert all(name and "/" not in name and "." not in name for name in names)
    assert len(set(names)) == 4


async def test_a_worktrees_branch_is_its_own(workspace: Workspace) -> None:
    events = workspace.hear()
    made = (await workspace.ask("POST", ROUTE, {"name": "other"})).json()
    await heard(events, "worktree.ready")
    workspace.directory = Path(made["directory"])
    assert await workspace.get("/vcs") == {"branch": "opencode/other", "default_branch": "main"}
    assert await workspace.get("/vcs/status") == []


@pytest.mark.parametrize("command", ["exit 1", "echo a\0b"])
async def test_a_start_command_that_fails_leaves_it_ready(workspace: Workspace, command: str) -> None:
    events = workspace.hear()
    await workspace.ask("POST", ROUTE, {"name": "fails", "startCommand": command})
    assert (await heard(events, "worktree.ready"))["properties"]["name"] == "fails"


async def test_only_worktrees_of_this_server_are_removed(workspace: Workspace, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    git(workspace.directory, "worktree", "add", "--quiet", str(theirs))
    for place in (theirs, workspace.directory, make_shop(tmp_path / "another"), tmp_path / "nowhere", "a\0b"):
        for method, route in (("DELETE", ROUTE), ("POST", f"{ROUTE}/reset")):
            refused = await workspace.ask(method, route, {"directory": str(place)})
            assert (refused.status_code, refused.json()["name"]) == (404, "NotFoundError")
    assert (theirs / "README.md").exists()
    assert (workspace.directory / "README.md").exists()


async def test_outside_of_repositories_there_are_none(workspace: Workspace, tmp_path: Path) -> None:
    git(workspace.directory, "checkout", "--quiet", "--orphan", "empty")
    refused = await workspace.ask("POST", ROUTE, {"name": "x"})
    assert refused.status_code == 400
    workspace.directory = tmp_path
    refused = await workspace.ask("POST", ROUTE, {"name": "x"})
    assert (refused.status_code, refused.json()["name"]) == (400, "WorktreeNotGitError")
    assert await workspace.get(ROUTE) == []
