"""What the routes may show of files that a permission rule denies or asks about: nobody can be asked there."""

import asyncio
from pathlib import Path
from typing import Final

import msgspec

from octui.server.agent.definitions.agents import parse_shared_rules
from octui.server.errors import ForbiddenError
from octui.server.files.path_containment import resolve_inside
from octui.server.instance import Instance
from octui.server.permissions import PermissionService
from octui.server.permissions.read_rules import FolderReadRules
from octui.server.permissions.rules import DEFAULTS
from octui.wire.sessions import FileDiff

REFUSED: Final = {
    "ask": "A permission rule asks before {} is read, and requests for files cannot ask.",
    "deny": "A permission rule denies reading {}.",
}


async def load_read_rules(instance: Instance) -> FolderReadRules:
    """The rules for all agents, as it is no agent that asks."""
    rules = DEFAULTS + parse_shared_rules(instance.config)
    readable = instance.get_service(PermissionService).build_read_rules(rules, instance.worktree)
    return await asyncio.to_thread(readable.limit_to_folder, Path(instance.directory))


def check_readable(readable: FolderReadRules, directory: str, path: str) -> None:
    """Raises ForbiddenError for a file that may not be shown, however its path is spelled, and FileAccessError."""
    verdict = readable.find_path_verdict(resolve_inside(directory, path))
    if verdict != "allow":
        raise ForbiddenError(REFUSED[verdict].format(path), "FileForbiddenError")


def hide_patches(readable: FolderReadRules, changed: list[FileDiff]) -> list[FileDiff]:
    """The same changes, without the contents of files that may not be shown."""
    return [
        msgspec.structs.replace(file, patch="") if readable.is_content_hidden(file.file) else file for file in changed
    ]
