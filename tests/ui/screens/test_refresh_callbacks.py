"""What waits for a refresh is not called for a widget that was removed meanwhile."""

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from octui.ui.screens.dismissal import install_safe_dismissal
from octui.ui.screens.refresh_callbacks import install_safe_refresh_callbacks


class Drawn(Vertical):
    """Draws its child once it is laid out."""

    def compose(self) -> ComposeResult:
        yield Static("")

    def draw_child(self) -> None:
        self.query_one(Static).update("drawn")


class Dialog(ModalScreen[None]):
    def compose(self) -> ComposeResult:
        yield Drawn()


@pytest.fixture(autouse=True)
def safe_callbacks() -> None:
    """As the program does it when it starts."""
    install_safe_dismissal()
    install_safe_refresh_callbacks()


async def test_a_widget_removed_before_the_refresh_is_not_called() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        drawn = Drawn()
        await app.mount(drawn)
        drawn.call_after_refresh(drawn.draw_child)
        app.call_after_refresh(drawn.draw_child)
        drawn.remove()
        await pilot.pause()


async def test_a_dialog_closed_before_the_refresh_is_not_called() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        dialog = Dialog()
        await app.push_screen(dialog)
        drawn = dialog.query_one(Drawn)
        drawn.call_after_refresh(drawn.draw_child)
        dialog.call_after_refresh(drawn.draw_child)
        app.call_after_refresh(drawn.draw_child)
        dialog.dismiss()
        await pilot.pause()


async def test_a_widget_that_is_there_is_called_with_its_arguments_and_awaited() -> None:
    app: App[None] = App()
    called: list[str] = []

    async def note(word: str, *, other: str) -> None:
        called.append(word + other)

    async with app.run_test() as pilot:
        drawn = Drawn()
        await app.mount(drawn)
        assert drawn.call_after_refresh(note, "a", other="b")
        app.call_after_refresh(drawn.draw_child)
        await pilot.pause()
        assert called == ["ab"]
        assert drawn.query_one(Static).content == "drawn"
