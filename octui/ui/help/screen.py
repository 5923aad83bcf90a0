"""A text to read in a dialog."""

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import format_hints, style_hint_line
from octui.ui.keymap import KeyContext

HELP_BINDINGS: Final[list[BindingType]] = [
    *make_bindings(
        KeyContext.HELP,
        {
            "help.close": "dismiss",
            "help.line.down": "scroll(1)",
            "help.line.up": "scroll(-1)",
            "help.page.down": "page(1)",
            "help.page.up": "page(-1)",
        },
    )
]


class HelpScreen(ModalScreen[None]):
    """A text to scroll through."""

    BINDINGS: ClassVar[list[BindingType]] = HELP_BINDINGS

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help", can_focus=False) as body:
            body.border_title = self._title
            hints = format_hints(("help.line.up help.line.down", "scroll"), ("help.close", "close"))
            body.border_subtitle = style_hint_line(hints)
            yield Static(self._text, markup=False)

    def action_scroll(self, rows: int) -> None:
        self.query_one("#help", VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_page(self, pages: int) -> None:
        body = self.query_one("#help", VerticalScroll)
        body.scroll_relative(y=pages * max(1, body.size.height - 1), animate=False)
