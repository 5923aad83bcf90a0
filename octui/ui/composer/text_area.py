"""The text of the prompt: editing, growth, and a cursor the terminal can follow."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.document._document import Location
from textual.keys import Keys
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea

from octui.ui.composer.sanitize import (
    find_grapheme_end,
    find_grapheme_start,
    find_word_end,
    find_word_start,
    sanitize_prompt,
)

NEWLINE_KEYS: Final = frozenset(
    f"{modifier}+{enter}" for modifier in ("shift", "ctrl", "alt", "ctrl+shift") for enter in ("enter", "\r")
) | {"ctrl+j"}

_TYPED: Final = ("\n", "\u200c", "\u200d")
"""What Textual would not put in: line breaks, and the joiners that emoji and several scripts are written with."""

# Textual reads the alt+enter of a terminal without the kitty protocol as a plain enter, which would send the prompt.
ANSI_SEQUENCES_KEYS["\x1b\r"] = (Keys.ControlJ,)  # type: ignore[index]  # a dict, declared as a Mapping

MAX_PROMPT_LENGTH: Final = 250_000
"""Characters; more than any model reads at once, and than can be edited without waiting."""

TextMark = tuple[int, int]
"""Where something that means more than its letters stands in the text."""


@dataclass
class PasteTooLong(Message):
    """A paste was left out, as there is no room for so many characters."""

    length: int


def _edit_binding(keys: str, action: str, id: str) -> Binding:
    return Binding(keys, action, show=False, id=id)


class PromptArea(TextArea, inherit_bindings=False):
    """A text area whose keys are those of OpenCode's prompt; what it does not use goes on to the screen.

    `keys` is asked first about every key, and says whether it took it. `marks` finds what to set off in a text.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"prompt-area--mark"}
    BINDINGS: ClassVar[list[BindingType]] = [
        _edit_binding("up", "cursor_up", "input.move.up"),
        _edit_binding("down", "cursor_down", "input.move.down"),
        _edit_binding("left,ctrl+b", "cursor_left", "input.move.left"),
        _edit_binding("right,ctrl+f", "cursor_right", "input.move.right"),
        _edit_binding("shift+up", "cursor_up(True)", "input.select.up"),
        _edit_binding("shift+down", "cursor_down(True)", "input.select.down"),
        _edit_binding("shift+left", "cursor_left(True)", "input.select.left"),
        _edit_binding("shift+right", "cursor_right(True)", "input.select.right"),
        _edit_binding("alt+b,alt+left,ctrl+left", "cursor_word_left", "input.word.backward"),
        _edit_binding("alt+f,alt+right,ctrl+right", "cursor_word_right", "input.word.forward"),
        _edit_binding(
            "alt+shift+b,alt+shift+left,ctrl+shift+left", "cursor_word_left(True)", "input.select.word.backward"
        ),
        _edit_binding(
            "alt+shift+f,alt+shift+right,ctrl+shift+right", "cursor_word_right(True)", "input.select.word.forward"
        ),
        _edit_binding("ctrl+a", "line_home", "input.line.home"),
        _edit_binding("ctrl+e", "line_end", "input.line.end"),
        _edit_binding("ctrl+shift+a", "line_home(True)", "input.select.line.home"),
        _edit_binding("ctrl+shift+e", "line_end(True)", "input.select.line.end"),
        _edit_binding("alt+a", "cursor_line_start", "input.visual.line.home"),
        _edit_binding("alt+e", "cursor_line_end", "input.visual.line.end"),
        _edit_binding("home", "home", "input.buffer.home"),
        _edit_binding("end", "end", "input.buffer.end"),
        _edit_binding("shift+home", "home(True)", "input.select.buffer.home"),
        _edit_binding("shift+end", "end(True)", "input.select.buffer.end"),
        _edit_binding("backspace,shift+backspace", "delete_left", "input.backspace"),
        _edit_binding("ctrl+d,delete,shift+delete", "delete_right", "input.delete"),
        _edit_binding("ctrl+w,ctrl+backspace,alt+backspace", "delete_word_left", "input.delete.word.backward"),
        _edit_binding("alt+d,alt+delete,ctrl+delete", "delete_word_right", "input.delete.word.forward"),
        _edit_binding("ctrl+u,super+backspace", "delete_to_line_home", "input.delete.to.line.start"),
        _edit_binding("ctrl+k", "delete_to_line_end", "input.delete.to.line.end"),
        _edit_binding("ctrl+shift+d,ctrl+shift+k", "delete_line", "input.delete.line"),
        _edit_binding("ctrl+underscore,ctrl+minus,super+z", "undo", "input.undo"),
        _edit_binding("ctrl+full_stop,ctrl+shift+z,super+shift+z,alt+z", "redo", "input.redo"),
        _edit_binding("super+a,f7", "select_all", "input.select.all"),
        _edit_binding("ctrl+v,super+v", "paste", "prompt.paste"),
        _edit_binding("super+c,ctrl+shift+c", "copy", "input.copy"),
        _edit_binding("super+x", "cut", "input.cut"),
    ]

    _marked_ranges: tuple[tuple[int, int, int], ...] = ()

    def __init__(
        self, *, keys: Callable[[str], bool], marks: Callable[[str], Iterable[TextMark]], id: str | None = None
    ) -> None:
        self._key_handler = keys
        self._find_marks = marks
        super().__init__(id=id, soft_wrap=True, highlight_cursor_line=False, compact=True, max_checkpoints=200)
        self.cursor_blink = False
        self.match_cursor_bracket = False

    @property
    def cursor_index(self) -> int:
        """Where the cursor is, in characters from the beginning of the text."""
        return self.to_index(self.cursor_location)

    @property
    def is_on_first_row(self) -> bool:
        """Whether the cursor is on the first row as it is wrapped."""
        return self.wrapped_document.location_to_offset(self.cursor_location).y == 0

    @property
    def is_on_last_row(self) -> bool:
        return self.wrapped_document.location_to_offset(self.cursor_location).y >= self.wrapped_document.height - 1

    @property
    def hidden_row_count(self) -> int:
        """Rows of text there is no room to show."""
        return max(0, self.wrapped_document.height - max(1, self.size.height))

    def to_index(self, location: Location) -> int:
        row, column = location
        return sum(len(self.document[line]) + 1 for line in range(row)) + column

    def to_location(self, index: int) -> Location:
        for row in range(self.document.line_count):
            length = len(self.document[row])
            if index <= length:
                return row, index
            index -= length + 1
        return self.document.end

    def replace_range(self, text: str, start: int | None = None, end: int | None = None) -> None:
        """Replace characters `start` to `end`, by default everything, and go to the end of what was put there."""
        from_location = (0, 0) if start is None else self.to_location(start)
        to_location = self.document.end if end is None else self.to_location(end)
        self.history.checkpoint()
        self.replace(sanitize_prompt(text), from_location, to_location, maintain_selection_offset=False)
        self.history.checkpoint()

    def rehighlight(self) -> None:
        """Look for marks again: what is marked changed, though the text did not."""
        self._build_highlight_map()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        if self.content_size.width <= 0:
            # Textual wraps the placeholder to no cells at all, and fails.
            return Strip.blank(self.size.width, self.rich_style)
        return super().render_line(y)

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        for row, start, end in self._marked_ranges:
            if row == line_index:
                line.stylize(self.get_component_rich_style("prompt-area--mark", partial=True), start, end)
        return line

    def get_cursor_left_location(self) -> Location:
        row, column = self.cursor_location
        return (row, find_grapheme_start(self.document[row], column)) if column else super().get_cursor_left_location()

    def get_cursor_right_location(self) -> Location:
        row, column = self.cursor_location
        line = self.document[row]
        return (row, find_grapheme_end(line, column)) if column < len(line) else super().get_cursor_right_location()

    def get_cursor_word_left_location(self) -> Location:
        row, column = self.cursor_location
        return (row, find_word_start(self.document[row], column)) if column else super().get_cursor_word_left_location()

    def get_cursor_word_right_location(self) -> Location:
        row, column = self.cursor_location
        line = self.document[row]
        return (row, find_word_end(line, column)) if column < len(line) else super().get_cursor_word_right_location()

    async def _on_key(self, event: events.Key) -> None:
        if self._key_handler(event.key):
            event.stop()
            event.prevent_default()
        elif (typed := "\n" if event.key in NEWLINE_KEYS else event.character) in _TYPED:
            event.stop()
            event.prevent_default()
            self.insert_typed_text(typed)
        elif await self._run_binding(event.key):
            event.stop()
            event.prevent_default()

    async def _run_binding(self, key: str) -> bool:
        """Run what the key is bound to here, now: Textual would only do so after the keys typed behind it."""
        for binding in self._bindings.key_to_bindings.get(key, ()):
            if await self.app.run_action(binding.action, default_namespace=self):
                return True
        return False

    async def _on_paste(self, event: events.Paste) -> None:
        """A paste is text, whatever is in it: it neither sends nor steers."""
        event.stop()
        event.prevent_default()
        self._insert_pasted(event.text)
        self.focus()

    def insert_typed_text(self, text: str) -> None:
        """Put text where the cursor is, over what is selected."""
        self.replace(text, *self.selection, maintain_selection_offset=False)

    def on_resize(self) -> None:
        self.call_after_refresh(self._report_cursor_position)

    def action_home(self, select: bool = False) -> None:
        """To the beginning of the row, from there to that of the text; an empty prompt leaves the key to the screen."""
        self._skip_if_empty()
        start = self.get_cursor_line_start_location()
        self.move_cursor((0, 0) if self.cursor_location == start else start, select=select)

    def action_end(self, select: bool = False) -> None:
        self._skip_if_empty()
        end = self.get_cursor_line_end_location()
        self.move_cursor(self.document.end if self.cursor_location == end else end, select=select)

    def action_line_home(self, select: bool = False) -> None:
        self.move_cursor((self.cursor_location[0], 0), select=select)

    def action_line_end(self, select: bool = False) -> None:
        row = self.cursor_location[0]
        self.move_cursor((row, len(self.document[row])), select=select)

    def action_delete_right(self) -> None:
        self._skip_if_empty()
        super().action_delete_right()

    def action_delete_word_right(self) -> None:
        start, end = self.selection
        word_end = self.get_cursor_word_right_location()
        self.delete(start, word_end if start == end else end, maintain_selection_offset=False)

    def action_delete_to_line_home(self) -> None:
        row, column = self.cursor_location
        start = (row, 0) if column else self.get_cursor_left_location()
        self.delete(start, (row, column), maintain_selection_offset=False)

    def action_delete_to_line_end(self) -> None:
        row, column = self.cursor_location
        length = len(self.document[row])
        end = (row, length) if column < length else self.get_cursor_right_location()
        self.delete((row, column), end, maintain_selection_offset=False)

    def action_paste(self) -> None:
        self._insert_pasted(self.app.clipboard)

    def _build_highlight_map(self) -> None:
        super()._build_highlight_map()
        text = self.text
        marked: list[tuple[int, int, int]] = []
        for start, end in self._find_marks(text) if text else ():
            row, column = self.to_location(start)
            marked.append((row, column, column + end - start))
        self._marked_ranges = tuple(marked)

    def _insert_pasted(self, text: str) -> None:
        if len(self.text) + len(text) > MAX_PROMPT_LENGTH:
            self.post_message(PasteTooLong(len(text)))
            return
        self.history.checkpoint()
        self.insert_typed_text(sanitize_prompt(text))
        self.history.checkpoint()

    def _report_cursor_position(self) -> None:
        """Tell the terminal where the cursor went when the prompt grew: input methods open their window there."""
        if self.has_focus:
            self.scroll_cursor_visible()
            self.app.cursor_position = self.cursor_screen_offset

    def _skip_if_empty(self) -> None:
        if not self.text:
            raise SkipAction
