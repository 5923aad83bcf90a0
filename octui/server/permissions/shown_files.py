"""What clients are shown of files that a permission rule denies or asks about, where no one can answer a request."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from octui.server.agent.definitions.agents import parse_shared_rules
from octui.server.git.tree_diff import split_patch
from octui.server.instance import Instance
from octui.server.permissions.read_rules import FolderReadRules, ReadRules
from octui.server.permissions.rules import DEFAULTS
from octui.server.permissions.service import PermissionService
from octui.wire.sessions import FileDiff, Session
from octui.wire.struct import Json

_MARK = b'"diffs"'


async def load_read_rules(instance: Instance, folder: str = "", session_id: str = "") -> FolderReadRules:
    """The rules for all agents, as no agent asks, for paths relative to a folder: by default the instance's.

    With a session, what was granted in it holds too.
    """
    readable = _build_read_rules(instance, session_id)
    return await asyncio.to_thread(readable.limit_to_folder, Path(folder or instance.directory))


def hide_undone_changes(opened: Iterable[Instance], session: Session) -> Session:
    """The same session, whose undone changes show nothing of files that may not be shown; nothing at all where its
    folder is not open, as its rules are not known then.
    """
    revert = session.revert
    if revert is None or not revert.diff:
        return session
    instance = next((instance for instance in opened if instance.directory == session.directory), None)
    if instance is None:
        return replace(session, revert=replace(revert, diff=None))
    readable = _build_read_rules(instance, session.id).limit_to_folder(Path(instance.top))
    sections = split_patch(revert.diff).items()
    shown = "\n".join(section.rstrip("\n") + "\n" for name, section in sections if not readable.is_content_hidden(name))
    return replace(session, revert=replace(revert, diff=shown or None))


def _build_read_rules(instance: Instance, session_id: str) -> ReadRules:
    rules = DEFAULTS + parse_shared_rules(instance.config)
    return instance.get_service(PermissionService).build_read_rules(rules, instance.top, session_id)


def hide_patches(readable: FolderReadRules, changed: list[FileDiff]) -> list[FileDiff]:
    """The same changes, without the contents of files that may not be shown; call it in a thread, it looks at links."""
    return [replace(file, patch="") if readable.is_content_hidden(file.file) else file for file in changed]


class _StoredMessage(msgspec.Struct):
    info: Raw
    parts: Raw


def hide_stored_patches(readable: FolderReadRules, page: bytes) -> bytes:
    """The same messages, as JSON, without what may not be shown any more; call it in a thread.

    What prompts led to was recorded under the rules of that time, or by a version that left nothing out.
    """
    try:
        messages = msgspec.json.decode(page, type=list[_StoredMessage])
    except msgspec.DecodeError:
        # A damaged row, with which no client can read the page.
        return page
    for message in messages:
        if _MARK in bytes(message.info):
            info = msgspec.json.decode(message.info, type=Json)
            _hide_recorded_patches(readable, info)
            message.info = Raw(msgspec.json.encode(info))
    return msgspec.json.encode(messages)


def has_recorded_changes(page: bytes) -> bool:
    """Whether messages may hold what turns changed; parts may only look so."""
    return _MARK in page


def _hide_recorded_patches(readable: FolderReadRules, info: Json) -> None:
    summary = info.get("summary")
    diffs = summary.get("diffs") if isinstance(summary, dict) else None
    for diff in diffs if isinstance(diffs, list) else []:
        if isinstance(diff, dict) and diff.get("patch") and readable.is_content_hidden(str(diff.get("file"))):
            diff["patch"] = ""
