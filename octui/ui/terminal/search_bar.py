"""The line under a terminal in which one searches what it showed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from octui.ui.pickers.line_input import LineInput


class TerminalSearch(Horizontal, can_focus=True):
    """Enter searches; then n and N go on, / begins anew, and Esc ends it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,enter,up", "step(-1)", "Older"),
        Binding("N,shift+enter,down", "step(1)", "Newer"),
        Binding("slash,i", "edit", "Other words"),
        Binding("escape,q", "end", "End"),
    ]

    @dataclass
    class Wanted(Message):
        """Search for these words, or, without any, mark nothing."""

        words: str

    @dataclass
    class Stepped(Message):
        """Go to an older match (-1) or a newer one (1)."""

        step: int

    @dataclass
    class Ended(Message):
        """The person has seen enough."""

    def compose(self) -> ComposeResult:
        yield Static("/", classes="terminal-search--sign", markup=False)
        yield LineInput(select_on_focus=False)
        yield Static("", classes="terminal-search--told", markup=False)

    def begin(self) -> None:
        """Ask for words, those searched for last to begin with."""
        self.display = True
        self.say("enter searches · esc ends")
        self.query_one(LineInput).focus()

    def say(self, sentence: str) -> None:
        self.query_one(".terminal-search--told", Static).update(sentence)

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
