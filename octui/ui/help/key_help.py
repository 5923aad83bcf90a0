"""Help: the keys and commands in two columns, narrowed down by what is typed."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from octui.render.text.sanitize import to_single_line, wrap_text
from octui.ui.help.key_table import HelpSection, filter_help_sections, layout_help, list_help_sections
from octui.ui.help.row_text import RowText
from octui.ui.help.screen import ReadingScreen
from octui.ui.key_hints import format_hints, join_hints, style_hint_line
from octui.ui.pickers.picker import FilterInput


class HelpTable(RowText):
    """The rows that match, laid out for the width there is."""

    def __init__(self, sections: Sequence[HelpSection]) -> None:
        super().__init__()
        self._all = sections
        self._shown = tuple(sections)
        self._query = ""
        self._lines: list[Content] = []
        self._laid_out: tuple[int, str, tuple[HelpSection, ...]] | None = None

    def show_matches(self, query: str) -> None:
        self._query = query
        self._shown = filter_help_sections(self._all, query)
        self.refresh(layout=True)

    def layout_rows(self, width: int) -> Sequence[Content]:
        query = to_single_line(self._query.strip())
        if self._laid_out != (width, query, self._shown):
            self._laid_out = (width, query, self._shown)
            nothing = wrap_text(f"Nothing matches “{query}”.", max(1, width))
            self._lines = layout_help(self._shown, width) or [Content.styled(row, "$text-muted") for row in nothing]
        return self._lines


class KeyHelpScreen(ReadingScreen):
    """What is typed searches; arrows and pages scroll."""

    AUTO_FOCUS = "FilterInput"

    def __init__(self, title: str = "Help", sections: Sequence[HelpSection] | None = None) -> None:
        super().__init__()
        self._title = title
        self._sections = list_help_sections() if sections is None else sections

    def compose(self) -> ComposeResult:
        with Vertical(id="key-help") as box:
            box.border_title = Content(to_single_line(self._title))
            scroll = format_hints(("help.line.up help.line.down", "scroll"), ("help.close", "close"))
            box.border_subtitle = style_hint_line(join_hints(["type to search", scroll]))
            yield FilterInput(placeholder="Search", classes="help--filter", compact=True, select_on_focus=False)
            with VerticalScroll(can_focus=False):
                yield HelpTable(self._sections)

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(HelpTable).show_matches(event.value)
        self.query_one(VerticalScroll).scroll_home(animate=False)
