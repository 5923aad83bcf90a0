"""The client: every group of calls over one connection."""

from typing import Self

from octui.client.asks import Asks
from octui.client.catalog import Catalog
from octui.client.configuration import ConfigurationCalls
from octui.client.control import Control
from octui.client.mcp import Mcp
from octui.client.messages import Messages
from octui.client.projects import Projects
from octui.client.prompts import Prompts
from octui.client.providers import ProviderCalls
from octui.client.ptys import Ptys
from octui.client.sessions import Sessions
from octui.client.stream import Events


class Client(
    Events,
    Sessions,
    Messages,
    Prompts,
    Asks,
    ProviderCalls,
    Catalog,
    ConfigurationCalls,
    Projects,
    Ptys,
    Mcp,
    Control,
):
    """An OpenCode server as methods; each raises a ClientError, and works in the client's directory unless told."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.close()
