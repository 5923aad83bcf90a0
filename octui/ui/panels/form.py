"""A form: a few lines of text, each with its label, checked before it closes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from octui.render.text.sanitize import escape_message, to_single_line
from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import format_hints, style_hint_line
from octui.ui.keymap import KeyContext
from octui.ui.pickers.line_input import LineInput

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormField:
    """One line to fill in; `name` is its key in the answers."""

    name: str
    label: str
    placeholder: str = ""
    value: str = ""


class FormDialog(ModalScreen[Answers]):
    """Returns the lines by name, without spaces at their ends; None when cancelled.

    `find_mistake` gets them first, and returns what is wrong with them, or an empty text. A `draft` has the lines that
    were submitted the last time, and keeps those of this one, until its owner, once they were of use, clears it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.FORM,
            {
                "form.submit": "submit",
                "form.next": "move(1)",
                "form.previous": "move(-1)",
                "form.cancel": "dismiss",
            },
            priority=True,
        )
    ]
    AUTO_FOCUS = "LineInput"

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        *,
        about: str = "",
        verb: str = "save",
        find_mistake: Callable[[Answers], str] = lambda _: "",
        draft: dict[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = tuple(fields)
        self._about = about
        self._verb = verb
        self._find_mistake = find_mistake
        self._draft = {} if draft is None else draft

    def compose(self) -> ComposeResult:
        with Vertical(id="form") as box:
            box.border_title = Content(to_single_line(self._title))
            move = [("form.next", "next field")] if len(self._fields) > 1 else []
            box.border_subtitle = style_hint_line(
                format_hints(("form.submit", self._verb), *move, ("form.cancel", "cancel"))
            )
            if self._about:
                yield Static(Content(escape_message(self._about)), classes="form--about", markup=False)
            for field in self._fields:
                yield Static(Content(field.label), classes="form--label", markup=False)
                value = self._draft.get(field.name, field.value)
                yield LineInput(value, placeholder=field.placeholder, select_on_focus=False)
            yield Static("", classes="form--mistake", markup=False)

    def action_move(self, step: int) -> None:
        lines = list(self.query(LineInput))
        at = next((number for number, line in enumerate(lines) if line.has_focus), 0)
        lines[(at + step) % len(lines)].focus()

    def action_submit(self) -> None:
        lines = self.query(LineInput)
        answers = {field.name: line.value.strip() for field, line in zip(self._fields, lines, strict=True)}
        if mistake := self._find_mistake(answers):
            self.query_one(".form--mistake", Static).update(Content(escape_message(mistake)))
            self._move_to_empty()
        else:
            self._draft.update(answers)
            self.dismiss(answers)

    def _move_to_empty(self) -> None:
        """Below a line that is filled in, to the first that is not: it is likely what is missing."""
        lines = list(self.query(LineInput))
        at = next((number for number, line in enumerate(lines) if line.has_focus), 0)
        if lines[at].value and (empty := next((line for line in lines[at + 1 :] if not line.value), None)):
            empty.focus()

    @on(Input.Changed)
    def _forget_mistake(self) -> None:
        self.query_one(".form--mistake", Static).update("")
