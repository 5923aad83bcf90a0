"""A row of buttons that wraps: one is selected, and its card decides what pressing it means."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from octui.lazy_dataclasses import dataclass
from octui.render.text.cell_width import clip_text, measure_width
from octui.ui.input.cursor import place_terminal_cursor

GAP = 1
FRAME = 4
"""The cells around a label."""
NARROW_FRAME = 2
"""The cells around a label where the wider frame would make the row wrap."""


@dataclass(frozen=True, slots=True)
class ButtonOption:
    """One button; a disabled one can be selected, so that the hint can say why, but not pressed."""

    id: str
    label: str
    is_enabled: bool = True


def has_room_for_buttons(labels: Sequence[str], width: int, frame: int = FRAME) -> bool:
    """Whether buttons with these labels need not wrap."""
    return sum(measure_width(label) + frame + GAP for label in labels) - GAP <= width


class ButtonRow(Widget):
    """Never focused itself: the card around it handles the keys."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "button-row--option",
        "button-row--disabled",
        "button-row--selected",
        "button-row--selected-disabled",
    }

    options: reactive[tuple[ButtonOption, ...]] = reactive(())
    selected: reactive[int] = reactive(0)
    active: reactive[bool] = reactive(False, toggle_class="-active")
    """Whether Enter would press the selected button."""

    @dataclass
    class Clicked(Message):
        """A button was clicked."""

        option: ButtonOption

    @property
    def selected_option(self) -> ButtonOption | None:
        return self.options[self.selected] if self.selected < len(self.options) else None

    def set_options(self, options: Sequence[ButtonOption], selected: str) -> None:
        """Show these buttons, with the one of this id selected."""
        self.options = tuple(options)
        self.selected = next((index for index, option in enumerate(options) if option.id == selected), 0)

    def step_selection(self, by: int) -> None:
        """Select a neighbour. Only the way back wraps: going on past the last button never comes round to the first."""
        if self.options:
            self.selected = min(self.selected + by, len(self.options) - 1) % len(self.options)

    def watch_options(self) -> None:
        self.refresh(layout=True)

    def watch_selected(self) -> None:
        self._follow_selection()

    def watch_active(self) -> None:
        self._follow_selection()

    def _follow_selection(self) -> None:
        if self.active:
            self.call_after_refresh(self._place_terminal_cursor)

    def _place_terminal_cursor(self) -> None:
        for number, row in enumerate(self._wrap_rows(self.content_size.width)):
            if self.selected in row:
                before = row[: row.index(self.selected)]
                place_terminal_cursor(self, Offset(sum(self._button_width(index) + GAP for index in before), number))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # Textual's
        return max(1, len(self._wrap_rows(width)))

    def render(self) -> Content:
        return Content("\n").join(
            Content(" " * GAP).join(self._format_button(index) for index in row)
            for row in self._wrap_rows(self.content_size.width)
        )

    def on_click(self, event: events.Click) -> None:
        """Select the button under the mouse, and post the click."""
        rows = self._wrap_rows(self.content_size.width)
        offset = event.get_content_offset(self)
        if offset is None or offset.y >= len(rows):
            return
        left = 0
        for index in rows[offset.y]:
            right = left + self._button_width(index)
            if left <= offset.x < right:
                self.selected = index
                self.post_message(self.Clicked(self.options[index]))
            left = right + GAP

    def _wrap_rows(self, width: int) -> list[list[int]]:
        rows: list[list[int]] = []
        used = 0
        for index in range(len(self.options)):
            size = self._button_width(index, width)
            if rows and used + GAP + size <= width:
                rows[-1].append(index)
                used += GAP + size
            else:
                rows.append([index])
                used = size
        return rows

    def _button_width(self, index: int, width: int | None = None) -> int:
        width = width or self.content_size.width
        return measure_width(self._clip_label(index, width)) + self._choose_frame(width)

    def _choose_frame(self, width: int) -> int:
        labels = [option.label for option in self.options]
        is_narrow = not has_room_for_buttons(labels, width) and has_room_for_buttons(labels, width, NARROW_FRAME)
        return NARROW_FRAME if is_narrow else FRAME

    def _clip_label(self, index: int, width: int) -> str:
        return clip_text(self.options[index].label, max(1, width - self._choose_frame(width)))

    def _format_button(self, index: int) -> Content:
        width = self.content_size.width
        pad = " " * (self._choose_frame(width) // 2 - 1)
        label = f"{pad}{self._clip_label(index, width)}{pad}"
        kind = "disabled" if not self.options[index].is_enabled else "option"
        if index != self.selected:
            return Content.styled(f" {label} ", self.get_visual_style(f"button-row--{kind}"))
        kind = "selected" if kind == "option" else "selected-disabled"
        return Content.styled(f"[{label}]", self.get_visual_style(f"button-row--{kind}"))
