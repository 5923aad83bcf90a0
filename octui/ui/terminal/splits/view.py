"""The terminals that are shown together, each with its own widget; alone, one has all the room."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import NULL_OFFSET, NULL_SPACING, Offset, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from octui.render.text.sanitize import to_single_line
from octui.ui.terminal.painting.status_marks import MARK_CLASSES, FrameMarks
from octui.ui.terminal.roster import TerminalRoster
from octui.ui.terminal.session import TerminalSession
from octui.ui.terminal.split_tree import HEADING
from octui.ui.terminal.splits.lines import LineStyles, SplitLines
from octui.ui.terminal.tabs import get_state_mark
from octui.ui.terminal.widget import Terminal

_PARTS: Final = ("line", "name", "active-line", "active-name")


class SplitsLayout(Layout):
    """Puts each terminal where the tree of its group has it."""

    name = "terminal-splits"

    def arrange(
        self,
        parent: Widget,
        children: list[Widget],
        size: Size,
        greedy: bool = True,  # noqa: ARG002  # Textual's signature
    ) -> ArrangeResult:
        """Terminals for which there is no room are not placed, and so not shown."""
        assert isinstance(parent, TerminalSplits)
        places = parent.place_widgets(size)
        return [
            WidgetPlacement(places[child], NULL_OFFSET, NULL_SPACING, child) for child in children if child in places
        ]


class TerminalSplits(Widget):
    """Shows the current terminal of a roster and those of its group."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"terminal-splits--{part}" for part in _PARTS),
        *MARK_CLASSES,
    }

    class EdgeMarked(Message):
        """Other rows at the left edge have marks: how the commands ended whose prompts are in them."""

        def __init__(self, marks: dict[int, str]) -> None:
            super().__init__()
            self.marks = marks

    def __init__(self, roster: TerminalRoster) -> None:
        super().__init__()
        self._roster = roster
        self._layout = SplitsLayout()
        self._terminals = [Terminal()]
        """The widgets, in no particular order."""
        self._phases: dict[Terminal, tuple[TerminalSession, str]] = {}
        """The terminal that each widget shows, and the state in which it was fitted."""
        self._current: TerminalSession | None = None
        self._marks: dict[Terminal, dict[int, str]] = {}
        self._inner_marks = FrameMarks(self)

    def compose(self) -> ComposeResult:
        yield from self._terminals

    @property
    def layout(self) -> Layout:
        return self._layout

    @property
    def terminal(self) -> Terminal:
        """The widget of the current terminal."""
        current = self._roster.current
        return next((terminal for terminal in self._terminals if terminal.live is current), self._terminals[0])

    @property
    def is_split(self) -> bool:
        return len(self._roster.list_group()) > 1

    def has_room(self, *, is_beside: bool) -> bool:
        """Whether the current terminal can share its room with another one."""
        current = self._roster.current
        if current is None:
            return False
        return self._roster.groups.find_tree(current.id).has_room(current.id, self.size, is_beside=is_beside)

    def show_terminals(self) -> None:
        """Show the current terminal with its group; the keys go where they went, or to the new current one."""
        current, had_focus = self._roster.current, any(terminal.has_focus for terminal in self._terminals)
        group: list[TerminalSession | None] = [*self._roster.list_group()] or [None]
        free = [terminal for terminal in self._terminals if terminal.live not in group]
        for live in group:
            terminal = self._find_widget(live) or (free.pop(0) if free else self._add_widget())
            terminal.is_split = len(group) > 1
            terminal.show_terminal(live)
            if live is not None and self._phases.get(terminal) != (live, live.phase):
                self._phases[terminal] = (live, live.phase)
                terminal.fit_later()
        for terminal in free:
            self._remove_widget(terminal)
        if current is not self._current:
            self._current = current
            if had_focus:
                self.terminal.focus()
        self._arrange_again()

    def place_widgets(self, size: Size) -> dict[Widget, Region]:
        """Where each terminal is; the current one has all the room where they do not all fit."""
        regions = self._place_group(size)
        if not regions:
            return {self.terminal: size.region}
        return {
            terminal: regions[terminal.live.id].shrink(Spacing(top=HEADING))
            for terminal in self._terminals
            if terminal.live is not None and terminal.live.id in regions
        }

    def refresh_headings(self) -> None:
        """Names, states or the focus changed."""
        if self.is_split:
            self.refresh()

    def fit_terminals(self) -> None:
        """Fit each to its room: the room, or what another client made of the terminal, may have changed meanwhile."""
        for terminal in self._terminals:
            terminal.fit_terminal()

    def change_share(self, step: int, *, is_beside: bool) -> bool:
        """Make the current terminal larger or smaller; returns whether that was possible."""
        current = self._roster.current
        if current is None:
            return False
        tree = self._roster.groups.find_tree(current.id)
        is_changed = tree.change_share(current.id, step, self.size, is_beside=is_beside)
        if is_changed:
            self._arrange_again()
        return is_changed

    def request_paint(self, live: TerminalSession) -> None:
        """A terminal has printed something."""
        if (terminal := self._find_widget(live)) is not None:
            terminal.request_paint()

    def render_line(self, y: int) -> Strip:
        regions, current = self._place_group(self.size), self._roster.current
        if current is None or y >= self.size.height or current.id not in regions:
            return Strip.blank(self.size.width, self.rich_style)
        names = {live.id: self._format_heading(live) for live in self._roster.list_group()}
        strip = SplitLines(regions, self.size).draw_row(y, names, current.id, self._read_styles())
        return strip.apply_offsets(0, y)

    def render_lines(self, crop: Region) -> list[Strip]:
        return self._inner_marks.draw_marks(super().render_lines(crop), crop)

    def on_click(self, event: events.Click) -> None:
        """A name chooses its terminal."""
        event.stop()
        for name, region in self._place_group(self.size).items():
            live = next((live for live in self._roster.list_group() if live.id == name), None)
            if live is not None and event.y == region.y and event.x in region.column_range:
                self._roster.choose_session(live)
                self.terminal.focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The terminal that has the keys is the current one."""
        widget = event.widget
        if isinstance(widget, Terminal) and widget.live is not None and widget.live is not self._roster.current:
            self._current = widget.live
            self._roster.choose_session(widget.live)

    @on(Terminal.Marked)
    def _marked(self, message: Terminal.Marked) -> None:
        message.stop()
        self._marks[message.terminal] = message.marks
        self._show_marks()

    def on_resize(self) -> None:
        self._show_marks()

    def _show_marks(self) -> None:
        """Beside each terminal: in the frame at the left edge, in the line to its left elsewhere."""
        edge: dict[int, str] = {}
        inner: dict[Offset, str] = {}
        for terminal, region in self.place_widgets(self.size).items():
            for y, mark in self._marks.get(terminal, {}).items() if isinstance(terminal, Terminal) else ():
                if region.x:
                    inner[Offset(region.x - 1, region.y + y)] = mark
                else:
                    edge[region.y + y] = mark
        self._inner_marks.show_marks(inner)
        self.post_message(self.EdgeMarked(edge))

    def _arrange_again(self) -> None:
        # Textual keeps an arrangement until a child asks for another one.
        self._terminals[0].refresh(layout=True)
        self.refresh()

    def _place_group(self, size: Size) -> dict[str, Region]:
        """The regions with their headings; none for a terminal alone."""
        current = self._roster.current
        if current is None or not self.is_split:
            return {}
        return self._roster.groups.find_tree(current.id).place_terminals(size)

    def _find_widget(self, live: TerminalSession | None) -> Terminal | None:
        return next((terminal for terminal in self._terminals if terminal.live is live), None)

    def _add_widget(self) -> Terminal:
        terminal = Terminal()
        self._terminals.append(terminal)
        self.mount(terminal)
        return terminal

    def _remove_widget(self, terminal: Terminal) -> None:
        self._terminals.remove(terminal)
        self._marks.pop(terminal, None)
        self._phases.pop(terminal, None)
        terminal.remove()

    def _format_heading(self, live: TerminalSession) -> str:
        number = self._roster.tabs.index(live) + 1
        return f"{number} {to_single_line(live.name)}{get_state_mark(live)}"

    def _read_styles(self) -> LineStyles:
        has_focus = self.has_focus_within
        active = _PARTS[2:] if has_focus else _PARTS[:2]
        return LineStyles(
            *(self.get_component_rich_style(f"terminal-splits--{part}") for part in (*_PARTS[:2], *active))
        )
