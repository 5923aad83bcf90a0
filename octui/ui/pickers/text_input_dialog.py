"""One line of text, asked for in front of the screen."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from octui.ui.pickers.line_input import LineInput


class TextInputDialog(ModalScreen[str]):
    """Answers what was typed; leaving it answers nothing."""

    BINDINGS = [Binding("escape", "dismiss", "Cancel"), Binding("ctrl+c", "dismiss", "Cancel", show=False)]

    def __init__(self, title: str, *, value: str = "", password: bool = False) -> None:
        super().__init__()
        self._title = title
        self._value = value
        self._password = password

    def compose(self) -> ComposeResult:
        with Vertical(id="entry") as box:
            box.border_title = self._title
            box.border_subtitle = "enter keeps · esc cancels"
            yield LineInput(self._value, password=self._password, select_on_focus=False)

    @on(Input.Submitted)
    def _answer_text(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)
