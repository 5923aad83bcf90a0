"""A prompt that can be edited and is never lost: its text, its mode, its draft, and the notes around it."""

from collections.abc import Callable, Iterable
from typing import Final, Self

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from octui.config.chips import Chip
from octui.config.draft_book import DraftTrail
from octui.config.history import HistoryEntry
from octui.lazy_dataclasses import dataclass
from octui.render.text.sanitize import to_single_line
from octui.ui.attachments.chip_book import ChipBook
from octui.ui.attachments.paste_intake import PasteIntake
from octui.ui.composer.editing.marked_parts import FindMarks
from octui.ui.composer.prompt_history import PromptHistory
from octui.ui.composer.text_area import PasteTooLong, PromptArea
from octui.ui.composer.top_row import ComposerTopRow
from octui.ui.key_hints import format_hint, join_hints
from octui.ui.keymap import KeyContext, get_keymap
from octui.ui.screens.presence import has_widgets
from octui.ui.theming.agent_color import parse_agent_color

MIN_PROMPT_ROWS: Final = 6
MIN_REMEMBERED_LENGTH: Final = 20
"""A cleared prompt of this many characters goes to the history, so that it can be recalled."""


class PromptBox(Vertical, can_focus=True):
    """A row for notes, the text below it, and a notice when there is one. Focus goes to the text."""

    shell: reactive[bool] = reactive(False, toggle_class="-shell", init=False)
    """Whether the text is a command for the server's shell."""
    colour: reactive[str] = reactive("", init=False)
    """The agent's colour, for the bar; the theme's primary colour when it is none."""

    @dataclass
    class DraftChanged(Message):
        """The text or its mode changed."""

        composer: "PromptBox"
        text: str
        shell: bool
        session_id: str = ""
        """The place the text belongs to, by its session; `""` for a new chat."""
        chips: tuple[Chip, ...] = ()

    @dataclass
    class Remembered(Message):
        """A prompt that was cleared instead of sent was added to the history: save it."""

        prompt: HistoryEntry

    def __init__(self, marks: FindMarks, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.history = PromptHistory()
        self.session_id = ""
        """The session that prompts go to; `""` for one that the server has yet to create."""
        self.most_rows: Callable[[], int] = lambda: 0
        """How many rows it grows to; 0 for a third of the screen."""
        self.draft_trail = DraftTrail()
        chips = ChipBook()
        self._area = PromptArea(
            keys=self.handle_prompt_key,
            marks=marks,
            paste=lambda text: self.pastes.take_paste(text),
            chips=chips.find_marks,
            on_mode=self.refresh_decoration,
            id="prompt",
        )
        self.pastes = PasteIntake(self, self._area, chips)

    def compose(self) -> ComposeResult:
        yield ComposerTopRow()
        yield self._area
        yield Static("", id="refusal", markup=False)

    @property
    def text(self) -> str:
        return self._area.text

    @property
    def current_prompt(self) -> HistoryEntry:
        """Text, mode and what is attached."""
        return HistoryEntry(self.text, shell=self.shell, chips=self.pastes.chips.list_chips(self.text))

    def on_mount(self) -> None:
        self._area.placeholder = _make_placeholder(self.shell)
        self.on_resize()
        self.refresh_decoration()

    def on_focus(self) -> None:
        self._area.focus()

    def focus(self, scroll_visible: bool = True) -> Self:
        self._area.focus(scroll_visible)
        return self

    def append_text(self, text: str) -> None:
        """Add text at the end."""
        end = len(self.text)
        self._area.replace_range(text, end, end)

    def replace_text(self, text: str, chips: Iterable[Chip] = ()) -> None:
        """Replace the whole text; undo restores it."""
        self._area.replace_range(self.pastes.chips.adopt_prompt(text, chips, is_command=self.shell))

    def show_place(self, session_id: str) -> None:
        """Go to the prompt of another session, which is empty until its draft is restored."""
        if session_id != self.session_id:
            self.save_draft()
            self.session_id = session_id
            self.restore_draft("")

    def restore_draft(self, text: str, *, shell: bool = False, chips: Iterable[Chip] = ()) -> None:
        """Show a draft, which does not count as an edit: another composer may hold a newer version of it."""
        self._reset_prompt(self.pastes.chips.adopt_prompt(text, chips, is_command=shell), shell, is_edit=False)

    def clear_prompt(self) -> None:
        """Empty the prompt; a long one goes to the history."""
        prompt = self.current_prompt
        prompt = HistoryEntry(prompt.text.strip(), prompt.shell, prompt.chips)
        is_worth_keeping = len(prompt.text) >= MIN_REMEMBERED_LENGTH or prompt.chips
        if is_worth_keeping and self.history.add_prompt(prompt):
            self.post_message(self.Remembered(prompt))
        self._reset_prompt("", False)

    def show_notice(self, notice: str) -> None:
        """Show a sentence below the text, until the text changes; `""` for none."""
        if has_widgets(self):
            refusal = self.query_one("#refusal", Static)
            # Every key removes the notice; a new layout of the screen is expensive, and mostly there was no notice.
            if refusal.display or notice:
                refusal.update(to_single_line(notice))
                refusal.display = bool(notice)
            self.refresh_decoration()

    def handle_prompt_key(self, key: str) -> bool:
        """Do what a key means here before it is text; False when it means nothing."""
        if self.shell and self._handle_shell_key(key):
            return True
        match get_keymap().find_command_id(KeyContext.COMPOSER, key):
            case "prompt.shell" if not self.text and not self.shell:
                self.shell = True
            case "prompt.chip.open":
                return self.pastes.open_chip()
            case "prompt.history.previous" if self._area.is_on_first_row and self._area.selection.is_empty:
                return self.recall_prompt(self.history.recall_older(self.current_prompt), up=True)
            case "prompt.history.next" if self._area.is_on_last_row and self._area.selection.is_empty:
                return self.recall_prompt(self.history.recall_newer(self.current_prompt), up=False)
            case _:
                return False
        return True

    def _handle_shell_key(self, key: str) -> bool:
        match get_keymap().find_command_id(KeyContext.SHELL_COMMAND, key):
            case "prompt.shell.leave":
                self.shell = False
            case "prompt.shell.delete" if self._area.cursor_at_start_of_text and self._area.selection.is_empty:
                self.shell = False
            case _:
                return False
        return True

    def format_note(self) -> str:
        """The note at the right end of the row above the text."""
        if state := self.pastes.describe_state():
            return state
        if mode := self._area.mode_name:
            return mode
        hidden = self._area.hidden_row_count
        return f"{self._area.wrapped_document.height} rows, {hidden} hidden" if hidden else ""

    def refresh_decoration(self) -> None:
        """Bring the bar and the row above the text in line with the state."""
        if not has_widgets(self):
            return
        row = self.query_one(ComposerTopRow)
        row.mode = "shell" if self.shell else ""
        row.selection = "" if self.shell else self.pastes.describe_selection(self.session_id)
        row.note = self.format_note()
        agent_color = None if self.shell else parse_agent_color(self.colour)
        if agent_color is None:
            self.styles.clear_rule("border_left")
        else:
            self.styles.border_left = ("heavy", agent_color)

    def watch_shell(self) -> None:
        self._area.placeholder = _make_placeholder(self.shell)
        self._area.refresh_marks()
        self.refresh_decoration()
        self.save_draft()

    def watch_colour(self) -> None:
        self.refresh_decoration()

    @on(PromptArea.Changed)
    def _text_edited(self, event: PromptArea.Changed) -> None:
        event.stop()
        self.show_notice("")
        self.save_draft()
        # Only after layout is it known how much of the text has room.
        self.call_after_refresh(self.refresh_decoration)

    @on(PasteTooLong)
    def _paste_rejected(self, event: PasteTooLong) -> None:
        event.stop()
        self.show_notice(
            f"{event.length:,} characters are too long for a prompt. Save them in a file and mention it with @."
        )

    def recall_prompt(self, prompt: HistoryEntry | None, *, up: bool = False) -> bool:
        """Put an earlier prompt in place of this one, which undo brings back; False when there is none."""
        if prompt is None:
            return False
        self.shell = prompt.shell
        self._area.replace_range(self.pastes.chips.adopt_prompt(prompt.text, prompt.chips, is_command=prompt.shell))
        if up and not self._area.is_on_first_row:
            # So that up recalls the prompt before this one.
            self._area.move_cursor((0, 0))
        return True

    def _reset_prompt(self, text: str, shell: bool, *, is_edit: bool = True) -> None:
        self._area.replace_range(text)
        if not is_edit:
            self.draft_trail.record_saved(HistoryEntry(self.text, shell, self.pastes.chips.list_chips(self.text)))
        self.shell = shell
        self.show_notice("")

    def save_draft(self) -> None:
        """Save the newest edit, a moment after it was made."""
        if (draft := self.draft_trail.take_edit(self.current_prompt)) is not None:
            edit = self.DraftChanged(self, draft.text, draft.shell, self.session_id, draft.chips)
            self.draft_trail.save_edit(edit)
            self.post_message(edit)

    def on_resize(self) -> None:
        third = max(MIN_PROMPT_ROWS, self.app.size.height // 3)
        # A screen that is low keeps room for what is read.
        self._area.styles.max_height = min(self.most_rows() or third, max(MIN_PROMPT_ROWS, self.app.size.height // 2))


def _make_placeholder(shell: bool) -> Content:
    if shell:
        return Content(
            join_hints(["shell command, runs on the server", format_hint("prompt.shell.leave", "back to prompt")])
        )
    return Content(join_hints(["ask anything", "@ file", "/ command", format_hint("prompt.shell", "shell")]))
