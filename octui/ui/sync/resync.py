"""Refetches state on every connection, so that changes missed while disconnected are recovered."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import field

from octui.client import Client, ClientError, Rejected
from octui.client.errors import NotOpenCode, ServerFailed, TimedOut, Unreachable
from octui.lazy_dataclasses import dataclass
from octui.store import selectors
from octui.store.actions import (
    AgentsLoaded,
    CommandsLoaded,
    HelperServersLoaded,
    HistoryFailed,
    HistoryLoaded,
    HistoryRequested,
    PermissionsLoaded,
    ProjectLoaded,
    ProvidersFailed,
    ProvidersLoaded,
    PtysLoaded,
    QuestionsLoaded,
    SessionsLoaded,
    TodosLoaded,
)
from octui.store.state import ProvidersStatus
from octui.store.store import Store
from octui.ui.sync.session_listing import SessionListing
from octui.wire.config import Configuration

RETRY_SECONDS: Sequence[float] = (1.0, 2.0, 4.0, 8.0, 15.0, 15.0)
"""Pauses before a part that failed is asked for again, as at a proxy before a server that has just been restarted."""

_PASSING = (Unreachable, TimedOut, NotOpenCode, ServerFailed)
"""Failures after which the same request may succeed."""

FIRST_SECONDS = 0.3
"""How long agents, models and the like wait for what the first screen shows."""

MODELS_SECONDS = 20.0
"""How long a prompt waits for the server to list its models: more than OpenCode 1.18 takes when it has just started."""

PAGE_SIZE = 100
"""Number of messages in a page of history."""
WHOLE_PAGE_SIZE = 500
"""The same where all of it is loaded: each page costs a request and a new layout of the transcript."""


@dataclass(slots=True)
class Resync:
    """Fetches snapshots and passes them to the store; a part that fails is reported, and tried again by itself."""

    client: Client
    store: Store
    apply_actions: Callable[..., None]
    on_failure: Callable[[str, ClientError], None]
    shown_session_id: Callable[[], str]
    """Returns the id of the session on screen, or `""`."""
    on_config_loaded: Callable[[str | None, str], None]
    """Receives the model named in the project's config, and the server's home directory."""
    awaited_session_id: str = ""
    """The session that the command line asks for, until it is on screen: its page need not wait for its screen."""
    listing: SessionListing = field(init=False)
    _awaited_page: asyncio.Task[None] | None = None
    _began: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the server is heard, and what is shown was asked for."""
    _models_answered: asyncio.Event = field(default_factory=asyncio.Event)
    _paging: dict[str, asyncio.Event] = field(default_factory=dict)
    _fetching: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.listing = SessionListing(self.client, self.store, self.apply_actions)

    async def resync_all(self) -> None:
        """Load statuses, the pending requests of every session, the session list, and the session on screen.

        These go first, since a dozen requests at once make each of them slow: the rest follows when they are answered,
        or soon in any case.
        """
        first = asyncio.gather(
            self._load_or_report("Could not load the session", self.load_shown_session),
            self._load_or_report("Could not load the sessions", self.listing.load_sessions),
            self._load_or_report("Could not load pending requests", self.load_requests),
        )
        try:
            await asyncio.wait((first,), timeout=FIRST_SECONDS)
            await asyncio.gather(
                first,
                self._load_or_report("Could not load agents and models", self.load_catalog),
                self._load_or_report("Could not load MCP and language servers", self.load_mcp_and_lsp),
            )
        finally:
            first.cancel()
            # Nothing else takes its result.
            await asyncio.gather(first, return_exceptions=True)

    async def load_requests(self) -> None:
        since = self.store.mark_clock()
        permissions, questions = await asyncio.gather(self.client.permissions.list(), self.client.questions.list())
        directory = self.client.directory
        self.apply_actions(
            PermissionsLoaded(requests=permissions, directory=directory, since=since),
            QuestionsLoaded(requests=questions, directory=directory, since=since),
        )
        await self.listing.load_unknown_sessions(
            {*(request.session_id for request in permissions), *(request.session_id for request in questions)}
        )

    async def load_catalog(self) -> None:
        """Models, agents, commands and the project, each shown once it is there.

        They change only when the server disposes its instance.
        """
        await asyncio.gather(self._load_agents_and_models(), self._load_commands(), self._load_project())

    async def wait_for_models(self) -> None:
        """Wait until the server has said what a prompt can be sent to, or does not say it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(MODELS_SECONDS):
                await self._models_answered.wait()

    async def _load_agents_and_models(self) -> None:
        try:
            await asyncio.gather(self._load_models(), self._load_agents())
        except ClientError:
            self.apply_actions(ProvidersFailed())
            raise
        finally:
            self._models_answered.set()

    async def _load_models(self) -> None:
        """The configured model and the list of models: OpenCode 1.18 has the first seconds earlier when it starts."""
        is_first = self.store.state.providers_status is not ProvidersStatus.KNOWN

        async def load_config() -> tuple[str | None, str]:
            config, paths = await asyncio.gather(self._load_config(), self.client.server.get_paths())
            if is_first:
                self.on_config_loaded(config.model, paths.home)
            return config.model, paths.home

        read, providers = await asyncio.gather(load_config(), self.client.providers.list())
        if not is_first:
            # Not earlier: among the models known from before, it might not be found.
            self.on_config_loaded(*read)
        self.apply_actions(ProvidersLoaded(providers=providers))

    async def _load_agents(self) -> None:
        self.apply_actions(AgentsLoaded(agents=await self.client.catalog.list_agents()))

    async def _load_commands(self) -> None:
        self.apply_actions(CommandsLoaded(commands=await self.client.catalog.list_commands()))

    async def _load_project(self) -> None:
        vcs, project = await asyncio.gather(self.client.vcs.get_branch(), self.client.projects.get_current())
        self.apply_actions(ProjectLoaded(project=project, branch=vcs.branch))

    async def _load_config(self) -> Configuration:
        """One that cannot be used names no model; the embedded server does not do without the rest, and says why."""
        try:
            return await self.client.config.get()
        except Rejected:
            return Configuration({})

    async def load_mcp_and_lsp(self) -> None:
        """MCP and language servers; OpenCode reports no MCP server that is added, connected or disconnected."""
        mcp, lsp = await asyncio.gather(self.client.mcp.list(), self.client.catalog.list_language_servers())
        self.apply_actions(HelperServersLoaded(mcp=mcp, lsp=lsp))

    async def reload_mcp_and_lsp(self) -> None:
        await self._load_or_report("Could not load MCP and language servers", self.load_mcp_and_lsp)

    async def refresh_mcp_and_lsp(self) -> None:
        """Read again what may have changed without an event; a failure leaves what is known."""
        with suppress(ClientError):
            await self.load_mcp_and_lsp()

    async def load_terminals(self) -> None:
        """The terminals of this folder, for a count: those from before the connection were not reported."""
        directory = self.client.directory
        if directory is not None:
            self.apply_actions(PtysLoaded(ptys=await self.client.ptys.list(), directory=directory))

    async def load_shown_session(self) -> None:
        self._began.set()
        session_id = self.shown_session_id() or self.awaited_session_id
        if session_id and session_id != self.awaited_session_id:
            await self.load_newest_page(session_id)
        elif session_id:
            page = self._awaited_page = asyncio.ensure_future(self.load_newest_page(session_id))
            # The error is reported when the session is opened; the server may not know the session.
            page.add_done_callback(lambda page: page.cancelled() or page.exception())

    async def load_opened_page(self, session_id: str) -> None:
        """The newest page of a session that has just been opened, which may be on its way since the connection."""
        awaited, self.awaited_session_id = self.awaited_session_id, ""
        page, self._awaited_page = self._awaited_page, None
        is_here = self._session_directory(session_id) in (None, self.client.directory)
        if page is not None and session_id == awaited and is_here:
            await asyncio.shield(page)
            return
        if session_id == awaited and not self._began.is_set():
            # What is read before the server is heard has to be read again.
            with suppress(TimeoutError):
                async with asyncio.timeout(FIRST_SECONDS):
                    await self._began.wait()
                    return
        await self.load_newest_page(session_id)

    async def load_newest_page(self, session_id: str) -> None:
        """The newest page of a session, its todo list and its subagents, each shown once it is there."""
        unknown = () if session_id == self.awaited_session_id else (session_id,)
        await asyncio.gather(
            self._load_newest_messages(session_id),
            self._load_todos(session_id),
            self._load_children(session_id),
            self.listing.load_unknown_sessions(unknown),
        )

    async def _load_newest_messages(self, session_id: str) -> None:
        since = self.store.mark_clock()
        self.apply_actions(HistoryRequested(session_id=session_id))
        try:
            page = await self.client.messages.list(
                session_id, limit=PAGE_SIZE, directory=self._session_directory(session_id)
            )
        except ClientError as error:
            self.apply_actions(HistoryFailed(session_id=session_id, reason=str(error)))
            raise
        self.apply_actions(
            HistoryLoaded(session_id=session_id, messages=page.messages, older=page.next_cursor, since=since)
        )

    async def _load_todos(self, session_id: str) -> None:
        since = self.store.mark_clock()
        todos = await self.client.sessions.list_todos(session_id, directory=self._session_directory(session_id))
        self.apply_actions(TodosLoaded(session_id=session_id, todos=todos, since=since))

    async def _load_children(self, session_id: str) -> None:
        since = self.store.mark_clock()
        children = await self.client.sessions.list_children(session_id, directory=self._session_directory(session_id))
        self.apply_actions(SessionsLoaded(sessions=children, since=since))

    async def load_missing_sessions(self, session_ids: Iterable[str]) -> None:
        """The newest page of sessions that are not open but partly shown on the screen."""
        for session_id in session_ids:
            if session_id in self.store.state.timelines or session_id in self._fetching:
                continue
            self._fetching.add(session_id)
            try:
                await self.load_newest_page(session_id)
            except ClientError:
                # Only the preview is incomplete; opening the session reports the error.
                continue
            finally:
                self._fetching.discard(session_id)

    async def load_older_page(self, session_id: str, limit: int | None = None) -> None:
        """Load one page before the oldest loaded message; while another call is running, only wait for its page."""
        if (running := self._paging.get(session_id)) is not None:
            await running.wait()
            return
        timeline = self.store.state.timelines.get(session_id)
        if timeline is None or timeline.older is None:
            return
        finished = self._paging[session_id] = asyncio.Event()
        before = timeline.older
        self.apply_actions(HistoryRequested(session_id=session_id, replace="prepend"))
        try:
            page = await self.client.messages.list(
                session_id, limit=limit or PAGE_SIZE, before=before, directory=self._session_directory(session_id)
            )
            self.apply_actions(
                HistoryLoaded(
                    session_id=session_id,
                    messages=page.messages,
                    older=page.next_cursor,
                    replace="prepend",
                    before=before,
                )
            )
        except ClientError as error:
            self.apply_actions(HistoryFailed(session_id=session_id, reason=str(error), replace="prepend"))
            self.on_failure("Could not load older messages", error)
        finally:
            del self._paging[session_id]
            finished.set()

    async def load_all_pages(self, session_id: str, on_page: Callable[[], None] = lambda: None) -> None:
        """Load all older pages in sequence, calling `on_page` after each; stops early when one fails."""
        while True:
            timeline = self.store.state.timelines.get(session_id)
            before = timeline.older if timeline is not None else None
            if before is None:
                return
            await self.load_older_page(session_id, WHOLE_PAGE_SIZE)
            timeline = self.store.state.timelines.get(session_id)
            if timeline is not None and timeline.older == before:
                return
            on_page()

    def _session_directory(self, session_id: str) -> str | None:
        return selectors.get_session_directory(self.store.state, session_id)

    async def _load_or_report(self, failure: str, load: Callable[[], Awaitable[None]]) -> None:
        """Load until it succeeds, but not forever; only the first failure is reported."""
        for attempt in range(len(RETRY_SECONDS) + 1):
            try:
                await load()
                return
            except ClientError as error:
                if attempt == 0:
                    self.on_failure(failure, error)
                if attempt == len(RETRY_SECONDS) or not isinstance(error, _PASSING):
                    return
            await asyncio.sleep(RETRY_SECONDS[attempt])
