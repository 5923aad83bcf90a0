"""Permission for a command line: for all that it does, as it is at the moment when it runs."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from typing import Final, Protocol

from octui.server.agent.tools.tool import ToolFailed
from octui.server.agent.tools.workspace_paths import WorkspacePaths
from octui.server.permissions.commands.patterns import CommandRequest, describe_command
from octui.server.permissions.pattern_doubts import NO_DOUBTS, PatternDoubts
from octui.wire.struct import Json

MAX_CHANGES: Final = 8
"""How often to look at what a command would do, each time after the user was asked."""


class RequirePermission(Protocol):
    """Returns once this is allowed; raises PermissionDenied or PermissionRejected."""

    async def __call__(
        self,
        permission: str,
        patterns: Collection[str],
        *,
        always: Collection[str] = (),
        metadata: Json | None = None,
        doubts: PatternDoubts = NO_DOUBTS,
    ) -> None: ...


async def require_command(
    command: str, find_folder: Callable[[], Awaitable[Path]], paths: WorkspacePaths, require: RequirePermission
) -> Path:
    """The folder to run in, once all that the command does is allowed as it is at that moment.

    While the user is asked, a script that it runs or a link on its way may become another.
    """
    allowed: tuple[Path, CommandRequest] | None = None
    opened: set[str] = set()
    for _ in range(MAX_CHANGES):
        directory = await find_folder()
        # A long script takes its time to read.
        request = await asyncio.to_thread(describe_command, command, directory, paths.allowed_roots)
        current = paths.resolve_links(directory), request
        if current == allowed:
            return directory
        if outside := [path for path in request.paths if path not in opened]:
            await _require_folders(command, outside, require)
            opened.update(outside)
            continue
        await require(
            "bash", request.patterns, always=request.always, metadata={"command": command}, doubts=request.doubts
        )
        allowed = current
    raise ToolFailed("What the command would do changed again and again while the user was asked about it.")


async def _require_folders(command: str, folders: list[str], require: RequirePermission) -> None:
    patterns = [f"{folder.rstrip('/')}/*" for folder in folders]
    about: Json = {"command": command, "directories": folders, "patterns": patterns}
    await require("external_directory", patterns, always=patterns, metadata=about)
