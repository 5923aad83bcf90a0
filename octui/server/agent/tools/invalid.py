"""What calls of tools that do not exist become."""

from typing import Final

import msgspec

from octui.server.agent.tools.tool import Tool, ToolContext, ToolResult


class InvalidCallArguments(msgspec.Struct):
    tool: str = ""
    error: str = ""


async def execute_invalid(_: ToolContext, given: InvalidCallArguments) -> ToolResult:
    output = f"The arguments provided to the tool are invalid: {given.error}"
    return ToolResult(output, "Invalid Tool", {"truncated": False})


INVALID: Final = Tool(
    "invalid", "Not for use: calls that cannot be made end here.", InvalidCallArguments, execute_invalid
)
