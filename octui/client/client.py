"""The client: every group of calls over one connection."""

from typing import Self

from octui.client.api.catalog import Catalog
from octui.client.api.config import ConfigurationCalls
from octui.client.api.mcp import Mcp
from octui.client.api.messages import Messages
from octui.client.api.projects import Projects
from octui.client.api.prompts import Prompts
from octui.client.api.providers import ProviderCalls
from octui.client.api.ptys import Ptys
from octui.client.api.requests import Asks
from octui.client.api.sessions import Sessions
from octui.client.api.tui_control import Control
from octui.client.events.stream import Events


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
