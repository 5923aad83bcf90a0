"""Copy mode: a terminal stands still, and keys move a cursor through it, select and copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.selection import Selection

from octui.term import Screen
from octui.term.grid.reflow import Place
from octui.ui.key_hints import format_hint, join_hints
from octui.ui.keymap import KeyContext, get_keymap
from octui.ui.messages import RunAppCommand
from octui.ui.terminal.copy_mode.search import Match
from octui.ui.terminal.copy_mode.snapshot import first_of, rows_of, still
from octui.ui.terminal.copy_mode.state import Reading, Stretch
from octui.ui.terminal.row_style import Look
from octui.ui.terminal.session import LiveTerminal
from octui.ui.terminal.view import TerminalView

_MOTION_IDS: Final = "copy.left copy.down copy.up copy.right"


def format_reading_hints() -> tuple[str, ...]:
    """What the keys do without a selection: the longest form first, for callers that know the width."""
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
    """What the keys do with a selection: the longest form first."""
    copy, lines = format_hint("copy.yank", "copy"), format_hint("copy.select.lines", "select lines")
    send, drop = format_hint("copy.send", "send to prompt"), format_hint("copy.back", "deselect")
    other_end = format_hint("copy.other_end", "other end")
    return (
        join_hints(["copy mode", copy, send, other_end, lines, drop]),
        join_hints(["copy mode", copy, send, other_end, drop]),
        join_hints(["copy mode", copy, format_hint("copy.send", "prompt"), drop]),
        join_hints([copy, format_hint("copy.send", "prompt"), drop]),
    )


class TerminalCopying(TerminalView):
    """A view that shows its terminal as it was when copy mode began, for as long as that lasts."""

    @dataclass
    class CopyRequested(Message):
        text: str

    @dataclass
    class SearchRequested(Message):
        """The person wants to say what to search for."""

    @dataclass
    class CopyModeChanged(Message):
        """It began or ended, or other keys do something in it."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._still: Screen | None = None
        self._reading: Reading | None = None
        self._told = ""
        self._known: tuple[str, ...] = ()

    @property
    def copying(self) -> bool:
        return self._reading is not None

    @property
    def hints(self) -> tuple[str, ...]:
        """What copy mode says of itself, longest first; nothing outside it."""
        if not self.copying:
            return ()
        if self._told:
            return (self._told,)
        return format_reading_hints() if self.text_selection is None else format_selecting_hints()

    @property
    def source(self) -> Screen | None:
        return self._still if self._still is not None else super().source

    def show(self, live: LiveTerminal | None) -> None:
        if live is not self.live:
            self.leave_copying()
        super().show(live)

    # Beginning and ending.

    def begin_copying(self) -> None:
        """Stand still, with the cursor where a search led, or else the program's own is, if that is in view."""
        source, size = self.source, self.size
        if source is None or self.copying or not size.width or not size.height:
            return
        rows, first, top = rows_of(source), first_of(source), self.top()
        found, seen = self._match, source.seen_cursor
        place = Place(len(rows) - source.lines + seen.y, seen.x)
        if found is not None and top <= found.line < top + size.height:
            place = Place(found.line - first, found.start)
        elif not top <= place.row + first < top + size.height:
            place = Place(top - first + size.height - 1, 0)
        self._forget_selection()
        self._reading = Reading(rows, place, top - first, size.height)
        self._still = still(rows, first, source.columns, source.lines)
        self._told = ""
        self._changed(self._reading)
        self.lay_out_copying()

    def leave_copying(self) -> None:
        """Show what the program shows now, at its end."""
        if not self.copying:
            return
        self._reading = self._still = self._top = None
        self._forget_selection()
        self.search(None)
        self._tell()

    def lay_out_copying(self) -> None:
        """Wrap what is read for the width there is."""
        reading, before, (width, height) = self._reading, self._still, self.size
        if reading is None or before is None or width < 2 or width == before.columns:
            return
        rows = reading.lay_out(rows_of(before), width, height)
        self._still = still(rows, first_of(before), width, height)
        self._match = None
        self._forget_selection()
        self._changed(reading)

    # Keys.

    def copy_key(self, event: events.Key) -> None:
        """Do what a key means in copy mode; no key is for anybody else."""
        reading = self._reading
        if reading is None:
            return
        self._told = ""
        key = event.character if event.character and event.is_printable else event.key
        if not reading.press(key):
            self._do(key, reading)
        if self._reading is reading:
            self._changed(reading)

    def _do(self, key: str, reading: Reading) -> None:
        match get_keymap().find_command_id(KeyContext.COPY_MODE, key):
            case "copy.select" | "copy.select.lines" as command_id:
                self._begin(reading, by_lines=command_id == "copy.select.lines")
            case "copy.other_end":
                reading.swap()
            case "copy.yank":
                self._copy_and_leave()
            case "copy.yank.line":
                self._copy_line(reading)
            case "copy.send":
                self._send()
            case "copy.search":
                self.post_message(self.SearchRequested())
            case "copy.search.older":
                self._find_on(-1)
            case "copy.search.newer":
                self._find_on(1)
            case "copy.back":
                self._back(reading)
            case "copy.yank_or_leave" if self.selected():
                self._copy_and_leave()
            case "copy.leave" | "copy.yank_or_leave":
                self.leave_copying()

    def _changed(self, reading: Reading) -> None:
        """Show where the cursor is and what is selected."""
        self._top = self._first() + reading.top
        if (stretch := reading.selected()) is not None:
            self._select(stretch)
        self.repaint()
        self._tell()

    def _tell(self) -> None:
        if self.hints != self._known:
            self._known = self.hints
            self.post_message(self.CopyModeChanged())

    def selection_updated(self, selection: Selection | None) -> None:
        super().selection_updated(selection)
        self._tell()

    def _select(self, stretch: Stretch) -> None:
        (start, begin), (end, stop) = stretch
        first = self._first()
        self.screen.selections = {self: Selection(Offset(begin, first + start), Offset(stop, first + end))}

    def _begin(self, reading: Reading, *, by_lines: bool) -> None:
        reading.begin(by_lines=by_lines)
        if reading.anchor is None:
            self._forget_selection()

    def _back(self, reading: Reading) -> None:
        if self.text_selection is None and reading.anchor is None:
            self.leave_copying()
        else:
            reading.drop()
            self._forget_selection()

    def _copy_and_leave(self) -> None:
        if chosen := self.selected():
            self.post_message(self.CopyRequested(chosen))
            self.leave_copying()

    def _copy_line(self, reading: Reading) -> None:
        if reading.anchor is None:
            self._select(reading.lines(reading.place.row, reading.place.row))
        self._copy_and_leave()

    def _send(self) -> None:
        if self.selected():
            self.post_message(RunAppCommand("terminal.send"))

    # Searching.

    def find(self, step: int) -> Match | None:
        """In copy mode from the cursor on, which goes there."""
        reading = self._reading
        if reading is None or self._still is None or self._sought is None:
            return super().find(step)
        first = self._first()
        line, column = reading.place.row + first, reading.place.column
        found = self._sought.beyond(self._still, line, column, step)
        if found is not None:
            self._match = found
            if not reading.top <= found.line - first < reading.top + reading.height:
                reading.top = found.line - first - reading.height // 2
            reading.go(Place(found.line - first, found.start))
        self._changed(reading)
        return found

    def _find_on(self, step: int) -> None:
        if self._sought is None:
            self._told = join_hints(["copy mode", format_hint("copy.search", "search")])
        elif self.find(step) is None:
            self._told = join_hints(
                [
                    "copy mode",
                    f"no {'older' if step < 0 else 'newer'} match",
                    format_hint("copy.search.older copy.search.newer", "next match"),
                ]
            )

    # The view.

    def _go(self, line: int) -> None:
        if self._reading is None:
            super()._go(line)
            return
        self._reading.scroll(line - self.top())
        self._changed(self._reading)

    def _read_looks(self) -> list[Look]:
        looks = super()._read_looks()
        if self._reading is not None and (caret := self.caret()) is not None and self.size.region.contains(*caret):
            shape = "block" if self.has_focus else "hollow"
            looks[caret.y] = looks[caret.y]._replace(cursor=(caret.x, shape))
        return looks

    def caret(self) -> Offset | None:
        """Where in the widget the cursor is."""
        if (reading := self._reading) is not None:
            return Offset(reading.place.column, reading.place.row - reading.top)
        return Offset(seen.x, seen.y) if self.live is not None and (seen := self.live.emulator.seen_cursor) else None

    def point(self, event: events.MouseDown) -> None:
        """The mouse moves the cursor, too, and may begin a selection of its own."""
        if (reading := self._reading) is not None:
            reading.drop()
            reading.go(Place(reading.top + int(event.y), int(event.x)))
            self._changed(reading)

    def on_resize(self) -> None:
        reading, height = self._reading, self.size.height
        if reading is not None and self._still is not None and height:
            reading.stretch(height)
            self._top = self._first() + reading.top
        super().on_resize()
