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

from octui.backend.found import Found
from octui.client import Client, ClientError
from octui.config.drafts import Drafts
from octui.config.history import History
from octui.config.memory import Memory
from octui.config.options import Options
from octui.render.places import abbreviate_home
from octui.render.safe import escape_controls
from octui.store import select
from octui.store.store import Store
from octui.ui.bridge import Bridge
from octui.ui.choices import Choice, Choices, model_key
from octui.ui.deeds import Deeds
from octui.ui.resync import Resync
from octui.ui.widgets.composer import Composer
from octui.ui.widgets.prompt_history import PromptHistory

if TYPE_CHECKING:
    # The first screen should not wait for what draws a transcript: see `OctuiApp.new_chat`.
    from octui.ui.screens.chat import ChatScreen

T = TypeVar("T")


@runtime_checkable
class Chromed(Protocol):
    """A screen with lines above and below that say what the next prompt goes to."""

    def refresh_chrome(self) -> None: ...


class Desk(App[int], inherit_bindings=False):
    """The app without its acts: state shared by all of them, and one way to do a thing and say how it went."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, options: Options, memory: Memory) -> None:
        super().__init__()
        self.options = options
        self.memory = memory
        self.history = History()
        self.drafts = Drafts()
        self.prompt_history = PromptHistory()
        self.last_key_at = 0.0
        """When a key was last pressed, by the monotonic clock."""
        self.store = Store()
        self.choices = Choices(
            agent_option=options.agent,
            model_option=model_key(options.model),
            recent=[key for name in memory.state.recent_models if (key := model_key(name))],
        )
        self.configured_model: str | None = None
        """The model the project's config names, as `provider/model`."""
        self.server_home = ""
        """The home directory on the server, where paths are shortened to `~`."""
        self._chat: ChatScreen | None = None
        self.found: Found | None = None
        self.client: Client | None = None
        self.deeds: Deeds | None = None
        self.resync: Resync | None = None
        self.bridge: Bridge | None = None

    @property
    def chat(self) -> "ChatScreen | None":
        """The chat in the stack, also while something is open above it."""
        chat = self._chat
        return chat if chat is not None and chat in self.screen_stack else None

    def new_chat(self) -> "ChatScreen":
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
        return self.found.known_as if self.found is not None else ""

    @property
    def server_label(self) -> str:
        """The server as the header names it."""
        if self.found is None:
            return ""
        place = self.found.url.partition("://")[2].rstrip("/")
        return f"{self.found.name} {self.found.version} · {place}"

    def load_older(self, session_id: str) -> None:
        """Fetch the page before the oldest message loaded."""
        if self.resync is not None:
            self.run_worker(self.resync.older(session_id), exit_on_error=False, group="older")

    def load_missing(self, session_ids: Iterable[str]) -> None:
        """Fetch the newest page of sessions that are spoken of on the screen."""
        if self.resync is not None:
            self.run_worker(self.resync.missing(session_ids), exit_on_error=False, group="missing")

    def draft_of(self, session_id: str, then: Callable[[str, bool], None]) -> None:
        """Read the draft kept for a session, off the loop, and give it with whether it is for the shell."""
        server = self.server_name
        place = session_id or self.working_directory

        def read() -> None:
            draft = self.drafts.read(server, place)
            if draft is not None:
                self.call_from_thread(then, draft.text, draft.shell)

        self.quietly(read, "Your draft could not be read")

    def files_wanted(self, composer: Composer, query: str) -> None:
        """Ask the server for files that match what follows an `@`."""
        client = self.client
        if client is None:
            return
        session = self.store.state.sessions.get(self.session_id)
        directory = session.directory or None if session else None

        async def search() -> None:
            try:
                files = await client.find_files(query, limit=30, directory=directory)
            except ClientError:
                # Completion is a convenience: without an answer there is simply nothing to choose from.
                files = ()
            composer.offer_files(query, files)

        self.run_worker(search(), exclusive=True, group="files", exit_on_error=False)

    def idle_for(self, seconds: float) -> bool:
        """Whether no key was pressed for so long."""
        return monotonic() - self.last_key_at >= seconds

    @property
    def working_directory(self) -> str:
        """Where a new session would work: a path on the server."""
        return self.found.directory if self.found is not None else str(self.options.directory)

    def choice(self, session_id: str | None = None) -> Choice:
        """Agent, model and variant for the next prompt of a session, by default the one on screen."""
        state = self.store.state
        session = self.session_id if session_id is None else session_id
        used = select.last_used(state, session)
        return self.choices.of(
            session,
            last=(used.agent, used.model) if used is not None else (None, None),
            agents=state.agents,
            providers=state.providers,
            configured=model_key(self.configured_model),
        )

    def place(self) -> str:
        """Where the session on screen works, as a person writes paths."""
        session = self.store.state.sessions.get(self.session_id)
        return abbreviate_home(session.directory if session else self.working_directory, self.server_home)

    def perform(
        self,
        what: str,
        deed: Callable[[Deeds], Coroutine[Any, Any, T]],
        then: Callable[[T], None] | None = None,
    ) -> Worker[None] | None:
        """Do one thing in the background; a failure is one sentence that begins with `what`."""
        deeds = self.deeds
        if deeds is None:
            self.complain(what, "octui is not connected to a server yet.")
            return None

        async def attempt() -> None:
            try:
                outcome = await deed(deeds)
            except ClientError as error:
                self.complain(what, str(error))
                return
            if then is not None:
                then(outcome)

        return self.run_worker(attempt(), exit_on_error=False)

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

    def complain(self, what: str, why: str) -> None:
        """Say what could not be done and why, where the person is looking."""
        self.notify(f"{what}: {why}" if why else what, severity="error", timeout=8, markup=False)

    def say(self, what: str) -> None:
        self.notify(what, timeout=4, markup=False)

    def remember(self) -> None:
        """Write what changed in the memory, off the loop."""

        async def save() -> None:
            try:
                await asyncio.to_thread(self.memory.save)
            except OSError as error:
                self.complain("Your choice is not remembered", error.strerror or str(error))

        self.run_worker(save(), exit_on_error=False, group="memory")

    def quietly(self, work: Callable[[], object], what: str) -> None:
        """Run disk work in a thread; a failure is a toast, not a crash."""

        async def run() -> None:
            try:
                await asyncio.to_thread(work)
            except OSError as error:
                self.complain(what, error.strerror or str(error))

        self.run_worker(run(), exit_on_error=False, group="disk")

    def refresh_chrome(self) -> None:
        """Header and status line again: a choice changed, not the store."""
        for screen in self.screen_stack:
            if isinstance(screen, Chromed):
                screen.refresh_chrome()

    def ask(self, screen: Screen[T], then: Callable[[T], None]) -> None:
        """Open a picker; leaving it without a choice does nothing."""

        def chosen(choice: T | None) -> None:
            if choice is not None:
                then(choice)

        self.push_screen(screen, chosen)
