"""Everything the server answers and reports is what OpenCode 1.18.33 describes in its own `/doc`."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from octui.server.event_schema import EVENT_TYPES
from octui.server.http.routing import WEBSOCKET
from octui.server.routes import load_all_routes
from octui.server.routes.api.unsupported import CHANGES
from octui.wire.access.trust import TRUST_EVENT
from octui.wire.struct import Json
from tests.server.embedded import EmbeddedServer
from tests.server.http.api_document import UNDESCRIBED_EVENTS, load_api_document
from tests.server.http.checked_client import CheckedClient
from tests.support.real_opencode import make_project
from tests.support.scripted_model import ScriptedModel

TURN_EVENTS = {
    "server.connected",
    "session.created",
    "session.updated",
    "session.status",
    "session.idle",
    "session.error",
    "session.compacted",
    "session.diff",
    "message.updated",
    "message.part.updated",
    "message.part.delta",
    "permission.asked",
    "permission.replied",
    "question.asked",
    "question.replied",
    "todo.updated",
    "file.edited",
}

ROUTE_EVENTS = {
    "message.removed",
    "message.part.removed",
    "session.deleted",
    "pty.created",
    "pty.updated",
    "pty.deleted",
    "project.updated",
    "worktree.ready",
    "tui.prompt.append",
    "tui.command.execute",
    "tui.toast.show",
    "tui.session.select",
    "server.instance.disposed",
}

ABORT_EVENTS = {"question.rejected", "command.executed"}

OTHER_EVENTS = {
    *("file.watcher.updated", "vcs.branch.updated", "mcp.tools.changed", "pty.exited", "global.disposed"),
    *(TRUST_EVENT, *UNDESCRIBED_EVENTS),
}
"""Those that need an outside cause, end the stream, or are octui's own."""

NEVER_SUCCESSFUL = {
    ("POST", "/global/upgrade"),
    ("POST", "/mcp/{name}/auth"),
    ("POST", "/mcp/{name}/auth/authenticate"),
    ("POST", "/mcp/{name}/auth/callback"),
    ("POST", "/provider/{providerID}/oauth/authorize"),
    ("POST", "/provider/{providerID}/oauth/callback"),
    ("POST", "/session/{sessionID}/share"),
    *CHANGES,
}
"""What the embedded server does not offer, and refuses."""

ELSEWHERE = {
    ("POST", "/mcp/{name}/connect"),
    ("GET", "/event"),
    ("GET", "/global/event"),
    ("GET", "/api/event"),
    ("GET", "/api/session/{sessionID}/permission/{requestID}"),
    ("GET", "/tui/control/next"),
    ("POST", "/permission/{requestID}/reply"),
    ("POST", "/question/{requestID}/reject"),
    ("POST", "/question/{requestID}/reply"),
    ("POST", "/session/{sessionID}/command"),
    ("POST", "/session/{sessionID}/permissions/{permissionID}"),
    ("POST", "/session/{sessionID}/message"),
    ("POST", "/session/{sessionID}/shell"),
    ("POST", "/session/{sessionID}/summarize"),
}
"""Routes that need a run, whose answers the other tests check, and one that loads the MCP library."""

NEVER_FAILING = {"/instance/dispose", "/global/dispose"}

NAMES = re.compile(r"\{(\w+)\}")
UNKNOWN = {
    "id": "none",
    "integrationID": "none",
    "attemptID": "none",
    "credentialID": "none",
    "sessionID": "ses_none",
    "messageID": "msg_none",
    "partID": "prt_none",
    "requestID": "per_none",
    "permissionID": "per_none",
    "ptyID": "pty_none",
    "projectID": "none",
    "providerID": "none",
    "name": "none",
}

API_PATHS = (
    *(
        "/health",
        "/location",
        "/agent",
        "/model",
        "/provider",
        "/provider/scripted",
        "/command",
        "/skill",
        "/reference",
    ),
    *("/integration", "/integration/anthropic", "/permission/request", "/permission/saved", "/question/request"),
    *("/session", "/session?limit=1", "/session/active", "/fs/list", "/fs/list?path=src", "/fs/find?query=check"),
)

ADDED_FILE = """\
diff --git a/added.txt b/added.txt
new file mode 100644
--- /dev/null
+++ b/added.txt
@@ -0,0 +1 @@
+added
"""

ENDLESS = {"/event", "/global/event", "/api/event", "/tui/control/next", "/pty/{ptyID}/connect"}

SYMBOL = {
    "type": "symbol",
    "path": "src/checkout.py",
    "name": "total",
    "kind": 12,
    "range": {"start": {"line": 0, "character": 4}, "end": {"line": 0, "character": 9}},
    "text": {"value": "@total", "start": 0, "end": 6},
}


@pytest.fixture
async def checked(
    embedded: EmbeddedServer, tmp_path: Path, scripted_endpoint: ScriptedModel
) -> AsyncIterator[CheckedClient]:
    place = make_project(tmp_path / "shop", scripted_endpoint.url)
    embedded.trust_folder(place.directory)
    client = CheckedClient(embedded.url, place.directory)
    async with client.listen():
        yield client
    assert not client.problems, "\n".join(sorted(client.problems))


async def start_session(client: CheckedClient) -> str:
    """A new session's path."""
    return f"/session/{(await client.post_json('/session', {}))['id']}"


async def prompt(client: CheckedClient, session: str, *lines: str, reply: str = "once", **more: Any) -> Json:
    """Send a prompt and wait for the answer, with every permission and question of the session answered."""
    body = {"parts": [{"type": "text", "text": "\n".join(lines)}], **more}
    place = len(client.events)
    sending = asyncio.create_task(client.send("POST", f"{session}/message", body))
    while not sending.done():
        for event in client.events[place:]:
            place += 1
            request = f"/{event['type'].partition('.')[0]}/{event['properties'].get('id')}/reply"
            if event["type"] == "permission.asked":
                await client.post_json(request, {"reply": reply})
            elif event["type"] == "question.asked":
                await client.post_json(request, {"answers": [["Yes"]]})
        await client.wait_for_more(sending)
    answer: Json = sending.result().json()
    return answer


def call(tool: str, **arguments: Any) -> str:
    return f"tool {tool} {json.dumps(arguments)}"


def test_every_event_is_checked_somewhere() -> None:
    assert set(EVENT_TYPES) == TURN_EVENTS | ROUTE_EVENTS | ABORT_EVENTS | OTHER_EVENTS


async def test_turns_with_tools_requests_failures_compaction_and_undo(checked: CheckedClient) -> None:
    session = await start_session(checked)
    directory = Path((await checked.get_json("/path"))["directory"])
    question = {"question": "Go on?", "header": "Go", "options": [{"label": "Yes", "description": "do"}]}
    await prompt(checked, session, "think about it", "say hello", system="Be brief.", tools={"webfetch": False})
    await prompt(
        checked,
        session,
        call("read", filePath=f"{directory}/README.md"),
        call("write", filePath=f"{directory}/new.txt", content="one\n"),
        call("todowrite", todos=[{"content": "a", "status": "pending", "priority": "high"}]),
        call("read", filePath=f"{directory}/nowhere"),
        call("made_up", x=1),
        call("question", questions=[question]),
        call("task", description="look", prompt="say found", subagent_type="general"),
        "run echo hi; echo ho",
    )
    edited = await prompt(
        checked, session, call("edit", filePath=f"{directory}/new.txt", oldString="one", newString="two")
    )
    await prompt(checked, session, "run false", reply="reject")
    for failure in ("fail 400 no", "fail 401 no", "fail 400 maximum context length exceeded"):
        await prompt(checked, session, failure)
    await checked.get_json(f"{session}/message")
    newer = (await checked.get_json(f"/api{session}/message", order="asc"))["data"]
    assert {"user", "assistant"} <= {message["type"] for message in newer}
    tools = [part for message in newer for part in message.get("content", ()) if part["type"] == "tool"]
    assert {"completed", "error"} <= {tool["state"]["status"] for tool in tools}
    await checked.get_json(f"{session}/todo")
    await checked.get_json(f"{session}/children")
    await checked.get_json(f"{session}/diff", messageID=edited["info"]["parentID"])
    await checked.post_json(f"{session}/revert", {"messageID": edited["info"]["parentID"]})
    assert (directory / "new.txt").read_text() == "one\n"
    await checked.get_json(session)
    await checked.post_json(f"{session}/unrevert")
    await checked.post_json(f"{session}/summarize", {"providerID": "scripted", "modelID": "scripted"})
    [summary] = (await checked.get_json(f"/api{session}/context"))["data"]
    assert (summary["type"], summary["reason"]) == ("compaction", "manual")
    await checked.post_json(f"{session}/fork", {})
    await checked.get_json("/session")
    await checked.get_json("/experimental/session")
    assert checked.event_types >= TURN_EVENTS


async def test_runs_that_are_retried_aborted_or_no_answers_of_a_model(checked: CheckedClient) -> None:
    session = await start_session(checked)
    sent = await checked.send("POST", f"{session}/prompt_async", {"parts": [{"type": "text", "text": "fail 429 wait"}]})
    assert sent.status_code == 204
    await checked.wait_for("session.status", lambda told: told["status"]["type"] == "retry")
    await checked.get_json("/session/status")
    await checked.post_json(f"{session}/abort")
    place = len(checked.events)
    asked = {"parts": [{"type": "text", "text": "run sleep 100"}]}
    await checked.send("POST", f"{session}/prompt_async", asked)
    waiting = await checked.wait_for("permission.asked", after=place)
    await checked.get_json("/permission")
    [seen] = (await checked.get_json("/api/permission/request"))["data"]
    assert (seen["id"], seen["action"], seen["resources"]) == (waiting["id"], "bash", ["sleep 100"])
    assert (await checked.get_json(f"/api{session}/permission/{seen['id']}"))["data"] == seen
    assert (await checked.get_json(f"/api{session}/permission"))["data"] == [seen]
    assert (await checked.get_json("/api/session/active"))["data"] == {waiting["sessionID"]: {"type": "running"}}
    await checked.post_json(f"{session}/permissions/{waiting['id']}", {"response": "once"})
    running = await checked.send("POST", f"{session}/shell", {"command": "true", "agent": "build"})
    assert running.status_code == 409
    await checked.post_json(f"{session}/abort")
    question = {"question": "Go on?", "header": "Go", "options": [{"label": "Yes", "description": "do"}]}
    await checked.send(
        "POST",
        f"{session}/prompt_async",
        {"parts": [{"type": "text", "text": call("question", questions=[question])}]},
    )
    posed = await checked.wait_for("question.asked", after=place)
    await checked.get_json("/question")
    [open_question] = (await checked.get_json("/api/question/request"))["data"]
    assert (await checked.get_json(f"/api{session}/question"))["data"] == [open_question]
    await checked.post_json(f"/question/{posed['id']}/reject")
    await checked.wait_for("session.idle", after=len(checked.events) - 1)
    await checked.post_json(f"{session}/shell", {"command": "echo mine", "agent": "build"})
    await checked.post_json(f"{session}/command", {"command": "init", "arguments": ""})
    await checked.get_json(f"{session}/message", limit=1)
    assert checked.event_types >= ABORT_EVENTS


def list_described_routes() -> set[tuple[str, str]]:
    document = load_api_document().document["paths"]
    return {
        (route.method, route.path)
        for route in load_all_routes()
        if route.method != WEBSOCKET and route.method.lower() in document.get(route.path, {})
    }


async def test_every_answer_of_every_route(checked: CheckedClient) -> None:
    session = await start_session(checked)
    session_id = session.rpartition("/")[2]
    text: Json = {"type": "text", "text": "look at this", "id": "prt_chosen"}
    file: Json = {"type": "file", "mime": "text/plain", "url": "file:///etc/hostname", "source": SYMBOL}
    agent: Json = {"type": "agent", "name": "general", "source": {"value": "@general", "start": 0, "end": 8}}
    answer = {"type": "json_schema", "schema": {"type": "object"}, "retryCount": 1}
    body = {"noReply": True, "parts": [text, file, agent], "format": answer, "tools": {"bash": True}}
    assert (await checked.send("POST", f"{session}/prompt_async", body)).status_code == 204
    [stored] = await checked.get_json(f"{session}/message")
    message, part = f"{session}/message/{stored['info']['id']}", stored["parts"][0]
    provider = {"providerID": "scripted", "modelID": "scripted"}
    pty = await checked.post_json("/pty", {"command": "/bin/sh"})
    worktree = await checked.post_json("/experimental/worktree", {"name": "more"})
    mcp = {"name": "off", "config": {"type": "local", "command": ["/nowhere/program"], "enabled": False}}
    checkout = {"directory": worktree["directory"]}
    project = (await checked.get_json("/project/current"))["id"]
    tui_event = {"type": "tui.prompt.append", "properties": {"text": "x"}}
    requests: list[tuple[str, str, Any]] = [
        ("GET", "/global/health", None),
        ("GET", "/global/config", None),
        ("GET", "/config", None),
        ("GET", "/config/providers", None),
        ("GET", "/provider", None),
        ("GET", "/provider/auth", None),
        ("PUT", "/auth/somewhere", {"type": "api", "key": "k"}),
        ("DELETE", "/auth/somewhere", None),
        ("POST", "/log", {"service": "x", "level": "info", "message": "m"}),
        ("GET", "/path", None),
        ("GET", "/lsp", None),
        ("GET", "/formatter", None),
        ("GET", "/agent", None),
        ("GET", "/command", None),
        ("GET", "/skill", None),
        ("GET", "/experimental/capabilities", None),
        ("GET", "/experimental/session", None),
        ("GET", "/experimental/tool?provider=scripted&model=scripted", None),
        ("GET", "/experimental/tool/ids", None),
        ("GET", "/experimental/resource", None),
        ("GET", "/experimental/worktree", None),
        ("POST", "/experimental/worktree/reset", checkout),
        ("DELETE", "/experimental/worktree", checkout),
        ("GET", "/find?pattern=total", None),
        ("GET", "/find/file?query=check", None),
        ("GET", "/find/symbol?query=total", None),
        ("GET", "/file?path=", None),
        ("GET", "/file/content?path=README.md", None),
        ("GET", "/file/status", None),
        ("GET", "/vcs", None),
        ("GET", "/vcs/status", None),
        ("GET", "/vcs/diff?mode=git", None),
        ("GET", "/vcs/diff/raw", None),
        ("POST", "/vcs/apply", {"patch": ADDED_FILE}),
        ("GET", "/mcp", None),
        ("POST", "/mcp", mcp),
        ("POST", "/mcp/off/disconnect", None),
        ("DELETE", "/mcp/off/auth", None),
        ("GET", "/project", None),
        ("GET", "/project/current", None),
        ("GET", f"/project/{project}/directories", None),
        ("PATCH", f"/project/{project}", {"name": "Shop", "icon": {"color": "red"}, "commands": {"start": "true"}}),
        ("GET", "/pty/shells", None),
        ("GET", "/pty", None),
        ("GET", f"/pty/{pty['id']}", None),
        ("PUT", f"/pty/{pty['id']}", {"title": "Mine", "size": {"rows": 20, "cols": 80}}),
        ("GET", "/api/pty", None),
        ("GET", f"/api/pty/{pty['id']}", None),
        ("DELETE", f"/pty/{pty['id']}", None),
        *(("GET", f"/api{path}", None) for path in API_PATHS),
        ("GET", f"/api{session}", None),
        ("GET", f"/api{session}/context", None),
        ("GET", f"/api{session}/history", None),
        ("GET", f"/api{session}/event", None),
        ("GET", f"/api{session}/message?limit=1", None),
        ("GET", f"/api{message}", None),
        ("GET", f"/api{session}/permission", None),
        ("GET", f"/api{session}/question", None),
        ("DELETE", "/api/permission/saved/none", None),
        ("GET", "/question", None),
        ("GET", "/permission", None),
        ("GET", "/session", None),
        ("GET", "/session/status", None),
        ("GET", session, None),
        ("PATCH", session, {"title": "Mine", "metadata": {"a": 1}, "time": {"archived": 1}}),
        ("GET", f"{session}/children", None),
        ("GET", f"{session}/todo", None),
        ("GET", f"{session}/diff", None),
        ("GET", f"{session}/message", None),
        ("GET", message, None),
        ("PATCH", f"{message}/part/{part['id']}", part | {"text": "changed"}),
        ("DELETE", f"{message}/part/{part['id']}", None),
        ("POST", f"{session}/fork", {"messageID": stored["info"]["id"]}),
        ("POST", f"{session}/abort", None),
        ("POST", f"{session}/revert", {"messageID": stored["info"]["id"]}),
        ("POST", f"{session}/unrevert", None),
        ("DELETE", message, None),
        ("POST", f"{session}/init", {**provider, "messageID": "msg_0"}),
        ("DELETE", f"{session}/share", None),
        ("POST", "/tui/append-prompt", {"text": "x"}),
        ("POST", "/tui/open-help", None),
        ("POST", "/tui/open-sessions", None),
        ("POST", "/tui/open-themes", None),
        ("POST", "/tui/open-models", None),
        ("POST", "/tui/submit-prompt", None),
        ("POST", "/tui/clear-prompt", None),
        ("POST", "/tui/execute-command", {"command": "session_new"}),
        ("POST", "/tui/show-toast", {"message": "x", "variant": "info"}),
        ("POST", "/tui/publish", tui_event),
        ("POST", "/tui/select-session", {"sessionID": session_id}),
        ("POST", "/tui/control/response", {}),
        ("DELETE", session, None),
        ("POST", "/project/git/init", None),
        ("PATCH", "/config", {"username": "me"}),
        ("PATCH", "/global/config", {"username": "me"}),
        ("POST", "/instance/dispose", None),
        ("POST", "/global/dispose", None),
    ]
    ticket = await checked.send("POST", f"/pty/{pty['id']}/connect-token", headers={"x-opencode-ticket": "1"})
    assert ticket.status_code == 200
    assert (await checked.send("POST", f"/pty/{pty['id']}/connect-token")).status_code == 403
    failed = [
        f"{method} {path}: {said.status_code} {said.text[:200]}"
        for method, path, body in requests
        if not (said := await checked.send(method, path, body)).is_success
    ]
    assert not failed, "\n".join(failed)
    await checked.wait_for("server.instance.disposed")
    assert checked.event_types >= ROUTE_EVENTS
    await refuse_everything(checked)
    answered = {(method, path) for method, path, status in checked.answered if status < 300}
    assert list_described_routes() - answered == NEVER_SUCCESSFUL | ELSEWHERE


async def refuse_everything(checked: CheckedClient) -> None:
    """Ask every route for what does not exist, and send it what it cannot decode."""
    for method, template in sorted(list_described_routes()):
        if template not in ENDLESS | NEVER_FAILING:
            path = NAMES.sub(lambda name: UNKNOWN[name[1]], template)
            await checked.send_content(method, f"{path}?limit=x", None if method == "GET" else b"{")
