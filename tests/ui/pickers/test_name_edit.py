"""Renaming: invisible characters of a name survive it, and a name left as it was is not sent."""

from pathlib import Path

import pytest
from textual.app import App
from textual.widgets import Input

from octui.ui.pickers.name_edit import NameEdit
from octui.ui.pickers.text_input_dialog import NameDialog

STYLES = Path(__file__).parents[3] / "styles"
NAMES = {
    "newlines and tabs": "first\nsecond\tthird\r\n",
    "an emoji with a joiner": "family \U0001f469\u200d\U0001f467 \u26a0\ufe0f",
    "Persian with a non-joiner": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "bidirectional controls": "abc\u202edef\u2066ghi\u2069",
    "a control character and its picture": "a\x1bb\u241bc",
    "blanks at its edges": "  name \u3000",
    "half of a surrogate pair": "x\ud83dy",
    "more invisible characters than shapes": "".join(map(chr, range(0xE000, 0xE400))),
    "nothing invisible": "Fix the tests",
}


class Stand(App[None]):
    CSS_PATH = [STYLES / "pickers.tcss"]

    def __init__(self, dialog: NameDialog) -> None:
        super().__init__()
        self.dialog = dialog
        self.answers: list[str | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.answers.append)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_line_to_edit_is_printable_and_stands_for_the_whole_name(name: str) -> None:
    edit = NameEdit(name)
    assert edit.line.isprintable()
    assert len(edit.line) == len(name)
    assert edit.read_name(edit.line) is None
    assert edit.read_name("New: " + edit.line) == "New: " + name


@pytest.mark.parametrize("line", ["", "   "])
def test_a_blank_name_is_no_name(line: str) -> None:
    assert NameEdit("before").read_name(line) is None


def test_blanks_typed_at_the_edges_are_left_out() -> None:
    assert NameEdit("before").read_name(" after  ") == "after"


def test_a_name_left_with_invisible_characters_only_is_no_name() -> None:
    edit = NameEdit("a\n")
    assert edit.read_name(edit.line[1:]) is None


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
async def test_submitting_an_unchanged_name_answers_nothing(name: str) -> None:
    app = Stand(NameDialog("Rename session", name))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert app.answers == [None]


async def test_an_edited_name_keeps_what_is_invisible_in_it() -> None:
    app = Stand(NameDialog("Rename session", NAMES["newlines and tabs"]))
    async with app.run_test() as pilot:
        app.screen.query_one(Input).action_home()
        await pilot.press("A", "enter")
        assert app.answers == ["Afirst\nsecond\tthird\r\n"]
