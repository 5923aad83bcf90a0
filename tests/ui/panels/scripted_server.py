"""A server whose answers a test writes down, for what no server does offline: signing in through a browser."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

from tests.support.faulty_server import Request, make_response, never_reply

Answers = Mapping[tuple[str, str], object]
"""By method and path."""


class ScriptedServer:
    """As much of 1.18.33 as octui needs, and the answers of the test."""

    def __init__(self, directory: Path, answers: Answers) -> None:
        self._directory = str(directory)
        self._answers = dict(answers)
        self.waiting: set[tuple[str, str]] = set()
        """Calls that are not answered."""

    async def reply(self, request: Request, writer: asyncio.StreamWriter) -> None:
        call = (request.method, request.path)
        if request.path.endswith("/event"):
            connected = {"id": "evt_1", "type": "server.connected", "properties": {}}
            frame = connected if request.path == "/event" else {"payload": connected}
            head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
            writer.write(head + b"data: " + json.dumps(frame).encode() + b"\n\n")
        if request.path.endswith("/event") or call in self.waiting:
            await never_reply(request, writer)
            return
        writer.write(make_response("200 OK", "application/json", json.dumps(self._answer(call)).encode()))
        await writer.drain()

    def _answer(self, call: tuple[str, str]) -> object:
        if call in self._answers:
            return self._answers[call]
        path = call[1]
        paths: dict[str, object] = {
            "/global/health": {"healthy": True, "version": "1.18.33"},
            "/path": {"home": "/home/user", "directory": self._directory, "worktree": self._directory},
            "/project/current": {"id": "p", "worktree": self._directory, "time": {"created": 1}},
            "/provider": {"all": [], "default": {}, "connected": []},
            "/config/providers": {"providers": [{"id": "scripted", "name": "Scripted", "models": {}}], "default": {}},
            "/agent": [{"name": "build", "mode": "primary"}],
        }
        lists = (
            "/session",
            "/file",
            "/permission",
            "/question",
            "/command",
            "/lsp",
            "/pty",
            "/formatter",
            "/tool",
            "/project",
        )
        return paths.get(path, [] if path.endswith(lists) else {})
