"""Files that the rules for reading do not simply allow, as the routes show them."""

import json
from pathlib import Path

import pytest

from octui.server.permissions.read_rules import resolve_stored_names
from octui.wire.messages import MessageInfo
from tests.server.workspace_client import Workspace

SECRET = "TOKEN=canary-4711"


async def test_a_file_that_has_to_be_asked_about_is_refused_in_every_spelling(shop: Path, workspace: Workspace) -> None:
    (shop / ".env").write_text(SECRET)
    (shop / "src" / ".env.local").write_text(SECRET)
    (shop / ".env.example").write_text("TOKEN=")
    (shop / "plain.txt").symlink_to(".env")
    (shop / "again").symlink_to("src")
    (shop / "opencode.json").write_text(json.dumps({"permission": {"read": {"src/vault*": "deny"}}}))
    (shop / "src" / "vault.txt").write_text(SECRET)
    spellings = (".env", "./.env", "src/../.env", ".//.env", f"{shop}/.env", f"{shop}/src/../.env", "plain.txt")
    others = ("src/.env.local", "again/.env.local", "src/vault.txt", "again/vault.txt")
    for path in (*spellings, *others):
        answer = await workspace.ask("GET", "/file/content", path=path)
        assert answer.status_code == 403, path
        assert "permission rule" in answer.text and SECRET not in answer.text
    from_below = await workspace.ask("GET", "/file/content", directory=f"{shop}/src", path=".env.local")
    assert from_below.status_code == 403
    assert (await workspace.get("/file/content", path=".env.example"))["content"] == "TOKEN="
    listed = [node["name"] for node in await workspace.get("/file", path="src")]
    assert ".env.local" in listed and "vault.txt" not in listed


async def test_their_contents_are_in_no_difference(shop: Path, workspace: Workspace) -> None:
    (shop / ".env").write_text(SECRET)
    (shop / "README.md").write_text("# Shop\n\nA larger shop.\n")
    changed = {file["file"]: file for file in await workspace.get("/vcs/diff", mode="git")}
    assert "larger" in changed["README.md"]["patch"]
    assert (changed[".env"]["patch"], changed[".env"]["additions"]) == ("", 1)
    raw = (await workspace.ask("GET", "/vcs/diff/raw")).text
    assert "larger" in raw and SECRET not in raw


async def test_changes_that_were_recorded_under_other_rules_show_them_no_more(shop: Path, workspace: Workspace) -> None:
    instance = await workspace.instance()
    session = (await workspace.ask("POST", "/session", body={})).json()["id"]
    diffs = [{"file": file, "patch": f"+{SECRET} {file}", "additions": 1, "deletions": 0} for file in (".env", "a.py")]
    prompt = MessageInfo(id="msg_0001", session_id=session, role="user", summary={"diffs": [*diffs, None, {"file": 1}]})
    instance.messages.save_message(prompt)
    page = await workspace.get(f"/session/{session}/message")
    single = await workspace.get(f"/session/{session}/message/msg_0001")
    for shown in (*page, single):
        patches = [diff["patch"] for diff in shown["info"]["summary"]["diffs"][:2]]
        assert patches == ["", f"+{SECRET} a.py"]
    assert page == [single]


@pytest.mark.parametrize(("asked", "stored"), [("SRC/Vault.TXT", "src/vault.txt"), ("src/new.txt", "src/new.txt")])
def test_names_are_those_of_the_folder_where_case_makes_no_difference(shop: Path, asked: str, stored: str) -> None:
    (shop / "src" / "vault.txt").touch()
    assert resolve_stored_names(str(shop), asked) == stored
