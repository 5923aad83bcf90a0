"""One line of tabs: the sessions in quick slots, with their state."""

from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from octui.render.text.sanitize import clip_text, to_single_line
from octui.store import selectors
from octui.store.state import State
from octui.ui.messages import OpenSession

MIN_TITLE_WIDTH = 6
MAX_TITLE_WIDTH = 28


class Tab(NamedTuple):
    """`mark` says what goes on in the session, in `style`."""

    session_id: str
    title: str
    number: int
    """Its quick slot."""
    mark: str = ""
    style: str = ""
    is_current: bool = False


class TabStrip(Widget):
    """Hidden while there are no tabs; a click opens a session, as its number after the leader key does."""

    DEFAULT_CSS = "TabStrip { height: 1; width: 1fr; padding: 0 1; display: none; background: $surface; }"

    tabs: reactive[tuple[Tab, ...]] = reactive(())

    def watch_tabs(self, tabs: tuple[Tab, ...]) -> None:
        self.display = bool(tabs)

    def render(self) -> Content:
        return Content(" ").join(format_tabs(self.tabs, self.content_size.width))

    def on_click(self, event: events.Click) -> None:
        column = event.x - 1
        for tab, cell in zip(self.tabs, format_tabs(self.tabs, self.content_size.width), strict=False):
            if 0 <= column < cell.cell_length:
                self.post_message(OpenSession(tab.session_id))
                return
            column -= cell.cell_length + 1


def build_tabs(state: State, slots: tuple[str, ...], current: str) -> tuple[Tab, ...]:
    """A tab for each slot; requests and runs of subagents count for their session."""
    root = selectors.find_root(state, current) if current else ""
    tabs: list[Tab] = []
    for number, session_id in enumerate(slots, 1):
        mark, style = _find_mark(state, session_id)
        title = to_single_line(state.sessions[session_id].display_title) or "Untitled"
        tabs.append(Tab(session_id, title, number, mark, style, session_id in (root, current)))
    return tuple(tabs)


def _find_mark(state: State, session_id: str) -> tuple[str, str]:
    if selectors.list_tree_requests(state, session_id):
        return "△", "$text-warning"
    if session_id in state.failures:
        return "✗", "$text-error"
    run = selectors.get_session_run(state, session_id)
    if run.is_retrying:
        return "↻", "$text-warning"
    tree = (session_id, *selectors.list_descendants(state, session_id))
    return ("●", "$text-success") if any(selectors.is_busy(state, member) for member in tree) else ("", "")


def format_tabs(tabs: tuple[Tab, ...], width: int) -> list[Content]:
    """The tabs that have room, their titles as long as all of them allow; the current one is always among them."""
    if not tabs:
        return []
    room = (width + 1) // len(tabs) - 1 - 6
    if room < MIN_TITLE_WIDTH and len(tabs) > 1:
        last = next(number for number in range(len(tabs) - 1, -1, -1) if not tabs[number].is_current)
        return format_tabs((*tabs[:last], *tabs[last + 1 :]), width)
    return [_format_tab(tab, min(MAX_TITLE_WIDTH, max(1, room))) for tab in tabs]


def _format_tab(tab: Tab, room: int) -> Content:
    mark = Content.styled(f"{tab.mark} ", tab.style) if tab.mark else Content("")
    number_style, title_style = ("bold $text-primary", "bold") if tab.is_current else ("$foreground-muted",) * 2
    title = Content.styled(f"{clip_text(tab.title, room)} ", title_style)
    return Content("").join([Content(" "), Content.styled(f"{tab.number} ", number_style), mark, title])
