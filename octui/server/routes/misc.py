"""Where things are, what is written to the log, and the description of all this."""

import asyncio
import logging
from pathlib import Path
from typing import Any, Literal

from octui.server import places
from octui.server.answers import Encoded
from octui.server.openapi import describe
from octui.server.routing import Call, Route
from octui.wire.instance import Formatter, LanguageServer, Paths
from octui.wire.struct import Json, Wire

log = logging.getLogger("octui.server.client")

LONGEST_ENTRY = 4_000


class Entry(Wire, frozen=True):
    service: str
    level: Literal["debug", "info", "warn", "error"]
    message: str
    extra: Json | None = None


async def paths(call: Call) -> Paths:
    return Paths(
        home=str(Path.home()),
        state=str(call.server.data_folder),
        config=str(places.config_folder()),
        worktree=call.instance.worktree,
        directory=call.instance.directory,
    )


async def write_log(call: Call) -> bool:
    entry: Entry = call.body
    level = logging.WARNING if entry.level == "warn" else logging.getLevelNamesMapping()[entry.level.upper()]
    text = f"{entry.service}: {entry.message}" + (f" {entry.extra}" if entry.extra else "")
    log.log(level, "%s", "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:LONGEST_ENTRY]))
    return True


async def language_servers(_call: Call) -> list[LanguageServer]:
    return []


async def formatters(_call: Call) -> list[Formatter]:
    return []


async def dispose(call: Call) -> bool:
    await call.server.instances.dispose(call.instance.directory)
    return True


async def description(call: Call) -> Encoded:
    server = call.server
    if server.description is None:
        server.description = await asyncio.to_thread(describe, server.routes, server.version)
    return Encoded(server.description)


ROUTES = (
    Route("GET", "/path", paths, "Where the server and the directory keep things", answer=Paths),
    Route("POST", "/log", write_log, "Write to the server's log", body=Entry, answer=bool, scope="server"),
    Route("GET", "/lsp", language_servers, "Language servers: none", answer=list[LanguageServer]),
    Route("GET", "/formatter", formatters, "Formatters: none", answer=list[Formatter]),
    Route("POST", "/instance/dispose", dispose, "Close all that lives in the directory", answer=bool),
    Route("GET", "/doc", description, "This description", answer=dict[str, Any], scope="server"),
)
