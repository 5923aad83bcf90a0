"""Files of a directory: listed, read, and how they differ from the last commit."""

import asyncio

import msgspec

from octui.server.files.inside import FileProblem
from octui.server.files.listing import entries
from octui.server.files.reading import content
from octui.server.files.refusals import refusal
from octui.server.git.changes import status
from octui.server.git.running import GitFailed
from octui.server.routing import Call, Route
from octui.wire.files import FileContent, FileNode
from octui.wire.vcs import FileStatus


class PathQuery(msgspec.Struct):
    path: str


async def list_files(call: Call) -> list[FileNode]:
    try:
        return await asyncio.to_thread(entries, call.instance.directory, call.query.path)
    except FileProblem as problem:
        raise refusal(problem) from problem


async def read_file(call: Call) -> FileContent:
    try:
        return await asyncio.to_thread(content, call.instance.directory, call.query.path)
    except FileProblem as problem:
        raise refusal(problem) from problem


async def file_status(call: Call) -> list[FileStatus]:
    """Empty outside of a repository."""
    try:
        changed = await status(call.instance.directory)
    except GitFailed:
        return []
    return [
        FileStatus(path=file.file, added=file.additions, removed=file.deletions, status=file.status) for file in changed
    ]


ROUTES = (
    Route("GET", "/file", list_files, "List a directory", query=PathQuery, answer=list[FileNode]),
    Route("GET", "/file/content", read_file, "Read a file", query=PathQuery, answer=FileContent),
    Route("GET", "/file/status", file_status, "Files that differ from the last commit", answer=list[FileStatus]),
)
