"""Search for text, files and Python definitions."""

import asyncio
from typing import Annotated, Literal

import msgspec

from octui.server.files.error_responses import to_api_error
from octui.server.files.path_containment import FileAccessError
from octui.server.files.path_search import find_paths
from octui.server.files.symbol_search import find_python_symbols
from octui.server.files.text_search import search_text
from octui.server.http.routing import Call, Route
from octui.wire.workspace.search import Match, Symbol


class TextQuery(msgspec.Struct):
    pattern: str


class NameQuery(msgspec.Struct):
    query: str
    type: Literal["file", "directory"] | None = None
    dirs: bool = True
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 10


class SymbolQuery(msgspec.Struct):
    query: str


async def find_text(call: Call) -> list[Match]:
    try:
        return await search_text(call.instance.directory, call.query.pattern)
    except FileAccessError as problem:
        raise to_api_error(problem) from problem


async def find_files(call: Call) -> list[str]:
    wanted: NameQuery = call.query
    return await asyncio.to_thread(
        find_paths, call.instance.directory, wanted.query, kind=wanted.type, folders=wanted.dirs, limit=wanted.limit
    )


async def find_symbols(call: Call) -> list[Symbol]:
    return await asyncio.to_thread(find_python_symbols, call.instance.directory, call.query.query)


ROUTES = (
    Route("GET", "/find", find_text, "Find lines by a regular expression", query=TextQuery, answer=list[Match]),
    Route("GET", "/find/file", find_files, "Find files and folders by name", query=NameQuery, answer=list[str]),
    Route("GET", "/find/symbol", find_symbols, "Find Python definitions", query=SymbolQuery, answer=list[Symbol]),
)
