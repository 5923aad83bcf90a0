"""The line below the transcript that says what is searched for, and where the search is."""

from typing import ClassVar, Protocol

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import SEPARATOR, format_hints
from octui.ui.keymap import KeyContext
from octui.ui.pickers.line_input import LineInput
from octui.ui.screens.presence import has_widgets

WIDE = 100


class FindListener(Protocol):
    """What the line asks for."""

    def search_typed(self, words: str) -> None:
        """Search what is loaded, as more may be typed."""

    def search_history(self, words: str) -> None:
        """Search everything."""

    def show_next_match(self, step: int) -> None:
        """Go to an older match (1) or a newer one (-1)."""

    def end_search(self) -> None:
        """Stop what is going on, or close the line."""


class FindBar(Horizontal, can_focus=True):
    """An input for the words; once the search has begun, keys step through the matches instead."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.FIND,
            {"find.older": "step(1)", "find.newer": "step(-1)", "find.edit": "edit", "find.end": "end"},
        )
    ]

    def __init__(self, listener: FindListener, words: str = "") -> None:
        super().__init__()
        self._listener = listener
        self._words = words
        self._count = ""

    def compose(self) -> ComposeResult:
        yield Static("/", classes="find--sign", markup=False)
        yield LineInput(placeholder="find in the whole session", select_on_focus=False)
        yield Static("", classes="find--status", markup=False)

    def on_mount(self) -> None:
        self._take_words()
        self._show_count()

    def edit_query(self, words: str = "") -> None:
        """Take the focus to edit the words, which may be given."""
        self._words = words
        if has_widgets(self):
            self._take_words()

    def _take_words(self) -> None:
        line, words = self.query_one(LineInput), self._words
        if words:
            line.value = words
            line.cursor_position = len(words)
        line.focus()

    def show_find_status(self, count: str) -> None:
        """How many matches, then the keys that make sense now."""
        self._count = count
        if has_widgets(self):
            self._show_count()

    def _show_count(self) -> None:
        count = self._count
        is_wide = self.app.size.width >= WIDE
        if self.has_focus:
            hints = format_hints(("find.older find.newer", "older/newer"), ("find.end", "close"))
            wide_hints = format_hints(
                ("find.older", "older"), ("find.newer", "newer"), ("find.edit", "edit"), ("find.end", "close")
            )
        else:
            hints = format_hints(("find.start", "search"), ("find.end", "close"))
            wide_hints = format_hints(("find.start", "search the whole history"), ("find.end", "close"))
        shown = wide_hints if is_wide else hints
        self.query_one(".find--status", Static).update(SEPARATOR.join(text for text in (count, shown) if text))

    def on_resize(self) -> None:
        """The screen may have become wide enough for more hints, or too narrow for them."""
        self.show_find_status(self._count)

    def watch_has_focus(self, has_focus: bool) -> None:
        """A search of what is loaded has ended before the focus is here."""
        super().watch_has_focus(has_focus)
        self.show_find_status(self._count)

    @on(Input.Changed)
    def _report_typed(self, event: Input.Changed) -> None:
        event.stop()
        self._listener.search_typed(event.value)

    @on(Input.Submitted)
    def _report_begun(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.focus()
            self._listener.search_history(event.value)
        else:
            self._listener.end_search()

    def action_step(self, step: int) -> None:
        self._listener.show_next_match(step)

    def action_edit(self) -> None:
        self.edit_query()

    def action_end(self) -> None:
        self._listener.end_search()
