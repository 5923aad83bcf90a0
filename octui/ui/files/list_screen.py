"""What the file browser and the file search share: a title, a list of rows with a cursor, a problem and key hints."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.screen import Screen
from textual.widgets import Static

from octui.store import selectors
from octui.store.store import Store
from octui.ui.files.bar_texts import describe_requests, render_title_bar
from octui.ui.files.row_view import RowView
from octui.ui.key_hints import fit_hints, style_hint_line
from octui.ui.messages import StoreChanged


class FileListScreen(Screen[None]):
    """Subclasses compose the title, rows, problem and hints, and say in `show_state` what is in them."""

    LABEL: ClassVar[str]
    """What the screen is, at the left of its title."""

    def __init__(self, store: Store, format_title: Callable[[], str]) -> None:
        super().__init__()
        self._store = store
        self._list_title = format_title
        """Asked with each look: the home directory that shortens it may become known later."""

    @property
    def rows(self) -> RowView:
        return self.query_one(RowView)

    def show_state(self) -> None:
        """Update the bars; nothing before the screen is mounted."""

    def show_bars(
        self, note: str, count: str, problem: str, hints: Sequence[tuple[str, str]], *, last: tuple[str, str]
    ) -> None:
        """Fill the title, with a warning of requests, then the problem, if any, and as many key hints as fit."""
        width = self.size.width - 2
        requests = describe_requests(len(selectors.list_pending_requests(self._store.state)))
        title = render_title_bar(self._list_title(), note, count, width, label=self.LABEL, warning=requests)
        self.query_one(".file-title", Static).update(title)
        problem_line = self.query_one(".file-problem", Static)
        problem_line.update(problem)
        problem_line.display = bool(problem)
        self.query_one(".files--hints", Static).update(style_hint_line(fit_hints(hints, (last,), width)))

    @on(StoreChanged)
    def _on_store_changed(self, message: StoreChanged) -> None:
        message.stop()
        self.show_state()

    @on(events.Resize)
    def _on_resized(self) -> None:
        self.call_after_refresh(self.show_state)

    def action_move(self, step: int) -> None:
        self.rows.move_cursor(step)

    def action_page(self, pages: int) -> None:
        self.rows.page_cursor(pages)

    def action_go_to_end(self, which: int) -> None:
        self.rows.go_to_end(which)
