"""What calls of tools that do not exist become."""

from typing import Final

import msgspec

from octui.server.agent.tools.tool import Outcome, Tool, Use


class Arguments(msgspec.Struct):
    tool: str = ""
    error: str = ""


async def execute(_: Use, given: Arguments) -> Outcome:
    output = f"The arguments provided to the tool are invalid: {given.error}"
    return Outcome(output, "Invalid Tool", {"truncated": False})


INVALID: Final = Tool("invalid", "Not for use: calls that cannot be made end here.", Arguments, execute)
