"""The panel: a full-height list of facts in sections, whose rows can be copied, filtered and acted on."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Static

from octui.render.text.sanitize import to_single_line
from octui.store.changes import Topic
from octui.ui.keymap import KeyContext, get_keymap
from octui.ui.keys.context import PANEL_CONTEXTS
from octui.ui.messages import CopyText, StoreChanged
from octui.ui.panels.panel_foot import fit_text, format_panel_hints, format_work_hint, has_row_beyond
from octui.ui.panels.panel_rows import PanelAction, PanelRow, format_as_markdown
from octui.ui.pickers.gradual_rows import GradualRows, run_in_turn
from octui.ui.pickers.picker import FilterInput
from octui.ui.pickers.row_list import RowList
from octui.ui.pickers.rows import Line, PickerRow
from octui.ui.screens.presence import is_in_place

MIN_LINES: Final = 5
CHROME: Final = 9
"""Rows around the list: the frame, air, what is known about a row, and two rows of hints."""

REFRESH_SECONDS: Final = 0.5
"""What changes all the time is read again no more often than that."""


@dataclass(frozen=True, slots=True)
class _Work:
    """Something that takes a while: what it is, and how to cancel it."""

    label: str
    cancel: Callable[[], None]


class Panel(ModalScreen[None]):
    """Rows in sections; `refresh_rows` calls `rows` again, and keeps the filter and the row under the cursor.

    `rows` may be a generator: see `GradualRows`.
    Enter acts where an action has its key, and shows the row in full elsewhere.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-medium"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]
    AUTO_FOCUS = ""
    takes_keys_itself = True
    key_contexts = PANEL_CONTEXTS

    def __init__(
        self,
        title: str,
        rows: Callable[[], Iterable[PanelRow]],
        *,
        actions: Sequence[PanelAction] = (),
        topics: Collection[Topic] = (),
        on_refresh: Callable[[], None] | None = None,
        on_close: Callable[[], None] | None = None,
        empty: str = "Nothing here yet.",
    ) -> None:
        super().__init__(classes="panel")
        self._title = title
        self._actions = tuple(actions)
        self._topics = frozenset(topics)
        self._on_refresh = on_refresh
        self._on_close = on_close
        self._empty = empty
        self._rows = GradualRows(rows, self._show_panel_lines, partial(run_in_turn, self))
        self._shown_query = ""
        self._wanted_id = ""
        """The row that the cursor goes to with the next list."""
        self._work: list[_Work] = []
        self._notice = ""
        self._refresh_timer: Timer | None = None
        self._has_widgets = False
        self._fitted_height: int | None = None
        """The rows that the box was given; None for as many as there are."""
        self._room_checked: tuple[tuple[Line, ...], int, bool] | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel--box") as box:
            box.border_title = Content(to_single_line(self._title))
            yield FilterInput(placeholder="Filter", classes="panel--filter", compact=True, select_on_focus=False)
            yield RowList(columns=True, classes="panel--rows")
            yield Static("", classes="panel--about", markup=False)
            yield Static("", classes="panel--hints", markup=False)

    @property
    def selected_row(self) -> PanelRow | None:
        """The row under the cursor."""
        row = self._row_list.cursor_row
        return row if isinstance(row, PanelRow) else None

    @property
    def listed_rows(self) -> tuple[PickerRow, ...]:
        """The rows that the filter leaves."""
        return tuple(line for line in self._row_list.listed_lines if isinstance(line, PickerRow))

    @property
    def _is_shown(self) -> bool:
        """Whether it has its widgets: it may have been asked for only now, or closed while something ran."""
        return self._has_widgets and is_in_place(self)

    @property
    def is_working(self) -> bool:
        return bool(self._work)

    def on_mount(self) -> None:
        self._has_widgets = True
        self._filter_input.display = False
        self.refresh_rows()
        self._refresh_foot()

    def on_unmount(self) -> None:
        for work in self._work:
            work.cancel()
        if self._on_close is not None:
            self._on_close()

    def on_resize(self) -> None:
        self.call_after_refresh(self._refresh_foot)

    def refresh_rows(self, keep_id: str = "") -> None:
        """Read the rows again; the cursor goes to the row of this id, else it stays where it was."""
        if not self._is_shown:
            return
        self._wanted_id = keep_id or self._wanted_id
        self._rows.reload_rows()

    def refresh_soon(self) -> None:
        """Read the rows again in a moment, however often this is called until then."""
        if self._refresh_timer is None and self._is_shown:
            self._refresh_timer = self.set_timer(REFRESH_SECONDS, self._refresh_now)

    def _refresh_now(self) -> None:
        self._refresh_timer = None
        self.refresh_rows()

    def change_title(self, title: str, empty: str) -> None:
        """Show other rows under another title; `empty` is said when there are none."""
        self._title, self._empty = title, empty
        if self._is_shown:
            self.query_one(".panel--box", Vertical).border_title = Content(to_single_line(title))

    def show_notice(self, text: str) -> None:
        """A sentence below the list, until the cursor moves."""
        self._notice = text
        self._refresh_foot()

    def begin_work(self, label: str, cancel: Callable[[], None]) -> None:
        """Show that something takes a while; the key that closes the panel cancels it instead."""
        self._work.append(_Work(label, cancel))
        self._refresh_foot()

    def end_work(self, label: str) -> None:
        self._work = [work for work in self._work if work.label != label]
        self._refresh_foot()

    # Keys.

    async def on_key(self, event: events.Key) -> None:
        keymap = get_keymap()
        action = self._find_panel_action(*(one.command_id for one in self._actions if _has_key(one, event.key)))
        is_typing = self._filter_input.has_focus
        command_id = keymap.find_command_id(KeyContext.PANEL, event.key)
        if is_typing and event.is_printable:
            return
        if action is not None and not is_typing:
            self._run_panel_action(action)
        elif not self._run_panel_command(command_id, is_typing=is_typing):
            return
        event.stop()
        event.prevent_default()

    def _run_panel_command(self, command_id: str, *, is_typing: bool) -> bool:
        rows = self._row_list
        match command_id:
            case "panel.previous":
                rows.move_cursor(-1)
            case "panel.next":
                rows.move_cursor(1)
            case "panel.page.up":
                rows.page_cursor(-1)
            case "panel.page.down":
                rows.page_cursor(1)
            case "panel.first" if not is_typing:
                rows.go_to_first()
            case "panel.last" if not is_typing:
                rows.go_to_last()
            case "panel.open":
                self._leave_filter() if is_typing else self._show_row_in_full()
            case "panel.copy":
                self._copy_row()
            case "panel.copy.all" if self._row_list.cursor_row:
                self.post_message(CopyText(format_as_markdown(self._title, self.listed_rows), self._title))
            case "panel.filter":
                self._filter_input.display = True
                self._filter_input.focus()
            case "panel.refresh" if self._on_refresh is not None:
                self._on_refresh()
            case "panel.close":
                self._close_step(is_typing=is_typing)
            case _:
                return False
        return True

    def _close_step(self, *, is_typing: bool) -> None:
        """What was begun last ends first: the filter, then the work, then the panel."""
        if is_typing or self._filter_input.value:
            self._filter_input.value = ""
            self._leave_filter()
        elif self._work:
            self._work[-1].cancel()
        else:
            self.dismiss()

    def _find_panel_action(self, *command_ids: str) -> PanelAction | None:
        """The first of them that is offered for the row under the cursor; one key may do another thing on another."""
        row = self.selected_row
        return next((one for one in self._actions if one.command_id in command_ids and one.is_offered(row)), None)

    def _run_panel_action(self, action: PanelAction) -> None:
        row = self.selected_row
        if obstacle := action.find_obstacle(row):
            self.show_notice(f"{obstacle[:1].upper()}{obstacle[1:].removesuffix('.')}.")
        else:
            action.perform(row)

    def _copy_row(self) -> None:
        if (row := self.selected_row) is not None:
            self.post_message(CopyText(row.copied_text, row.title))

    def _show_row_in_full(self) -> None:
        # Imported when opened: few rows are longer than what is shown of them.
        from octui.ui.help.row_text import Passage
        from octui.ui.help.screen import HelpScreen

        if (row := self.selected_row) is not None:
            self.app.push_screen(HelpScreen(row.title, [Passage(row.full_text)]))

    # The filter.

    @on(Input.Changed)
    def _apply_panel_filter(self, event: Input.Changed) -> None:
        event.stop()
        self._rows.search_rows(event.value)

    @on(Input.Submitted)
    def _keep_filter(self, event: Input.Submitted) -> None:
        event.stop()
        self._leave_filter()

    def _leave_filter(self) -> None:
        self._filter_input.display = bool(self._filter_input.value)
        self.set_focus(None)
        self._refresh_foot()

    # What is shown.

    @on(StoreChanged)
    def _refresh_if_shown(self, message: StoreChanged) -> None:
        if any(key.topic in self._topics for key in message.touched):
            self.refresh_rows()

    @on(RowList.Highlighted)
    def _on_panel_row_highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._notice = ""
        self._refresh_foot()

    @on(RowList.Picked)
    def _act_on_clicked_row(self, event: RowList.Picked) -> None:
        event.stop()
        if (opener := self._find_panel_action("panel.open")) is not None:
            self._run_panel_action(opener)

    @property
    def _row_list(self) -> RowList:
        return self.query_one(RowList)

    @property
    def _filter_input(self) -> FilterInput:
        return self.query_one(FilterInput)

    def _show_panel_lines(self, lines: tuple[Line, ...], query: str) -> None:
        row_list, wanted_id = self._row_list, self._wanted_id
        # Elsewhere the list stays where it was scrolled to.
        if lines != row_list.listed_lines or query != self._shown_query or wanted_id or not lines:
            wanted = (line for line in lines if isinstance(line, PickerRow) and line.id == wanted_id)
            keep = next(wanted, self.selected_row if query == self._shown_query else None)
            empty = f"Nothing matches “{query.strip()}”." if self._rows.rows else self._empty
            row_list.show_lines(lines, query, keep=keep, empty=empty)
        self._shown_query, self._wanted_id = query, ""
        self._refresh_foot()

    def _refresh_foot(self) -> None:
        """What is known about the row under the cursor, and the keys that count."""
        if not self._is_shown:
            return
        about = self.query_one(".panel--about", Static)
        hints = self.query_one(".panel--hints", Static)
        row = self.selected_row
        room = self._row_list.room_for_details
        # Where rows are few, the list has those that nothing is said in; elsewhere it keeps its height.
        is_low = self.has_class("-low")
        needs_room = has_row_beyond((row,) if row else (), room) if is_low else self._has_row_that_needs(room)
        about.display = bool(self._notice) or needs_room
        text, style = self._notice, "$text-warning"
        if not text:
            text, style = (row.about or row.detail, "") if row and has_row_beyond((row,), room) else ("", "")
        width = max(10, self._row_list.size.width - 4)
        shown = fit_text(text, width, 2 if is_low else 3)
        _show_if_other(about, Content.styled(shown, style) if style else Content(shown))
        _show_if_other(hints, self._format_hints(width))
        self._fit_panel_height()

    def _has_row_that_needs(self, room: int) -> bool:
        """Whether any row needs more room than that; moving the cursor changes nothing in it."""
        lines = self._row_list.listed_lines
        if self._room_checked is None or self._room_checked[0] is not lines or self._room_checked[1] != room:
            self._room_checked = (lines, room, has_row_beyond(lines, room))
        return self._room_checked[2]

    def _fit_panel_height(self) -> None:
        """As high as all rows need, also while they are filtered; the full height where that is little."""
        full = self.has_class("-narrow") or self.has_class("-low")
        height = min(max(MIN_LINES, self._rows.line_count) + CHROME, self.app.size.height * 94 // 100)
        wanted = None if full else height
        if wanted != self._fitted_height:
            self._fitted_height = wanted
            self.query_one(".panel--box").styles.height = wanted

    def _format_hints(self, width: int) -> Content:
        if self._work:
            return format_work_hint(self._work[-1].label)
        return format_panel_hints(self._actions, self.selected_row, width, self._has_effect)

    def _has_effect(self, command_id: str) -> bool:
        """Whether a command of every panel does something now."""
        match command_id:
            case "panel.copy" | "panel.copy.all":
                return self._row_list.cursor_row is not None
            case "panel.filter":
                return bool(self._rows.rows)
            case "panel.refresh":
                return self._on_refresh is not None
        return True


def _show_if_other(line: Static, content: Content) -> None:
    """Textual lays the whole screen out for a text that is set, also for the same one."""
    if line.content != content:
        line.update(content)


def _has_key(action: PanelAction, key: str) -> bool:
    return get_keymap().has_key(action.command_id, key)
