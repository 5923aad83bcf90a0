"""What waits is called: after a refresh unless its widget was removed meanwhile, and after a delay in any case."""

from itertools import count

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.notifications import Notification
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.widgets._toast import Toast

from octui.ui.screens.callbacks import install_safe_callbacks
from octui.ui.screens.dismissal import install_safe_dismissal
from tests.support.waiting import wait_until


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
    install_safe_callbacks()


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
        await wait_until(pilot, lambda: called == ["ab"])
        await wait_until(pilot, lambda: drawn.query_one(Static).content == "drawn")


async def test_a_timer_calls_although_the_program_stood_still_while_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    app: App[None] = App()
    called: list[str] = []
    async with app.run_test() as pilot:
        with monkeypatch.context() as slow:
            slow.setattr("textual._time.get_time", count().__next__)
            app.set_timer(0.01, lambda: called.append("a"))
            await wait_until(pilot, lambda: called == ["a"])


@pytest.mark.timeout(60)
async def test_a_toast_that_is_over_before_it_is_mounted_goes_at_once() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        toast = Toast(Notification("said", timeout=-1))
        await app.mount(toast)
        await wait_until(pilot, lambda: not toast.is_attached)
