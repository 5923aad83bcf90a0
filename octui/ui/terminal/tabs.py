"""The terminals there are, in one line; when it has the focus single keys do what commands do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from octui.render.text.cell_width import clip_text, measure_width
from octui.ui.messages import RunAppCommand
from octui.ui.terminal.connection import Phase
from octui.ui.terminal.messages import TerminalLeft
from octui.ui.terminal.session import LiveTerminal

NARROWEST: Final = 8
WIDEST: Final = 28


class TerminalTabs(Widget, can_focus=True):
    """Give it tabs with `show`; it never names one in more cells than there is room for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l,tab", "run('terminal.next')", "Next"),
        Binding("left,h,shift+tab", "run('terminal.previous')", "Previous"),
        Binding("n", "run('terminal.new')", "New"),
        Binding("r", "run('terminal.rename')", "Rename"),
        Binding("w", "run('terminal.close')", "Close"),
        Binding("f", "run('terminal.full')", "Full screen"),
        Binding("s", "run('terminal.send')", "Send to the prompt"),
        Binding("slash", "run('terminal.search')", "Search"),
        Binding("v", "run('terminal.copy')", "Select with the keys"),
        Binding("enter", "enter", "Into the terminal"),
        Binding("escape,q", "leave", "Back"),
    ]
    HINT: ClassVar[str] = (
        "enter into it · ←→ tabs · n new · r rename · w close · / search · v select · s send · esc back"
    )

    @dataclass
    class Chosen(Message):
        live: LiveTerminal

    @dataclass
    class Entered(Message):
        """The person wants into the terminal."""

    def __init__(self) -> None:
        super().__init__()
        self._tabs: tuple[LiveTerminal, ...] = ()
        self._current: LiveTerminal | None = None
        self._ends: list[int] = []

    def show(self, tabs: list[LiveTerminal], current: LiveTerminal | None) -> None:
        self._tabs, self._current = tuple(tabs), current
        self.refresh()

    def render(self) -> Content:
        room = max(NARROWEST, min(WIDEST, self.size.width // max(1, len(self._tabs))))
        pieces: list[Content] = []
        self._ends = []
        used = 0
        for number, live in enumerate(self._tabs, 1):
            label = clip_text(f" {number} {live.name}{_mark(live)} ", room)
            here = live is self._current
            pieces.append(Content.styled(label, _style(here, self.has_focus, live)))
            used += measure_width(label)
            self._ends.append(used)
        return Content("").join(pieces)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        for live, end in zip(self._tabs, self._ends, strict=False):
            if event.x < end:
                self.post_message(self.Chosen(live))
                return

    def action_run(self, command: str) -> None:
        self.post_message(RunAppCommand(command))

    def action_enter(self) -> None:
        self.post_message(self.Entered())

    def action_leave(self) -> None:
        self.post_message(TerminalLeft())


def _mark(live: LiveTerminal) -> str:
    """One sign for what a tab that is not in front has to say."""
    match live.phase:
        case Phase.ENDED if live.exit_code:
            return f" ✗ {live.exit_code}"
        case Phase.ENDED:
            return " ✓"
        case Phase.GONE | Phase.REFUSED:
            return " ✗"
        case Phase.LOST:
            return " …"
    return " •" if live.rang else ""


def _style(here: bool, focused: bool, live: LiveTerminal) -> str:
    if here:
        return "bold $block-cursor-foreground on $block-cursor-background" if focused else "bold $text-primary"
    return "$text-warning" if live.rang or live.phase in (Phase.GONE, Phase.LOST) else "$text-muted"
