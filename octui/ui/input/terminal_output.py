"""What is sent to the terminal apart from the screen, and whether its window has the focus."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from textual.app import App

from octui.ui.input.picture_support import PictureProtocol
from octui.ui.input.terminal_driver import TerminalDriver

USUAL_CELL: Final = (10, 20)
"""Pixels of a cell where the terminal does not say."""


class TerminalOutput:
    """The terminal octui runs in; without one, as in tests, nothing is sent."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app

    @property
    def is_focused(self) -> bool:
        """As far as terminals report it: one that does not is taken to have the focus."""
        return self._app.app_focus

    @property
    def picture_protocol(self) -> PictureProtocol:
        """How the terminal has said that it draws pictures; the numbers of kitty's need exact colours."""
        app, driver = self._app, self._app._driver
        if not isinstance(driver, TerminalDriver) or app.no_color:
            return PictureProtocol.BLOCKS
        protocol = driver.graphics.protocol
        if protocol is PictureProtocol.KITTY and app.console.color_system != "truecolor":
            return PictureProtocol.BLOCKS
        return protocol

    @property
    def cell_size(self) -> tuple[int, int]:
        """The width and the height of a cell in pixels, as far as the terminal says them."""
        driver = self._app._driver
        if not isinstance(driver, TerminalDriver):
            return USUAL_CELL
        return driver.measure_cell() or driver.graphics.cell_size or USUAL_CELL

    @property
    def can_report_releases(self) -> bool:
        """Whether the terminal has said that it can tell when keys come up."""
        driver = self._app._driver
        return isinstance(driver, TerminalDriver) and driver.can_report_releases

    def change_key_releases(self, *, are_reported: bool) -> None:
        """Have the terminal say when keys come up, or no longer."""
        if isinstance(driver := self._app._driver, TerminalDriver):
            driver.change_key_releases(are_reported=are_reported)

    @property
    def copied_text(self) -> str:
        """What was copied here last."""
        return self._app.clipboard

    def show_pictures(self, viewer: object, pictures: Mapping[int, Callable[[], str]]) -> None:
        """Send the pictures that a viewer shows, by number, unless the terminal has them already."""
        if isinstance(driver := self._app._driver, TerminalDriver):
            driver.get_pictures().show_pictures(viewer, pictures)

    def remove_picture_viewer(self, viewer: object) -> None:
        """Have the terminal forget the pictures that only this viewer showed."""
        if isinstance(driver := self._app._driver, TerminalDriver):
            driver.get_pictures().remove_viewer(viewer)

    def ring_bell(self) -> None:
        self._app.bell()

    def send_sequence(self, sequence: str) -> None:
        if (driver := self._app._driver) is not None:
            driver.write(sequence)

    def show_cursor(self, shape: int | None) -> None:
        """Show the terminal's cursor, in a shape by its number of DECSCUSR; None hides it."""
        if isinstance(driver := self._app._driver, TerminalDriver):
            driver.change_cursor(shape)

    def show_title(self, title: str) -> None:
        """Name the window until octui leaves the terminal; `""` gives back the name it had."""
        if isinstance(driver := self._app._driver, TerminalDriver):
            driver.change_window_title(title)
