"""The sidebar: a session's usage, MCP and LSP servers, todos, changed files and subagents."""

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from octui.lazy_dataclasses import dataclass
from octui.render.text.sanitize import to_single_line
from octui.store.state import State
from octui.ui.chat.sidebar_lines import SidebarLine, Target, build_sidebar_lines
from octui.ui.input.key_bindings import make_bindings
from octui.ui.keymap import KeyContext


class SidebarRow(Static, can_focus=True):
    """One line of the sidebar, wrapped to its width."""

    def __init__(self, line: SidebarLine) -> None:
        super().__init__("", classes="sidebar--row", markup=False)
        self._set_line(line)

    def show_line(self, line: SidebarLine) -> None:
        if line != self.line:
            self._set_line(line)

    def _set_line(self, line: SidebarLine) -> None:
        self.line = line
        self.can_focus = not line.heading
        self.set_class(line.heading, "-heading")
        self.update(_render_line_content(line))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if self.line.target is not None:
            self.post_message(Sidebar.TargetChosen(self.line.target))


class Sidebar(VerticalScroll, can_focus=False):
    """Shown if the screen is wide enough, or on request; the stylesheet has the width."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.SIDEBAR,
            {
                "sidebar.previous": "move_focus(-1)",
                "sidebar.next": "move_focus(1)",
                "sidebar.first": "focus_end(0)",
                "sidebar.last": "focus_end(-1)",
                "sidebar.choose": "choose_line",
                "sidebar.copy": "copy_line",
                "sidebar.leave": "leave_sidebar",
            },
        )
    ]

    @dataclass
    class TargetChosen(Message):
        """Go to this target."""

        target: Target

    @dataclass
    class LineCopied(Message):
        """Copy this line."""

        text: str

    class Appeared(Message):
        """It was hidden until now, and so not kept up to date."""

    @dataclass
    class FocusReleased(Message):
        """The user left the sidebar: the focus may go elsewhere."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: tuple[SidebarLine, ...] = ()

    @property
    def line_rows(self) -> list[SidebarRow]:
        return list(self.query_children(SidebarRow))

    def on_show(self) -> None:
        self.post_message(self.Appeared())

    def toggle_visibility(self) -> None:
        """From now on the user decides, not the width."""
        self.display = not self.display
        self.set_class(self.display, "-wanted")

    def enter_sidebar(self) -> None:
        """Show it, and focus its first line."""
        self.add_class("-wanted")
        if not self.display:
            self.toggle_visibility()
        self.call_after_refresh(self.action_focus_end, 0)

    def show_session_facts(self, state: State, session_id: str) -> None:
        if not self.display:
            return
        lines = build_sidebar_lines(state, session_id)
        if lines == self._lines:
            return
        self.set_class(not any(line.heading for line in lines), "-empty")
        rows = self.line_rows
        focused = next((number for number, row in enumerate(rows) if row.has_focus), None)
        focused_line = self._lines[focused] if focused is not None and focused < len(self._lines) else None
        self._lines = lines
        for row, line in zip(rows, lines, strict=False):
            row.show_line(line)
        for row in rows[len(lines) :]:
            row.remove()
        if new := [SidebarRow(line) for line in lines[len(rows) :]]:
            self.mount_all(new)
        if focused_line is not None:
            self._restore_line_focus(focused_line)

    def _restore_line_focus(self, line: SidebarLine) -> None:
        """Rows are reused for other lines, so the focus follows the line."""
        places = self._focusable_rows()
        same = [row for row in places if (row.line.text, row.line.target) == (line.text, line.target)]
        if same and not same[0].has_focus:
            same[0].focus()

    def action_move_focus(self, step: int) -> None:
        places = self._focusable_rows()
        at = next((number for number, row in enumerate(places) if row.has_focus), None)
        if places:
            places[0 if at is None else min(len(places) - 1, max(0, at + step))].focus()

    def action_focus_end(self, which: int) -> None:
        if places := self._focusable_rows():
            places[which].focus()

    def action_choose_line(self) -> None:
        row = self.screen.focused
        if isinstance(row, SidebarRow) and row.line.target is not None:
            self.post_message(self.TargetChosen(row.line.target))

    def action_copy_line(self) -> None:
        row = self.screen.focused
        if isinstance(row, SidebarRow):
            self.post_message(self.LineCopied(row.line.text))

    def action_leave_sidebar(self) -> None:
        self.post_message(self.FocusReleased())

    def _focusable_rows(self) -> list[SidebarRow]:
        return [row for row in self.line_rows if row.can_focus]


def _render_line_content(line: SidebarLine) -> Content:
    if line.heading:
        return Content.styled(line.text, "bold $text-primary")
    mark = [Content.styled(f"{line.mark} ", line.style)] if line.mark else []
    details = [
        part for text, style in line.detail for part in (Content(" "), Content.styled(to_single_line(text), style))
    ]
    return Content("").join([*mark, Content.styled(to_single_line(line.text), line.style), *details])
