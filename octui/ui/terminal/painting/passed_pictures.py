"""Images of programs that the terminal around octui draws: sent to it while their cells are in view."""

from collections.abc import Callable, Sequence
from functools import partial

from textual.widget import Widget

from octui.term.images.passing import PassedImage, find_image_codes
from octui.ui.input.terminal_output import TerminalOutput
from octui.ui.terminal.emulator import Emulator
from octui.ui.terminal.painting.row_style import RowLook


class PassedPictures:
    """The cells are text, which scrolls and is covered like any other; only the pixels are sent beside it."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._emulator: Emulator | None = None
        self._shown: dict[int, Callable[[], str]] = {}
        self._is_subscribed = False

    def show_rows(self, looks: Sequence[RowLook], emulator: Emulator | None) -> None:
        """Send the images of these rows that the terminal does not have."""
        if emulator is not self._emulator:
            self.forget_pictures()
            self._emulator = emulator
        passed = emulator.images.passed if emulator is not None else None
        if not passed and not self._shown:
            return
        images = [image for look in looks if look.row for image in find_image_codes(look.row, passed).values()]
        if not self._is_subscribed:
            self._is_subscribed = True
            # What another program did with the terminal meanwhile, octui does not know.
            self._widget.app.app_resume_signal.subscribe(self._widget, self._send_shown, immediate=True)
        self._shown = {image.number: partial(_format_image, image) for image in images}
        self._send_shown()

    def forget_pictures(self) -> None:
        """Another terminal is shown, or none: what the images took is free again."""
        if self._shown:
            self._shown = {}
            TerminalOutput(self._widget.app).remove_picture_viewer(self)

    def _send_shown(self, _: object = None) -> None:
        TerminalOutput(self._widget.app).show_pictures(self, self._shown)


def _format_image(image: PassedImage) -> str:
    # Loaded with the first image: it brings what draws pictures of files.
    from octui.render.files.kitty_picture import format_commands

    keys = f"a=T,U=1,q=2,{image.format_keys},i={image.number},c={image.columns},r={image.rows}"
    return format_commands(keys, image.payload)
