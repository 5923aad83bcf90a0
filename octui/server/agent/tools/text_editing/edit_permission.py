"""The permission that all tools which change files need."""

from collections.abc import Sequence
from pathlib import Path

from octui.server.agent.tools.tool import ToolContext
from octui.wire.struct import Json


async def require_editing(context: ToolContext, paths: Sequence[Path], shown: Json) -> None:
    """Return once the files may be changed, under their own names and those of the files that links lead to."""
    await context.require_permission(
        "edit",
        list(dict.fromkeys(map(context.paths.build_permission_pattern, paths))),
        always=["*"],
        metadata=shown,
        doubts=context.paths.describe_other_names(paths),
    )
