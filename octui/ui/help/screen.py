"""A text to read in a dialog."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from octui.render.text.sanitize import to_single_line
from octui.ui.help.row_text import Passage, Reading
from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import format_hints, style_hint_line
from octui.ui.keymap import KeyContext


class ReadingScreen(ModalScreen[None]):
    """A modal screen with one scrollable text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.HELP,
            {
                "help.close": "dismiss",
                "help.line.down": "scroll(1)",
                "help.line.up": "scroll(-1)",
                "help.page.down": "page(1)",
                "help.page.up": "page(-1)",
                "help.first": "end(-1)",
                "help.last": "end(1)",
            },
        )
    ]

    def action_scroll(self, rows: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_page(self, pages: int) -> None:
        body = self.query_one(VerticalScroll)
        body.scroll_relative(y=pages * max(1, body.size.height - 1), animate=False)

    def action_end(self, direction: int) -> None:
        """Scroll to the beginning (-1) or the end (1)."""
        body = self.query_one(VerticalScroll)
        body.scroll_to(y=0 if direction < 0 else body.max_scroll_y, animate=False)


class HelpScreen(ReadingScreen):
    """A text to scroll through, from anywhere."""

    takes_keys_itself = True

    def __init__(self, title: str, passages: Sequence[Passage]) -> None:
        super().__init__()
        self._title = title
        self._passages = passages

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help", can_focus=False) as body:
            body.border_title = Content(to_single_line(self._title))
            hints = format_hints(("help.line.up help.line.down", "scroll"), ("help.close", "close"))
            body.border_subtitle = style_hint_line(hints)
            yield Reading(self._passages)
