"""Search for text, files and Python definitions."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec

from octui.server.files.error_responses import to_api_error
from octui.server.files.path_containment import FileAccessError
from octui.server.files.path_search import PATH_CACHE, find_paths
from octui.server.files.symbol_search import find_python_symbols
from octui.server.files.text_search import search_text
from octui.server.http.json_response import EncodedJson
from octui.server.http.routing import Call, Route
from octui.server.instance import Instance
from octui.server.json_encoding import encode_json
from octui.server.permissions.read_rules import FolderReadRules
from octui.server.permissions.shown_files import load_read_rules
from octui.wire.workspace.search import HIDDEN_FILES_HEADER, Match, Symbol

PathKind = Literal["file", "directory"] | None


class TextQuery(msgspec.Struct):
    pattern: str


class NameQuery(msgspec.Struct):
    query: str
    type: PathKind = None
    dirs: bool = True
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 10


class SymbolQuery(msgspec.Struct):
    query: str


async def find_text(call: Call) -> EncodedJson:
    readable = await load_read_rules(call.instance)
    try:
        found = await search_text(call.instance.directory, call.query.pattern, is_hidden=readable.is_content_hidden)
    except FileAccessError as problem:
        raise to_api_error(problem) from problem
    return await _encode_found(call.instance, found, readable, contents=True)


async def find_files(call: Call) -> EncodedJson:
    query: NameQuery = call.query
    readable = await load_read_rules(call.instance)
    paths = await find_visible_paths(
        call.instance, readable, query.query, query.type, folders=query.dirs, limit=query.limit
    )
    return await _encode_found(call.instance, paths, readable, contents=False)


async def find_visible_paths(
    instance: Instance, readable: FolderReadRules, name: str, kind: PathKind, *, folders: bool = True, limit: int
) -> list[str]:
    """The best matches below the directory whose names may be shown."""
    return await asyncio.to_thread(
        find_paths,
        instance.directory,
        name,
        kind=kind,
        folders=folders,
        limit=limit,
        is_hidden=readable.is_name_hidden,
    )


async def find_symbols(call: Call) -> EncodedJson:
    readable = await load_read_rules(call.instance)
    found = await asyncio.to_thread(
        find_python_symbols, call.instance.directory, call.query.query, readable.is_content_hidden
    )
    return await _encode_found(call.instance, found, readable, contents=True)


async def _encode_found(
    instance: Instance, found: Sequence[object], readable: FolderReadRules, *, contents: bool
) -> EncodedJson:
    """The results, and in a header how many files were left out because of the rules for reading."""
    names = await asyncio.to_thread(PATH_CACHE.list_names, instance.directory)
    hidden = await asyncio.to_thread(readable.collect_hidden, names.files, contents=contents)
    return EncodedJson(encode_json(found), {HIDDEN_FILES_HEADER: str(hidden.count)} if hidden.count else {})


ROUTES = (
    Route("GET", "/find", find_text, "Find lines by a regular expression", query=TextQuery, answer=list[Match]),
    Route("GET", "/find/file", find_files, "Find files and folders by name", query=NameQuery, answer=list[str]),
    Route("GET", "/find/symbol", find_symbols, "Find Python definitions", query=SymbolQuery, answer=list[Symbol]),
)
