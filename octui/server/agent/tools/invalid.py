"""The invalid tool: stands for calls that cannot be made."""

from typing import Final

import msgspec

from octui.server.agent.tools.tool import Tool, ToolContext, ToolResult


class InvalidCallArguments(msgspec.Struct):
    tool: str = ""
    error: str = ""


async def execute_invalid(_: ToolContext, arguments: InvalidCallArguments) -> ToolResult:
    output = f"The arguments provided to the tool are invalid: {arguments.error}"
    return ToolResult(output, "Invalid Tool", {"truncated": False})


INVALID: Final = Tool(
    "invalid", "Do not use: invalid calls are recorded under this name.", InvalidCallArguments, execute_invalid
)
