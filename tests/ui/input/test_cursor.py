from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.widgets import Static, TextArea

from octui.config.settings.registry import PROMPT_CURSOR
from octui.ui.input.cursor import OWN_CURSOR_CLASS, SHAPES, use_terminal_cursor


class Prompt(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("above", id="above")
        yield TextArea("text", compact=True)


def test_every_cursor_that_can_be_chosen_is_known_to_terminals() -> None:
    assert set(PROMPT_CURSOR.choices) == {*SHAPES, PROMPT_CURSOR.default}


async def test_the_terminals_cursor_follows_the_text_when_the_prompt_is_moved() -> None:
    app = Prompt()
    async with app.run_test() as pilot:
        area = app.query_one(TextArea)
        use_terminal_cursor(area, PROMPT_CURSOR.default)
        assert not area.has_class(OWN_CURSOR_CLASS)
        use_terminal_cursor(area, "line")
        assert area.has_class(OWN_CURSOR_CLASS)
        area.focus()
        await pilot.press("end")
        before = app.cursor_position
        app.query_one("#above").styles.height = 5
        await pilot.pause()
        assert app.cursor_position == before + Offset(0, 4)
        await pilot.press("left")
        assert app.cursor_position == before + Offset(-1, 4)
