"""A dialog that asks for one line of text."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from octui.render.text.sanitize import to_single_line
from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import format_hints, style_hint_line
from octui.ui.keymap import KeyContext
from octui.ui.pickers.line_input import LineInput
from octui.ui.pickers.name_edit import NameEdit


class TextInputDialog(ModalScreen[str]):
    """Returns what was typed; None when cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = [*make_bindings(KeyContext.DIALOG, {"dialog.cancel": "dismiss"})]

    def __init__(self, title: str, *, value: str = "", password: bool = False, verb: str = "save") -> None:
        """The verb says what Enter does."""
        super().__init__()
        self._verb = verb
        self._title = title
        self._value = value
        self._password = password

    def compose(self) -> ComposeResult:
        with Vertical(id="entry") as box:
            box.border_title = Content(to_single_line(self._title))
            box.border_subtitle = style_hint_line(
                format_hints(("dialog.submit", self._verb), ("dialog.cancel", "cancel"))
            )
            yield LineInput(self._value, password=self._password, select_on_focus=False)

    @on(Input.Submitted)
    def _answer_text(self, event: Input.Submitted) -> None:
        self.answer_line(event.value)

    def answer_line(self, line: str) -> None:
        """Close the dialog with what was typed."""
        self.dismiss(line)


class NameDialog(TextInputDialog):
    """Returns the changed name; None when cancelled, left empty or left as it was."""

    def __init__(self, title: str, name: str) -> None:
        self._edit = NameEdit(name)
        super().__init__(title, value=self._edit.line)

    def answer_line(self, line: str) -> None:
        self.dismiss(self._edit.read_name(line))
