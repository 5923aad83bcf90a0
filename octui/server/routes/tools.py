"""The tools agents have."""

from octui.server.agent.tools.registry import TOOLS
from octui.server.routing import Call, Route
from octui.wire.struct import Wire
from octui.wire.tools import Tool


class Chosen(Wire, frozen=True):
    """Both must be named, as other servers choose tools by model."""

    provider: str
    model: str


async def ids(_call: Call) -> list[str]:
    return list(TOOLS)


async def tools(_call: Call) -> list[Tool]:
    return [Tool(id=tool.name, description=tool.description, parameters=tool.parameters) for tool in TOOLS.values()]


ROUTES = (
    Route("GET", "/experimental/tool/ids", ids, "The names of the tools", answer=list[str]),
    Route("GET", "/experimental/tool", tools, "The tools and what they take", query=Chosen, answer=list[Tool]),
)
