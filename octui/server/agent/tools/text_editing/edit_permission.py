"""The permission that all tools which change files need."""

from collections.abc import Mapping
from pathlib import Path

from octui.server.agent.tools.tool import ToolContext
from octui.wire.struct import Json


async def require_editing(context: ToolContext, files: Mapping[Path, Path], shown: Json) -> None:
    """Return once files may be changed: the paths that were named, each with the real one that links lead to."""
    await context.require_permission(
        "edit",
        list(dict.fromkeys(map(context.paths.build_permission_pattern, files))),
        always=["*"],
        metadata=shown,
        doubts=context.paths.describe_other_names(files),
    )
