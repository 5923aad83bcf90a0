"""What every controller is given: settings, state, the connected server, and ways to start work and report on it."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

from textual.app import App
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widget import AwaitMount
from textual.worker import Worker

from octui.backend.server_info import ServerInfo
from octui.client import Client, ClientError, Outcome
from octui.config.options import Options
from octui.config.paths import describe_file_failure
from octui.config.preferences import PreferencesStore
from octui.config.settings.setting import Setting, Value
from octui.config.settings.settings import Settings, SettingsFileError
from octui.lazy_dataclasses import dataclass
from octui.render.text.paths import abbreviate_home
from octui.store import selectors
from octui.store.changes import Changes
from octui.store.store import Store
from octui.ui.composer.widget import Composer
from octui.ui.controllers.server_calls import ServerCalls
from octui.ui.input.dialog_opening import DialogOpening
from octui.ui.input.key_presses import KeyPresses
from octui.ui.input.terminal_output import TerminalOutput
from octui.ui.input.type_ahead import TypeAhead
from octui.ui.model_selection import ModelSelection, Selection, parse_model_key
from octui.ui.screens.presence import has_widgets
from octui.ui.sessions.open_sessions import OpenSessions, list_slots
from octui.ui.sessions.other_folders import OtherFolders
from octui.ui.sessions.previews import SessionPreviews
from octui.ui.sync.event_pump import EventPump
from octui.ui.sync.resync import Resync
from octui.ui.theming.display import ThemeDisplay
from octui.ui.toasts import NoticeBoard, has_toast_room, shorten_notice
from octui.ui.workers import start_worker
from octui.wire.sessions import Session

if TYPE_CHECKING:
    # The first screen should not wait for what draws a transcript: see `container.py`.
    from octui.ui.chat.screen import ChatScreen
    from octui.ui.sessions.screen import SessionsScreen

T = TypeVar("T")

NOT_CONNECTED = "octui is not connected to a server yet."


@runtime_checkable
class HasChrome(Protocol):
    """A screen with a header and a status line that say what the next prompt goes to."""

    def refresh_chrome(self) -> None: ...


@dataclass(slots=True, eq=False)
class ConnectedServer:
    """The server octui listens to, and everything that talks to it."""

    info: ServerInfo
    """What is known about it now: an upgrade, for one, changes the version."""
    client: Client
    server_calls: ServerCalls
    resync: Resync
    event_pump: EventPump


class AppContext:
    """State shared by all controllers, and the few things of Textual's app that they need."""

    def __init__(
        self,
        app: App[int],
        options: Options,
        preferences: PreferencesStore,
        settings: Settings,
        type_ahead: TypeAhead,
    ) -> None:
        self._app = app
        self.dialog_opening = DialogOpening(type_ahead, self)
        self.options = options
        self.preferences = preferences
        self.settings = settings
        self.theme_display = ThemeDisplay(app)
        self.store = Store()
        self.model_selection = ModelSelection(
            agent_option=options.agent,
            model_option=parse_model_key(options.model),
            recent=[key for name in preferences.preferences.recent_models if (key := parse_model_key(name))],
        )
        self.server_home = ""
        """The home directory on the server; paths in it are shortened to `~`."""
        self.key_presses = KeyPresses(monotonic)
        self.auto_approval = ""
        """What the header says while requests are approved without asking."""
        self.terminal = TerminalOutput(app)
        self.change_listeners: list[Callable[[Changes], None]] = []
        """Called with every change of the state, after what must see it first."""
        self.notice_board = NoticeBoard()
        self.exit_summary = ""
        """What is printed once octui has left the terminal."""
        self.server: ConnectedServer | None = None
        self.other_folders = OtherFolders(self)
        self.previews = SessionPreviews(self)
        self.open_sessions = OpenSessions()
        self.home: SessionsScreen | None = None
        """The session overview, which lies below everything else; None until it is first needed."""
        self._chat: ChatScreen | None = None

    # What is on screen.

    @property
    def chat(self) -> "ChatScreen | None":
        """The chat, also while something is open above it."""
        chat = self._chat
        return chat if chat is not None and chat in self._app.screen_stack else None

    @chat.setter
    def chat(self, chat: "ChatScreen") -> None:
        self._chat = chat

    @property
    def composer(self) -> Composer | None:
        """The composer a command acts on: the chat's, or the overview's while there is no chat."""
        screen = self.chat or self.home
        return screen.composer if screen is not None and has_widgets(screen) else None

    @property
    def screen(self) -> Screen[Any]:
        """The screen in front."""
        return self._app.screen

    @property
    def screen_stack(self) -> list[Screen[Any]]:
        return self._app.screen_stack

    @property
    def session_id(self) -> str:
        """The session on screen; `""` for none, or for one the server has yet to create."""
        chat = self.chat
        return chat.session_id if chat is not None else ""

    @property
    def session(self) -> Session | None:
        """The session on screen."""
        return self.store.state.sessions.get(self.session_id)

    @property
    def pinned_sessions(self) -> frozenset[str]:
        return frozenset(self.preferences.preferences.pinned_sessions)

    def list_slots(self) -> tuple[str, ...]:
        """The sessions in quick slots, the first in slot 1."""
        pinned = self.preferences.preferences.pinned_sessions
        return list_slots(self.store.state, pinned, self.open_sessions.session_ids)

    def open_screen(self, screen: Screen[T], on_result: Callable[[T | None], None] | None = None) -> AwaitMount:
        """Show a screen above the others; `on_result` gets its result, None when it was cancelled.

        It need not be awaited: that only waits until the screen is there.
        """
        return self._app.push_screen(screen, on_result)

    def open_picker(self, screen: Screen[T], on_choice: Callable[[T], None]) -> None:
        """Show a picker; nothing happens when it is closed without a choice."""

        def pass_choice(choice: T | None) -> None:
            if choice is not None:
                on_choice(choice)

        self._app.push_screen(screen, pass_choice)

    def confirm_action(self, question: str, about: str = "", *, yes: str, act: Callable[[], None]) -> None:
        """Ask before something that cannot be undone, and `act` once the button `yes` is pressed."""
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.pickers.confirm_dialog import ConfirmDialog

        def act_if_confirmed(is_confirmed: bool | None) -> None:
            if is_confirmed:
                act()

        self._app.push_screen(ConfirmDialog(question, about, yes=yes), act_if_confirmed)

    async def wait_for_screen(self, screen: Screen[T]) -> T:
        """Show a screen and wait for its result; only from a worker."""
        return await self._app.push_screen_wait(screen)

    def close_top_screen(self) -> None:
        self._app.pop_screen()

    def close_screens_above(self, screen: Screen[Any], *, instead: Screen[Any] | None = None) -> None:
        """Bring a screen back to the front, or another in its place."""
        while self._app.screen is not screen:
            self._app.pop_screen()
        if instead is not None:
            self._app.switch_screen(instead)

    def refresh_chrome(self) -> None:
        """Redraw headers and status lines after a choice that is not in the store."""
        for screen in self._app.screen_stack:
            if isinstance(screen, HasChrome):
                screen.refresh_chrome()

    # The server.

    @property
    def server_name(self) -> str:
        """What drafts are saved under: a name of the server that outlives this run."""
        return self.server.info.storage_key if self.server is not None else ""

    @property
    def server_label(self) -> str:
        """The server as the header names it."""
        if self.server is None:
            return ""
        info = self.server.info
        address = info.url.partition("://")[2].rstrip("/")
        return f"{info.name} {info.version} · {address}"

    @property
    def working_directory(self) -> str:
        """Where a new session would work: a path on the server."""
        if self.server is not None:
            return self.server.info.directory
        return self.options.server_directory or str(self.options.directory)

    @property
    def session_directory(self) -> str:
        """Where the session on screen works, or a new one would: a path on the server."""
        return selectors.get_session_directory(self.store.state, self.session_id) or self.working_directory

    def format_directory(self) -> str:
        """The directory of the session on screen, with the home directory shortened."""
        return abbreviate_home(self.session_directory, self.server_home)

    def resolve_selection(self, session_id: str | None = None) -> Selection:
        """Agent, model and variant for the next prompt of a session, by default the one on screen."""
        state = self.store.state
        session = self.session_id if session_id is None else session_id
        used = selectors.find_last_used(state, session)
        return self.model_selection.resolve_for_session(
            session,
            last=(used.agent, used.model) if used is not None else (None, None),
            agents=state.agents,
            providers=state.providers,
        )

    def request_older_messages(self, session_id: str) -> None:
        """Fetch the page before the oldest message loaded."""
        if self.server is not None:
            self.start_worker(self.server.resync.load_older_page(session_id), group="older")

    def request_missing_sessions(self, session_ids: Iterable[str]) -> None:
        """Fetch the newest page of sessions that the screen refers to."""
        if self.server is not None:
            self.start_worker(self.server.resync.load_missing_sessions(session_ids), group="missing")

    def refresh_helper_servers(self) -> None:
        """Read MCP and language servers again, if they are on screen: many of their changes come without an event."""
        if self.server is not None and self.chat is not None and self.chat.is_sidebar_shown:
            self.start_worker(self.server.resync.refresh_mcp_and_lsp(), group="helpers", exclusive=True)

    # Work and messages.

    def run_call(
        self,
        failure: str,
        call: Callable[[ServerCalls], Coroutine[Any, Any, T]],
        on_success: Callable[[T], None] | None = None,
        *,
        opens_dialog: bool = False,
    ) -> None:
        """Make one call to the server in the background; an error is shown as `failure`, a colon and the reason.

        What is typed meanwhile is held for the dialog that `on_success` opens, where it does so.
        """
        server = self.server
        if server is None:
            self.notify_error(failure, NOT_CONNECTED)
            return

        async def call_and_report() -> None:
            try:
                result = await call(server.server_calls)
            except ClientError as error:
                self.notify_error(failure, describe_failed_call(error))
                return
            if on_success is not None:
                on_success(result)

        if opens_dialog:
            self.dialog_opening.start_worker(call_and_report(), group="dialog")
        else:
            self.start_worker(call_and_report())

    def run_blocking(self, work: Callable[[], object], failure: str, *, group: str = "disk") -> None:
        """Run disk work in a thread; a failure is a toast, not a crash."""

        async def run_in_thread() -> None:
            try:
                await asyncio.to_thread(work)
            except OSError as error:
                self.notify_error(failure, describe_file_failure(error))

        self.start_worker(run_in_thread(), group=group)

    def save_preferences(self) -> None:
        """Write changed preferences to disk, in a thread."""
        self.run_blocking(self.preferences.write_preferences, "Could not save your preferences", group="memory")

    def change_setting(self, setting: Setting[Any], value: Value | None) -> None:
        """Put a value in force and save it, None being the default; a failure to save is a toast."""
        self.settings.change_value(setting, value)

        async def write_in_thread() -> None:
            try:
                await asyncio.to_thread(self.settings.write_changes)
            except (OSError, SettingsFileError) as error:
                reason = describe_file_failure(error) if isinstance(error, OSError) else str(error)
                self.notify_error("Could not save the setting; it applies to this run only", reason)

        self.start_worker(write_in_thread(), group="settings")

    def start_worker(
        self, work: Coroutine[Any, Any, T], *, group: str = "default", exclusive: bool = False
    ) -> Worker[T]:
        """Run something in the background; `exclusive` cancels what runs in the group."""
        return start_worker(self._app, work, group=group, exclusive=exclusive)

    def start_timer(self, seconds: float, callback: Callable[[], None]) -> None:
        self._app.set_timer(seconds, callback)

    def cancel_workers(self, group: str) -> None:
        self._app.workers.cancel_group(self._app, group)

    def post_message(self, message: Message) -> None:
        self._app.post_message(message)

    def call_after_refresh(self, callback: Callable[..., object], *arguments: object) -> None:
        self._app.call_after_refresh(callback, *arguments)

    def notify(
        self, sentence: str, *, title: str = "", severity: SeverityLevel = "information", seconds: float = 4
    ) -> None:
        self._app.notify(sentence, title=title, severity=severity, timeout=seconds, markup=False)

    def show_waiting_toasts(self) -> None:
        """Show the toasts for which there is room on the screen in front."""
        app = self._app
        screen = app.screen_stack[-1] if app.screen_stack else None
        if not has_toast_room(screen) and self.notice_board.hold_shown(monotonic()):
            app.clear_notifications()
        for notice in self.notice_board.take_waiting(screen, monotonic()):
            title, message = shorten_notice(notice, app.size.width)
            # Not the app's own `notify`, which is where notices come from.
            App.notify(app, message, title=title, severity=notice.severity, timeout=notice.seconds, markup=False)

    def notify_info(self, sentence: str, *, seconds: float = 4) -> None:
        self.notify(sentence, seconds=seconds)

    def notify_warning(self, sentence: str, *, seconds: float = 8) -> None:
        self.notify(sentence, severity="warning", seconds=seconds)

    def notify_error(self, failure: str, reason: str = "") -> None:
        """Say what could not be done and why, where the user is looking."""
        self.notify(f"{failure}: {reason}" if reason else failure, severity="error", seconds=8)


def describe_failed_call(error: ClientError) -> str:
    """Why a call failed and, where that is not known, that the server may have done it."""
    is_unknown = error.outcome is Outcome.UNKNOWN
    return f"{error.full_sentence} The server may have done it anyway." if is_unknown else str(error)
