"""The search line below a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import format_hints
from octui.ui.keymap import KeyContext
from octui.ui.pickers.line_input import LineInput


def format_match_hints() -> str:
    """The keys that step through the matches."""
    return format_hints(
        ("terminal.search.older", "older"),
        ("terminal.search.newer", "newer"),
        ("terminal.search.edit", "edit search"),
        ("terminal.search.end", "close"),
    )


class TerminalSearch(Horizontal, can_focus=True):
    """An input for the query; once the search has begun, keys step through the matches instead."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.TERMINAL_SEARCH,
            {
                "terminal.search.older": "step(-1)",
                "terminal.search.newer": "step(1)",
                "terminal.search.edit": "edit",
                "terminal.search.end": "end",
            },
        )
    ]

    @dataclass
    class Wanted(Message):
        """Search for this query; without one, clear the highlights."""

        words: str

    @dataclass
    class Stepped(Message):
        """Go to an older match (-1) or a newer one (1)."""

        step: int

    @dataclass
    class Ended(Message):
        """The search line was closed."""

    def compose(self) -> ComposeResult:
        yield Static("/", classes="terminal-search--sign", markup=False)
        yield LineInput(select_on_focus=False)
        yield Static("", classes="terminal-search--status", markup=False)

    def begin_search(self) -> None:
        """Edit the query, initially the previous one."""
        self.display = True
        self.show_search_status(format_hints(("terminal.search.start", "search"), ("terminal.search.end", "close")))
        self.query_one(LineInput).focus()

    def show_search_status(self, sentence: str) -> None:
        self.query_one(".terminal-search--status", Static).update(sentence)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Wanted(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value:
            self.focus()
            self.post_message(self.Stepped(-1))
        else:
            self.action_end()

    def action_step(self, step: int) -> None:
        self.post_message(self.Stepped(step))

    def action_edit(self) -> None:
        self.query_one(LineInput).focus()

    def action_end(self) -> None:
        self.display = False
        self.post_message(self.Ended())
