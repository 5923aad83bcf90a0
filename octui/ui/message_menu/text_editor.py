"""A dialog that edits the text of a part, of any length."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from octui.render.text.sanitize import to_single_line
from octui.ui.composer.text_area import PromptArea
from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import format_hints, style_hint_line
from octui.ui.keymap import KeyContext, get_keymap


class TextEditor(ModalScreen[str]):
    """Returns the changed text; None when it was left as it was, emptied or cancelled."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-medium")]
    AUTO_FOCUS = "PromptArea"
    key_contexts = (KeyContext.TEXT_EDITOR,)
    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(KeyContext.TEXT_EDITOR, {"editor.save": "save", "editor.cancel": "dismiss(None)"}, priority=True)
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._shown = text

    def compose(self) -> ComposeResult:
        with Vertical(id="text-editor") as box:
            box.border_title = Content(to_single_line(self._title))
            box.border_subtitle = style_hint_line(
                format_hints(("editor.save", "save"), ("editor.newline", "new line"), ("editor.cancel", "cancel"))
            )
            yield PromptArea(keys=self._insert_line_break, marks=lambda _: ())

    def on_mount(self) -> None:
        area = self.query_one(PromptArea)
        area.text = self._text
        # What the widget makes of unusual line ends is not a change by the user.
        self._shown = area.text
        area.move_cursor(area.document.end)

    def action_save(self) -> None:
        text = self.query_one(PromptArea).text
        self.dismiss(text if text != self._shown and text.strip() else None)

    def _insert_line_break(self, key: str) -> bool:
        is_break = get_keymap().find_command_id(KeyContext.TEXT_EDITOR, key) == "editor.newline"
        if is_break:
            self.query_one(PromptArea).insert_typed_text("\n")
        return is_break
