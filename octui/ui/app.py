"""The app: its acts put together, its keys, its first screen, and its way out."""

import asyncio
import gc
import sys
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from rich.text import Text
from textual import events, on
from textual.screen import ModalScreen
from textual.worker import Worker, WorkerState

from octui.client import ClientError
from octui.config.options import Options
from octui.config.paths import styles_folder
from octui.config.preferences import Memory
from octui.platform.error_log import describe_error
from octui.platform.exit_signals import install_exit_handlers
from octui.store.actions import SessionsLoaded
from octui.ui.commands import LEADER, Command, find_app_command
from octui.ui.connect.screen import ConnectScreen
from octui.ui.controllers.approvals import ApprovalsController
from octui.ui.controllers.mcp import McpController
from octui.ui.controllers.models import ModelsController
from octui.ui.controllers.providers import ProvidersController
from octui.ui.controllers.remote_control import RemoteControlController
from octui.ui.controllers.server_connection import ServerConnectionController
from octui.ui.controllers.terminals import TerminalsController
from octui.ui.controllers.view import ViewController
from octui.ui.input.leader_key import LeaderKey, is_keyboard_captured
from octui.ui.input.paste_parser import install_paste_parser
from octui.ui.input.type_ahead import TypeAhead
from octui.ui.messages import ForkSession, QuitRequested, RunAppCommand
from octui.ui.sessions.screen import SessionsScreen
from octui.ui.themes import THEMES

if TYPE_CHECKING:
    from octui.ui.chat.screen import ChatScreen

GC_FREEZE_DELAY: Final = 2.0
"""After so long, everything that was needed to start is there."""

QUIT_CONFIRM_SECONDS: Final = 3.0
"""How long the first of the two quit keys counts."""

STYLES: Final = (
    *("app", "header", "chat", "sessions", "connect", "transcript", "cards", "composer", "pickers", "terminal"),
)


class OctuiApp(
    ApprovalsController,
    RemoteControlController,
    ModelsController,
    ProvidersController,
    TerminalsController,
    ViewController,
    McpController,
    ServerConnectionController,
):
    """A terminal client for OpenCode."""

    TITLE = "octui"
    CSS_PATH = [styles_folder() / f"{name}.tcss" for name in STYLES]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (121, "-wide")]

    def __init__(self, options: Options, memory: Memory) -> None:
        super().__init__(options, memory)
        self._leader = LeaderKey(monotonic)
        self._quit_pressed_at = 0.0
        self._is_first_connection = True
        self._type_ahead = TypeAhead(self, self._deliver_input)
        for theme in THEMES:
            self.register_theme(theme)
        wanted = options.theme or memory.state.theme or THEMES[0].name
        self.theme = wanted if wanted in self.available_themes else THEMES[0].name

    @property
    def pinned(self) -> frozenset[str]:
        return frozenset(self.preferences.state.pinned_sessions)

    def on_mount(self) -> None:
        self.push_screen(SessionsScreen(self))
        self._type_ahead.hold_input()
        self.set_timer(GC_FREEZE_DELAY, self._freeze_garbage_collector)
        for warning in (*self.options.warnings, *self.preferences.complaints):
            self.notify(warning, severity="warning", timeout=8, markup=False)
        self.find_and_connect()
        self.run_worker(self._load_prompt_history(), exit_on_error=False)

    def _freeze_garbage_collector(self) -> None:
        """What was made for starting lives as long as the program: the collector need not look at it again."""
        gc.freeze()
        # A streamed answer makes strips by the thousand, which are no garbage: to look at them all holds up keys.
        gc.set_threshold(10_000, 20, 100)
        gc.enable()

    async def _load_prompt_history(self) -> None:
        self.prompt_history.entries[:0] = await asyncio.to_thread(self.history.load)

    def show_first_screen(self, *, again: bool) -> None:
        """Close the Connect screen, and open what the command line asked for; `again` the same place as before."""
        self.close_connect_screen()
        if self._is_first_connection:
            self._is_first_connection = False
            self.run_worker(self._open_requested_session(), exit_on_error=False)
        elif again and self.chat is not None:
            self.open_chat(self.session_id)
        else:
            self.show_sessions()

    async def _open_requested_session(self) -> None:
        options, client = self.options, self.client
        if client is None:
            return
        session_id = options.session or ""
        try:
            if options.continue_ and not session_id:
                roots = [session for session in await client.sessions(roots=True) if session.parent_id is None]
                session_id = roots[0].id if roots else ""
                if not roots:
                    self.notify_info("There is no session to continue: this is a new one.")
            if session_id and self.event_pump is not None:
                self.event_pump.apply_actions(SessionsLoaded(sessions=(await client.session(session_id),)))
            if session_id and options.fork:
                self.post_message(ForkSession(session_id))
                return
        except ClientError as error:
            self.notify_error("The session was not opened", str(error))
            return
        if session_id or options.continue_ or options.prompt:
            self.open_chat(session_id)
            if options.prompt:
                self.call_after_refresh(self._send_first_prompt, options.prompt)

    def _send_first_prompt(self, prompt: str) -> None:
        if composer := self.composer:
            composer.replace_text(prompt)
            composer.submit_prompt()

    def action_command(self, id: str) -> None:
        """Run a command by its id."""
        if command := find_app_command(id):
            self.run_command(command)

    def run_command(self, command: Command) -> None:
        """Run it if it means something now, and say so when it does not."""
        if command.is_enabled(self):
            command.perform(self)
        else:
            self.notify_info(f"{command.title}: not possible here and now.")

    @on(RunAppCommand)
    def _run_command_id(self, message: RunAppCommand) -> None:
        self.action_command(message.id)

    def create_chat(self) -> "ChatScreen":
        # Imported when it is first needed, or while nobody waits: the first screen does not need it.
        from octui.ui.chat import screen as chat_screen

        self._chat = chat_screen.ChatScreen(self)
        return self._chat

    def open_chat(self, session_id: str, prompt: str = "") -> "ChatScreen":
        if self.chat is None:
            # It takes a moment to be made, in which people go on typing.
            self._type_ahead.hold_input()
        return super().open_chat(session_id, prompt)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste):
            self.last_key_at = monotonic()
            if not event.is_forwarded:
                await self._type_ahead.enqueue_input(event)
                return
        await super().on_event(event)

    async def _deliver_input(self, typed: events.Key | events.Paste) -> bool:
        """The leader key and the one after it are ours before any widget sees them."""
        if isinstance(typed, events.Key) and self._handle_leader(typed):
            return False
        await super().on_event(typed)
        return True

    def _handle_leader(self, event: events.Key) -> bool:
        if isinstance(self.screen, ModalScreen | ConnectScreen) or is_keyboard_captured(self.focused):
            self._leader.release_leader()
            return False
        if self._leader.is_armed:
            command = self._leader.match_key(event.key)
            self._show_leader_state()
            if command is not None:
                self.run_command(command)
            return True
        if event.key == LEADER:
            self._leader.press_leader()
            self._show_leader_state()
            return True
        return False

    def _show_leader_state(self) -> None:
        self.screen.set_class(self._leader.is_armed, "-leader")
        if self._leader.is_armed:
            self.set_timer(2.05, self._expire_leader)

    def _expire_leader(self) -> None:
        if not self._leader.is_armed:
            self._leader.release_leader()
            for screen in self.screen_stack:
                screen.remove_class("-leader")

    def show_command_palette(self) -> None:
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.pickers.command_palette import CommandPalette

        if not isinstance(self.screen, ModalScreen):
            self.push_picker(CommandPalette(self), self._run_picked_command)

    def _run_picked_command(self, command_id: str) -> None:
        # Only when the palette is gone does a command find the screen it is about.
        self.call_after_refresh(self.action_command, command_id)

    @on(QuitRequested)
    def action_quit_key(self) -> None:
        """The first press clears what is typed, or warns; the second, soon after, quits."""
        composer = self.composer
        if composer is not None and composer.text and not isinstance(self.screen, ModalScreen | ConnectScreen):
            composer.clear_prompt()
            return
        if monotonic() - self._quit_pressed_at < QUIT_CONFIRM_SECONDS:
            self.quit_app()
            return
        self._quit_pressed_at = monotonic()
        self.notify("ctrl+c again quits octui", timeout=QUIT_CONFIRM_SECONDS, markup=False)

    @on(Worker.StateChanged)
    def _report_worker_error(self, event: Worker.StateChanged) -> None:
        """A fault in one deed is told and logged; octui goes on."""
        if event.state is not WorkerState.ERROR or event.worker.error is None:
            return
        self.notify_error("Something in octui went wrong", describe_error(event.worker.error))

    def report_loop_error(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A fault nobody waited for is told and logged like one in a deed."""
        error = context.get("exception")
        if isinstance(error, BaseException) and self.is_running:
            self.notify_error("Something in octui went wrong", describe_error(error))

    def _fatal_error(self) -> None:
        """Textual's own would print every local variable on the way, passwords included."""
        error = sys.exception()
        self.bell()
        if error is not None:
            self._exit_renderables.append(Text(f"octui: something in it went wrong: {describe_error(error)}"))
        self._close_messages_no_wait()

    def quit_app(self) -> None:
        """Quit, ending a server that is ours; its runs end with it."""
        self.exit(0)

    async def on_unmount(self) -> None:
        await self.disconnect_server()


def run_octui(options: Options) -> int:
    """Run until the person leaves, or a signal ends it; returns the exit code."""
    return run_app(OctuiApp(options, Memory.load()))


def run_app(app: OctuiApp) -> int:
    """Run this app in the terminal, whatever ends it; returns the exit code."""

    async def run_until_exit() -> int | None:
        loop = asyncio.get_running_loop()

        def exit_with(code: int) -> None:
            with suppress(RuntimeError):  # the loop is closed: octui is leaving already
                loop.call_soon_threadsafe(app.exit, None, code)

        install_exit_handlers(exit_with)
        loop.set_exception_handler(app.report_loop_error)
        return await app.run_async()

    install_paste_parser()
    code = asyncio.run(run_until_exit())
    return code if isinstance(code, int) else app.return_code or 0
