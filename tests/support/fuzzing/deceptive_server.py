"""A server whose every name and text is written to deceive: what reads it must show that, or leave it out."""

import asyncio
import json
import re
from itertools import count
from pathlib import Path
from typing import Any

from octui.render.text.combining_marks import MAX_STACKED_MARKS
from tests.support.faulty_server import Request, answer_event_stream, make_response

SESSION, CHILD, QUIET = "ses_1", "ses_2", "ses_3"
"""The one with a history and requests, its subagent's, and one with a prompt only."""

PIECES = (
    "\u202egnp.exe\u202c \u2066iso\u2069 \u200f\u200e\u061c",
    "zero\u200bwidth\u2060\ufeff\u00ad\u200d joined a\u200cb \U000e0041\U000e007f",
    "\x1b]0;title\x07\x1b[31m\x1b[2J\x9b31m\x00\x7f",
    "[bold red on white]markup[/] [@click=app.quit]press[/] [link=x]",
    "lines\r\nmore\n\tand\ttabs\u2028\u2029\x0b\x0c\x85",
    "pile" + "\u0301\u0327" * 40 + " \u0301\u0302",
    "half\ud83d \ude00 other\udfff",
    "漢字" * 30 + "x" * 500,
)

UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]|(?<=[A-Za-z ])[\u200c\u200d]"
    f"|[\u0300-\u036f]{{{MAX_STACKED_MARKS + 1}}}"
)
"""What no cell of a terminal may hold."""

_PLAIN_KEYS = frozenset(
    (
        *("id", "sessionID", "messageID", "parentID", "callID", "providerID", "modelID"),
        *("type", "role", "status", "mode", "tool", "mime", "url", "directory", "worktree"),
    )
)
"""What is no text, so that octui still knows the kind of thing it is about."""

_numbers = count()


def write_hostile_text(word: str = "name") -> str:
    """A text with every piece in it; each begins with another, as what is too long is cut."""
    start = next(_numbers) % len(PIECES)
    return " ".join((*PIECES[start:], word, *PIECES[:start]))


def poison(value: Any, key: str = "") -> Any:
    """The value with every text in it replaced that is not the kind of a thing, or its id."""
    match value:
        case str() if key not in _PLAIN_KEYS:
            return write_hostile_text(value)
        case dict():
            return {name: poison(held, name) for name, held in value.items()}
        case list():
            return [poison(held, key) for held in value]
        case _:
            return value


class HostileServer:
    """Answers like OpenCode 1.18.33 with two sessions, requests of all kinds, and one of everything else."""

    def __init__(self, directory: Path, *permissions: dict[str, Any]) -> None:
        self._answers = _build_answers(str(directory))
        if permissions:
            self._answers["/permission"] = list(permissions)

    async def reply(self, request: Request, writer: asyncio.StreamWriter) -> None:
        if await answer_event_stream(request, writer):
            return
        status, answer = "200 OK", self._answers.get(request.path)
        if request.method != "GET":
            status, answer = "500 Oops", {"name": "Oops", "data": {"message": write_hostile_text()}}
        elif answer is None:
            answer = [] if request.path.endswith(("/message", "/todo", "/children", "/file")) else {}
        writer.write(make_response(status, "application/json", json.dumps(answer).encode()))
        await writer.drain()


def _build_answers(directory: str) -> dict[str, object]:
    sessions = [_session(directory, SESSION), _session(directory, CHILD, parentID=SESSION)]
    sessions += [_session(directory, f"ses_{number}") for number in range(3, 12)]
    models = {"m1": {"id": "m1", "providerID": "p1", "name": "x", "variants": {"high": {}, write_hostile_text(): {}}}}
    models |= {f"m{number}": {"id": f"m{number}", "providerID": "p1", "name": "x"} for number in range(2, 10)}
    provider = poison({"id": "p1", "source": "api", "env": ["x"], "models": models, "name": "x"})
    return {
        "/global/health": {"healthy": True, "version": "1.18.33"},
        "/path": {"home": "/home/user", "directory": directory, "worktree": directory},
        "/project/current": poison({"id": "p", "worktree": directory, "name": "x", "time": {"created": 1}}),
        "/vcs": poison({"branch": "x", "default_branch": "x"}),
        "/config": {},
        "/session": sessions,
        **{f"/session/{session['id']}": session for session in sessions},
        "/session/status": poison(
            {SESSION: {"type": "retry", "attempt": 2, "message": "x", "next": 1e12}, CHILD: {"type": "busy"}}
        ),
        f"/session/{SESSION}/message": _build_history(),
        f"/session/{QUIET}/message": _build_history()[:1],
        f"/session/{SESSION}/todo": poison(
            [{"content": "x", "status": status, "priority": "high", "id": "1"} for status in ("pending", "in_progress")]
        ),
        f"/session/{SESSION}/children": sessions[1:2],
        "/permission": _build_permissions(),
        "/question": [_build_question()],
        "/agent": [
            poison({"name": "x", "description": "x", "mode": mode, "color": "x"}) for mode in ("primary", "subagent")
        ],
        "/command": [poison({"name": "x", "description": "x", "source": "command", "hints": ["x"], "template": "x"})],
        "/provider": {"all": [provider], "default": {"p1": "m1"}, "connected": ["p1"]},
        "/config/providers": {"providers": [provider], "default": {"p1": "m1"}},
        "/provider/auth": {"p1": [poison({"type": "api", "label": "x"})]},
        "/mcp": {write_hostile_text(): {"status": "connected"}}
        | {write_hostile_text(): poison({"status": "failed", "error": "x"})},
        "/lsp": [poison({"id": "l", "name": "x", "root": "x", "status": "connected"})],
        "/pty": [
            poison({"id": "pty_1", "title": "x", "command": "x", "args": [], "cwd": "x", "status": "running", "pid": 1})
        ],
        "/find/file": [write_hostile_text()[:60], write_hostile_text()],
    }


def _session(directory: str, id: str, **rest: str) -> dict[str, Any]:
    session = {"id": id, "directory": directory, "title": "x", "agent": "x", **rest}
    shared = {"share": {"url": "https://example.org/s/1"}} if id == SESSION else {}
    return {**poison(session), **shared, "time": {"created": 1, "updated": 1}, "version": "1.18.33"}


def _build_history() -> list[dict[str, Any]]:
    user = {"id": "msg_1", "sessionID": SESSION, "role": "user", "time": {"created": 1}, "agent": "x"}
    answer = {
        "id": "msg_2",
        "sessionID": SESSION,
        "role": "assistant",
        "parentID": "msg_1",
        "time": {"created": 2},
        "agent": "x",
        "providerID": "p1",
        "modelID": "m1",
        "finish": "x",
        "error": {"name": "APIError", "data": {"message": "x", "responseBody": "x"}},
    }
    texts = [
        {"type": "text", "text": "x"},
        {"type": "file", "mime": "image/png", "url": "file:///x", "filename": "x", "source": {"type": "file"}},
        {"type": "agent", "name": "x"},
    ]
    parts: list[dict[str, Any]] = [
        {"type": "text", "text": "x"},
        {"type": "reasoning", "text": "x", "time": {"start": 1}},
        {"type": "retry", "attempt": 1, "error": {"message": "x"}},
        {"type": "patch", "hash": "x", "files": ["x", "y"]},
        {"type": "subtask", "prompt": "x", "description": "x", "agent": "x"},
        {"type": "unheard-of", "text": "x"},
    ]
    inputs: dict[str, dict[str, Any]] = {
        "bash": {"command": "x", "description": "x"},
        "edit": {"filePath": "x", "oldString": "x", "newString": "y"},
        "write": {"filePath": "x", "content": "x"},
        "read": {"filePath": "x"},
        "grep": {"pattern": "x", "path": "x", "include": "x"},
        "glob": {"pattern": "x", "path": "x"},
        "list": {"path": "x"},
        "webfetch": {"url": "https://example.org/x"},
        "websearch": {"query": "x"},
        "task": {"description": "x", "prompt": "x", "subagent_type": "x"},
        "todowrite": {"todos": [{"content": "x", "status": "pending", "priority": "x", "id": "1"}]},
        "skill": {"name": "x"},
        "question": {"questions": [{"question": "x", "header": "x", "options": [{"label": "x", "description": "x"}]}]},
        "server_tool": {"argument": "x", "nested": {"list": ["x", 1, None]}},
    }
    for tool, given in inputs.items():
        done = {"status": "completed", "input": given, "output": "x", "title": "x", "time": {"start": 1, "end": 2}}
        metadata = {"output": "x", "diff": f"--- a\n+++ b\n@@ -1 +1 @@\n-{'x'}\n+{'y'}\n", "preview": "x"}
        parts.append({"type": "tool", "tool": tool, "callID": f"c_{tool}", "state": {**done, "metadata": metadata}})
        failed = {"status": "error", "input": given, "error": "x", "time": {"start": 1, "end": 2}}
        parts.append({"type": "tool", "tool": tool, "callID": f"e_{tool}", "state": failed})
    histories = ((user, texts), (answer, parts))
    return [
        {
            "info": poison(info),
            "parts": [
                {**poison(part), "id": f"prt_{info['id']}_{number}", "sessionID": SESSION, "messageID": info["id"]}
                for number, part in enumerate(held)
            ],
        }
        for info, held in histories
    ]


def _build_permissions() -> list[dict[str, Any]]:
    asked: dict[str, dict[str, Any]] = {
        "bash": {"command": "x"},
        "edit": {"filepath": "x", "diff": "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n"},
        "external_directory": {"filepath": "x", "parentDir": "x"},
        "doom_loop": {"tool": "x", "input": {"command": "x"}},
        "webfetch": {"url": "https://example.org/x", "format": "x"},
        "server_tool": {"argument": "x"},
    }
    permissions = [
        {"id": f"per_{kind}", "sessionID": SESSION, "patterns": ["x", "y"], "always": ["x"], "metadata": metadata}
        for kind, metadata in asked.items()
    ]
    named = [{**poison(permission), "permission": kind} for kind, permission in zip(asked, permissions, strict=True)]
    stranger = {"id": "per_other", "sessionID": CHILD, "permission": "x", "patterns": ["x"], "metadata": {}}
    return [*named, poison({**stranger, "always": ["x"]})]


def _build_question() -> object:
    options = [{"label": "x", "description": "x"}, {"label": "y", "description": "y"}]
    questions = [{"question": "x", "header": "x", "options": options, "multiple": many} for many in (False, True)]
    return poison({"id": "que_1", "sessionID": SESSION, "questions": questions})
