"""A prompt that can be edited and is never lost: its text, its mode, its draft and what is said of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Self

from textual import on
from textual.app import ComposeResult
from textual.color import Color, ColorParseError
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from octui.config.history import Prompt
from octui.render.text.sanitize import to_single_line
from octui.ui.composer.prompt_history import PromptHistory
from octui.ui.composer.text_area import PasteTooLong, PromptArea, TextMark
from octui.ui.composer.top_rule import ComposerRule

MIN_PROMPT_ROWS: Final = 6
MIN_REMEMBERED_LENGTH: Final = 20
"""A cleared prompt this long was work, and can be had back."""

_PROMPT: Final = Content("ask anything · @ file · / command · ! shell")
_SHELL: Final = Content("a command for the server's shell · esc leaves")


class PromptBox(Vertical, can_focus=True):
    """A rule, the text below it, and a sentence where one is due. Focus goes to the text."""

    shell: reactive[bool] = reactive(False, toggle_class="-shell", init=False)
    """Whether the text is a command for the server's shell."""
    colour: reactive[str] = reactive("", init=False)
    """The agent's colour, for the bar; the theme's primary colour when it is none."""

    @dataclass
    class DraftChanged(Message):
        """What is typed changed; keep it somewhere safe."""

        composer: "PromptBox"
        text: str
        shell: bool

    @dataclass
    class Remembered(Message):
        """A prompt that was never sent is worth keeping in the history."""

        prompt: Prompt

    def __init__(self, marks: Callable[[str], Iterable[TextMark]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.history = PromptHistory()
        self.session_id = ""
        """The session that prompts go to; `""` for one that the server has yet to create."""
        self._posted_draft = Prompt("")
        self._area = PromptArea(keys=self.handle_prompt_key, marks=marks, id="prompt")

    def compose(self) -> ComposeResult:
        yield ComposerRule()
        yield self._area
        yield Static("", id="refusal", markup=False)

    @property
    def text(self) -> str:
        return self._area.text

    @property
    def current_prompt(self) -> Prompt:
        """Text and mode together."""
        return Prompt(self.text, shell=self.shell)

    def on_mount(self) -> None:
        self._area.placeholder = _PROMPT
        self._limit_height()
        self.refresh_decoration()

    def on_focus(self) -> None:
        self._area.focus()

    def focus(self, scroll_visible: bool = True) -> Self:
        self._area.focus(scroll_visible)
        return self

    def on_resize(self) -> None:
        self._limit_height()

    def append_text(self, text: str) -> None:
        """Put text after what is there."""
        end = len(self.text)
        self._area.replace_range(text, end, end)

    def replace_text(self, text: str) -> None:
        """Put other text in its place; undo brings the old one back."""
        self._area.replace_range(text)

    def restore_draft(self, text: str, *, shell: bool = False) -> None:
        """Begin anew with a draft."""
        self._reset_prompt(text, shell)

    def clear_prompt(self) -> None:
        """Empty it; what was long enough to be missed goes to the history."""
        prompt = Prompt(self.text.strip(), shell=self.shell)
        if len(prompt.text) >= MIN_REMEMBERED_LENGTH and self.history.add_prompt(prompt):
            self.post_message(self.Remembered(prompt))
        self._reset_prompt("", False)

    def show_notice(self, sentence: str) -> None:
        """Show a sentence below the text, until it changes; `""` for none."""
        if self.is_mounted:
            refusal = self.query_one("#refusal", Static)
            # Every key ends what was said; to lay the screen out anew is dear, and mostly nothing was.
            if refusal.display or sentence:
                refusal.update(to_single_line(sentence))
                refusal.display = bool(sentence)
            self.refresh_decoration()

    def handle_prompt_key(self, key: str) -> bool:
        """Whether a key means something here before it is text; it was then done."""
        match key:
            case "exclamation_mark" if not self.text and not self.shell:
                self.shell = True
            case "escape" if self.shell:
                self.shell = False
            case "backspace" if self.shell and self._area.cursor_at_start_of_text and self._area.selection.is_empty:
                self.shell = False
            case "up" if self._area.is_on_first_row and self._area.selection.is_empty:
                return self._recall_prompt(self.history.recall_older(self.current_prompt), up=True)
            case "down" if self._area.is_on_last_row and self._area.selection.is_empty:
                return self._recall_prompt(self.history.recall_newer(self.current_prompt), up=False)
            case _:
                return False
        return True

    def format_rule_note(self) -> str:
        """What the rule says at its right end."""
        hidden = self._area.hidden_row_count
        return f"{self._area.wrapped_document.height} rows, {hidden} out of sight" if hidden else ""

    def refresh_decoration(self) -> None:
        """Bar and rule, from what is known now."""
        if not self.is_mounted:
            return
        rule = self.query_one(ComposerRule)
        rule.mode = "shell" if self.shell else ""
        rule.note = self.format_rule_note()
        own = None if self.shell else _parse_agent_color(self.colour)
        if own is None:
            self._area.styles.clear_rule("border_left")
        else:
            self._area.styles.border_left = ("heavy", own)

    def watch_shell(self) -> None:
        self._area.placeholder = _SHELL if self.shell else _PROMPT
        self._area.rehighlight()
        self.refresh_decoration()
        self._post_draft()

    def watch_colour(self) -> None:
        self.refresh_decoration()

    @on(PromptArea.Changed)
    def _text_edited(self, event: PromptArea.Changed) -> None:
        event.stop()
        self.show_notice("")
        self._post_draft()
        # Only after layout is it known how much of the text has room.
        self.call_after_refresh(self.refresh_decoration)

    @on(PasteTooLong)
    def _paste_rejected(self, event: PasteTooLong) -> None:
        event.stop()
        self.show_notice(
            f"{event.length:,} characters are too many for a prompt: save them in a file and mention it with @."
        )

    def _recall_prompt(self, prompt: Prompt | None, *, up: bool) -> bool:
        if prompt is None:
            return False
        self.shell = prompt.shell
        self._area.replace_range(prompt.text)
        if up and not self._area.is_on_first_row:
            # So that up goes on to the prompt before.
            self._area.move_cursor((0, 0))
        return True

    def _reset_prompt(self, text: str, shell: bool) -> None:
        self.shell = shell
        self.show_notice("")
        self._area.replace_range(text)

    def _post_draft(self) -> None:
        if self.current_prompt != self._posted_draft:
            self._posted_draft = self.current_prompt
            self.post_message(self.DraftChanged(self, self.text, self.shell))

    def _limit_height(self) -> None:
        self._area.styles.max_height = max(MIN_PROMPT_ROWS, self.app.size.height // 3)


def _parse_agent_color(name: str) -> Color | None:
    """A colour as the server names it; names that only mean something elsewhere are no colours."""
    try:
        return Color.parse(name) if name else None
    except ColorParseError:
        return None
