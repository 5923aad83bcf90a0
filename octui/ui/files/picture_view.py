"""A picture, as large as there is room: in pixels where the terminal draws them, and in half blocks elsewhere."""

import asyncio
import random

from rich.segment import Segment
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from octui.render.files.kitty_picture import CellSize, build_kitty_picture, format_deletion
from octui.render.files.picture import PictureUnreadable, draw_picture
from octui.render.text.sanitize import to_single_line
from octui.ui.input.terminal_output import TerminalOutput


class PictureView(Widget):
    """Drawn in a thread, again for each size; what cannot be drawn is said."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._raw = b""
        self._strips: list[Strip] = []
        self._said = ""
        self._number = random.randrange(1 << 16, 1 << 24)
        """The picture's name in the terminal; other programs there name theirs too, so it is drawn by lot."""
        self._is_sent = False

    def show_picture(self, raw: bytes) -> None:
        self._raw = raw
        self._strips, self._said = [], ""
        self.on_resize()

    def on_mount(self) -> None:
        # What another program did with the terminal meanwhile, octui does not know: the picture is sent again.
        self.app.app_resume_signal.subscribe(self, lambda _: self.on_resize())

    def on_resize(self) -> None:
        if self._raw and self.size.width and self.size.height:
            self.run_worker(self._draw(), group="picture", exclusive=True, exit_on_error=False)

    def on_hide(self) -> None:
        self._forget_picture()

    def on_unmount(self) -> None:
        self._forget_picture()

    async def _draw(self) -> None:
        try:
            self._strips = await (self._send_picture() if self._terminal.draws_pictures else self._draw_blocks())
        except PictureUnreadable as error:
            self._strips, self._said = [], to_single_line(str(error))
        self.refresh()

    async def _draw_blocks(self) -> list[Strip]:
        width, height = self.size
        ground = _to_rgb(self.background_colors[1])
        return await asyncio.to_thread(draw_picture, self._raw, width, height, ground)

    async def _send_picture(self) -> list[Strip]:
        width, height = self.size
        cell = CellSize(*self._terminal.cell_size)
        picture = await asyncio.to_thread(build_kitty_picture, self._raw, self._number, width, height, cell)
        self._is_sent = True
        # A picture of the same number is replaced.
        self._terminal.send_sequence(picture.commands)
        return picture.strips

    def _forget_picture(self) -> None:
        """Free the terminal's memory; the cells that showed the picture are drawn by whatever comes there."""
        if self._is_sent:
            self._is_sent = False
            self._terminal.send_sequence(format_deletion(self._number))

    @property
    def _terminal(self) -> TerminalOutput:
        return TerminalOutput(self.app)

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        if self._said and y == 0:
            return Strip([Segment(f" {self._said}")]).apply_style(self.rich_style).adjust_cell_length(width)
        row = y - (height - len(self._strips)) // 2
        if not 0 <= row < len(self._strips):
            return Strip.blank(width, self.rich_style)
        strip = self._strips[row]
        left = (width - strip.cell_length) // 2
        return Strip.join([Strip.blank(left, self.rich_style), strip]).adjust_cell_length(width, self.rich_style)


def _to_rgb(colour: Color) -> tuple[int, int, int]:
    """The colour behind the transparent parts; of a terminal's own colours nothing is known."""
    return (0, 0, 0) if colour.ansi is not None else colour.rgb
