"""Paths, the log, language servers and formatters, and disposing of the instance."""

import asyncio
import logging
from functools import cache
from pathlib import Path
from typing import Any, Literal

from octui.server import server_paths
from octui.server.http.json_response import EncodedJson
from octui.server.http.openapi import build_openapi
from octui.server.http.routing import Call, Route
from octui.server.routes import load_all_routes
from octui.wire.instance import Formatter, LanguageServer, Paths
from octui.wire.struct import Json, Wire

log = logging.getLogger("octui.server.client")

MAX_ENTRY_LENGTH = 4_000


class LogEntry(Wire, frozen=True):
    service: str
    level: Literal["debug", "info", "warn", "error"]
    message: str
    extra: Json | None = None


async def get_paths(call: Call) -> Paths:
    return Paths(
        home=str(Path.home()),
        state=str(call.server.data_folder),
        config=str(server_paths.locate_config_folder()),
        worktree=call.instance.worktree,
        directory=call.instance.directory,
    )


async def write_log(call: Call) -> bool:
    entry: LogEntry = call.body
    level = logging.WARNING if entry.level == "warn" else logging.getLevelNamesMapping()[entry.level.upper()]
    text = f"{entry.service}: {entry.message}" + (f" {entry.extra}" if entry.extra else "")
    log.log(
        level, "%s", "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:MAX_ENTRY_LENGTH])
    )
    return True


async def list_language_servers(_call: Call) -> list[LanguageServer]:
    return []


async def list_formatters(_call: Call) -> list[Formatter]:
    return []


async def dispose_requested_instance(call: Call) -> bool:
    await call.server.instances.dispose_instance(call.instance.directory)
    return True


async def get_openapi(call: Call) -> EncodedJson:
    return EncodedJson(await asyncio.to_thread(_load_openapi, call.server.version))


@cache
def _load_openapi(version: str) -> bytes:
    """Built on the first request: it takes a while, and few clients ask for it."""
    return build_openapi(load_all_routes(), version)


ROUTES = (
    Route("GET", "/path", get_paths, "Paths of the server and the directory", answer=Paths),
    Route("POST", "/log", write_log, "Write to the server's log", body=LogEntry, answer=bool, scope="server"),
    Route("GET", "/lsp", list_language_servers, "Language servers: none", answer=list[LanguageServer]),
    Route("GET", "/formatter", list_formatters, "Formatters: none", answer=list[Formatter]),
    Route("POST", "/instance/dispose", dispose_requested_instance, "Dispose of the directory's instance", answer=bool),
    Route("GET", "/doc", get_openapi, "This description", answer=dict[str, Any], scope="server"),
)
