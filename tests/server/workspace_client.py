"""A client for one directory of a running server."""

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from websockets.asyncio.client import connect

from octui.server.event_bus import Subscription
from octui.server.instance import Instance
from octui.server.server import Server


class Workspace:
    """A server, and requests to it for one directory."""

    def __init__(self, server: Server, http: httpx.AsyncClient, directory: Path) -> None:
        self.server = server
        self.http = http
        self.directory = directory

    async def instance(self) -> Instance:
        return await self.server.instances.open_instance(str(self.directory))

    async def ask(self, method: str, route: str, /, body: object = None, **query: object) -> httpx.Response:
        asked = {"directory": str(self.directory), **{name: str(value) for name, value in query.items()}}
        return await self.http.request(method, route, params=asked, json=body)

    async def get(self, route: str, /, **query: object) -> Any:
        return (await self.ask("GET", route, **query)).raise_for_status().json()

    def join(self, pty_id: str, **query: object) -> connect:
        address = f"ws://127.0.0.1:{self.http.base_url.port}/pty/{pty_id}/connect"
        asked = urlencode({"directory": str(self.directory), **query})
        return connect(f"{address}?{asked}", compression=None, max_size=None, ping_interval=None, proxy=None)

    def hear(self) -> Subscription:
        return self.server.bus.open_subscription(None)


async def heard(events: Subscription, kind: str) -> dict[str, Any]:
    """The next event of a kind, with its directory."""
    async with asyncio.timeout(20):
        while (frames := await events.read_chunk()) is not None:
            for frame in frames.split(b"\n\n"):
                envelope = json.loads(frame.removeprefix(b"data: ") or "{}")
                if envelope.get("payload", {}).get("type") == kind:
                    return {**envelope["payload"], "directory": envelope.get("directory")}
    raise AssertionError(f"no {kind} was heard")
