"""The sidebar: what the session has used, what it plans, what it changed, and who helps it."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from octui.render.text.sanitize import to_single_line
from octui.store.state import State
from octui.ui.chat.sidebar_lines import SidebarLine, Target, sidebar_lines


class SidebarRow(Static, can_focus=True):
    """One line of the sidebar, folded to its width."""

    def __init__(self, line: SidebarLine) -> None:
        super().__init__("", classes="sidebar--row", markup=False)
        self._set(line)

    def show(self, line: SidebarLine) -> None:
        if line != self.line:
            self._set(line)

    def _set(self, line: SidebarLine) -> None:
        self.line = line
        self.can_focus = not line.heading
        self.set_class(line.heading, "-heading")
        self.update(_content(line))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if self.line.target is not None:
            self.post_message(Sidebar.Chosen(self.line.target))


class Sidebar(VerticalScroll, can_focus=False):
    """Shown when there is room, or when asked for; the stylesheet knows how wide is wide."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", "Up", show=False),
        Binding("down,j", "step(1)", "Down", show=False),
        Binding("home,g", "edge(0)", "First", show=False),
        Binding("end,G", "edge(-1)", "Last", show=False),
        Binding("enter", "choose", "Go there", show=False),
        Binding("y", "copy", "Copy", show=False),
        Binding("escape", "leave", "Back", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """The person wants to go there."""

        target: Target

    @dataclass
    class Copied(Message):
        """Copy this."""

        text: str

    @dataclass
    class Left(Message):
        """Escape was pressed: the focus may go elsewhere."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._wanted: bool | None = None
        self._lines: tuple[SidebarLine, ...] = ()

    @property
    def rows(self) -> list[SidebarRow]:
        return list(self.query_children(SidebarRow))

    def toggle(self) -> None:
        """From now on the person decides, not the width."""
        self._wanted = not self.display
        self.display = self._wanted

    def enter(self) -> None:
        """Show it, and put the focus on its first line."""
        if not self.display:
            self.toggle()
        self.call_after_refresh(self.action_edge, 0)

    def show(self, state: State, session_id: str) -> None:
        if not self.display:
            return
        lines = sidebar_lines(state, session_id)
        if lines == self._lines:
            return
        rows = self.rows
        focused = next((number for number, row in enumerate(rows) if row.has_focus), None)
        was = self._lines[focused] if focused is not None and focused < len(self._lines) else None
        self._lines = lines
        for row, line in zip(rows, lines, strict=False):
            row.show(line)
        for row in rows[len(lines) :]:
            row.remove()
        if new := [SidebarRow(line) for line in lines[len(rows) :]]:
            self.mount_all(new)
        if was is not None:
            self._focus_again(was)

    def _focus_again(self, was: SidebarLine) -> None:
        """Lines are shown by rows that were others' before: the focus goes with the line."""
        places = self._places()
        same = [row for row in places if (row.line.text, row.line.target) == (was.text, was.target)]
        if same and not same[0].has_focus:
            same[0].focus()

    def action_step(self, step: int) -> None:
        places = self._places()
        at = next((number for number, row in enumerate(places) if row.has_focus), None)
        if places:
            places[0 if at is None else min(len(places) - 1, max(0, at + step))].focus()

    def action_edge(self, which: int) -> None:
        if places := self._places():
            places[which].focus()

    def action_choose(self) -> None:
        row = self.screen.focused
        if isinstance(row, SidebarRow) and row.line.target is not None:
            self.post_message(self.Chosen(row.line.target))

    def action_copy(self) -> None:
        row = self.screen.focused
        if isinstance(row, SidebarRow):
            self.post_message(self.Copied(row.line.text))

    def action_leave(self) -> None:
        self.post_message(self.Left())

    def _places(self) -> list[SidebarRow]:
        return [row for row in self.rows if row.can_focus]


def _content(line: SidebarLine) -> Content:
    if line.heading:
        return Content.styled(line.text, "bold $text-primary")
    mark = [Content.styled(f"{line.mark} ", line.style)] if line.mark else []
    details = [
        part for text, style in line.detail for part in (Content(" "), Content.styled(to_single_line(text), style))
    ]
    return Content("").join([*mark, Content.styled(to_single_line(line.text), line.style), *details])
