"""The text of the prompt: editing, growth, and a cursor the terminal can follow."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual import events
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.document._document import Location
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from octui.config.sent_span import find_edit
from octui.lazy_dataclasses import dataclass
from octui.render.text.segments import hide_unseen_cells
from octui.ui.composer.editing.cursor_motion import (
    find_grapheme_end,
    find_grapheme_start,
    find_word_end,
    find_word_start,
)
from octui.ui.composer.editing.kill_ring import KillRing
from octui.ui.composer.editing.marked_parts import FindMarks, MarkedParts
from octui.ui.composer.sanitize import sanitize_prompt
from octui.ui.input.key_bindings import make_bindings
from octui.ui.input.key_events import TypedRun
from octui.ui.keymap import KeyContext, get_keymap

if TYPE_CHECKING:
    from octui.ui.composer.vim.vim_keys import VimKeys

_TYPED: Final = ("\n", "\u200c", "\u200d")
"""Characters that Textual does not insert: line breaks, and the joiners used in emoji and in several scripts."""

MAX_PROMPT_LENGTH: Final = 250_000
"""In characters: more than any model reads at once, and as many as can be edited without delay."""


@dataclass
class PasteTooLong(Message):
    """A paste was not inserted, as it has too many characters."""

    length: int


_KILLS: Final = frozenset(
    ("delete_word_left", "delete_word_right", "delete_to_line_home", "delete_to_line_end", "delete_line", "cut")
)
"""What `action_yank` brings back."""


class PromptArea(TextArea, inherit_bindings=False):
    """A text area with the keys of OpenCode's prompt; keys it does not use go on to the screen.

    `keys` is called first with every key, and returns whether it handled it. `marks` finds what to set off in a text.
    `paste` gets what is pasted, None for what is on the clipboard. What `chips` finds is passed over and deleted whole.
    """

    key_contexts = (
        KeyContext.PROMPT_TEXT,
        KeyContext.VIM,
        KeyContext.COMPOSER,
        KeyContext.SHELL_COMMAND,
        KeyContext.COMPLETION,
        KeyContext.SUBAGENT,
    )
    typed_key_contexts = tuple(context for context in key_contexts if context is not KeyContext.VIM)

    COMPONENT_CLASSES: ClassVar[set[str]] = {"prompt-area--mark", "prompt-area--chip"}
    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.PROMPT_TEXT,
            {
                "input.move.up": "cursor_up",
                "input.move.down": "cursor_down",
                "input.move.left": "cursor_left",
                "input.move.right": "cursor_right",
                "input.select.up": "cursor_up(True)",
                "input.select.down": "cursor_down(True)",
                "input.select.left": "cursor_left(True)",
                "input.select.right": "cursor_right(True)",
                "input.word.backward": "cursor_word_left",
                "input.word.forward": "cursor_word_right",
                "input.select.word.backward": "cursor_word_left(True)",
                "input.select.word.forward": "cursor_word_right(True)",
                "input.line.home": "line_home",
                "input.line.end": "line_end",
                "input.select.line.home": "line_home(True)",
                "input.select.line.end": "line_end(True)",
                "input.visual.line.home": "cursor_line_start",
                "input.visual.line.end": "cursor_line_end",
                "input.select.visual.line.home": "cursor_line_start(True)",
                "input.select.visual.line.end": "cursor_line_end(True)",
                "input.buffer.home": "home",
                "input.buffer.end": "end",
                "input.select.buffer.home": "home(True)",
                "input.select.buffer.end": "end(True)",
                "input.backspace": "delete_left",
                "input.delete": "delete_right",
                "input.delete.word.backward": "delete_word_left",
                "input.delete.word.forward": "delete_word_right",
                "input.delete.to.line.start": "delete_to_line_home",
                "input.delete.to.line.end": "delete_to_line_end",
                "input.delete.line": "delete_line",
                "input.undo": "undo",
                "input.redo": "redo",
                "input.select.all": "select_all",
                "prompt.paste": "paste",
                "input.yank": "yank",
                "input.copy": "copy",
                "input.cut": "cut",
            },
        )
    ]

    def __init__(
        self,
        *,
        keys: Callable[[str], bool],
        marks: FindMarks,
        paste: Callable[[str | None], object] | None = None,
        chips: FindMarks = lambda _: (),
        on_mode: Callable[[], None] = lambda: None,
        id: str | None = None,
    ) -> None:
        self._key_handler = keys
        self._vim: VimKeys | None = None
        self._kill_ring = KillRing()
        self._on_mode = on_mode
        self._paste_handler = paste or self._insert_text_only
        self._has_pasted = False
        self._parts = MarkedParts(marks, chips)
        super().__init__(id=id, soft_wrap=True, highlight_cursor_line=False, compact=True, max_checkpoints=200)
        self.cursor_blink = False
        self.match_cursor_bracket = False

    @property
    def cursor_index(self) -> int:
        """The position of the cursor, in characters from the beginning of the text."""
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
        """Rows of text that do not fit."""
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
        """Replace characters `start` to `end`, by default everything, and move the cursor after the new text."""
        from_location = (0, 0) if start is None else self.to_location(start)
        to_location = self.document.end if end is None else self.to_location(end)
        self.history.checkpoint()
        self.replace(sanitize_prompt(text), from_location, to_location, maintain_selection_offset=False)
        self.history.checkpoint()

    def insert_at(self, text: str, start: int, end: int) -> None:
        """Replace a part of the text, with the cursor staying with the text it is in."""
        cursor = self.cursor_index
        moved = cursor + len(text) - (end - start) if cursor >= end else min(cursor, start)
        self.replace_range(text, start, end)
        self.move_cursor(self.to_location(moved))

    def take_pasted(self) -> bool:
        """Whether something was pasted since this was last asked."""
        pasted, self._has_pasted = self._has_pasted, False
        return pasted

    def change_text(self, text: str) -> None:
        """Make this the text, and touch only what is different in it."""
        if text != self.text:
            start, end, new = find_edit(self.text, text)
            self.insert_at(new, start, end)

    def refresh_marks(self) -> None:
        """Find the marks again: they changed, though the text did not."""
        self._build_highlight_map()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        if self.content_size.width <= 0:
            # Textual fails to wrap the placeholder to no cells at all.
            return Strip.blank(self.size.width, self.rich_style)
        return hide_unseen_cells(super().render_line(y))

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        for kind, start, end in self._parts.list_line_parts(line_index):
            line.stylize(self.get_component_rich_style(f"prompt-area--{kind}", partial=True), start, end)
        return line

    def get_cursor_left_location(self) -> Location:
        row, column = self.cursor_location
        if not column:
            return super().get_cursor_left_location()
        return self._find_chip_edge((row, find_grapheme_start(self.document[row], column)), -1)

    def get_cursor_right_location(self) -> Location:
        row, column = self.cursor_location
        line = self.document[row]
        if column >= len(line):
            return super().get_cursor_right_location()
        return self._find_chip_edge((row, find_grapheme_end(line, column)), 1)

    def get_cursor_word_left_location(self) -> Location:
        row, column = self.cursor_location
        if not column:
            return super().get_cursor_word_left_location()
        return self._find_chip_edge((row, find_word_start(self.document[row], column)), -1)

    def get_cursor_word_right_location(self) -> Location:
        row, column = self.cursor_location
        line = self.document[row]
        if column >= len(line):
            return super().get_cursor_word_right_location()
        return self._find_chip_edge((row, find_word_end(line, column)), 1)

    def _validate_selection(self, selection: Selection) -> Selection:
        """The cursor is never inside a chip, where a letter would break it."""
        start, end = super()._validate_selection(selection)
        return Selection(self._find_chip_edge(start), self._find_chip_edge(end))

    def _find_chip_edge(self, location: Location, direction: int = 0) -> Location:
        row, column = location
        return row, self._parts.find_chip_edge(self.document[row], column, direction)

    @property
    def mode_name(self) -> str:
        """vim's mode, unless keys are typed as usual."""
        return self._vim.mode_name if self._vim is not None else ""

    def _handle_vim_key(self, event: events.Key) -> bool:
        """What is open above the text keeps its keys while it is typed into."""
        before = self.mode_name
        if not get_keymap().is_modal or (getattr(self.parent, "is_completing", False) and not before):
            return False
        if self._vim is None:
            from octui.ui.composer.vim.vim_keys import VimKeys  # most people do not use them

            self._vim = VimKeys(self)
        command_id = self._vim.handle_vim_key(event.key, event.character)
        if self.mode_name != before:
            self._on_mode()
        if command_id:
            self._key_handler(get_keymap().get_keys(command_id)[0])
        return command_id is not None

    async def _on_key(self, event: events.Key) -> None:
        if self._handle_vim_key(event) or self._key_handler(event.key):
            event.stop()
            event.prevent_default()
        elif (typed := "\n" if get_keymap().has_key("input.newline", event.key) else event.character) in _TYPED:
            event.stop()
            event.prevent_default()
            self.insert_typed_text(typed)
        elif await self._run_binding(event.key):
            event.stop()
            event.prevent_default()

    @property
    def takes_typed_runs(self) -> bool:
        """Whether characters are text: vim's are commands."""
        return not get_keymap().is_modal

    def on_typed_run(self, event: TypedRun) -> None:
        self.insert_typed_text(event.text)
        # Many rows may have come, for which there is room only once the screen is laid out.
        self.call_after_refresh(self.scroll_cursor_visible)

    async def _run_binding(self, key: str) -> bool:
        """Run what the key is bound to here, now: Textual would run it after the keys typed after it."""
        for binding in self._bindings.key_to_bindings.get(key, ()):
            before, place = self.text, self.cursor_index
            if await self.app.run_action(binding.action, default_namespace=self):
                if binding.action in _KILLS:
                    self._kill_ring.record_deletion(before, self.text, place)
                return True
        return False

    async def _on_paste(self, event: events.Paste) -> None:
        """A paste is only text, whatever is in it: it does not send, and no control character survives."""
        event.stop()
        event.prevent_default()
        self._paste_handler(event.text)
        self.focus()

    def insert_typed_text(self, text: str) -> None:
        """Insert text at the cursor, replacing what is selected."""
        self.replace(text, *self.selection, maintain_selection_offset=False)

    def on_resize(self) -> None:
        self.call_after_refresh(self._report_cursor_position)

    def action_home(self, select: bool = False) -> None:
        """To the start of the row, from there to that of the text; an empty prompt leaves the key to the screen."""
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

    def action_cursor_left(self, select: bool = False) -> None:
        self._skip_if_empty()
        super().action_cursor_left(select)

    def action_cursor_right(self, select: bool = False) -> None:
        """An empty prompt leaves the key to the screen."""
        self._skip_if_empty()
        super().action_cursor_right(select)

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

    def action_yank(self) -> None:
        """Insert what was deleted last; without that, what is on the clipboard."""
        if self._kill_ring.text:
            self.insert_pasted_text(self._kill_ring.text)
        else:
            self.action_paste()

    def action_paste(self) -> None:
        self._paste_handler(None)

    def _build_highlight_map(self) -> None:
        super()._build_highlight_map()
        self._parts.locate_parts(self.text, self.to_location)

    def _insert_text_only(self, text: str | None) -> None:
        self.insert_pasted_text(self.app.clipboard if text is None else text)

    def insert_pasted_text(self, text: str) -> bool:
        """Insert a paste as the text it is; False when it is too long for a prompt."""
        if len(self.text) + len(text) > MAX_PROMPT_LENGTH:
            self.post_message(PasteTooLong(len(text)))
            return False
        self.history.checkpoint()
        self.insert_typed_text(sanitize_prompt(text))
        self.history.checkpoint()
        self._has_pasted = True
        return True

    def _report_cursor_position(self) -> None:
        """Report the cursor to the terminal after the prompt grew: input methods open their window there."""
        if self.has_focus:
            self.scroll_cursor_visible()
            self.app.cursor_position = self.cursor_screen_offset

    def _skip_if_empty(self) -> None:
        if not self.text:
            raise SkipAction
