"""Files of a directory: list, read, and compare with the last commit."""

import asyncio

import msgspec

from octui.server.files.directory_listing import list_directory
from octui.server.files.error_responses import to_api_error
from octui.server.files.file_content import load_file_content
from octui.server.files.path_containment import FileAccessError
from octui.server.git.git_command import GitError
from octui.server.git.working_tree import find_changed_files
from octui.server.http.routing import Call, Route
from octui.server.instance import Instance
from octui.server.permissions.shown_files import load_read_rules
from octui.server.routes.workspace.read_access import resolve_readable
from octui.wire.workspace.files import FileContent, FileNode
from octui.wire.workspace.vcs import FileStatus


class PathQuery(msgspec.Struct):
    path: str


async def list_files(call: Call) -> list[FileNode]:
    try:
        return await list_visible_files(call.instance, call.query.path)
    except FileAccessError as problem:
        raise to_api_error(problem) from problem


async def list_visible_files(instance: Instance, path: str) -> list[FileNode]:
    """The entries of a folder that no rule hides; raises FileAccessError."""
    readable = await load_read_rules(instance)
    listed = await asyncio.to_thread(list_directory, instance.directory, path)
    return [node for node in listed if node.type == "directory" or not readable.is_name_hidden(node.path)]


async def read_file(call: Call) -> FileContent:
    readable = await load_read_rules(call.instance)
    try:
        real = await asyncio.to_thread(resolve_readable, readable, call.instance.directory, call.query.path)
        return await asyncio.to_thread(load_file_content, real, call.query.path)
    except FileAccessError as problem:
        raise to_api_error(problem) from problem


async def get_file_status(call: Call) -> list[FileStatus]:
    """Empty outside of a repository."""
    try:
        changed = await find_changed_files(call.instance.directory)
    except GitError:
        return []
    return [
        FileStatus(path=file.file, added=file.additions, removed=file.deletions, status=file.status) for file in changed
    ]


ROUTES = (
    Route("GET", "/file", list_files, "List a directory", query=PathQuery, answer=list[FileNode]),
    Route("GET", "/file/content", read_file, "Read a file", query=PathQuery, answer=FileContent),
    Route("GET", "/file/status", get_file_status, "Files that differ from the last commit", answer=list[FileStatus]),
)
