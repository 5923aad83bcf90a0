"""The terminal tabs in one line; while focused, single keys run commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from octui.render.text.cell_width import clip_text, measure_width
from octui.render.text.sanitize import to_single_line
from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import format_hints
from octui.ui.keymap import KeyContext
from octui.ui.messages import RunAppCommand
from octui.ui.terminal.connection import ConnectionState
from octui.ui.terminal.messages import TerminalLeft
from octui.ui.terminal.session import TerminalSession

MORE_BEFORE: Final = "‹"
MORE_AFTER: Final = "›"
MIN_WIDTH: Final = 12
MAX_WIDTH: Final = 28


class TerminalTabs(Widget, can_focus=True):
    """Set the tabs with `show_tabs`; titles are truncated to the available cells."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.TERMINAL_TABS,
            {
                "terminal.tabs.next": "run('terminal.next')",
                "terminal.tabs.previous": "run('terminal.previous')",
                "terminal.tabs.split_beside": "run('terminal.split.beside')",
                "terminal.tabs.split_below": "run('terminal.split.below')",
                "terminal.tabs.alone": "run('terminal.split.alone')",
                "terminal.tabs.up": "run('terminal.split.up')",
                "terminal.tabs.down": "run('terminal.split.down')",
                "terminal.tabs.narrower": "run('terminal.split.narrower')",
                "terminal.tabs.wider": "run('terminal.split.wider')",
                "terminal.tabs.taller": "run('terminal.split.taller')",
                "terminal.tabs.shorter": "run('terminal.split.shorter')",
                "terminal.tabs.new": "run('terminal.new')",
                "terminal.tabs.rename": "run('terminal.rename')",
                "terminal.tabs.close": "run('terminal.close')",
                "terminal.tabs.full": "run('terminal.full')",
                "terminal.tabs.send": "run('terminal.send')",
                "terminal.tabs.send_failed": "run('terminal.send.failed')",
                "terminal.tabs.search": "run('terminal.search')",
                "terminal.tabs.copy": "run('terminal.copy')",
                "terminal.tabs.enter": "enter",
                "terminal.tabs.leave": "leave",
            },
        )
    ]

    @dataclass
    class Chosen(Message):
        live: TerminalSession

    @dataclass
    class Entered(Message):
        """Focus the terminal."""

    def __init__(self) -> None:
        super().__init__()
        self._tabs: tuple[TerminalSession, ...] = ()
        self._current: TerminalSession | None = None
        self._shown = range(0)
        """The tabs that fit into the row."""
        self._ends: list[int] = []

    def show_tabs(self, tabs: list[TerminalSession], current: TerminalSession | None) -> None:
        self._tabs, self._current = tuple(tabs), current
        self.refresh()

    def render(self) -> Content:
        room = max(MIN_WIDTH, min(MAX_WIDTH, self.size.width // max(1, len(self._tabs))))
        labels = [
            clip_text(f" {number} {to_single_line(live.name)}{get_state_mark(live)} ", room)
            for number, live in enumerate(self._tabs, 1)
        ]
        current = self._tabs.index(self._current) if self._current in self._tabs else 0
        self._shown = fit_tabs([measure_width(label) for label in labels], current, self._shown.start, self.size.width)
        pieces = [
            Content.styled(labels[place], _style(self._tabs[place] is self._current, self.has_focus, self._tabs[place]))
            for place in self._shown
        ]
        before = MORE_BEFORE if self._shown.start else ""
        after = MORE_AFTER if self._shown.stop < len(labels) else ""
        self._ends = list(accumulate((measure_width(labels[place]) for place in self._shown), initial=len(before)))[1:]
        return Content("").join((Content.styled(before, "$text-muted"), *pieces, Content.styled(after, "$text-muted")))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        for place, end in zip(self._shown, self._ends, strict=False):
            if event.x < end:
                self.post_message(self.Chosen(self._tabs[place]))
                return

    def action_run(self, command: str) -> None:
        self.post_message(RunAppCommand(command))

    def action_enter(self) -> None:
        self.post_message(self.Entered())

    def action_leave(self) -> None:
        self.post_message(TerminalLeft())


def fit_tabs(widths: Sequence[int], current: int, first: int, room: int) -> range:
    """The tabs that fit into the row, from `first` on if the current one is then among them.

    Where they do not all fit, a cell at each end is kept for an arrow.
    """
    if sum(widths) <= room:
        return range(len(widths))
    # Scroll no further than the current tab needs.
    room -= len(MORE_BEFORE) + len(MORE_AFTER)
    start, stop = current, current + 1
    used = widths[current]
    while start > min(first, current) and used + widths[start - 1] <= room:
        start -= 1
        used += widths[start]
    while stop < len(widths) and used + widths[stop] <= room:
        used += widths[stop]
        stop += 1
    while start > 0 and used + widths[start - 1] <= room:
        start -= 1
        used += widths[start]
    return range(start, stop)


def format_tabs_hint() -> str:
    """Key hints of the tabs, for the border of the pane."""
    return format_hints(
        ("terminal.tabs.enter", "enter terminal"),
        ("terminal.tabs.previous terminal.tabs.next", "tabs"),
        ("terminal.tabs.new", "new"),
        ("terminal.tabs.split_beside terminal.tabs.split_below", "split"),
        ("terminal.tabs.rename", "rename"),
        ("terminal.tabs.close", "close"),
        ("terminal.tabs.search", "search"),
        ("terminal.tabs.copy", "copy mode"),
        ("terminal.tabs.send", "send"),
        ("terminal.tabs.send_failed", "send failed"),
        ("terminal.tabs.leave", "back"),
    )


def get_state_mark(live: TerminalSession) -> str:
    """A short sign of a terminal's state, with a space before it; empty for one that runs."""
    match live.phase:
        case ConnectionState.ENDED if live.agent_command is not None and live.agent_command.ending:
            return " ✗"
        case ConnectionState.ENDED if live.exit_code:
            return f" ✗ {live.exit_code}"
        case ConnectionState.ENDED:
            return " ✓"
        case ConnectionState.GONE | ConnectionState.REFUSED:
            return " ✗"
        case ConnectionState.LOST:
            return " …"
        case ConnectionState.LIVE if live.link.is_silent:
            return " …"
        case ConnectionState.LIVE if live.agent_command is not None:
            return " ▸"
    return " •" if live.rang else ""


def _style(here: bool, focused: bool, live: TerminalSession) -> str:
    if here:
        return "bold $block-cursor-foreground on $block-cursor-background" if focused else "bold $text-primary"
    return "$text-warning" if live.rang or live.phase in (ConnectionState.GONE, ConnectionState.LOST) else "$text-muted"
