"""Texts of a server, as long as it likes, where a dialog shows them: their beginning, and how much more there is."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.screen import Screen
from textual.widgets import Input

from octui.render.text.head_tail import take_beginning
from octui.render.text.sanitize import MESSAGE_LENGTH, escape_message
from octui.ui.connect.sign_in_dialog import SignInDialog
from octui.ui.help.row_text import Passage
from octui.ui.help.screen import HelpScreen
from octui.ui.panels.form import FormDialog, FormField
from octui.ui.panels.panel_foot import fit_text, has_row_beyond
from octui.ui.panels.panel_rows import PanelRow
from octui.ui.pickers.confirm_dialog import ConfirmDialog
from octui.ui.pickers.line_input import MAX_LINE_LENGTH, LineInput
from octui.ui.pickers.name_edit import NameEdit
from octui.ui.pickers.text_input_dialog import NameDialog, TextInputDialog
from tests.support.call_count import count_calls
from tests.support.drawn_cells import read_screen
from tests.ui.panels.test_panel import PanelApp

GIANT = "漢\x9b" * 500_000
DIALOGS: dict[str, Callable[[str], Screen[Any]]] = {
    "confirm": lambda text: ConfirmDialog("Delete it?", text),
    "sign in": lambda text: SignInDialog("Name", "https://example.com/", text, takes_code=True),
    "form": lambda text: FormDialog("Form", [FormField("a", "Label", value=text)], about=text),
    "help": lambda text: HelpScreen(text, [Passage(text)]),
    "name": lambda text: NameDialog("Rename", text),
    "line": lambda text: TextInputDialog("[/bold]" + text, value=text),
}


def test_a_message_is_cut_after_as_much_as_can_be_read() -> None:
    assert escape_message("a\x1b[31m\nb") == "a␛[31m\nb"
    assert escape_message("x" * 3_000) == "x" * MESSAGE_LENGTH + " … 1,000 more characters"
    assert take_beginning("a\n" * 100, 1_000, 3) == "a\na\na"
    escape_message(GIANT)  # the first time, patterns are compiled
    assert count_calls(lambda: escape_message(GIANT)) < 5 * MESSAGE_LENGTH


@pytest.mark.parametrize("kind", DIALOGS)
async def test_a_dialog_opens_at_once_however_long_its_texts_are(kind: str) -> None:
    app = PanelApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await app.push_screen(screen := DIALOGS[kind](GIANT))
        await pilot.pause()
        assert all(len(line.value) <= MAX_LINE_LENGTH for line in screen.query(Input))
        assert "\x9b" not in read_screen(app)
        await pilot.press("escape")
        assert app.screen is not screen


def test_what_is_known_of_a_row_is_not_measured_to_its_end() -> None:
    row = PanelRow(id="a", title="a", detail=GIANT)
    assert count_calls(lambda: has_row_beyond((row,), 40)) < 20
    fit_text(GIANT, 80, 3)
    assert count_calls(lambda: fit_text(GIANT, 80, 3)) < 20 * MESSAGE_LENGTH


def test_a_line_keeps_no_more_than_a_line() -> None:
    line = LineInput()
    assert count_calls(lambda: line.validate_value(GIANT)) < 4 * MAX_LINE_LENGTH
    edit = NameEdit(GIANT)
    assert edit.read_name(edit.line) is None
