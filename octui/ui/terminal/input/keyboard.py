"""Keys and pastes of a focused terminal: those that leave, scroll or copy are octui's, all others the program's."""

from collections.abc import Callable
from time import monotonic
from typing import Final, Protocol

from textual import events
from textual.keys import Keys
from textual.message import Message
from textual.selection import Selection
from textual.timer import Timer

from octui.term import encode_key, encode_paste
from octui.ui.input.key_events import KeyReleased, TerminalKey, TypedRun, get_pressed_keys
from octui.ui.keymap import KeyContext, get_keymap
from octui.ui.messages import RunAppCommand
from octui.ui.terminal.copy_mode.mode import CopyMode
from octui.ui.terminal.input.escape_key import TWICE_SECONDS, Escape, EscapeKey, LeaveKey
from octui.ui.terminal.input.held_keys import HeldKeys
from octui.ui.terminal.input.key_bytes import encode_pressed_keys
from octui.ui.terminal.messages import (
    CopyRequested,
    KeyReleasesRequested,
    SearchRequested,
    TerminalDone,
    TerminalLeft,
    TypingRefused,
)
from octui.ui.terminal.session import TerminalSession

_PROMPT_STEPS: Final = {"terminal.prompt.previous": -1, "terminal.prompt.next": 1}
_SPLIT_COMMANDS: Final = {
    "terminal.go.left": "terminal.split.left",
    "terminal.go.right": "terminal.split.right",
    "terminal.go.up": "terminal.split.up",
    "terminal.go.down": "terminal.split.down",
    "terminal.size.narrower": "terminal.split.narrower",
    "terminal.size.wider": "terminal.split.wider",
    "terminal.size.taller": "terminal.split.taller",
    "terminal.size.shorter": "terminal.split.shorter",
}


class KeyboardView(Protocol):
    """The part of the terminal widget that keys act on."""

    @property
    def live(self) -> TerminalSession | None: ...
    @property
    def copy_mode(self) -> CopyMode: ...
    @property
    def is_split(self) -> bool: ...
    @property
    def is_attached(self) -> bool: ...
    def call_later(self, callback: Callable[[KeyReleased], None], event: KeyReleased, /) -> bool: ...
    @property
    def text_selection(self) -> Selection | None: ...
    def scroll_lines(self, lines: int) -> None: ...
    def scroll_pages(self, pages: int) -> None: ...
    def scroll_to_first(self) -> None: ...
    def scroll_to_last(self) -> None: ...
    def scroll_to_prompt(self, step: int) -> bool: ...
    def get_selected_text(self) -> str: ...
    def clear_selection(self) -> None: ...
    def type_bytes(self, typed: bytes) -> None: ...
    def focus(self) -> object: ...
    def post_message(self, message: Message) -> bool: ...
    def set_timer(self, delay: float, callback: Callable[[], None]) -> Timer: ...


class TerminalKeyboard:
    """Decides for each key whether octui handles it; the rest is typed into the terminal, scrolled to its end."""

    def __init__(self, view: KeyboardView) -> None:
        self._view = view
        self._escape_key = EscapeKey(monotonic)
        self._leave_key = LeaveKey()
        self._held_keys = HeldKeys()
        self._wants_releases = False
        self._escape_event: events.Key | None = None
        """The Esc that is held back."""

    def handle_key(self, event: events.Key) -> None:
        """Handle any key that the widget receives."""
        view, live = self._view, self._view.live
        is_pressed = bool(get_pressed_keys(event))
        command_id = get_keymap().find_command_id(KeyContext.TERMINAL, event.key) if is_pressed else ""
        if command_id == "terminal.leave":
            self._leave_key.record_press(event.key, event.time)
            self._leave_terminal()
        elif view.is_split and command_id in _SPLIT_COMMANDS:
            view.post_message(RunAppCommand(_SPLIT_COMMANDS[command_id]))
        elif view.copy_mode.is_active:
            view.copy_mode.handle_key(event)
        elif live is not None and live.is_read_only:
            self._handle_view_key(event, live, command_id)
        elif command_id == "terminal.escape":
            self._press_escape(event)
        elif self._scroll_by_key(command_id) or self._copy_by_key(command_id):
            return
        elif live is not None and live.phase.over:
            if command_id == "terminal.ended.close":
                view.post_message(TerminalDone(live))
        elif live is not None and (typed := encode_pressed_keys(event, live.emulator)):
            self.flush_escape()
            self._type_at_end(typed)
            self._note_press(event, live)

    def type_run(self, run: TypedRun) -> None:
        """Type characters that were read together; where they are not for the program, each is a key."""
        live, keymap = self._view.live, get_keymap()
        if (
            live is None
            or live.is_read_only
            or live.phase.over
            or self._view.copy_mode.is_active
            or any(keymap.find_command_id(KeyContext.TERMINAL, key) for key in {key.key for key in run.keys})
        ):
            for key in run.keys:
                self.handle_key(key)
            return
        self.flush_escape()
        self._type_at_end(b"".join(encode_pressed_keys(key, live.emulator) for key in run.keys))

    def take_second_leave_key(self, event: events.Key) -> bool:
        """Whether the key that has just left the terminal was pressed again, and has been sent to the program."""
        live = self._view.live
        is_second = self._leave_key.is_second_press(event.key, event.time)
        if not is_second or live is None or live.phase.over or live.is_read_only:
            return False
        self._view.focus()
        self._type_at_end(encode_pressed_keys(event, live.emulator))
        return True

    def paste_text(self, text: str) -> None:
        """Paste into the terminal; copy mode ignores pastes."""
        live = self._view.live
        if live is not None and live.is_read_only:
            self._view.post_message(TypingRefused())
        elif live is not None and not self._view.copy_mode.is_active:
            self.flush_escape()
            self._type_at_end(encode_paste(text, live.emulator))

    def flush_escape(self) -> None:
        """Send an Esc that was held back in case a second one followed."""
        if self._escape_key.release_escape():
            self._type_escape()

    def _handle_view_key(self, event: events.Key, live: TerminalSession, command_id: str) -> None:
        """A terminal that is only read: keys that would be typed say that nothing can be."""
        view = self._view
        if self._scroll_by_key(command_id) or self._copy_by_key(command_id):
            return
        match get_keymap().find_command_id(KeyContext.TERMINAL_VIEW, event.key):
            case "terminal.view.leave":
                self._leave_terminal()
            case "terminal.view.close" if live.phase.over:
                view.post_message(TerminalDone(live))
            case "terminal.view.line.up":
                view.scroll_lines(-1)
            case "terminal.view.line.down":
                view.scroll_lines(1)
            case "terminal.view.page.up":
                view.scroll_pages(-1)
            case "terminal.view.page.down":
                view.scroll_pages(1)
            case "terminal.view.first":
                view.scroll_to_first()
            case "terminal.view.last":
                view.scroll_to_last()
            case "terminal.view.search":
                view.post_message(SearchRequested())
            case "terminal.view.copy":
                view.copy_mode.enter_copy_mode()
            case _:
                view.post_message(TypingRefused())

    def request_releases(self, *, has_focus: bool) -> None:
        """Ask to be told when keys come up while the program that has the keyboard wants to know it."""
        live = self._view.live
        are_wanted = has_focus and live is not None and live.emulator.keyboard.reports_releases
        if are_wanted != self._wants_releases:
            self._wants_releases = are_wanted
            self._view.post_message(KeyReleasesRequested(self._view, self.release_key, are_wanted=are_wanted))

    def release_key(self, event: KeyReleased) -> None:
        """A key came up, which the program hears about if it knows that the key was down."""
        live = self._view.live
        if live is not None and (released := self._held_keys.note_release(event, live.emulator)):
            self._view.type_bytes(released)

    def release_all_keys(self) -> None:
        """The program loses the keyboard."""
        live = self._view.live
        if live is not None and (released := self._held_keys.release_all(live.emulator)):
            self._view.type_bytes(released)

    def _note_press(self, event: events.Key, live: TerminalSession) -> None:
        if isinstance(event, TerminalKey) and (released := self._held_keys.note_press(event, live.emulator)):
            self._view.type_bytes(released)

    def _press_escape(self, event: events.Key) -> None:
        live, self._escape_event = self._view.live, event
        match self._escape_key.press_escape(full_screen=live is not None and live.emulator.is_alternate):
            case Escape.LEAVE:
                self._leave_terminal()
            case Escape.SEND:
                self._type_escape()
            case Escape.HOLD:
                self._view.set_timer(TWICE_SECONDS, self.flush_escape)

    def _type_escape(self) -> None:
        live = self._view.live
        if live is not None and not live.phase.over:
            self._type_at_end(encode_key(Keys.Escape.value, "\x1b", live.emulator))
            if self._escape_event is not None:
                self._note_press(self._escape_event, live)

    def _leave_terminal(self) -> None:
        self._escape_key.forget_escape()
        self._view.copy_mode.leave_copy_mode()
        self._view.post_message(TerminalLeft())

    def _type_at_end(self, typed: bytes) -> None:
        self._view.scroll_to_last()
        if self._view.text_selection is not None:
            self._view.clear_selection()
        self._view.type_bytes(typed)

    def _scroll_by_key(self, command_id: str) -> bool:
        """Whether the key scrolled; full-screen programs have no scrollback and receive these keys."""
        view = self._view
        if view.live is not None and view.live.emulator.is_alternate:
            return False
        match command_id:
            case "terminal.scroll.page.up":
                view.scroll_pages(-1)
            case "terminal.scroll.page.down":
                view.scroll_pages(1)
            case "terminal.scroll.first":
                view.scroll_to_first()
            case "terminal.scroll.last":
                view.scroll_to_last()
            case "terminal.prompt.previous" | "terminal.prompt.next":
                return view.scroll_to_prompt(_PROMPT_STEPS[command_id])
            case _:
                return False
        return True

    def _copy_by_key(self, command_id: str) -> bool:
        """With a selection, the interrupt key copies it once; the next press goes to the program."""
        is_copy_key = command_id == "terminal.selection.copy"
        if not is_copy_key and command_id != "terminal.selection.copy_once":
            return False
        if not (chosen := self._view.get_selected_text()):
            return is_copy_key
        self._view.post_message(CopyRequested(chosen))
        self._view.clear_selection()
        return True
