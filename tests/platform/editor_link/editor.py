"""An editor as octui hears it: a WebSocket server of its own, with the lock file that says where it is."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

TOKEN = "let me in"


class Editor:
    """What was said to it, and what it says to everybody who is connected."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.port = 0
        self.greeted = asyncio.Event()
        """Set once somebody has introduced themselves."""
        self._connections: set[ServerConnection] = set()

    async def serve_connection(self, connection: ServerConnection) -> None:
        self._connections.add(connection)
        try:
            async for frame in connection:
                message = json.loads(frame)
                self.heard.append(message)
                if message["method"] == "initialize":
                    result = {"protocolVersion": "2025-11-25", "serverInfo": {"name": "test"}}
                    await connection.send(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}))
                elif message["method"] == "notifications/initialized":
                    self.greeted.set()
        except ConnectionClosed:
            pass
        finally:
            self._connections.discard(connection)

    async def say(self, method: str, **params: Any) -> None:
        await self.send(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}))

    async def send(self, frame: str | bytes) -> None:
        for connection in tuple(self._connections):
            await connection.send(frame)

    async def select(self, path: Path | str, first: int, last: int, text: str = "text") -> None:
        """The whole of these lines, counted from zero."""
        span = {"start": {"line": first, "character": 0}, "end": {"line": last, "character": 5}}
        await self.say("selection_changed", filePath=str(path), text=text, selection=span)


@asynccontextmanager
async def run_editor(folder: Path, locks: Path, port: int = 0) -> AsyncIterator[Editor]:
    """An editor that has a folder open; `locks` is where it leaves its lock file."""
    editor = Editor()

    def check_token(_: ServerConnection, request: Request) -> Response | None:
        if request.headers.get("x-claude-code-ide-authorization") == TOKEN:
            return None
        return Response(401, "Unauthorized", Headers())

    server: Server = await serve(editor.serve_connection, "127.0.0.1", port, process_request=check_token)
    async with server:
        editor.port = next(iter(server.sockets)).getsockname()[1]
        write_lock(locks, editor.port, workspaceFolders=[str(folder)], authToken=TOKEN)
        try:
            yield editor
        finally:
            (locks / f"{editor.port}.lock").unlink()


def write_lock(locks: Path, port: int, **facts: Any) -> Path:
    locks.mkdir(parents=True, exist_ok=True)
    path = locks / f"{port}.lock"
    path.write_text(json.dumps({"transport": "ws", "ideName": "test", **facts}))
    return path
