"""Changes of files that the rules for reading do not simply allow: no route and no event shows what is in them."""

import json
from pathlib import Path

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from octui.server.agent.turn_diffs import record_turn_diffs
from octui.server.git.snapshots import SnapshotService
from octui.server.identifiers import create_ascending_id, get_time_ms
from octui.server.instance import Instance
from octui.server.routes import load_all_routes
from octui.server.sessions.revert import revert_to_point
from octui.wire.messages import MessageInfo, MessageTime
from octui.wire.parts import PatchPart, StepFinishPart, StepStartPart
from tests.server.workspace_client import Workspace

SECRET = "TOKEN=canary-4711"
HIDDEN_FILES = (".env", "src/.env.local", "src/vault.txt", "secret name é.txt")

STREAMS = {"/event", "/global/event", "/api/event", "/tui/control/next"}
"""Routes that answer for as long as the client listens."""

QUERY = {"mode": "git", "path": "", "pattern": "canary", "query": "env", "provider": "p", "model": "m"}


@pytest.fixture
def hidden_shop(shop: Path) -> Path:
    rules = {"read": {"src/vault*": "deny", "secret*": "deny"}}
    (shop / "opencode.json").write_text(json.dumps({"permission": rules}))
    return shop


async def work_a_turn(instance: Instance, session_id: str, folder: Path) -> str:
    """A prompt whose answer changed an open file and all hidden ones; returns its id."""
    messages, snapshots = instance.messages, instance.get_service(SnapshotService)
    time = MessageTime(created=get_time_ms(), completed=get_time_ms())
    prompt = MessageInfo(id=create_ascending_id("msg"), session_id=session_id, role="user", time=time)
    answer = replace(prompt, id=create_ascending_id("msg"), role="assistant", parent_id=prompt.id)
    messages.save_message(prompt)
    messages.save_message(answer)
    begun = StepStartPart(id=create_ascending_id("prt"), session_id=session_id, message_id=answer.id)
    before = await snapshots.take_snapshot()
    assert before is not None
    messages.save_part(replace(begun, snapshot=before))
    for name in HIDDEN_FILES:
        folder.joinpath(name).write_text(f"{SECRET}\n")
    folder.joinpath("README.md").write_text(f"open {prompt.id}\n")
    changed = await snapshots.find_changes_since(before)
    after = await snapshots.take_snapshot()
    finish = StepFinishPart(id=create_ascending_id("prt"), session_id=session_id, message_id=answer.id)
    messages.save_part(replace(finish, reason="stop", snapshot=after))
    patch = PatchPart(id=create_ascending_id("prt"), session_id=session_id, message_id=answer.id)
    messages.save_part(replace(patch, hash=changed.hash, files=changed.files))
    await record_turn_diffs(instance, session_id, 1)
    return prompt.id


async def ask_every_route(
    workspace: Workspace, session_id: str, message_id: str, *, of_session: bool = False
) -> dict[str, httpx.Response]:
    """What each route that reads answers, or each of the session."""
    answers: dict[str, httpx.Response] = {}
    for route in load_all_routes():
        if route.method != "GET" or route.path in STREAMS or (of_session and "{sessionID}" not in route.path):
            continue
        path = route.path.replace("{sessionID}", session_id).replace("{messageID}", message_id)
        paths = [path.replace("{path:path}", name) for name in HIDDEN_FILES] if "{path:path}" in path else [path]
        for each in paths:
            answers[each] = await workspace.ask("GET", each, **QUERY)
    return answers


@pytest.mark.slow
async def test_no_route_and_no_event_shows_them(hidden_shop: Path, workspace: Workspace) -> None:
    # The paths of what a session changed start at the top, whatever folder it was in.
    workspace.directory = hidden_shop / "src"
    heard = workspace.hear()
    instance = await workspace.instance()
    sessions = instance.sessions
    session_id = sessions.create_session(instance.session_location).id
    first = await work_a_turn(instance, session_id, hidden_shop)
    for name in HIDDEN_FILES:
        hidden_shop.joinpath(name).unlink()
    second = await work_a_turn(instance, session_id, hidden_shop)
    answers = await ask_every_route(workspace, session_id, first)
    changes = answers[f"/session/{session_id}/diff"].json()
    assert {"README.md", ".env", "src/vault.txt"} <= {change["file"] for change in changes}
    assert [change["file"] for change in changes if change["patch"]] == ["README.md"]
    session = sessions.find_session(session_id)
    assert session is not None
    await revert_to_point(instance, session, second, None)
    reverted = await ask_every_route(workspace, session_id, second, of_session=True)
    assert "open" in reverted[f"/session/{session_id}"].text
    shown = [name for said in (answers, reverted) for name, answer in said.items() if "canary" in answer.text]
    assert shown == []
    await check_undone_changes(workspace, session_id)
    frames = await heard.read_chunk()
    assert frames is not None and b"session.diff" in frames and b"canary" not in frames


async def check_undone_changes(workspace: Workspace, session_id: str) -> None:
    """What an older version kept of them, or rules did that were stricter later, is not shown either."""
    sessions = (await workspace.instance()).sessions
    session = sessions.find_session(session_id)
    assert session is not None and session.revert is not None and session.revert.diff
    patches = [f"diff --git a/{name} b/{name}\n@@ -1 +1 @@\n-{SECRET}\n+x\n" for name in HIDDEN_FILES]
    kept = replace(session.revert, diff=session.revert.diff + "\n".join(patches))
    assert sessions.update_session(session_id, revert=kept).revert == session.revert
    renamed = await workspace.ask("PATCH", f"/session/{session_id}", {"title": "again"})
    listed = await workspace.get("/session")
    assert renamed.json()["revert"] == listed[0]["revert"] == msgspec.to_builtins(session.revert)
    answers = await ask_every_route(workspace, session_id, session.revert.message_id)
    assert [name for name, answer in answers.items() if "canary" in answer.text] == []
    # Another folder's session, whose rules are not known while it is closed.
    await workspace.server.instances.dispose_instance(str(workspace.directory))
    workspace.directory = workspace.directory.parent
    elsewhere = (await workspace.get("/session", scope="project"))[0]
    assert (elsewhere["id"], "diff" in elsewhere["revert"]) == (session_id, False)
