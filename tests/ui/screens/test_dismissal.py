"""A screen closes once, and takes no other screen with it."""

import pytest
from textual.app import App
from textual.screen import ModalScreen

from octui.ui.screens.dismissal import install_safe_dismissal

Dialog = ModalScreen[str]


@pytest.fixture(autouse=True)
def safe_dismissal() -> None:
    """As the program does it when it starts."""
    install_safe_dismissal()


async def test_a_second_dismissal_changes_nothing_and_the_first_result_counts() -> None:
    results: list[str | None] = []
    app: App[None] = App()
    async with app.run_test() as pilot:
        below, dialog = Dialog(), Dialog()
        await app.push_screen(below)
        await app.push_screen(dialog, results.append)
        dialog.dismiss("first")
        dialog.dismiss("second")
        await pilot.pause()
        dialog.dismiss("third")
        await pilot.pause()
        assert app.screen is below
        assert results == ["first"]


async def test_a_screen_below_another_one_closes_when_it_is_in_front_again() -> None:
    results: list[str | None] = []
    app: App[None] = App()
    async with app.run_test() as pilot:
        home = app.screen
        below, above = Dialog(), Dialog()
        waited = app.push_screen(below, results.append)
        await waited
        await app.push_screen(above)
        below.dismiss("first")
        below.dismiss("second")
        assert app.screen is above and results == []
        above.dismiss("")
        await pilot.pause()
        assert app.screen is home
        assert results == ["first"]
