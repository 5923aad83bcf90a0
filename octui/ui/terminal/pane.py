"""Terminals in a frame: tabs, the active terminal, a search line and a status line.

Everything inside the frame comes from programs; the frame and the lines below it are octui's.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from octui.render.text.cell_width import clip_text, measure_width
from octui.render.text.paths import abbreviate_home
from octui.render.text.safe_links import extract_host
from octui.render.text.sanitize import escape_message, to_single_line
from octui.ui.key_hints import SEPARATOR, fit_hint_line, format_first_key, format_hint, format_hints, join_hints
from octui.ui.keymap import LEADER_ID
from octui.ui.messages import CopyText, OpenLink
from octui.ui.screens.presence import is_in_place
from octui.ui.terminal.messages import (
    CopyModeChanged,
    CopyRequested,
    SearchRequested,
    TerminalLinkClicked,
    TerminalLinkHovered,
    TerminalPathClicked,
    TerminalsGone,
    TypingRefused,
)
from octui.ui.terminal.painting.status_marks import MARK_CLASSES, FrameMarks
from octui.ui.terminal.roster import TerminalRoster
from octui.ui.terminal.search import SearchQuery
from octui.ui.terminal.search_bar import TerminalSearch, format_match_hints
from octui.ui.terminal.session import TerminalSession
from octui.ui.terminal.splits.view import TerminalSplits
from octui.ui.terminal.tabs import TerminalTabs, format_tabs_hint
from octui.ui.terminal.viewport import describe_dropped_lines
from octui.ui.terminal.widget import Terminal
from octui.ui.transcript.messages import FileNameClicked

RUN_TIME_SECONDS: Final = 1.0
REFUSAL_SECONDS: Final = 4.0
READ_ONLY: Final = "read-only: this command of the session takes no input"


def list_leave_hints(*, is_full_screen: bool, is_split: bool = False) -> list[str]:
    """Hints for a focused terminal, the most important first: `esc esc / ctrl+] back to chat`, and what else works.

    Full-screen programs keep Esc and the scroll keys.
    """
    escape, leave = format_first_key("terminal.escape"), format_first_key("terminal.leave")
    leader = format_first_key(LEADER_ID)
    beside = [format_hint("terminal.go.left terminal.go.right", "beside")] if is_split else []
    if is_full_screen:
        return [f"{leave} back to chat", *beside, f"{leave} twice and all other keys go to the program"]
    return [
        f"{escape} {escape} / {leave} back to chat",
        *beside,
        format_hint("terminal.scroll.page.up", "scroll"),
        f"{leader} goes to the program",
    ]


def format_view_hint(*, has_ended: bool) -> str:
    """Hint for a focused view of an agent's command."""
    return format_hints(
        ("terminal.view.close", "close") if has_ended else ("terminal.view.leave", "back"),
        ("terminal.view.line.up terminal.view.line.down", "scroll"),
        ("terminal.view.search", "search"),
        ("terminal.view.copy", "copy mode"),
    )


def list_end_hints() -> list[str]:
    """Hints for a focused terminal whose process has ended: no program is there to take keys."""
    return [
        format_hint("terminal.ended.close", "close"),
        f"{format_first_key('terminal.leave')} back to chat",
        format_hint("terminal.scroll.page.up", "scroll"),
    ]


def format_enter_hint() -> str:
    """Hint on focusing or hiding a terminal without the focus."""
    return format_hints(("terminal.focus", "enter terminal"), ("terminal.toggle", "hide"))


class TerminalPane(Vertical):
    """Shows the terminals of a roster, with `list_leave_hints` in the border while one of them has the focus."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*MARK_CLASSES}

    def __init__(self, roster: TerminalRoster, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._marks = FrameMarks(self, lambda: self.splits.region.y - self.region.y)
        self.roster = roster
        self._unwatch: Callable[[], None] | None = None
        self._focused_before_search: Widget | None = None
        self._link = ""
        self._had_any = False
        """Whether there was a terminal when they were last shown."""
        self._is_full_screen = False
        """Whether the program had the alternate screen when the hints were written."""
        self._refusal: Timer | None = None
        """Runs while it is said that nothing can be typed."""
        self._run_clock: Timer | None = None
        """Counts the seconds of the agent's command on the screen, while it runs."""

    def compose(self) -> ComposeResult:
        yield TerminalTabs()
        yield TerminalSplits(self.roster)
        yield Static("", classes="terminal-pane--status", markup=False)
        yield TerminalSearch()

    @property
    def splits(self) -> TerminalSplits:
        return self.query_one(TerminalSplits)

    @property
    def terminal(self) -> Terminal:
        """The widget of the current terminal."""
        return self.splits.terminal

    @property
    def tabs(self) -> TerminalTabs:
        return self.query_one(TerminalTabs)

    @property
    def is_entered(self) -> bool:
        """Whether keys go to the program."""
        return is_in_place(self) and self.terminal.has_focus

    def on_mount(self) -> None:
        self.query_one(TerminalSearch).display = False
        self._unwatch = self.roster.add_observer(self)
        self.handle_terminals_changed()

    def on_resize(self) -> None:
        self._refresh_frame()

    def on_unmount(self) -> None:
        if self._unwatch is not None:
            self._unwatch()

    def focus_terminal(self) -> None:
        """Focus the terminal."""
        self.terminal.focus()

    def open_search(self) -> None:
        search = self.query_one(TerminalSearch)
        if not search.display:
            self._focused_before_search = self.screen.focused
        search.begin_search()

    def enter_copy_mode(self) -> None:
        """Enter copy mode."""
        self.query_one(TerminalSearch).display = False
        self.terminal.copy_mode.enter_copy_mode()
        self.focus_terminal()

    def handle_terminals_changed(self) -> None:
        if not is_in_place(self):
            return
        live, had_any = self.roster.current, self._had_any
        self._had_any = live is not None
        self.splits.show_terminals()
        self.tabs.show_tabs(self.roster.tabs, live)
        self.tabs.display = len(self.roster.tabs) > 1 or self.tabs.has_focus
        self._refresh_frame()
        if live is None and had_any:
            self.post_message(TerminalsGone())

    def handle_terminal_painted(self, live: TerminalSession) -> None:
        if not is_in_place(self):
            return
        self.splits.request_paint(live)
        if live is self.roster.current and live.emulator.is_alternate != self._is_full_screen:
            self._refresh_frame()

    def refit_terminal(self) -> None:
        """Refit the terminal when it becomes active again: the size may have changed in the meantime."""
        if is_in_place(self) and self.display:
            self.splits.fit_terminals()

    def on_descendant_focus(self) -> None:
        self.call_later(self._refresh_frame)

    def on_descendant_blur(self) -> None:
        self.call_later(self._refresh_frame)

    def render_lines(self, crop: Region) -> list[Strip]:
        return self._marks.draw_marks(super().render_lines(crop), crop)

    def _refresh_frame(self) -> None:
        """Update the frame's titles and the line below the terminal."""
        if not is_in_place(self):
            return
        live = self.roster.current
        self._is_full_screen = live is not None and live.emulator.is_alternate
        status = live.status_text if live is not None else ""
        line = self.query_one(".terminal-pane--status", Static)
        # A short-lived state must not resize the terminal, which would make the program redraw itself twice.
        # Nor must the others be resized because another one of a split is in use.
        is_brief = live is not None and (live.is_status_brief or self.splits.is_split)
        line.display = bool(status) and not is_brief
        line.update(escape_message(status))
        line.set_class(live is not None and live.phase.over, "-over")
        room = max(4, self.size.width - 6)
        self.border_title = Content(clip_text(self._format_title(live, status if is_brief else "", room), room))
        self.border_subtitle = Content(clip_text(to_single_line(self._format_hint(room)), room))
        self.set_class(live is not None and live.link.is_silent, "-silent")
        self.set_class(self.is_entered, "-entered")
        self.set_class(self.terminal.copy_mode.is_active, "-copying")
        self.splits.refresh_headings()

    def _format_title(self, live: TerminalSession | None, brief_status: str, room: int) -> str:
        if live is None:
            return "Terminal"
        name = to_single_line(live.name)
        if (command := live.agent_command) is not None:
            self._count_run_time(live)
            facts = join_hints(["", "read-only", command.describe_run(has_ended=live.phase.over)])
            return clip_text(name, max(4, room - measure_width(facts) - 3)) + SEPARATOR + facts
        place = brief_status or (abbreviate_home(live.pty.cwd, self.roster.home) if live.pty.cwd else "")
        return to_single_line(join_hints(["Terminal", name, place]))

    def _count_run_time(self, live: TerminalSession) -> None:
        if self._run_clock is not None:
            self._run_clock.stop()
        runs = live.agent_command is not None and not live.phase.over and not live.agent_command.as_of
        self._run_clock = self.set_timer(RUN_TIME_SECONDS, self._refresh_frame) if runs and self.display else None

    def _format_hint(self, room: int) -> str:
        if self._link:
            return f"{extract_host(self._link)} · {self._link}"
        if self._refusal is not None:
            return READ_ONLY
        if self.is_entered and (hints := self.terminal.copy_mode.hints):
            return next((hint for hint in hints if measure_width(hint) <= room), hints[-1])
        below = self.terminal.viewport.lines_below
        if below:
            dropped = describe_dropped_lines(self.terminal.viewport)
            return join_hints([dropped, f"↓ {below:,} lines below", format_first_key("terminal.scroll.last")])
        if self.is_entered:
            return self._format_leave_hint(room)
        return format_tabs_hint() if self.tabs.has_focus else format_enter_hint()

    def _format_leave_hint(self, room: int) -> str:
        live = self.roster.current
        if live is not None and live.is_read_only:
            return fit_hint_line(format_view_hint(has_ended=live.phase.over), room)
        if live is not None and live.phase.over:
            hints = list_end_hints()
        else:
            hints = list_leave_hints(is_full_screen=self._is_full_screen, is_split=self.splits.is_split)
        while len(hints) > 1 and measure_width(join_hints(hints)) > room:
            hints.pop()
        return join_hints(hints)

    @on(TerminalTabs.Entered)
    def _enter_terminal(self, message: TerminalTabs.Entered) -> None:
        message.stop()
        self.focus_terminal()

    @on(TerminalTabs.Chosen)
    def _choose_terminal(self, message: TerminalTabs.Chosen) -> None:
        message.stop()
        self.roster.choose_session(message.live)
        self.focus_terminal()

    @on(TerminalSplits.EdgeMarked)
    def _show_marks(self, message: TerminalSplits.EdgeMarked) -> None:
        message.stop()
        self._marks.show_marks({Offset(0, y): mark for y, mark in message.marks.items()})

    @on(Terminal.Scrolled)
    def _report_scrolling(self, message: Terminal.Scrolled) -> None:
        message.stop()
        self._refresh_frame()

    @on(TerminalLinkHovered)
    def _show_link(self, message: TerminalLinkHovered) -> None:
        message.stop()
        self._link = message.url
        self._refresh_frame()

    @on(TerminalLinkClicked)
    def _open_link(self, message: TerminalLinkClicked) -> None:
        message.stop()
        self.post_message(OpenLink(message.url))

    @on(TerminalPathClicked)
    def _open_path(self, message: TerminalPathClicked) -> None:
        message.stop()
        live, reference = self.roster.current, message.reference
        path = reference.path
        if live is not None and not path.startswith(("/", "~")):
            path = posixpath.join(live.shell_directory or live.pty.cwd, path)
        self.post_message(FileNameClicked(path, reference.line, message.is_key))

    @on(CopyRequested)
    def _copy_text(self, message: CopyRequested) -> None:
        message.stop()
        self.post_message(CopyText(message.text, "the selection"))

    @on(SearchRequested)
    def _begin_search(self, message: SearchRequested) -> None:
        message.stop()
        self.open_search()

    @on(TypingRefused)
    def _report_refusal(self, message: TypingRefused) -> None:
        message.stop()
        if self._refusal is not None:
            self._refusal.stop()
        self._refusal = self.set_timer(REFUSAL_SECONDS, self._forget_refusal)
        self._refresh_frame()

    def _forget_refusal(self) -> None:
        self._refusal = None
        self._refresh_frame()

    @on(CopyModeChanged)
    def _follow_copy_mode(self, message: CopyModeChanged) -> None:
        message.stop()
        self._refresh_frame()

    @on(TerminalSearch.Wanted)
    def _search_words(self, message: TerminalSearch.Wanted) -> None:
        message.stop()
        self.terminal.set_search_query(SearchQuery(message.words) if message.words else None)

    @on(TerminalSearch.Stepped)
    def _step_to_match(self, message: TerminalSearch.Stepped) -> None:
        message.stop()
        found = self.terminal.find_match(message.step)
        way = "older" if message.step < 0 else "newer"
        self.query_one(TerminalSearch).show_search_status(
            join_hints([f"no {way} match", format_hint("terminal.search.older terminal.search.newer", "next match")])
            if found is None
            else format_match_hints()
        )
        if found is not None and self.terminal.copy_mode.is_active:
            self.query_one(TerminalSearch).display = False
            self.focus_terminal()
        self._refresh_frame()

    @on(TerminalSearch.Ended)
    def _end_search(self, message: TerminalSearch.Ended) -> None:
        message.stop()
        self.terminal.set_search_query(None)
        # To the prompt, where the leader key works, if the search was opened from there: a terminal takes every key.
        before, self._focused_before_search = self._focused_before_search, None
        if before is not None and before.is_attached and before.focusable:
            before.focus()
        else:
            self.focus_terminal()
