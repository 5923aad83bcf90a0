"""The fuzzy picker: every list to choose from is one of these."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Input, Static

from octui.render.text.sanitize import escape_message, to_single_line
from octui.render.text.segments import hide_unseen_cells
from octui.ui.input.key_bindings import make_bindings
from octui.ui.input.key_events import TypedRun
from octui.ui.key_hints import fit_hint_line, format_hint, format_hints, join_hints, style_hint_line
from octui.ui.keymap import KeyContext
from octui.ui.keys.context import PICKER_CONTEXTS
from octui.ui.pickers.gradual_rows import GradualRows, GradualSource, run_in_turn
from octui.ui.pickers.line_input import WORD_BINDINGS
from octui.ui.pickers.picker_actions import ListAction, PickerAction, PickerActions
from octui.ui.pickers.row_list import RowList
from octui.ui.pickers.rows import Heading, Line, PickerRow
from octui.ui.screens.presence import has_widgets

Answer = TypeVar("Answer")

CHROME = 4
"""Rows of a picker besides its list: the border, the filter and the line below it."""

FRAME_CELLS = 6
"""Cells of the lower border that are not for hints."""

HELD = "The best match opens as soon as they are here."
TOO_EARLY = "There is nothing to choose yet: type a name, or wait."
"""What is said about Enter while the rows are on their way, with a query and without one."""


@dataclass(frozen=True, slots=True)
class _LineEntry:
    """A line of text that is asked for where the filter stands."""

    on_submit: Callable[[str], None]
    filter_before: str


class FilterInput(Input):
    """Pasted text may contain control characters: they are shown, not obeyed."""

    BINDINGS: ClassVar[list[BindingType]] = [*WORD_BINDINGS]
    key_contexts = PICKER_CONTEXTS
    """The list looks them up while its filter has the focus."""

    cursor_blink = reactive(False, init=False)
    """A blinking cursor would keep a timer running."""

    def render_line(self, y: int) -> Strip:
        return hide_unseen_cells(super().render_line(y))

    def on_typed_run(self, event: TypedRun) -> None:
        self.replace(event.text, *self.selection)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        first = event.text.strip().splitlines()
        if first:
            self.replace(to_single_line(first[0]), *self.selection)

    def on_resize(self) -> None:
        # Input methods open their window at the terminal's cursor, even before the first letter.
        self.call_after_refresh(self._place_terminal_cursor)

    def _place_terminal_cursor(self) -> None:
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset


class Picker(ModalScreen[Answer], Generic[Answer]):
    """Returns what was picked; None when cancelled.

    `refresh_rows` calls `rows` again, and keeps the query and the row under the cursor.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-medium"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high")]
    AUTO_FOCUS = "FilterInput"
    PREVIEW_ROWS: ClassVar[int] = 0
    """Rows below the list for more of the row under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.PICKER,
            {
                "dialog.select.prev": "move(-1)",
                "dialog.select.next": "move(1)",
                "dialog.select.page_up": "page(-1)",
                "dialog.select.page_down": "page(1)",
                "dialog.select.home": "first",
                "dialog.select.end": "last",
                "dialog.select.submit": "submit",
                "dialog.select.cancel": "cancel",
            },
            priority=True,
        )
    ]

    def __init__(
        self,
        title: str,
        rows: Callable[[], GradualSource],
        *,
        answer: Callable[[PickerRow], Answer],
        actions: Sequence[PickerAction | ListAction] = (),
        on_highlight: Callable[[PickerRow | None], None] | None = None,
        on_query: Callable[[str], None] | None = None,
        on_near_end: Callable[[], None] | None = None,
        footer: Callable[[], Sequence[Heading]] = tuple,
        empty: str = "Nothing to choose from.",
        loading: str = "",
        columns: bool = False,
    ) -> None:
        """`rows` may be a generator: see `GradualRows`.

        `loading` is said instead of `empty` until `end_loading`, when the rows are yet to come.
        """
        super().__init__(classes="picker")
        self._title = title
        self._answer = answer
        self._actions = PickerActions(actions, lambda text: self._row_list.show_warning(text))
        self._on_highlight = on_highlight
        self._on_query = on_query
        self._on_near_end = on_near_end
        self._footer = footer
        self._empty = loading or empty
        self._is_loading = bool(loading)
        self._is_submit_held = False
        self._columns = columns
        self._rows = GradualRows(rows, self._show_picker_lines, partial(run_in_turn, self))
        self._shown_query = ""
        self._entry: _LineEntry | None = None
        self._shown_frame = ("", "")
        """The title and the hints around the list."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="picker--box"):
            yield FilterInput(placeholder="Search", classes="picker--filter", compact=True, select_on_focus=False)
            yield RowList(columns=self._columns, classes="picker--list")
            if self.PREVIEW_ROWS:
                preview = Static("", classes="picker--preview", markup=False)
                preview.styles.height = measure_preview(self.PREVIEW_ROWS)
                yield preview

    @property
    def selected_row(self) -> PickerRow | None:
        """The row under the cursor."""
        return self._row_list.cursor_row

    @property
    def query_text(self) -> str:
        return self._filter_input.value if self._entry is None else self._entry.filter_before

    def on_mount(self) -> None:
        self._refresh_picker_frame()
        self._rows.reload_rows()

    def on_resize(self) -> None:
        self._fit_height()

    def refresh_rows(self) -> None:
        """Read the rows again after they changed while the picker was open."""
        if has_widgets(self):
            self._rows.reload_rows()

    def end_loading(self, empty: str) -> None:
        """Show the rows that were waited for, and choose the best match if Enter asked for it; `empty` if none came."""
        self._is_loading, self._empty = False, empty
        self.refresh_rows()

    def change_title(self, title: str, empty: str) -> None:
        """Show other rows under another title; `empty` is said when there are none."""
        self._title, self._empty = title, empty
        self._refresh_picker_frame()

    def show_preview(self, text: str) -> None:
        """Show more of the row under the cursor below the list, while there is one."""
        if has_widgets(self):
            self.query_one(".picker--preview", Static).update(Content(escape_message(text)))

    def ask_for_line(self, label: str, value: str, then: Callable[[str], None]) -> None:
        """Ask for a line of text where the filter stands; cancelling goes back to the list."""
        self._entry = _LineEntry(then, self._filter_input.value)
        self.add_class("-asking")
        self._shown_frame = ("", "")
        self._box.border_title = Content(to_single_line(label))
        hints = format_hints(("dialog.select.submit", "save"), ("dialog.select.cancel", "cancel"))
        self._box.border_subtitle = style_hint_line(hints)
        self._filter_input.placeholder = ""
        self._filter_input.value = value
        self._filter_input.cursor_position = len(value)

    async def on_key(self, event: events.Key) -> None:
        action = self._actions.find_action(event.key)
        if action is None:
            self._actions.cancel_confirmation()
            return
        event.stop()
        event.prevent_default()
        if self._entry is None:
            self._actions.run_action(action, self.selected_row)

    @on(Input.Changed)
    def _apply_filter(self, event: Input.Changed) -> None:
        event.stop()
        if self._entry is None:
            self._is_submit_held = False
            self._actions.cancel_confirmation()
            self._rows.search_rows(event.value)
            if self._on_query is not None and (query := event.value.strip()):
                self._on_query(query)

    @on(RowList.EndNeared)
    def _report_near_end(self, event: RowList.EndNeared) -> None:
        event.stop()
        if self._on_near_end is not None:
            self._on_near_end()

    @on(RowList.Highlighted)
    def _on_row_highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._actions.cancel_confirmation()
        self._refresh_picker_frame()
        if self._on_highlight is not None:
            self._on_highlight(event.row)
        if self._on_near_end is not None and self._row_list.is_near_end:
            self._on_near_end()

    @on(RowList.Picked)
    def _dismiss_with_row(self, event: RowList.Picked) -> None:
        event.stop()
        if self._entry is None:
            self.dismiss(self._answer(event.row))

    def action_move(self, step: int) -> None:
        self._actions.cancel_confirmation()
        if self._entry is None:
            self._row_list.move_cursor(step)

    def action_page(self, pages: int) -> None:
        self._actions.cancel_confirmation()
        if self._entry is None:
            self._row_list.page_cursor(pages)

    def action_first(self) -> None:
        self._actions.cancel_confirmation()
        if self._entry is None:
            self._row_list.go_to_first()
        else:
            self._filter_input.action_home()

    def action_last(self) -> None:
        self._actions.cancel_confirmation()
        if self._entry is None:
            self._row_list.go_to_last()
        else:
            self._filter_input.action_end()

    def action_submit(self) -> None:
        if self._entry is not None:
            entry, value = self._entry, self._filter_input.value
            self._leave_line_entry()
            if value.strip():
                entry.on_submit(value)
        elif self._rows.rows and self.query_text.strip() and not self._rows.is_answered:
            self._is_submit_held = True
        elif (row := self.selected_row) is not None:
            self.dismiss(self._answer(row))
        elif self._is_loading:
            # Without a query it would choose something unseen.
            self._is_submit_held = bool(self.query_text.strip())
            note = HELD if self._is_submit_held else TOO_EARLY
            self._row_list.show_lines((), empty=f"{self._empty} {note}")

    def action_cancel(self) -> None:
        if self._entry is not None:
            self._leave_line_entry()
        elif self._actions.is_armed:
            self._actions.cancel_confirmation()
        else:
            self.handle_cancel()
            self.dismiss(None)

    def handle_cancel(self) -> None:
        """Called when the picker closes without an answer."""

    @property
    def _row_list(self) -> RowList:
        return self.query_one(RowList)

    @property
    def _filter_input(self) -> FilterInput:
        return self.query_one(FilterInput)

    @property
    def _box(self) -> Vertical:
        return self.query_one(".picker--box", Vertical)

    def _show_picker_lines(self, lines: tuple[Line, ...], query: str) -> None:
        """The cursor stays on its row, unless the query is another; it begins on what is in use."""
        keep = self.selected_row if query == self._shown_query else None
        if not self._row_list.is_steered:
            keep = next((row for row in self._rows.rows if row.current), keep)
        self._shown_query = query
        empty = f"Nothing matches “{query.strip()}”." if self._rows.rows else self._empty
        self._actions.cancel_confirmation()
        self._row_list.show_lines((*lines, *self._footer()) if lines else (), query, keep=keep, empty=empty)
        self._fit_height()
        if self._is_submit_held and not self._is_loading and self._rows.is_answered:
            self.action_submit()

    def _leave_line_entry(self) -> None:
        assert self._entry is not None
        query = self._entry.filter_before
        self._entry = None
        self.remove_class("-asking")
        self._filter_input.placeholder = "Search"
        self._filter_input.value = query
        self._refresh_picker_frame()

    def _refresh_picker_frame(self) -> None:
        if self._entry is not None:
            # Asked for before the line was, which has a frame of its own.
            return
        box = self._box
        line = join_hints([*self._actions.list_hints(self.selected_row), format_hint("dialog.select.cancel", "close")])
        room = box.size.width - FRAME_CELLS
        frame = (self._title, fit_hint_line(line, room) if room > 0 else line)
        # Textual draws the whole picker for a title that is set, also for the same one.
        if frame != self._shown_frame:
            self._shown_frame = frame
            box.border_title = Content(to_single_line(self._title))
            box.border_subtitle = style_hint_line(frame[1])

    def _fit_height(self) -> None:
        """As high as the whole list needs, also while it is filtered; full height on a small screen."""
        self.call_after_refresh(self._refresh_picker_frame)
        full = self.has_class("-narrow") or self.has_class("-low")
        room = (
            (self.app.size.height if full else self.app.size.height * 4 // 5)
            - CHROME
            - measure_preview(self.PREVIEW_ROWS)
        )
        height = room if full else min(room, max(5, self._rows.line_count))
        self._row_list.styles.height = max(1, height)


def measure_preview(rows: int) -> int:
    """The height of a preview of so many rows, with the rule above it."""
    return rows + 1 if rows else 0
