"""The app: its controllers put together, its keys, and its first screen."""

import asyncio
import sys
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events, on
from textual.app import App
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.notifications import SeverityLevel
from textual.reactive import Reactive
from textual.screen import ModalScreen
from textual.worker import Worker, WorkerState

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.config.settings.settings import Settings
from octui.platform.error_log import describe_error
from octui.render.theme.readable_variables import ensure_readable_variables
from octui.ui import messages
from octui.ui.attachments.controller import PasteMessage
from octui.ui.attachments.messages import ClipboardWanted, PathsPasted
from octui.ui.attachments.terminal_clipboard import ClipboardReplied
from octui.ui.commands.command import Command
from octui.ui.commands.table import find_app_command
from octui.ui.composer.widget import Composer
from octui.ui.connect.screen import ConnectScreen
from octui.ui.controllers.container import create_controllers
from octui.ui.controllers.context import AppContext
from octui.ui.controllers.folder_trust import TrustMessage
from octui.ui.controllers.models import ModelMessage
from octui.ui.controllers.sessions import SessionMessage
from octui.ui.controllers.terminals import TerminalMessage
from octui.ui.controllers.view import ViewMessage
from octui.ui.files import messages as file_messages
from octui.ui.input.key_events import KeyReleased, TypedRun
from octui.ui.input.terminal_driver import choose_driver_class
from octui.ui.input.type_ahead import TypeAhead, TypedInput
from octui.ui.key_hints import format_first_key
from octui.ui.projects.session_scope import ListingMessage
from octui.ui.screens.callbacks import install_safe_callbacks
from octui.ui.screens.dismissal import install_safe_dismissal
from octui.ui.screens.presence import has_widgets
from octui.ui.screens.visibility import install_sparing_redraws
from octui.ui.terminal import messages as terminal_messages
from octui.ui.theming.built_in_themes import DARK
from octui.ui.theming.stylesheet import FIRST_STYLES, get_style_paths
from octui.ui.theming.terminal_colours import TerminalColourReported, TerminalModeReported, TerminalReport
from octui.ui.toasts import Notice
from octui.ui.transcript.messages import BlockFilesWanted, FileNameClicked
from octui.ui.which_key.leader_controller import LeaderController

if TYPE_CHECKING:
    from octui.ui.crash.aftermath import Crash

START_SECONDS: Final = 2.0
"""Seconds after which all that the start needs is loaded, while most people are still reading the first screen."""

QUIT_CONFIRM_SECONDS: Final = 3.0
"""How long the first of the two quit keys counts."""


class OctuiApp(App[int], inherit_bindings=False):
    """A terminal client for OpenCode. Messages from widgets end here, and each goes to one controller."""

    TITLE = "octui"
    CSS_PATH = get_style_paths(FIRST_STYLES)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (121, "-wide")]
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    theme: Reactive[str] = Reactive(DARK, init=False)
    """Not watched at the start, where it is in force from the beginning."""

    def __init__(self, options: Options, preferences: PreferencesStore, settings: Settings | None = None) -> None:
        super().__init__()
        install_sparing_redraws()
        install_safe_dismissal()
        install_safe_callbacks()
        self.type_ahead = TypeAhead(self, self._deliver_input)
        self.context = AppContext(self, options, preferences, settings or Settings.load_settings(), self.type_ahead)
        self.controllers = create_controllers(self.context, self)
        self.controllers.keys.load_keys(self)
        self._leader = LeaderController(
            self.context, self.controllers.which_key, self.controllers, self.run_command, super().on_event
        )
        self._quit_pressed_at = 0.0
        self.crash: Crash | None = None
        """The first error that nothing caught: octui ends with it."""
        self.controllers.settings.import_tui_options()
        self.controllers.themes.begin_with_chosen_theme()

    def get_driver_class(self) -> type[Driver]:
        return choose_driver_class(super().get_driver_class())

    @on(TerminalColourReported)
    @on(TerminalModeReported)
    def _handle_terminal_report(self, report: TerminalReport) -> None:
        self.controllers.themes.handle_terminal_report(report)

    def get_css_variables(self) -> dict[str, str]:
        readable = ensure_readable_variables(super().get_css_variables(), self.current_theme.dark)
        self.theme_variables = readable
        return readable

    def on_mount(self) -> None:
        context = self.context
        self.controllers.server_connection.open_awaited_screen()
        self.set_timer(START_SECONDS, self._finish_start)
        for warning in (*context.options.warnings, *context.settings.problems, *context.preferences.problems):
            context.notify_warning(warning)
        self.controllers.keys.report_problems()
        self.screen_change_signal.subscribe(self, lambda _: context.dialog_opening.deliver_typed(), immediate=True)
        self.app_resume_signal.subscribe(self, self.controllers.live_connection.resync_after_stop)
        self.controllers.server_connection.find_and_connect()
        self.controllers.prompts.load_prompt_history()
        self.controllers.recall.load_stash()

    def _finish_start(self) -> None:
        # Imported when the start is over, which it is about.
        from octui.ui.after_start import finish_start

        finish_start(self.context)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,  # noqa: ARG002  # Textual's
    ) -> None:
        """Show a toast, once there is room, whose text may come from anywhere: nothing in it is markup."""
        self.context.notice_board.add_notice(Notice.from_untrusted(message, title, severity, timeout))
        self.context.show_waiting_toasts()

    # Commands.

    def action_command(self, id: str) -> None:
        """Run a command by its id."""
        if command := find_app_command(id):
            self.run_command(command)

    def run_command(self, command: Command) -> None:
        """Run a command, once the screen in front is there, if it is available; say so if it is not."""
        if not has_widgets(self.screen):
            self.call_after_refresh(self.run_command, command)
        elif not command.is_enabled(self.controllers):
            self.context.notify_info(f"“{command.title}” is not available here.")
        elif obstacle := command.find_obstacle(self.controllers):
            self.context.notify_info(f"“{command.title}” is not available: {obstacle}.")
        else:
            command.perform(self.controllers)

    def show_command_palette(self) -> None:
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.pickers.command_palette import CommandPalette

        if not isinstance(self.screen, ModalScreen):
            context = self.context
            recent = context.preferences.preferences.recent_commands
            palette = CommandPalette(self.controllers, context.store.state.commands, recent)
            context.open_picker(palette, self._run_picked_command)

    def _run_picked_command(self, command_id: str) -> None:
        self.context.preferences.remember_command(command_id)
        self.context.save_preferences()
        # Only once the palette is closed does a command find the screen it is about.
        self.call_after_refresh(self.controllers.recall.run_picked_command, command_id, self.action_command)

    # Keys.

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste):
            self.context.key_presses.record_press(event.key if isinstance(event, events.Key) else "paste", event.time)
            if not event.is_forwarded:
                # Terminals report a lost focus late, or not its return; a typed key proves it.
                self.app_focus = True
                await self.type_ahead.enqueue_input(event)
                return
        await super().on_event(event)

    def watch_app_focus(self, focused: bool) -> None:
        """A screen that opened while another window had the focus has not focused any widget of its own."""
        screen = self.screen
        if not focused or screen.focused is not None:
            return
        selector = self.AUTO_FOCUS if screen.AUTO_FOCUS is None else screen.AUTO_FOCUS
        if selector:
            screen.set_focus(next((widget for widget in screen.query(selector) if widget.focusable), None))

    async def _deliver_input(self, typed: TypedInput) -> bool:
        """The app handles the leader key and the key after it before any widget sees them."""
        if isinstance(typed, KeyReleased):
            self.controllers.terminals.key_releases.release_key(typed)
            return False
        if isinstance(typed, events.Key) and (
            self.controllers.terminals.take_second_leave_key(typed)
            or await self._leader.take_key(typed, is_in_dialog=self._is_in_dialog)
        ):
            return False
        if isinstance(typed, TypedRun):
            return self.focused is not None and self.focused.post_message(typed)
        await super().on_event(typed)
        return True

    @property
    def _is_in_dialog(self) -> bool:
        return isinstance(self.screen, ModalScreen | ConnectScreen)

    @on(messages.QuitRequested)
    def action_quit_key(self) -> None:
        """The first press clears what is typed, or warns; the second, soon after, quits."""
        composer = self.context.composer
        if composer is not None and composer.text and not self._is_in_dialog:
            composer.clear_prompt()
            return
        if monotonic() - self._quit_pressed_at < QUIT_CONFIRM_SECONDS:
            self.quit_app()
            return
        self._quit_pressed_at = monotonic()
        self.context.notify_info(
            f"Press {format_first_key('app.quit')} again to quit octui.", seconds=QUIT_CONFIRM_SECONDS
        )

    # Messages from widgets.

    @on(messages.RunAppCommand)
    def _run_app_command(self, message: messages.RunAppCommand) -> None:
        self.action_command(message.id)

    @on(messages.OpenSession)
    @on(messages.NewSession)
    @on(messages.RenameSession)
    @on(messages.DeleteSession)
    @on(messages.ForkSession)
    @on(messages.PinSession)
    @on(messages.ArchiveSession)
    @on(messages.AbortSession)
    def _handle_session_message(self, message: SessionMessage) -> None:
        self.controllers.sessions.handle_session_message(message)

    @on(messages.FollowSession)
    @on(messages.MoreSessionsWanted)
    @on(messages.ScopeCycled)
    def _handle_listing_message(self, message: ListingMessage) -> None:
        self.controllers.session_scope.handle_listing_message(message)

    @on(messages.SendPrompt)
    @on(messages.RunShellCommand)
    @on(messages.RunSlashCommand)
    def _deliver_prompt(
        self, message: messages.SendPrompt | messages.RunShellCommand | messages.RunSlashCommand
    ) -> None:
        self.controllers.prompts.deliver_prompt(message)

    @on(Composer.Remembered)
    def _save_history_entry(self, message: Composer.Remembered) -> None:
        self.controllers.prompts.save_history_entry(message)

    @on(PathsPasted)
    @on(ClipboardWanted)
    @on(ClipboardReplied)
    def _look_at_paste(self, message: PasteMessage) -> None:
        self.controllers.attachments.look_at_paste(message)

    @on(Composer.FilesWanted)
    @on(Composer.MentionsWanted)
    def _look_up_files(self, message: Composer.FilesWanted | Composer.MentionsWanted) -> None:
        self.controllers.mentions.look_up_files(message)

    @on(messages.ReplyPermission)
    @on(messages.ReplyQuestion)
    @on(messages.RejectQuestion)
    def _deliver_reply(
        self, message: messages.ReplyPermission | messages.ReplyQuestion | messages.RejectQuestion
    ) -> None:
        self.controllers.approvals.handle_reply(message)

    @on(messages.OpenRequest)
    def _open_request(self, message: messages.OpenRequest) -> None:
        self.controllers.approvals.open_request(message.request_id)

    @on(messages.OpenFile)
    @on(BlockFilesWanted)
    @on(file_messages.FileWanted)
    @on(file_messages.FileAbandoned)
    @on(file_messages.FileMentioned)
    @on(FileNameClicked)
    @on(file_messages.FileEdited)
    @on(file_messages.BrowseFolder)
    @on(file_messages.FolderWanted)
    @on(file_messages.MarksWanted)
    @on(file_messages.PathsWanted)
    @on(file_messages.WalkWanted)
    @on(file_messages.SearchWanted)
    def _handle_file_message(self, message: file_messages.FileMessage) -> None:
        self.controllers.files.handle_file_message(message)

    @on(messages.ChooseModel)
    @on(messages.ChooseVariant)
    @on(messages.ChooseAgent)
    @on(messages.ToggleFavourite)
    def _handle_model_message(self, message: ModelMessage) -> None:
        self.controllers.models.handle_model_message(message)

    @on(messages.CopyText)
    @on(messages.OpenLink)
    def _handle_view_message(self, message: ViewMessage) -> None:
        self.controllers.view.handle_view_message(message)

    @on(messages.RemoveProviderKey)
    def _remove_provider_key(self, message: messages.RemoveProviderKey) -> None:
        self.controllers.providers.confirm_key_removal(message)

    @on(messages.ToggleMcpServer)
    def _toggle_mcp_server(self, message: messages.ToggleMcpServer) -> None:
        self.controllers.mcp.toggle_mcp_server(message.name)

    @on(messages.DecideFolderTrust)
    @on(messages.RevokeFolderTrust)
    @on(messages.ShowFolderFiles)
    def _handle_trust_message(self, message: TrustMessage) -> None:
        self.controllers.folder_trust.handle_trust_message(message)

    @on(messages.RemoteCommand)
    def _run_remote_command(self, message: messages.RemoteCommand) -> None:
        self.controllers.remote_control.run_remote_command(message.event)

    @on(ConnectScreen.ConnectRequested)
    def _connect_to_address(self, message: ConnectScreen.ConnectRequested) -> None:
        self.controllers.server_connection.connect_to_address(message)

    @on(ConnectScreen.EmbeddedRequested)
    def _connect_to_embedded(self) -> None:
        self.controllers.server_connection.connect_to_embedded()

    @on(ConnectScreen.Cancelled)
    def _leave_connect_screen(self) -> None:
        self.controllers.server_connection.leave_connect_screen()

    @on(TypedRun)
    async def _type_run(self, event: TypedRun) -> None:
        for key in event.keys:
            self.context.key_presses.record_press(key.key, key.time)
        self.app_focus = True
        await self.type_ahead.enqueue_input(event)

    @on(KeyReleased)
    async def _release_key(self, event: KeyReleased) -> None:
        # Behind its press, which may wait.
        await self.type_ahead.enqueue_input(event)

    @on(terminal_messages.KeyReleasesRequested)
    @on(terminal_messages.TerminalDone)
    @on(terminal_messages.TerminalEntered)
    @on(terminal_messages.TerminalFitted)
    @on(terminal_messages.TerminalLeft)
    @on(terminal_messages.TerminalsGone)
    def _handle_terminal_message(self, message: TerminalMessage) -> None:
        self.controllers.terminals.handle_terminal_message(message)

    @on(events.AppFocus)
    def _catch_up(self) -> None:
        """What may have changed without an event while the user was elsewhere."""
        self.controllers.terminals.places.fit_pane()
        self.controllers.editor_context.look_for_editor()
        self.context.refresh_helper_servers()

    # Errors, and the way out.

    @on(Worker.StateChanged)
    def _report_worker_error(self, event: Worker.StateChanged) -> None:
        """An error in one worker is shown and logged; octui goes on."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self._report_error(event.worker.error)

    def report_loop_error(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """An error that nothing awaited is shown and logged like one in a worker."""
        error = context.get("exception")
        if isinstance(error, BaseException) and self.is_running:
            self._report_error(error)

    def _report_error(self, error: BaseException) -> None:
        self.context.notify_error("Something in octui went wrong", describe_error(error))

    def _fatal_error(self) -> None:
        """Textual's own handler would print every local variable of the stack, passwords included."""
        error = sys.exception()
        if self._exit and isinstance(error, NoMatches):
            # Once the app exits, Textual mounts nothing more: that a widget is missing is not an error then.
            return
        if self.crash is None and error is not None:
            # Imported when it is needed, which should be never.
            from octui.ui.crash.aftermath import describe_crash

            self.crash = describe_crash(error, self.context)
        self._close_messages_no_wait()

    def quit_app(self) -> None:
        """Quit, and stop a server that octui started; its runs end with it."""
        # Imported when it is needed: the first screen should not wait for it.
        from octui.ui.exit_summary import make_exit_summary

        # Once the app has begun to close, nothing tells which session was on screen.
        self.context.exit_summary = make_exit_summary(self.context)
        self.exit(0)

    async def on_unmount(self) -> None:
        await self.controllers.live_connection.disconnect_server()
