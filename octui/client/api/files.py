"""Files: listed, read and searched on the server's disk."""

import asyncio
import posixpath
import re
from collections.abc import Iterable
from typing import Final, TypeVar

import msgspec

from octui.client.capable_transport import CapableTransport
from octui.client.errors import Unsupported
from octui.client.http.response import Response
from octui.client.http.transport import Query
from octui.wire.decoding.tolerant_decoder import decode_texts
from octui.wire.instance import Paths
from octui.wire.workspace.files import FileContent, FileNode
from octui.wire.workspace.search import HIDDEN_FILES_HEADER, Match, Symbol
from octui.wire.workspace.vcs import FileStatus

MANY: Final = 1_000
"""Entries of a folder that are put in order without a thread."""
HARMLESS_PATTERN = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.-]*")


T = TypeVar("T")


class Found(tuple[T, ...]):
    """The results of a search."""

    hidden: int = 0
    """How many files octui's own server left out because of the rules for reading."""


class FilesApi:
    """Paths are relative to the directory: 1.1.58 reads absolute ones as if they were."""

    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def list(self, path: str = ".", *, directory: str | None = None) -> tuple[FileNode, ...]:
        """The entries of a directory, directories first."""
        nodes = await self._transport.get_json_list("/file", FileNode, directory=directory, query={"path": path})
        return await asyncio.to_thread(_order_nodes, nodes) if len(nodes) > MANY else _order_nodes(nodes)

    async def read(self, path: str, *, directory: str | None = None) -> FileContent:
        """A file as the server shows it; never write it back, since its ends are trimmed."""
        return await self._transport.get_json("/file/content", FileContent, directory=directory, query={"path": path})

    async def get_status(self, *, directory: str | None = None) -> tuple[FileStatus, ...]:
        """The older form of `vcs.get_status`, empty on newer servers."""
        listed = await self._transport.get_json_list("/file/status", FileStatus, directory=directory)
        here = directory if directory is not None else self._transport.directory
        if not here or not any(file.path.startswith("../") for file in listed):
            return listed
        # 1.1.58 takes the paths for those of the directory it was started in.
        there = (await self._transport.get_json("/path", Paths, directory="")).directory
        paths = (posixpath.relpath(posixpath.normpath(posixpath.join(here, file.path)), there) for file in listed)
        return tuple(msgspec.structs.replace(file, path=path) for file, path in zip(listed, paths, strict=True))

    async def search_text(self, pattern: str, *, directory: str | None = None) -> Found[Match]:
        """Lines that match a regular expression: ten at most, on 1.1.58 ten a file; needs ripgrep on the server."""
        query = {"pattern": await self._make_safe_pattern(pattern)}
        return await self._search("/find", Match, directory, query)

    async def search(
        self,
        query: str,
        *,
        type: str | None = None,
        limit: int | None = None,
        dirs: bool | None = None,
        directory: str | None = None,
    ) -> Found[str]:
        """Paths that fuzzily match; `type` is `file` or `directory`, `limit` at most 200."""
        given = {"query": query, "type": type, "limit": limit, "dirs": dirs}
        path = "/find/file"
        answer = await self._transport.send_request("GET", path, directory=directory, query=given)
        # Not every server heeds a limit.
        return _make_found((await self._transport.decode_elements(path, answer, decode_texts))[:limit], answer)

    async def search_symbols(self, query: str, *, directory: str | None = None) -> Found[Symbol]:
        """Names the running language servers know."""
        return await self._search("/find/symbol", Symbol, directory, {"query": query})

    async def _search(self, path: str, kind: type[T], directory: str | None, query: Query) -> Found[T]:
        answer = await self._transport.send_request("GET", path, directory=directory, query=query)
        return _make_found(await self._transport.decode_list(path, answer, kind), answer)

    async def _make_safe_pattern(self, pattern: str) -> str:
        """1.1.58 puts the pattern into a shell command unquoted; what the versions soon after it do is not known."""
        known = await self._transport.get_capabilities()
        if known.literal_search or HARMLESS_PATTERN.fullmatch(pattern):
            return pattern
        if known.search_is_a_shell:
            return "'" + pattern.replace("'", "'\\''") + "'"
        sentence = f"Searching for this is not safe with OpenCode {known.version}: use letters, digits and dots only."
        raise Unsupported(sentence, method="GET", path="/find")


def _make_found(results: Iterable[T], answer: Response) -> Found[T]:
    found = Found(results)
    hidden = answer.headers.get(HIDDEN_FILES_HEADER, "")
    found.hidden = int(hidden) if hidden.isdecimal() and hidden.isascii() else 0
    return found


def _order_nodes(nodes: Iterable[FileNode]) -> tuple[FileNode, ...]:
    """Directories first, without their final slash."""
    return tuple(sorted(map(_trim_path, nodes), key=lambda node: not node.is_directory))


def _trim_path(node: FileNode) -> FileNode:
    return msgspec.structs.replace(node, path=node.path.rstrip("/")) if node.path.endswith("/") else node
