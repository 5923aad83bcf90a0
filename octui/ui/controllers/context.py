"""What every act works with: the server's client, the store, the choices, and the screen in front."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, runtime_checkable

from textual.app import App
from textual.binding import BindingType
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.worker import Worker

from octui.backend.server_info import Found
from octui.client import Client, ClientError
from octui.config.drafts import Drafts
from octui.config.history import History
from octui.config.options import Options
from octui.config.preferences import Memory
from octui.render.text.paths import abbreviate_home
from octui.render.text.sanitize import escape_controls
from octui.store import selectors
from octui.store.store import Store
from octui.ui.composer.prompt_history import PromptHistory
from octui.ui.composer.widget import Composer
from octui.ui.controllers.server_calls import ServerCalls
from octui.ui.model_selection import ModelSelection, Selection, parse_model_key
from octui.ui.sync.event_pump import EventPump
from octui.ui.sync.resync import Resync

if TYPE_CHECKING:
    # The first screen should not wait for what draws a transcript: see `OctuiApp.new_chat`.
    from octui.ui.chat.screen import ChatScreen

T = TypeVar("T")


@runtime_checkable
class HasChrome(Protocol):
    """A screen with lines above and below that say what the next prompt goes to."""

    def refresh_chrome(self) -> None: ...


class AppContext(App[int], inherit_bindings=False):
    """The app without its acts: state shared by all of them, and one way to do a thing and say how it went."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, options: Options, memory: Memory) -> None:
        super().__init__()
        self.options = options
        self.preferences = memory
        self.history = History()
        self.drafts = Drafts()
        self.prompt_history = PromptHistory()
        self.last_key_at = 0.0
        """When a key was last pressed, by the monotonic clock."""
        self.store = Store()
        self.model_selection = ModelSelection(
            agent_option=options.agent,
            model_option=parse_model_key(options.model),
            recent=[key for name in memory.state.recent_models if (key := parse_model_key(name))],
        )
        self.configured_model: str | None = None
        """The model the project's config names, as `provider/model`."""
        self.server_home = ""
        """The home directory on the server, where paths are shortened to `~`."""
        self._chat: ChatScreen | None = None
        self.server_info: Found | None = None
        self.client: Client | None = None
        self.server_calls: ServerCalls | None = None
        self.resync: Resync | None = None
        self.event_pump: EventPump | None = None

    @property
    def chat(self) -> "ChatScreen | None":
        """The chat in the stack, also while something is open above it."""
        chat = self._chat
        return chat if chat is not None and chat in self.screen_stack else None

    def create_chat(self) -> "ChatScreen":
        """An empty chat, which `chat` is from now on."""
        raise NotImplementedError

    @property
    def session_id(self) -> str:
        """The session on screen; `""` for none, or for one the server has yet to make."""
        chat = self.chat
        return chat.session_id if chat is not None else ""

    @property
    def server_name(self) -> str:
        """What drafts are kept under: a name of the server that outlives this run."""
        return self.server_info.known_as if self.server_info is not None else ""

    @property
    def server_label(self) -> str:
        """The server as the header names it."""
        if self.server_info is None:
            return ""
        place = self.server_info.url.partition("://")[2].rstrip("/")
        return f"{self.server_info.name} {self.server_info.version} · {place}"

    def request_older_messages(self, session_id: str) -> None:
        """Fetch the page before the oldest message loaded."""
        if self.resync is not None:
            self.run_worker(self.resync.load_older_page(session_id), exit_on_error=False, group="older")

    def request_missing_sessions(self, session_ids: Iterable[str]) -> None:
        """Fetch the newest page of sessions that are spoken of on the screen."""
        if self.resync is not None:
            self.run_worker(self.resync.load_missing_sessions(session_ids), exit_on_error=False, group="missing")

    def load_draft(self, session_id: str, then: Callable[[str, bool], None]) -> None:
        """Read the draft kept for a session, off the loop, and give it with whether it is for the shell."""
        server = self.server_name
        place = session_id or self.working_directory

        def read_draft() -> None:
            draft = self.drafts.read(server, place)
            if draft is not None:
                self.call_from_thread(then, draft.text, draft.shell)

        self.run_blocking(read_draft, "Your draft could not be read")

    def complete_files(self, composer: Composer, query: str) -> None:
        """Ask the server for files that match what follows an `@`."""
        client = self.client
        if client is None:
            return
        session = self.store.state.sessions.get(self.session_id)
        directory = session.directory or None if session else None

        async def search_files() -> None:
            try:
                files = await client.find_files(query, limit=30, directory=directory)
            except ClientError:
                # Completion is a convenience: without an answer there is simply nothing to choose from.
                files = ()
            composer.offer_files(query, files)

        self.run_worker(search_files(), exclusive=True, group="files", exit_on_error=False)

    def is_idle_for(self, seconds: float) -> bool:
        """Whether no key was pressed for so long."""
        return monotonic() - self.last_key_at >= seconds

    @property
    def working_directory(self) -> str:
        """Where a new session would work: a path on the server."""
        return self.server_info.directory if self.server_info is not None else str(self.options.directory)

    def resolve_selection(self, session_id: str | None = None) -> Selection:
        """Agent, model and variant for the next prompt of a session, by default the one on screen."""
        state = self.store.state
        session = self.session_id if session_id is None else session_id
        used = selectors.last_used(state, session)
        return self.model_selection.resolve_for_session(
            session,
            last=(used.agent, used.model) if used is not None else (None, None),
            agents=state.agents,
            providers=state.providers,
            configured=parse_model_key(self.configured_model),
        )

    def format_directory(self) -> str:
        """Where the session on screen works, as a person writes paths."""
        session = self.store.state.sessions.get(self.session_id)
        return abbreviate_home(session.directory if session else self.working_directory, self.server_home)

    def run_call(
        self,
        what: str,
        deed: Callable[[ServerCalls], Coroutine[Any, Any, T]],
        then: Callable[[T], None] | None = None,
    ) -> Worker[None] | None:
        """Do one thing in the background; a failure is one sentence that begins with `what`."""
        deeds = self.server_calls
        if deeds is None:
            self.notify_error(what, "octui is not connected to a server yet.")
            return None

        async def call_and_report() -> None:
            try:
                outcome = await deed(deeds)
            except ClientError as error:
                self.notify_error(what, str(error))
                return
            if then is not None:
                then(outcome)

        return self.run_worker(call_and_report(), exit_on_error=False)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a toast whose text may come from anywhere: nothing in it is markup, or steers the terminal."""
        super().notify(
            escape_controls(message), title=escape_controls(title), severity=severity, timeout=timeout, markup=markup
        )

    def notify_error(self, what: str, why: str) -> None:
        """Say what could not be done and why, where the person is looking."""
        self.notify(f"{what}: {why}" if why else what, severity="error", timeout=8, markup=False)

    def notify_info(self, what: str) -> None:
        self.notify(what, timeout=4, markup=False)

    def save_preferences(self) -> None:
        """Write what changed in the memory, off the loop."""

        async def write_preferences() -> None:
            try:
                await asyncio.to_thread(self.preferences.save)
            except OSError as error:
                self.notify_error("Your choice is not remembered", error.strerror or str(error))

        self.run_worker(write_preferences(), exit_on_error=False, group="memory")

    def run_blocking(self, work: Callable[[], object], what: str) -> None:
        """Run disk work in a thread; a failure is a toast, not a crash."""

        async def run_in_thread() -> None:
            try:
                await asyncio.to_thread(work)
            except OSError as error:
                self.notify_error(what, error.strerror or str(error))

        self.run_worker(run_in_thread(), exit_on_error=False, group="disk")

    def refresh_chrome(self) -> None:
        """Header and status line again: a choice changed, not the store."""
        for screen in self.screen_stack:
            if isinstance(screen, HasChrome):
                screen.refresh_chrome()

    def push_picker(self, screen: Screen[T], then: Callable[[T], None]) -> None:
        """Open a picker; leaving it without a choice does nothing."""

        def on_choice(choice: T | None) -> None:
            if choice is not None:
                then(choice)

        self.push_screen(screen, on_choice)
