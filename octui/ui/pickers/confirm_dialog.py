"""Asks before something that cannot be undone."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from octui.render.text.sanitize import escape_message
from octui.ui.input.key_bindings import make_bindings
from octui.ui.keymap import KeyContext


class ConfirmDialog(ModalScreen[bool]):
    """True only when the user moved to that button and pressed it; the other button has the focus at first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.CONFIRM_DIALOG,
            {"dialog.confirm.cancel": "dismiss(False)", "dialog.confirm.switch": "switch_button"},
        )
    ]
    AUTO_FOCUS = "#no"

    def __init__(self, question: str, about: str = "", *, yes: str = "Yes") -> None:
        super().__init__()
        self._question = question
        self._about = about
        self._yes = yes

    def compose(self) -> ComposeResult:
        with Vertical(id="confirm"):
            yield Static(escape_message(self._question), classes="confirm--question", markup=False)
            if self._about:
                yield Static(escape_message(self._about), classes="confirm--about", markup=False)
            with Horizontal():
                yield Button("Cancel", id="no", compact=True)
                yield Button(self._yes, id="yes", variant="error", compact=True)

    def action_switch_button(self) -> None:
        self.query_one("#no" if self.focused and self.focused.id == "yes" else "#yes", Button).focus()

    @on(Button.Pressed)
    def _answer_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
