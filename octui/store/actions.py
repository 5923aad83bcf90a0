"""Actions that change the state, other than server events: loaded snapshots and the connection status.

A snapshot may carry `since`, the `Store.mark_clock()` from before it was requested: live events
after the mark take precedence over it. Without one, all events since the connection was made take precedence.
A `directory` limits the scope of a snapshot; None means it covers everything.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec

from octui.store.state import ConnectionStatus
from octui.wire.catalog import Agent, Command, Providers
from octui.wire.events import Event, Received
from octui.wire.instance import LanguageServer
from octui.wire.mcp import McpResource, McpStatus
from octui.wire.messages import Message
from octui.wire.pty import Pty
from octui.wire.requests import Permission, Question
from octui.wire.sessions import Session, Status, Todo
from octui.wire.workspace.projects import Project

Replace = Literal["tail", "prepend"]


class ConnectionChanged(msgspec.Struct, frozen=True):
    """Sets the connection status; None keeps what is known about the server unchanged.

    After an interruption of the stream, loaded histories become stale, since events may have been missed. While the
    server is not heard, statuses are only what they were at `heard_at`, in epoch milliseconds.
    """

    status: ConnectionStatus
    retry_in: float | None = None
    error: str = ""
    heard_at: float | None = None
    url: str | None = None
    version: str | None = None
    embedded: bool | None = None
    ends_with_octui: bool | None = None


class FrameSkipped(msgspec.Struct, frozen=True):
    """A frame of the stream could not be decoded."""

    reason: str = ""


class SessionsLoaded(msgspec.Struct, frozen=True):
    """Sessions as the server lists them; one alone after it was fetched or made.

    With `complete`, these are all of `directory`: others there no longer exist. With `roots` as well, the
    list was asked for without subagents' sessions, and only roots are missed.
    """

    sessions: tuple[Session, ...]
    complete: bool = False
    directory: str | None = None
    roots: bool = False
    since: int | None = None
    has_more: bool | None = None
    """Whether the server has older ones that were not asked for; None says nothing about it."""
    has_more_subagents: bool | None = None
    """The same of subagents' sessions."""


class StatusesLoaded(msgspec.Struct, frozen=True):
    """Session statuses; sessions that are absent are idle."""

    statuses: Mapping[str, Status]
    directory: str | None = None
    since: int | None = None


class PermissionsLoaded(msgspec.Struct, frozen=True):
    """All pending permissions in `directory`; any others have been answered."""

    requests: tuple[Permission, ...]
    directory: str | None = None
    since: int | None = None


class QuestionsLoaded(msgspec.Struct, frozen=True):
    """All pending questions in `directory`; any others have been answered."""

    requests: tuple[Question, ...]
    directory: str | None = None
    since: int | None = None


class RequestSettled(msgspec.Struct, frozen=True):
    """The server accepted the answer to this request, or no longer knows the request."""

    id: str


class HistoryRequested(msgspec.Struct, frozen=True):
    """A session's history was requested: from now on its events are kept.

    Every opening of a session is one, loaded before or not. `prepend` asks for an older page.
    """

    session_id: str
    replace: Replace = "tail"


class HistoryLoaded(msgspec.Struct, frozen=True):
    """A page of a session's history, with the cursor of the page before it.

    `tail` is the newest page: it replaces what is held from its oldest message on. `prepend` is an
    older page; `before` is the cursor it was asked with, and when the history was cut meanwhile it
    no longer fits and is left out.
    """

    session_id: str
    messages: tuple[Message, ...]
    older: str | None = None
    replace: Replace = "tail"
    before: str | None = None
    since: int | None = None


class HistoryFailed(msgspec.Struct, frozen=True):
    """The requested page could not be loaded; `reason` is the sentence to show."""

    session_id: str
    reason: str = ""
    replace: Replace = "tail"


class PromptAccepted(msgspec.Struct, frozen=True):
    """The server accepted a prompt: it is on its way until a message has the part with this id."""

    session_id: str
    part_id: str
    text: str
    since: str = ""
    """The newest message before it was sent, `""` for none."""


class PromptVanished(msgspec.Struct, frozen=True):
    """A prompt that the server had accepted is in no message, and is awaited no longer."""

    part_id: str


class SessionForgotten(msgspec.Struct, frozen=True):
    """This session is no longer viewed: drop its history, keep the session."""

    session_id: str


class FailureSeen(msgspec.Struct, frozen=True):
    """The user has seen why the last run of this session failed; "" means the server's own failure."""

    session_id: str


class TodosLoaded(msgspec.Struct, frozen=True):
    session_id: str
    todos: tuple[Todo, ...]
    since: int | None = None


class ProvidersLoaded(msgspec.Struct, frozen=True):
    providers: Providers


class ProvidersFailed(msgspec.Struct, frozen=True):
    """Asking for them failed: what is known about them stays."""


class AgentsLoaded(msgspec.Struct, frozen=True):
    agents: tuple[Agent, ...]


class CommandsLoaded(msgspec.Struct, frozen=True):
    commands: tuple[Command, ...]


class HelperServersLoaded(msgspec.Struct, frozen=True):
    """The servers the OpenCode server uses: MCP servers by name, and language servers."""

    mcp: Mapping[str, McpStatus]
    lsp: tuple[LanguageServer, ...] = ()


class ResourcesLoaded(msgspec.Struct, frozen=True):
    """The resources that the MCP servers offer, by the server's name for them."""

    resources: Mapping[str, McpResource]


class PtysLoaded(msgspec.Struct, frozen=True):
    """All terminals of a folder."""

    ptys: tuple[Pty, ...]
    directory: str


class ProjectLoaded(msgspec.Struct, frozen=True):
    """The project octui is in, with its branch where there is one."""

    project: Project | None
    branch: str | None = None


Snapshot = (
    ConnectionChanged
    | FrameSkipped
    | SessionsLoaded
    | StatusesLoaded
    | PermissionsLoaded
    | QuestionsLoaded
    | RequestSettled
    | HistoryRequested
    | HistoryLoaded
    | HistoryFailed
    | PromptAccepted
    | PromptVanished
    | SessionForgotten
    | FailureSeen
    | TodosLoaded
    | ProvidersLoaded
    | ProvidersFailed
    | AgentsLoaded
    | CommandsLoaded
    | HelperServersLoaded
    | ResourcesLoaded
    | PtysLoaded
    | ProjectLoaded
)

Action = Event | Received | Snapshot
