"""Copy mode: the terminal is frozen, and keys move a cursor through it, select and copy text."""

from __future__ import annotations

from typing import Final, Protocol

from textual import events
from textual.geometry import Offset, Size
from textual.message import Message
from textual.selection import Selection

from octui.term import Screen
from octui.term.grid.reflow import Place
from octui.ui.key_hints import format_hint, join_hints
from octui.ui.keymap import KeyContext, get_keymap
from octui.ui.messages import RunAppCommand
from octui.ui.terminal.copy_mode.snapshot import collect_rows, find_first_line, freeze_rows
from octui.ui.terminal.copy_mode.state import CopyModeState, Stretch
from octui.ui.terminal.messages import (
    CopyModeChanged,
    CopyRequested,
    SearchRequested,
    TerminalLinkClicked,
    TerminalPathClicked,
)
from octui.ui.terminal.painting.search_highlight import SearchHighlight
from octui.ui.terminal.search import Match, find_address_on_screen, find_path_on_screen
from octui.ui.terminal.viewport import Viewport

_MOTION_IDS: Final = "copy.left copy.down copy.up copy.right"


def format_moving_hints() -> tuple[str, ...]:
    """Key hints without a selection, longest form first, for callers that know the width."""
    words = format_hint("copy.word.next copy.word.previous copy.word.end", "words")
    move = join_hints([format_hint(_MOTION_IDS, "move"), words])
    select, leave = format_hint("copy.select", "select"), format_hint("copy.back", "leave")
    lines, search = format_hint("copy.select.lines", "select lines"), format_hint("copy.search", "search")
    return (
        join_hints(["copy mode", move, select, lines, search, leave]),
        join_hints(["copy mode", format_hint(_MOTION_IDS, "move"), select, search, leave]),
        join_hints(["copy mode", select, search, leave]),
        join_hints(["copy", select, leave]),
    )


def format_selecting_hints() -> tuple[str, ...]:
    """Key hints with a selection, longest form first."""
    copy, lines = format_hint("copy.yank", "copy"), format_hint("copy.select.lines", "select lines")
    send, drop = format_hint("copy.send", "send to prompt"), format_hint("copy.back", "deselect")
    other_end = format_hint("copy.other_end", "other end")
    return (
        join_hints(["copy mode", copy, send, other_end, lines, drop]),
        join_hints(["copy mode", copy, send, other_end, drop]),
        join_hints(["copy mode", copy, format_hint("copy.send", "prompt"), drop]),
        join_hints([copy, format_hint("copy.send", "prompt"), drop]),
    )


class CopyModeView(Protocol):
    """The part of the terminal widget that copy mode uses."""

    @property
    def viewport(self) -> Viewport: ...
    @property
    def search(self) -> SearchHighlight: ...
    @property
    def size(self) -> Size: ...
    @property
    def text_selection(self) -> Selection | None: ...
    def repaint_rows(self) -> None: ...
    def post_message(self, message: Message) -> bool: ...
    def get_selected_text(self) -> str: ...
    def set_selection(self, start: Offset, end: Offset) -> None: ...
    def clear_selection(self) -> None: ...


class CopyMode:
    """While active, the widget shows `snapshot`, the terminal as it was when copy mode began."""

    def __init__(self, view: CopyModeView) -> None:
        self._view = view
        self._state: CopyModeState | None = None
        self.snapshot: Screen | None = None
        self._notice = ""
        """Result of the last key, shown instead of the hints until the next key."""
        self._known_hints: tuple[str, ...] = ()

    @property
    def is_active(self) -> bool:
        return self._state is not None

    @property
    def hints(self) -> tuple[str, ...]:
        """Key hints, longest first; empty outside copy mode."""
        if self._state is None:
            return ()
        if self._notice:
            return (self._notice,)
        return format_moving_hints() if self._view.text_selection is None else format_selecting_hints()

    @property
    def caret(self) -> Offset | None:
        """Position of the cursor within the view."""
        state = self._state
        return Offset(state.place.column, state.place.row - state.top) if state is not None else None

    # Entering and leaving.

    def enter_copy_mode(self) -> None:
        """Freeze the terminal, with the cursor at the search match, else at the program's cursor or in the last row."""
        view, viewport = self._view, self._view.viewport
        source, size = viewport.source, view.size
        if source is None or self.is_active or not size.width or not size.height:
            return
        rows, first, top = collect_rows(source), find_first_line(source), viewport.top
        found, cursor = view.search.match, source.seen_cursor
        place = Place(len(rows) - source.lines + cursor.y, cursor.x)
        if found is not None and top <= found.line < top + size.height:
            place = Place(found.line - first, found.start)
        elif not top <= place.row + first < top + size.height:
            place = Place(top - first + size.height - 1, 0)
        view.clear_selection()
        self._state = CopyModeState(rows, place, top - first, size.height)
        self.snapshot = freeze_rows(rows, first, source.columns, source.lines)
        self._notice = ""
        self._show_state(self._state)
        self.rewrap_snapshot()

    def leave_copy_mode(self) -> None:
        """Leave copy mode and follow the program's output again."""
        if self._state is None:
            return
        self._state = self.snapshot = None
        self._view.viewport.follow_end()
        self._view.clear_selection()
        self._view.search.set_query(None)
        self._view.repaint_rows()
        self.announce_hints()

    def rewrap_snapshot(self) -> None:
        """Rewrap the snapshot to the width of the view."""
        state, before, (width, height) = self._state, self.snapshot, self._view.size
        if state is None or before is None or width < 2 or width == before.columns:
            return
        rows = state.layout_rows(collect_rows(before), width, height)
        self.snapshot = freeze_rows(rows, find_first_line(before), width, height)
        self._view.search.match = None
        self._view.clear_selection()
        self._show_state(state)

    def resize_view(self) -> None:
        """Apply a new height of the view; the cursor stays visible."""
        height = self._view.size.height
        if self._state is not None and self.snapshot is not None and height:
            self._state.set_height(height)
            self._pin_view(self._state)

    # Keys and mouse.

    def handle_key(self, event: events.Key) -> None:
        """Handle a key in copy mode, where no key reaches the program."""
        state = self._state
        if state is None:
            return
        self._notice = ""
        key = event.character if event.character and event.is_printable else event.key
        if not state.press_key(key):
            self._run_key(key, state)
        if self._state is state:
            self._show_state(state)

    def move_cursor_to(self, event: events.MouseDown) -> None:
        """Move the cursor with the mouse, optionally starting a selection."""
        if (state := self._state) is not None:
            state.drop_selection()
            state.move_to(Place(state.top + int(event.y), int(event.x)))
            self._show_state(state)

    def scroll_to_line(self, line: int) -> None:
        """Scroll a line to the top; the cursor moves along when it would leave the view."""
        if (state := self._state) is not None:
            state.scroll_view(line - self._view.viewport.top)
            self._show_state(state)

    def announce_hints(self) -> None:
        """Report that copy mode began or ended, or that its key hints changed."""
        if self.hints != self._known_hints:
            self._known_hints = self.hints
            self._view.post_message(CopyModeChanged())

    def _run_key(self, key: str, state: CopyModeState) -> None:
        match get_keymap().find_command_id(KeyContext.COPY_MODE, key):
            case "copy.select" | "copy.select.lines" as command_id:
                self._toggle_selection(state, by_lines=command_id == "copy.select.lines")
            case "copy.other_end":
                state.swap_ends()
            case "copy.yank":
                self._copy_and_leave()
            case "copy.yank.line":
                self._copy_line(state)
            case "copy.send":
                self._send_to_prompt()
            case "copy.open":
                self._open_under_cursor(state)
            case "copy.search":
                self._view.post_message(SearchRequested())
            case "copy.search.older":
                self._find_again(-1)
            case "copy.search.newer":
                self._find_again(1)
            case "copy.back":
                self._escape_selection(state)
            case "copy.yank_or_leave" if self._view.get_selected_text():
                self._copy_and_leave()
            case "copy.leave" | "copy.yank_or_leave":
                self.leave_copy_mode()

    def _show_state(self, state: CopyModeState) -> None:
        """Show the cursor and the selection."""
        self._pin_view(state)
        if (stretch := state.get_selection_range()) is not None:
            self._select_stretch(stretch)
        self._view.repaint_rows()
        self.announce_hints()

    def _pin_view(self, state: CopyModeState) -> None:
        viewport = self._view.viewport
        viewport.pin_line(viewport.first_line + state.top)

    def _select_stretch(self, stretch: Stretch) -> None:
        (start, begin), (end, stop) = stretch
        first = self._view.viewport.first_line
        self._view.set_selection(Offset(begin, first + start), Offset(stop, first + end))

    def _toggle_selection(self, state: CopyModeState, *, by_lines: bool) -> None:
        state.begin_selection(by_lines=by_lines)
        if state.anchor is None:
            self._view.clear_selection()

    def _escape_selection(self, state: CopyModeState) -> None:
        """Drop the selection; without one, leave copy mode."""
        if self._view.text_selection is None and state.anchor is None:
            self.leave_copy_mode()
        else:
            state.drop_selection()
            self._view.clear_selection()

    def _copy_and_leave(self) -> None:
        if chosen := self._view.get_selected_text():
            self._view.post_message(CopyRequested(chosen))
            self.leave_copy_mode()

    def _copy_line(self, state: CopyModeState) -> None:
        if state.anchor is None:
            self._select_stretch(state.expand_to_lines(state.place.row, state.place.row))
        self._copy_and_leave()

    def _open_under_cursor(self, state: CopyModeState) -> None:
        """Open the address or the file that is named at the cursor."""
        if self.snapshot is None:
            return
        place = state.place
        if url := find_address_on_screen(self.snapshot, place.row, place.column):
            self._view.post_message(TerminalLinkClicked(url))
        elif reference := find_path_on_screen(self.snapshot, place.row, place.column):
            self._view.post_message(TerminalPathClicked(reference, is_key=True))
        else:
            self._notice = join_hints(["copy mode", "no file and no address here"])

    def _send_to_prompt(self) -> None:
        if self._view.get_selected_text():
            self._view.post_message(RunAppCommand("terminal.send"))

    # Searching.

    def find_match(self, step: int) -> Match | None:
        """Go to the next match in older (-1) or newer (1) lines, starting from the cursor."""
        state, snapshot, search = self._state, self.snapshot, self._view.search
        if state is None or snapshot is None:
            return None
        first = self._view.viewport.first_line
        found = search.find_beyond(snapshot, state.place.row + first, state.place.column, step)
        if found is not None:
            if not state.top <= found.line - first < state.top + state.height:
                state.top = found.line - first - state.height // 2
            state.move_to(Place(found.line - first, found.start))
        self._show_state(state)
        return found

    def _find_again(self, step: int) -> None:
        if self._view.search.query is None:
            self._notice = join_hints(["copy mode", format_hint("copy.search", "search")])
        elif self.find_match(step) is None:
            which = "older" if step < 0 else "newer"
            next_match = format_hint("copy.search.older copy.search.newer", "next match")
            self._notice = join_hints(["copy mode", f"no {which} match", next_match])
