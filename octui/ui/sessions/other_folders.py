"""Sessions in other folders: of the whole project, or of every project, below those of this folder in both lists."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final, Protocol

from textual.screen import Screen

from octui.client import Client, ClientError
from octui.config.settings.registry import SESSION_SCOPE
from octui.config.settings.setting import Setting, Value
from octui.config.settings.settings import Settings
from octui.store.changes import ChangeKey, Changes, Topic, make_changes
from octui.store.directories import is_same_directory
from octui.store.state import ConnectionStatus
from octui.store.store import Store
from octui.ui.messages import StoreChanged
from octui.ui.screens.visibility import is_screen_visible
from octui.wire.sessions import Session

FOLDER, PROJECT, ALL = SCOPES = ("folder", "project", "all")
LIST_NAMES: Final = {FOLDER: "Sessions", PROJECT: "Project sessions", ALL: "All sessions"}
SCOPE_NAMES: Final = {FOLDER: "this folder", PROJECT: "this project", ALL: "every project"}
MAX_SESSIONS: Final = 500
SEARCH_DELAY: Final = 0.2
"""Seconds without another letter before the server is asked."""


class ListingServer(Protocol):
    @property
    def client(self) -> Client: ...


class OtherFoldersContext(Protocol):
    """What reading them needs of the app."""

    store: Store
    settings: Settings
    change_listeners: list[Callable[[Changes], None]]

    @property
    def server(self) -> ListingServer | None: ...
    @property
    def working_directory(self) -> str: ...
    @property
    def screen_stack(self) -> list[Screen[Any]]: ...
    def change_setting(self, setting: Setting[Any], value: Value | None) -> None: ...
    def notify_error(self, failure: str, reason: str = "") -> None: ...
    def start_worker(self, work: Coroutine[Any, Any, None], *, group: str, exclusive: bool) -> object: ...


class OtherFolders:
    """octui hears the events of one folder only, so that these are as they were when they were read last."""

    def __init__(self, context: OtherFoldersContext) -> None:
        self._context = context
        self._listed: tuple[Session, ...] = ()
        self._found: tuple[Session, ...] = ()
        """What the last search on the server had, where the list is longer than what was read."""
        self._server: ListingServer | None = None
        """The one that was asked last."""
        context.change_listeners.append(self._load_once_connected)

    @property
    def scope(self) -> str:
        """How far the lists reach on this server: the widest that was chosen and that it can list."""
        chosen = self._context.settings.get_value(SESSION_SCOPE)
        return next(scope for scope in reversed(SCOPES[: SCOPES.index(chosen) + 1]) if scope in self.list_scopes())

    @property
    def is_cut(self) -> bool:
        """Whether the server has more than were read."""
        return len(self._listed) >= MAX_SESSIONS

    def list_scopes(self) -> tuple[str, ...]:
        """Those this server can list; before it is known, all of them."""
        server = self._context.server
        known = server.client.known_capabilities if server is not None else None
        can_list = {
            FOLDER: True,
            PROJECT: known is None or known.session_scopes,
            ALL: known is None or known.all_sessions,
        }
        return tuple(scope for scope in SCOPES if can_list[scope])

    def change_scope(self, scope: str) -> None:
        self._context.change_setting(SESSION_SCOPE, scope)
        self._listed = self._found = ()
        self._publish_list()
        self.reload_sessions()

    def list_sessions(self) -> tuple[Session, ...]:
        """The latest first, without those of this folder and those that octui knows already."""
        if self.scope == FOLDER:
            return ()
        here, known = self._context.working_directory, self._context.store.state.sessions
        listed = {session.id: session for session in (*self._listed, *self._found)}
        return tuple(
            session
            for session in listed.values()
            if session.id not in known and not session.parent_id and not is_same_directory(session.directory, here)
        )

    def find_session(self, session_id: str) -> Session | None:
        return next((session for session in self.list_sessions() if session.id == session_id), None)

    def reload_sessions(self, query: str = "") -> None:
        """Read the list again, or what matches among those that were not read; another call takes its place."""
        server = self._context.server
        if server is not None and self.scope != FOLDER and (not query or self.is_cut):
            self._context.start_worker(self._load_sessions(server, query), group="other-folders", exclusive=True)

    async def _load_sessions(self, server: ListingServer, query: str) -> None:
        self._server = server
        if query:
            # Further typing cancels this worker before it has asked.
            await asyncio.sleep(SEARCH_DELAY)
        try:
            # Until they are known, a scope may be one that the server cannot list.
            await server.client.transport.get_capabilities()
            loaded = await _list_scope(server.client, self.scope, query or None)
        except ClientError as error:
            self._context.notify_error("Could not list the sessions of other folders", str(error))
            return
        if query:
            self._found = loaded
        else:
            self._listed = loaded
        self._publish_list()

    def _load_once_connected(self, changes: Changes) -> None:
        """The scope is remembered, so that a new connection may have to list more than its folder."""
        context = self._context
        if context.server is self._server or not any(key.topic is Topic.CONNECTION for key in changes):
            return
        if context.server is not None and context.store.state.connection.status is ConnectionStatus.LIVE:
            self._listed = self._found = ()
            self._server = context.server
            self.reload_sessions()

    def _publish_list(self) -> None:
        for screen in self._context.screen_stack:
            if is_screen_visible(screen):
                screen.post_message(StoreChanged(make_changes(ChangeKey(Topic.SESSIONS))))


async def _list_scope(client: Client, scope: str, query: str | None) -> tuple[Session, ...]:
    if scope == ALL:
        return await client.sessions.list_everywhere(limit=MAX_SESSIONS, search=query)
    return await client.sessions.list(roots=True, limit=MAX_SESSIONS, scope="project", search=query)
