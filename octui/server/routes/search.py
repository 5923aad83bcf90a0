"""Search: for text, for names of files, for names of things."""

import asyncio
from typing import Annotated, Literal

import msgspec

from octui.server.files.finding import find
from octui.server.files.inside import FileProblem
from octui.server.files.refusals import refusal
from octui.server.files.searching import search
from octui.server.files.symbols import symbols
from octui.server.routing import Call, Route
from octui.wire.search import Match, Symbol


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
        return await search(call.instance.directory, call.query.pattern)
    except FileProblem as problem:
        raise refusal(problem) from problem


async def find_names(call: Call) -> list[str]:
    wanted: NameQuery = call.query
    return await asyncio.to_thread(
        find, call.instance.directory, wanted.query, kind=wanted.type, folders=wanted.dirs, limit=wanted.limit
    )


async def find_symbols(call: Call) -> list[Symbol]:
    return await asyncio.to_thread(symbols, call.instance.directory, call.query.query)


ROUTES = (
    Route("GET", "/find", find_text, "Find lines by a regular expression", query=TextQuery, answer=list[Match]),
    Route("GET", "/find/file", find_names, "Find files and folders by name", query=NameQuery, answer=list[str]),
    Route("GET", "/find/symbol", find_symbols, "Find Python definitions", query=SymbolQuery, answer=list[Symbol]),
)
