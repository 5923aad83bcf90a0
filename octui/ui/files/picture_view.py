"""A picture, drawn in half blocks and as large as there is room."""

import asyncio

from rich.segment import Segment
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from octui.render.files.picture import PictureUnreadable, draw_picture
from octui.render.text.sanitize import to_single_line


class PictureView(Widget):
    """Drawn in a thread, again for each size; what cannot be drawn is said."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._raw = b""
        self._strips: list[Strip] = []
        self._said = ""

    def show_picture(self, raw: bytes) -> None:
        self._raw = raw
        self._strips, self._said = [], ""
        self.on_resize()

    def on_resize(self) -> None:
        if self._raw and self.size.width and self.size.height:
            self.run_worker(self._draw(), group="picture", exclusive=True, exit_on_error=False)

    async def _draw(self) -> None:
        size = self.size
        ground = self.background_colors[1]
        try:
            self._strips = await asyncio.to_thread(draw_picture, self._raw, size.width, size.height, _to_rgb(ground))
        except PictureUnreadable as error:
            self._strips, self._said = [], to_single_line(str(error))
        self.refresh()

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
