"""The client: an OpenCode server as namespaces of calls over one connection."""

from typing import Self

from octui.client.address import Address, Credentials
from octui.client.api.catalog import CatalogApi
from octui.client.api.config import ConfigApi
from octui.client.api.files import FilesApi
from octui.client.api.mcp import McpApi
from octui.client.api.messages import MessagesApi
from octui.client.api.permissions import PermissionsApi
from octui.client.api.projects import ProjectsApi
from octui.client.api.prompts import PromptsApi
from octui.client.api.providers import ProvidersApi
from octui.client.api.ptys import PtysApi
from octui.client.api.questions import QuestionsApi
from octui.client.api.server import ServerApi
from octui.client.api.sessions import SessionsApi
from octui.client.api.trust import TrustApi
from octui.client.api.tui import TuiApi
from octui.client.api.vcs import VcsApi
from octui.client.api.worktrees import WorktreesApi
from octui.client.capabilities import Capabilities
from octui.client.capable_transport import CapableTransport
from octui.client.events.stream import EventsApi
from octui.client.http.unreadable_log import UnreadableLog
from octui.wire.health import Health


class Client:
    """`client.sessions.list()`, `client.ptys.create()`: one typed method an endpoint, in the words of the server's API.

    Each raises a ClientError, and works in the client's directory unless it is given another.
    """

    def __init__(
        self,
        url: str,
        *,
        directory: str | None = None,
        credentials: Credentials | None = None,
        health: Health | None = None,
    ) -> None:
        self.transport = transport = CapableTransport(url, directory=directory, credentials=credentials, health=health)
        self.server = ServerApi(transport)
        self.events = EventsApi(transport)
        self.sessions = SessionsApi(transport)
        self.messages = MessagesApi(transport)
        self.prompts = PromptsApi(transport)
        self.permissions = PermissionsApi(transport)
        self.questions = QuestionsApi(transport)
        self.providers = ProvidersApi(transport)
        self.catalog = CatalogApi(transport)
        self.config = ConfigApi(transport)
        self.projects = ProjectsApi(transport)
        self.files = FilesApi(transport)
        self.vcs = VcsApi(transport, self.files)
        self.worktrees = WorktreesApi(transport)
        self.ptys = PtysApi(transport)
        self.mcp = McpApi(transport)
        self.tui = TuiApi(transport)
        self.trust = TrustApi(transport)

    def __repr__(self) -> str:
        return f"Client({self.url!r}, directory={self.directory!r})"

    @property
    def url(self) -> str:
        """The server's address, without credentials."""
        return self.transport.url

    @property
    def address(self) -> Address:
        return self.transport.address

    @property
    def known_capabilities(self) -> Capabilities | None:
        """What is known about this server's capabilities by now; None before anything asked for them."""
        return self.transport.known_capabilities

    @property
    def unreadable(self) -> UnreadableLog:
        """What the server sent and octui could not read."""
        return self.transport.unreadable

    @property
    def directory(self) -> str | None:
        """Where calls work unless they are given another directory."""
        return self.transport.directory

    async def close(self) -> None:
        await self.transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.close()
