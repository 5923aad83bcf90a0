"""What is fetched anew on every connection, so that nothing missed while away stays missed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from octui.client import Client, ClientError
from octui.store.inputs import (
    AgentsLoaded,
    CommandsLoaded,
    HelpersLoaded,
    HistoryFailed,
    HistoryLoaded,
    HistoryRequested,
    PermissionsLoaded,
    ProjectLoaded,
    ProvidersLoaded,
    QuestionsLoaded,
    SessionsLoaded,
    StatusesLoaded,
    TodosLoaded,
)
from octui.store.store import Store

PAGE = 100
"""Messages in one page of history."""


@dataclass(slots=True)
class Resync:
    """Fetches snapshots and hands them to the store; a part that fails says so and the rest goes on."""

    client: Client
    store: Store
    put: Callable[..., None]
    failed: Callable[[str, ClientError], None]
    shown: Callable[[], str]
    """The id of the session on screen, `""` for none."""
    learned: Callable[[str | None, str], None]
    """Takes the model the project's config names, and the server's home directory."""
    _paging: set[str] = field(default_factory=set)
    _fetching: set[str] = field(default_factory=set)

    async def everything(self) -> None:
        """Statuses, asks of every session, the list, and the session on screen."""
        await asyncio.gather(
            self._try("The sessions could not be loaded", self.sessions),
            self._try("What waits for an answer could not be loaded", self.asks),
            self._try("The agents and models could not be loaded", self.catalog),
            self._try("The session could not be loaded", self.open_session),
            self._try("The MCP and language servers could not be loaded", self.helpers),
        )

    async def sessions(self) -> None:
        since = self.store.mark()
        sessions, statuses = await asyncio.gather(self.client.sessions(), self.client.session_statuses())
        directory = self.client.directory
        self.put(
            SessionsLoaded(sessions=sessions, complete=True, directory=directory, since=since),
            StatusesLoaded(statuses=statuses, directory=directory, since=since),
        )

    async def asks(self) -> None:
        since = self.store.mark()
        permissions, questions = await asyncio.gather(self.client.permissions(), self.client.questions())
        directory = self.client.directory
        self.put(
            PermissionsLoaded(requests=permissions, directory=directory, since=since),
            QuestionsLoaded(requests=questions, directory=directory, since=since),
        )

    async def catalog(self) -> None:
        """Providers, agents and commands; they change only when the server forgets its instance."""
        here, offered = await asyncio.gather(
            asyncio.gather(self.client.vcs(), self.client.current_project(), self.client.config(), self.client.path()),
            asyncio.gather(self.client.providers(), self.client.agents(), self.client.commands()),
        )
        vcs, project, config, paths = here
        providers, agents, commands = offered
        self.learned(config.model, paths.home)
        self.put(
            ProvidersLoaded(providers=providers),
            AgentsLoaded(agents=agents),
            CommandsLoaded(commands=commands),
            ProjectLoaded(project=project, branch=vcs.branch),
        )

    async def helpers(self) -> None:
        """The MCP and language servers; no event tells of one that was connected by hand."""
        mcp, lsp = await asyncio.gather(self.client.mcp(), self.client.lsp())
        self.put(HelpersLoaded(mcp=mcp, lsp=lsp))

    async def reload_helpers(self) -> None:
        await self._try("The MCP and language servers could not be loaded", self.helpers)

    async def open_session(self) -> None:
        if session_id := self.shown():
            await self.history(session_id)

    async def history(self, session_id: str) -> None:
        """The newest page of a session, and its todos."""
        directory = self._directory(session_id)
        since = self.store.mark()
        self.put(HistoryRequested(session_id=session_id))
        try:
            page, todos = await asyncio.gather(
                self.client.messages(session_id, limit=PAGE, directory=directory),
                self.client.todo(session_id, directory=directory),
            )
        except ClientError as error:
            self.put(HistoryFailed(session_id=session_id, reason=str(error)))
            raise
        self.put(
            HistoryLoaded(session_id=session_id, messages=page.messages, older=page.next_cursor, since=since),
            TodosLoaded(session_id=session_id, todos=todos, since=since),
        )

    async def missing(self, session_ids: Iterable[str]) -> None:
        """The newest page of sessions nobody opened, but of which something is on the screen."""
        for session_id in session_ids:
            if session_id in self.store.state.timelines or session_id in self._fetching:
                continue
            self._fetching.add(session_id)
            try:
                await self.history(session_id)
            except ClientError:
                # What is shown of it is only less than it could be; opening it says what is wrong.
                continue
            finally:
                self._fetching.discard(session_id)

    async def older(self, session_id: str) -> None:
        """One page before the oldest message loaded; a second call while one is under way does nothing."""
        timeline = self.store.state.timelines.get(session_id)
        if timeline is None or timeline.older is None or session_id in self._paging:
            return
        self._paging.add(session_id)
        before = timeline.older
        self.put(HistoryRequested(session_id=session_id, replace="prepend"))
        try:
            page = await self.client.messages(
                session_id, limit=PAGE, before=before, directory=self._directory(session_id)
            )
            self.put(
                HistoryLoaded(
                    session_id=session_id,
                    messages=page.messages,
                    older=page.next_cursor,
                    replace="prepend",
                    before=before,
                )
            )
        except ClientError as error:
            self.put(HistoryFailed(session_id=session_id, reason=str(error), replace="prepend"))
            self.failed("Older messages could not be loaded", error)
        finally:
            self._paging.discard(session_id)

    async def all_of(self, session_id: str) -> None:
        """Every older page, one after the other; ends early when one cannot be had."""
        while True:
            timeline = self.store.state.timelines.get(session_id)
            before = timeline.older if timeline is not None else None
            if before is None:
                return
            await self.older(session_id)
            timeline = self.store.state.timelines.get(session_id)
            if timeline is not None and timeline.older == before:
                return

    def _directory(self, session_id: str) -> str | None:
        session = self.store.state.sessions.get(session_id)
        return session.directory or None if session else None

    async def _try(self, what: str, load: Callable[[], Awaitable[None]]) -> None:
        try:
            await load()
        except ClientError as error:
            self.failed(what, error)
