"""The line below a file: hints, or the input for a search or a line number."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from octui.ui.input.key_bindings import make_bindings
from octui.ui.keymap import KeyContext
from octui.ui.pickers.line_input import LineInput


class LineBar(Horizontal):
    """Shows a text until it is asked for input; `sign` is what stands before the input."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(KeyContext.FILE_INPUT, {"file.input.cancel": "cancel_input"}, priority=True)
    ]

    @dataclass
    class Typed(Message):
        """The input changed."""

        sign: str
        text: str

    @dataclass
    class Accepted(Message):
        """Enter was pressed."""

        sign: str
        text: str

    @dataclass
    class Cancelled(Message):
        """Escape was pressed."""

        sign: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.sign = ""
        self._text: str | Content = ""

    def compose(self) -> ComposeResult:
        yield Static("", classes="line-bar--sign", markup=False)
        yield LineInput(select_on_focus=False, compact=True)
        yield Static(self._text, classes="line-bar--text", markup=False)

    @property
    def is_asking(self) -> bool:
        return bool(self.sign)

    def ask_input(self, sign: str, text: str = "") -> None:
        """Show the input, with the focus in it."""
        field = self.query_one(LineInput)
        self.sign = sign
        self.query_one(".line-bar--sign", Static).update(sign)
        self.add_class("-asking")
        with self.prevent(Input.Changed):
            field.value = text
        field.cursor_position = len(text)
        field.focus()

    def end_input(self) -> None:
        self.sign = ""
        self.remove_class("-asking")

    def show_text(self, text: str | Content) -> None:
        """The hints, or the result next to the input."""
        self._text = text
        for shown in self.query(".line-bar--text").results(Static):
            shown.update(text)

    @on(Input.Changed)
    def _report_typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.sign:
            self.post_message(self.Typed(self.sign, event.value))

    @on(Input.Submitted)
    def _report_accepted(self, event: Input.Submitted) -> None:
        event.stop()
        if self.sign:
            self.post_message(self.Accepted(self.sign, event.value))

    def action_cancel_input(self) -> None:
        if self.sign:
            self.post_message(self.Cancelled(self.sign))
