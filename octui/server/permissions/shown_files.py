"""What clients are shown of files that a permission rule denies or asks about, where no one can answer a request."""

import asyncio
from pathlib import Path

import msgspec

from octui.server.agent.definitions.agents import parse_shared_rules
from octui.server.instance import Instance
from octui.server.permissions.read_rules import FolderReadRules
from octui.server.permissions.rules import DEFAULTS
from octui.server.permissions.service import PermissionService
from octui.wire.sessions import FileDiff


async def load_read_rules(instance: Instance, folder: str = "", session_id: str = "") -> FolderReadRules:
    """The rules for all agents, as it is no agent that asks, for paths relative to a folder: by default the instance's.

    With a session, what was granted in it holds too.
    """
    rules = DEFAULTS + parse_shared_rules(instance.config)
    readable = instance.get_service(PermissionService).build_read_rules(rules, instance.worktree, session_id)
    return await asyncio.to_thread(readable.limit_to_folder, Path(folder or instance.directory))


def hide_patches(readable: FolderReadRules, changed: list[FileDiff]) -> list[FileDiff]:
    """The same changes, without the contents of files that may not be shown; call it in a thread, it looks at links."""
    return [
        msgspec.structs.replace(file, patch="") if readable.is_content_hidden(file.file) else file for file in changed
    ]
