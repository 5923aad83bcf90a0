"""What is sent to the terminal beside the screen, and whether its window has the focus."""

from typing import Any

from textual.app import App

from octui.ui.input.terminal_driver import TerminalDriver


class TerminalOutput:
    """The terminal octui runs in; without one, as in tests, nothing is sent."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app

    @property
    def is_focused(self) -> bool:
        """As far as terminals report it: one that does not is taken to have the focus."""
        return self._app.app_focus

    @property
    def copied_text(self) -> str:
        """What was copied here last."""
        return self._app.clipboard

    def ring_bell(self) -> None:
        self._app.bell()

    def send_sequence(self, sequence: str) -> None:
        if (driver := self._app._driver) is not None:
            driver.write(sequence)

    def show_title(self, title: str) -> None:
        """Name the window until octui leaves the terminal; `""` gives back the name it had."""
        if isinstance(driver := self._app._driver, TerminalDriver):
            driver.change_window_title(title)
