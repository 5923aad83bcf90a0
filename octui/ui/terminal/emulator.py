"""The emulator of a terminal whose process runs on the server."""

from collections.abc import Callable
from typing import Final

from rich.color import Color

from octui.render.theme.palette import Palette
from octui.term import Screen

SCROLLBACK_LINES: Final = 100_000
LINE_BYTES: Final = 320
"""What a line of a coloured log takes; only much longer lines make the scrollback keep fewer of them."""
MIN_BYTES: Final = 1024 * 1024


class Emulator(Screen):
    """Queries of programs are answered through `reply`, using the colours in which they are drawn."""

    def __init__(
        self, columns: int, lines: int, reply: Callable[[str], object], scrollback_lines: int = SCROLLBACK_LINES
    ) -> None:
        super().__init__(columns, lines, scrollback=max(MIN_BYTES, LINE_BYTES * scrollback_lines))
        self.scrollback.max_rows = scrollback_lines
        self._reply = reply

    def write_process_input(self, data: str) -> None:
        self._reply(data)

    def set_theme_colours(self, palette: Palette) -> None:
        """Answer colour queries according to this theme."""
        colours = self.colours
        # A theme that uses the outer terminal's colours does not know their values: the emulator keeps its own.
        if (foreground := _rgb(palette.text.color)) is not None:
            colours.foreground = foreground
        if (background := _rgb(palette.background.bgcolor)) is not None:
            colours.background = background
        numbered = [rgb for colour in palette.terminal if (rgb := _rgb(colour)) is not None]
        if len(numbered) == len(palette.terminal):
            colours.theme = tuple(numbered)


def _rgb(colour: Color | None) -> tuple[int, int, int] | None:
    if colour is None or colour.triplet is None:
        return None
    red, green, blue = colour.triplet
    return red, green, blue
