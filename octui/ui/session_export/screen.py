"""The export dialog: what is written, where to, what is masked in it, and how it begins."""

from collections.abc import Callable
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from octui.render.text.head_tail import describe_rest, take_beginning
from octui.render.text.sanitize import escape_message, escape_unseen
from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import fit_hint_line, format_hints, style_hint_line
from octui.ui.keymap import KeyContext
from octui.ui.pickers.line_input import LineInput
from octui.ui.pickers.picker import FRAME_CELLS
from octui.ui.screens.presence import is_in_place
from octui.ui.session_export.choices import CHOICES, Choice, ExportChoices, ExportPreview

MAX_PREVIEW_LENGTH: Final = 20_000
MAX_PREVIEW_LINES: Final = 400


class ChoiceRow(Static, can_focus=True):
    """One thing to choose: its values beside each other, the chosen one marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(KeyContext.EXPORT, {"export.next": "change(1)", "export.previous": "change(-1)"})
    ]

    class Changed(Message):
        """Another value was chosen."""

    def __init__(self, choice: Choice, index: int) -> None:
        super().__init__("", markup=False)
        self.choice = choice
        self.index = index

    def on_mount(self) -> None:
        self._show_values()

    @property
    def value(self) -> str:
        return self.choice.values[self.index]

    def action_change(self, step: int) -> None:
        self.index = (self.index + step) % len(self.choice.values)
        self._show_values()
        self.post_message(self.Changed())

    def on_click(self) -> None:
        self.focus()
        self.action_change(1)

    def _show_values(self) -> None:
        values = [
            Content.styled(f"‹{value}›" if number == self.index else f" {value} ", style)
            for number, value in enumerate(self.choice.values)
            for style in ("bold $text-primary" if number == self.index else "$foreground-muted",)
        ]
        self.update(Content("").join([Content.styled(f"{self.choice.label:<12}", "$foreground-muted"), *values]))


class ExportScreen(ModalScreen[None]):
    """`on_change` is called with the choices whenever they change, and answers with `show_preview`."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-medium")]
    AUTO_FOCUS = "LineInput"
    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.EXPORT,
            {
                "export.save": "save",
                "export.copy": "copy",
                "export.editor": "open_editor",
                "export.field.next": "move(1)",
                "export.field.previous": "move(-1)",
                "export.page.down": "page(1)",
                "export.page.up": "page(-1)",
                "export.cancel": "dismiss",
            },
            priority=True,
        )
    ]

    def __init__(
        self,
        choices: ExportChoices,
        *,
        on_change: Callable[[ExportChoices], None],
        on_save: Callable[[ExportChoices], None],
        on_copy: Callable[[], None],
        on_edit: Callable[[], None],
    ) -> None:
        super().__init__()
        self._choices = choices
        self._on_change = on_change
        self._on_save = on_save
        self._on_copy = on_copy
        self._on_edit = on_edit
        self._noticed_name = ""
        """The name of the file that the notice is about."""

    def compose(self) -> ComposeResult:
        with Vertical(id="export") as box:
            box.border_title = "Export session"
            yield Static("File", classes="export--label", markup=False)
            yield LineInput(self._choices.file_name, select_on_focus=False)
            for choice in CHOICES:
                yield ChoiceRow(choice, self._choices.find_index(choice))
            yield Static("Reading the whole session…", classes="export--secrets", markup=False)
            with VerticalScroll(classes="export--preview", can_focus=False):
                yield Static("", markup=False)
            yield Static("", classes="export--notice", markup=False)

    def on_mount(self) -> None:
        self._on_change(self._choices)

    @property
    def choices(self) -> ExportChoices:
        """What is chosen now."""
        values = {row.choice.name: row.value for row in self.query(ChoiceRow)}
        return ExportChoices(file_name=self.query_one(LineInput).value.strip(), **values)

    def show_preview(self, preview: ExportPreview) -> None:
        if not is_in_place(self):
            return
        shown = take_beginning(preview.text, MAX_PREVIEW_LENGTH, MAX_PREVIEW_LINES)
        rest = f"\n{describe_rest(len(preview.text) - len(shown)).lstrip()}"
        self.query_one(".export--preview Static", Static).update(Content(escape_unseen(shown) + rest))
        self.query_one(".export--secrets", Static).update(preview.describe_masking())

    def show_file_name(self, name: str) -> None:
        """Another format has another ending."""
        line = self.query_one(LineInput)
        line.value = name
        line.cursor_position = len(name)

    def show_notice(self, text: str) -> None:
        """A sentence below the preview, until something changes."""
        if is_in_place(self):
            self._noticed_name = self.query_one(LineInput).value
            self.query_one(".export--notice", Static).update(Content.styled(escape_message(text), "$text-warning"))

    @on(ChoiceRow.Changed)
    def _report_changed(self, event: ChoiceRow.Changed) -> None:
        event.stop()
        self.show_notice("")
        self._on_change(self.choices)

    @on(Input.Changed)
    def _forget_notice(self, event: Input.Changed) -> None:
        event.stop()
        # Keys typed before the notice may be handled only after it.
        if self.query_one(LineInput).value != self._noticed_name:
            self.show_notice("")

    def on_resize(self, _: events.Resize) -> None:
        self.refresh(layout=True)
        self.call_after_refresh(self._show_key_hints)

    def _show_key_hints(self) -> None:
        line = format_hints(
            ("export.save", "save"),
            ("export.copy", "copy"),
            ("export.field.next", "next"),
            ("export.next", "change"),
            ("export.cancel", "close"),
        )
        box = self.query_one("#export")
        box.border_subtitle = style_hint_line(fit_hint_line(line, box.outer_size.width - FRAME_CELLS))

    def action_move(self, step: int) -> None:
        fields = [*self.query(LineInput), *self.query(ChoiceRow)]
        at = next((number for number, field in enumerate(fields) if field.has_focus), 0)
        fields[(at + step) % len(fields)].focus()

    def action_page(self, pages: int) -> None:
        scroll = self.query_one(".export--preview", VerticalScroll)
        scroll.scroll_relative(y=pages * max(1, scroll.size.height - 1), animate=False)

    def action_save(self) -> None:
        self._on_save(self.choices)

    def action_copy(self) -> None:
        self._on_copy()

    def action_open_editor(self) -> None:
        self._on_edit()
