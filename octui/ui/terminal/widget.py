"""A terminal to work in: every key goes to it but the way out, and the mouse where a program wants it.

In copy mode keys and mouse are for whoever reads, and the program gets neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Final

from textual import events
from textual.keys import Keys
from textual.message import Message
from textual.timer import Timer

from octui.term import MouseEvent, focus_bytes, key_bytes, mouse_bytes, paste_bytes, text
from octui.term.input.mouse import Action, Button
from octui.ui.keymap import KeyContext, get_keymap
from octui.ui.terminal.connection import Phase
from octui.ui.terminal.copy_mode.search import address_on
from octui.ui.terminal.copy_mode.view import TerminalCopying
from octui.ui.terminal.emulator import Emulator
from octui.ui.terminal.escape_key import TWICE_SECONDS, Escape, Escaping
from octui.ui.terminal.messages import TerminalDone, TerminalFitted, TerminalLeft
from octui.ui.transcript.selection import find_word

SETTLE_SECONDS: Final = 0.08
WHEEL_LINES: Final = 3
_BUTTONS: Final[dict[int, Button]] = {1: "left", 2: "middle", 3: "right"}


class Terminal(TerminalCopying, can_focus=True):
    """What a person does in it is the program's, unless octui has a use for it."""

    @dataclass
    class Scrolled(Message):
        """The end came into view, or left it."""

    @dataclass
    class LinkClicked(Message):
        """An `http` or `https` address."""

        url: str

    @dataclass
    class LinkSeen(Message):
        """The mouse is over a link, or not any more."""

        url: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._escaping = Escaping(monotonic)
        self._settling: Timer | None = None
        self._fitted: tuple[str, int, int] | None = None
        self._hovered = ""
        self._held: Button = "none"

    @property
    def takes_every_key(self) -> bool:
        """Whether the leader key is the program's, too."""
        return not self.copying

    @property
    def allow_select(self) -> bool:
        """A program that wants the mouse gets the drags, too."""
        return not self._mouse_wanted

    @property
    def _mouse_wanted(self) -> bool:
        if self.live is None or self.copying:
            return False
        return self.live.emulator.mouse != "off" and not self.live.phase.over

    # Size.

    def fit(self) -> None:
        """Take the terminal to the size there is for it, and begin to follow it."""
        self._settling = None
        live, size = self.live, self.size
        if live is None or not self.is_attached or size.width < 2 or size.height < 1:
            return
        # A lost one has the size its program knows, until it is found again.
        if self.app.app_focus and live.phase is not Phase.LOST:
            self._fitted = (live.id, size.width, size.height)
            live.emulator.resize(lines=size.height, columns=size.width)
            self.post_message(TerminalFitted(live, size.width, size.height))
        live.follow()
        self.lay_out_copying()
        self.repaint()

    def fit_later(self) -> None:
        """Once the size stands still: each one sent makes every program draw itself anew."""
        if self.live is None or self._fitted is None or self._fitted[0] != self.live.id:
            self.fit()
        elif self._settling is None:
            self._settling = self.set_timer(SETTLE_SECONDS, self.fit)
        else:
            self._settling.reset()

    def on_resize(self) -> None:
        super().on_resize()
        if self.size.width:
            self.fit_later()

    # Focus.

    def on_focus(self) -> None:
        # Somebody else may have worked in it, at another size.
        self.fit()
        self._send_focus(True)
        self.repaint()

    def on_blur(self) -> None:
        self._flush_escape()
        self._send_focus(False)
        self.repaint()

    def _send_focus(self, focused: bool) -> None:
        if self.live is not None and (report := focus_bytes(focused, self.live.emulator)):
            self._type(report)

    # Keys.

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        key = event.key
        command_id = get_keymap().find_command_id(KeyContext.TERMINAL, key)
        if command_id == "terminal.leave":
            self._leave()
        elif self.copying:
            self.copy_key(event)
        elif command_id == "terminal.escape":
            self._escape()
        elif self._scrolls(command_id) or self._copies(command_id):
            return
        elif self.live is not None and self.live.phase.over:
            if command_id == "terminal.ended.close":
                self.post_message(TerminalDone(self.live))
        elif self.live is not None and (typed := self._encoded(self.live.emulator, key, event.character)):
            self._flush_escape()
            self._type_and_see(typed)

    def _encoded(self, emulator: Emulator, key: str, character: str | None) -> bytes:
        """What the key sends; an Esc and a letter after it look like alt and the letter, and must do what both do."""
        if key.startswith("alt+") and len(key) == len("alt+x") and not emulator.keyboard_flags:
            return b"\x1b" + key_bytes(key[-1], character, emulator)
        return key_bytes(key, character, emulator)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if self.live is not None and not self.copying:
            self._flush_escape()
            self._type_and_see(paste_bytes(event.text, self.live.emulator))

    def _escape(self) -> None:
        live = self.live
        match self._escaping.press(full_screen=live is not None and live.emulator.is_alternate):
            case Escape.LEAVE:
                self._leave()
            case Escape.SEND:
                self._type_escape()
            case Escape.HOLD:
                self.set_timer(TWICE_SECONDS, self._flush_escape)

    def _flush_escape(self) -> None:
        if self._escaping.release():
            self._type_escape()

    def _type_escape(self) -> None:
        if self.live is not None and not self.live.phase.over:
            self._type_and_see(key_bytes(Keys.Escape.value, "\x1b", self.live.emulator))

    def _leave(self) -> None:
        self._escaping.forget()
        self.leave_copying()
        self.post_message(TerminalLeft())

    def _type_and_see(self, typed: bytes) -> None:
        self.scroll_to_last()
        if self.text_selection is not None:
            self._forget_selection()
        self._type(typed)

    def _type(self, typed: bytes) -> None:
        if self.live is None:
            return
        try:
            sent = self.live.type(typed.decode())
        except UnicodeDecodeError:
            # The oldest way to tell of the mouse has bytes that are no text, and servers take text.
            return
        if sent:
            self.live.acknowledge()

    def _scrolls(self, command_id: str) -> bool:
        """Whether the key scrolled; full-screen programs have nothing to scroll back to, and get these keys."""
        if self.live is not None and self.live.emulator.is_alternate:
            return False
        match command_id:
            case "terminal.scroll.page.up":
                self.scroll_pages(-1)
            case "terminal.scroll.page.down":
                self.scroll_pages(1)
            case "terminal.scroll.first":
                self.scroll_to_first()
            case "terminal.scroll.last":
                self.scroll_to_last()
            case _:
                return False
        return True

    def _copies(self, command_id: str) -> bool:
        """With a selection, the key that interrupts programs copies it, once; the next press goes to the program."""
        is_copy_key = command_id == "terminal.selection.copy"
        if not is_copy_key and command_id != "terminal.selection.copy_once":
            return False
        if not (chosen := self.selected()):
            return is_copy_key
        self.post_message(self.CopyRequested(chosen))
        self._forget_selection()
        return True

    # Mouse.

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if self._mouse_wanted:
            self._held = _BUTTONS.get(event.button, "none")
            self.capture_mouse()
            self._report(event, "press", self._held)
        elif self.copying:
            self.point(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._held != "none":
            self.release_mouse()
            self._report(event, "release", self._held)
            self._held = "none"

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._mouse_wanted:
            self._report(event, "move", self._held)
        self._hover(self._address(event.y, event.x) or "")

    def on_leave(self) -> None:
        self._hover("")

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, "wheel_up", -WHEEL_LINES)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, "wheel_down", WHEEL_LINES)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        event.prevent_default()
        if self._mouse_wanted or self.live is None or event.button != 1:
            return
        line, row = self.top() + event.y, self.row_at(event.y)
        if event.chain == 1 and self.text_selection is None and (url := self._address(event.y, event.x)):
            self.post_message(self.LinkClicked(url))
        elif event.chain == 2 and row is not None:
            strip = self._strips[event.y]
            start, end = find_word(strip, len(strip.crop(0, event.x).text))
            if start < end:
                self.select(line, start, end)
        elif event.chain == 3 and row is not None:
            self.select(line, 0, len(text(row).rstrip()))

    def _wheel(self, event: events.MouseEvent, button: Button, lines: int) -> None:
        event.stop()
        event.prevent_default()
        if not self._report(event, "press", button):
            self.scroll_lines(lines)

    def _report(self, event: events.MouseEvent, action: Action, button: Button) -> bool:
        """Tell the program what the mouse did; says whether it wanted to hear it."""
        if self.live is None or self.live.phase.over or not self.following:
            return False
        x, y = int(event.x), int(event.y)
        told = MouseEvent(action, button, x, y, event.shift, event.meta, event.ctrl)
        report = mouse_bytes(told, self.live.emulator)
        if report:
            event.stop()
            self._type(report)
        return bool(report)

    def _address(self, y: float, x: float) -> str | None:
        if self.source is None or self.row_at(int(y)) is None:
            return None
        return address_on(self.source, self.top() + int(y) - self._first(), int(x))

    def _hover(self, url: str) -> None:
        if url != self._hovered:
            self._hovered = url
            self.post_message(self.LinkSeen(url))

    def scrolled(self) -> None:
        self.post_message(self.Scrolled())

    def _paint(self) -> None:
        super()._paint()
        if self.has_focus and (caret := self.caret()) is not None:
            # Where the real cursor is, an input method opens its window.
            self.app.cursor_position = self.content_region.offset + caret
