"""MCP servers: configuration, status and resources."""

from octui.wire.struct import Json, Wire


class McpStatus(Wire, frozen=True):
    """`status` is `connected`, `disabled`, `failed`, `needs_auth` or `needs_client_registration`."""

    status: str = ""
    error: str | None = None


class McpLocal(Wire, frozen=True, tag="local", tag_field="type"):
    """A server to start; the first word of `command` is the program."""

    command: tuple[str, ...]
    environment: dict[str, str] | None = None
    enabled: bool | None = None
    timeout: int | None = None


class McpRemote(Wire, frozen=True, tag="remote", tag_field="type"):
    url: str
    headers: dict[str, str] | None = None
    oauth: Json | bool | None = None
    enabled: bool | None = None
    timeout: int | None = None


McpConfig = McpLocal | McpRemote


class McpAuthorization(Wire, frozen=True):
    """A page to open in a browser."""

    authorization_url: str = ""
    oauth_state: str | None = None


class McpResource(Wire, frozen=True):
    name: str
    uri: str = ""
    client: str = ""
    description: str | None = None
    mime_type: str | None = None
