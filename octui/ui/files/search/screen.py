"""Search in the project as you type: for text, files or symbols, with each hit in its context."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from octui.render.text.counts import format_count
from octui.render.text.sanitize import escape_message
from octui.store.store import Store
from octui.ui.files.bar_texts import describe_hidden
from octui.ui.files.list_screen import FileListScreen
from octui.ui.files.messages import FileMentioned, SearchWanted
from octui.ui.files.preview import FilePreview
from octui.ui.files.row_view import RowView
from octui.ui.files.search.result_rows import ResultRows
from octui.ui.files.search_outcome import SearchHit, SearchKind, SearchOutcome
from octui.ui.input.key_bindings import GLOBAL_COMMANDS, make_bindings, make_command_bindings
from octui.ui.keymap import KeyContext
from octui.ui.messages import CopyText, OpenFile
from octui.ui.pickers.picker import FilterInput
from octui.ui.screens.presence import has_widgets

SEARCH_DELAY: Final = 0.15
"""Seconds without a letter after which the server is asked."""
_KINDS: Final = (SearchKind.TEXT, SearchKind.FILES, SearchKind.SYMBOLS)
_HINTS: Final = (
    ("search.open", "open"),
    ("search.kind.next", "kind"),
    ("search.literal", "exact/regex"),
    ("search.mention", "mention"),
    ("search.copy", "copy place"),
)


@dataclass(slots=True)
class SearchMemory:
    """The last search in a directory, for the next time."""

    query: str = ""
    kind: SearchKind = SearchKind.TEXT
    is_literal: bool = False
    hit: SearchHit | None = None


class FileSearchScreen(FileListScreen):
    """The query always has the focus; keys that mean nothing in it move in the results."""

    LABEL = "Search"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-high")]
    AUTO_FOCUS = "FilterInput"
    BINDINGS: ClassVar[list[BindingType]] = [
        *make_command_bindings(GLOBAL_COMMANDS[2:]),
        *make_bindings(
            KeyContext.FILE_SEARCH,
            {
                "search.previous": "move(-1)",
                "search.next": "move(1)",
                "search.page.up": "page(-1)",
                "search.page.down": "page(1)",
                "search.first": "go_to_end(-1)",
                "search.last": "go_to_end(1)",
                "search.open": "open",
                "search.kind.next": "switch_kind(1)",
                "search.kind.previous": "switch_kind(-1)",
                "search.mention": "mention",
                "search.copy": "copy_place",
                "search.literal": "toggle_literal",
                "search.leave": "dismiss",
            },
            priority=True,
        ),
    ]

    def __init__(self, store: Store, memory: SearchMemory, format_title: Callable[[], str]) -> None:
        super().__init__(store, format_title)
        self._memory = memory
        self._results = ResultRows(SearchOutcome("", memory.kind))
        self._is_waiting = False
        self._delay: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static("", classes="file-title", markup=False)
        with Horizontal(classes="search--line"):
            yield FilterInput(
                self._memory.query,
                placeholder="Type to search",
                classes="files--filter",
                compact=True,
                select_on_focus=True,
            )
            yield Static("", classes="search--kinds", markup=False)
        yield Static("", classes="file-problem", markup=False)
        with Horizontal(classes="files--body"):
            yield RowView(id="hits")
            yield FilePreview(id="preview-pane")
        yield Static("", classes="files--hints", markup=False)

    @property
    def outcome(self) -> SearchOutcome:
        """What is listed."""
        return self._results.outcome

    @property
    def selected_hit(self) -> SearchHit | None:
        return self._results.get_hit(self.rows.cursor)

    def on_mount(self) -> None:
        if self._memory.query:
            self._request_search()
        self.call_after_refresh(self.show_state)

    def show_outcome(self, outcome: SearchOutcome) -> None:
        """Show what was found; too late for another query."""
        if not has_widgets(self) or (outcome.query, outcome.kind) != (self._query, self._memory.kind):
            return
        self._is_waiting = False
        self._results = ResultRows(outcome)
        self.rows.show_rows(self._results, self._results.find_row(self._memory.hit))
        self.show_state()

    def show_kind(self, kind: SearchKind) -> None:
        """Search for another kind of thing."""
        if kind is not self._memory.kind:
            self._memory.kind = kind
            self._search_again()

    @property
    def _query(self) -> str:
        return self.query_one(FilterInput).value

    @on(Input.Changed)
    def _start_search(self, event: Input.Changed) -> None:
        event.stop()
        if event.value == self._memory.query:
            return
        self._memory.query = event.value
        self._memory.hit = None
        if self._delay is not None:
            self._delay.stop()
        self._is_waiting = bool(event.value)
        self._delay = self.set_timer(SEARCH_DELAY, self._request_search)
        self.show_state()

    def _search_again(self) -> None:
        self._memory.hit = None
        self._results = ResultRows(SearchOutcome(self._query, self._memory.kind))
        self.rows.show_rows(self._results)
        self._request_search()
        self.show_state()

    def _request_search(self) -> None:
        self._delay = None
        memory = self._memory
        self._is_waiting = bool(memory.query.strip())
        self.post_message(SearchWanted(memory.query, memory.kind, memory.is_literal, self))

    # The bars.

    @on(RowView.CursorMoved)
    def _on_cursor_moved(self, message: RowView.CursorMoved) -> None:
        message.stop()
        hit = self.selected_hit
        preview = self.query_one(FilePreview)
        if hit is None:
            preview.preview_path("")
            return
        self._memory.hit = hit
        preview.preview_path(hit.path, hit.line or None, self._results.list_matches(hit.path))

    def show_state(self) -> None:
        if not has_widgets(self):
            return
        self.query_one(".search--kinds", Static).update(self._render_kinds())
        note = " · ".join(filter(None, (self.outcome.note, describe_hidden(self.outcome.hidden))))
        problem = self.outcome.problem if self._query.strip() and not self._is_waiting else ""
        if problem and self.outcome.hidden:
            problem = f"{problem} {describe_hidden(self.outcome.hidden)}."
        self.show_bars(note, self._describe_count(), escape_message(problem), _HINTS, last=("search.leave", "close"))

    def _describe_count(self) -> str:
        if self._is_waiting:
            return "searching …"
        count = len(self.outcome.hits)
        if not count:
            return ""
        files = self._results.file_count
        where = f" in {format_count(files, 'file')}" if self.outcome.kind is SearchKind.TEXT else ""
        more = "+" if self.outcome.note else ""
        noun = {SearchKind.TEXT: "match", SearchKind.FILES: "file", SearchKind.SYMBOLS: "symbol"}[self.outcome.kind]
        plural = "" if count == 1 and not more else "es" if noun == "match" else "s"
        return f"{count:,}{more} {noun}{plural}{where}"

    def _render_kinds(self) -> Content:
        kinds = [
            Content.styled(
                f" {kind.value} ", "bold reverse $text-primary" if kind is self._memory.kind else "$text-muted"
            )
            for kind in _KINDS
        ]
        how = ""
        if self._memory.kind is SearchKind.TEXT and self.size.width >= 72:
            how = "exact text  " if self._memory.is_literal else "regex  "
        return Content("").join([Content.styled(how, "$text-muted"), *kinds])

    # Keys.

    @on(RowView.Picked)
    def action_open(self) -> None:
        if hit := self.selected_hit:
            self.post_message(OpenFile(hit.path, hit.line or None))

    def action_switch_kind(self, step: int) -> None:
        place = (_KINDS.index(self._memory.kind) + step) % len(_KINDS)
        self.show_kind(_KINDS[place])

    def action_toggle_literal(self) -> None:
        self._memory.is_literal = not self._memory.is_literal
        self._search_again()

    def action_mention(self) -> None:
        if hit := self.selected_hit:
            self.post_message(FileMentioned(hit.path, (hit.line, hit.line) if hit.line else None))

    def action_copy_place(self) -> None:
        if hit := self.selected_hit:
            self.post_message(CopyText(f"{hit.path}:{hit.line}" if hit.line else hit.path, "the place"))
