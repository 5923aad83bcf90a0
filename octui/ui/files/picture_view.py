"""A picture, as large as there is room: in pixels where the terminal draws them, and in half blocks elsewhere."""

import asyncio
import random

from rich.segment import Segment
from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets._toast import Toast

from octui.render.files.kitty_picture import build_kitty_picture, format_deletion
from octui.render.files.picture import CellSize, PictureUnreadable, draw_picture
from octui.render.files.sixel_picture import build_sixel_picture
from octui.render.text.sanitize import to_single_line
from octui.ui.input.picture_support import PictureProtocol
from octui.ui.input.terminal_output import TerminalOutput
from octui.ui.workers import start_worker


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
        self._sixels = ""
        """What draws the picture over its half blocks."""
        self._is_overlay_due = False

    def show_picture(self, raw: bytes) -> None:
        self._raw = raw
        self._strips, self._said, self._sixels = [], "", ""
        self.on_resize()

    def on_mount(self) -> None:
        # What another program did with the terminal meanwhile, octui does not know: the picture is sent again.
        self.app.app_resume_signal.subscribe(self, lambda _: self.on_resize())

    def on_resize(self) -> None:
        if self._raw and self.size.width and self.size.height:
            start_worker(self, self._draw(), group="picture", exclusive=True)

    def on_hide(self) -> None:
        self._forget_picture()

    def on_unmount(self) -> None:
        self._forget_picture()

    async def _draw(self) -> None:
        self._sixels = ""
        try:
            match self._terminal.picture_protocol:
                case PictureProtocol.KITTY:
                    self._strips = await self._send_picture()
                case PictureProtocol.SIXEL:
                    self._strips = await self._prepare_sixels()
                case PictureProtocol.BLOCKS:
                    self._strips = await self._draw_blocks()
        except PictureUnreadable as error:
            self._strips, self._said = [], to_single_line(str(error))
        self.refresh()

    async def _draw_blocks(self) -> list[Strip]:
        return await asyncio.to_thread(draw_picture, self._raw, *self.size, self._ground)

    async def _send_picture(self) -> list[Strip]:
        width, height = self.size
        picture = await asyncio.to_thread(build_kitty_picture, self._raw, self._number, width, height, self._cell)
        self._is_sent = True
        # A picture of the same number is replaced.
        self._terminal.send_sequence(picture.commands)
        return picture.strips

    def _forget_picture(self) -> None:
        """Free the terminal's memory; the cells that showed the picture are drawn by whatever comes there."""
        if self._is_sent:
            self._is_sent = False
            self._terminal.send_sequence(format_deletion(self._number))

    # Sixels: whatever is written into the cells replaces them, so they are drawn again after each time.

    async def _prepare_sixels(self) -> list[Strip]:
        picture = await asyncio.to_thread(build_sixel_picture, self._raw, *self.size, self._cell, self._ground)
        self._sixels = picture.sequence
        return picture.strips

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._sixels and not self._is_overlay_due:
            self._is_overlay_due = True
            self.call_after_refresh(self._draw_sixels)
        return super().render_lines(crop)

    def _draw_sixels(self) -> None:
        self._is_overlay_due = False
        if not self._sixels or not self._strips:
            return
        width, height = self._strips[0].cell_length, len(self._strips)
        place = Region(self._left(self._strips[0]), self._top, width, height).translate(self.region.offset)
        if not self._is_covered(place):
            self._terminal.send_sequence(f"\x1b7\x1b[{place.y + 1};{place.x + 1}H{self._sixels}\x1b8")

    def _is_covered(self, place: Region) -> bool:
        """Whether something lies over it, which pixels would be drawn upon; the half blocks remain then."""
        screen = self.screen
        # In the last row of the terminal, sixels would scroll it.
        has_room = place.bottom < screen.size.height
        return (
            self.app.screen is not screen
            or not has_room
            or any(toast.region.overlaps(place) for toast in screen.query(Toast))
        )

    # What is drawn.

    @property
    def _terminal(self) -> TerminalOutput:
        return TerminalOutput(self.app)

    @property
    def _cell(self) -> CellSize:
        return CellSize(*self._terminal.cell_size)

    @property
    def _ground(self) -> tuple[int, int, int]:
        """The colour behind the transparent parts; of a terminal's own colours nothing is known."""
        colour: Color = self.background_colors[1]
        return (0, 0, 0) if colour.ansi is not None else colour.rgb

    @property
    def _top(self) -> int:
        return (self.size.height - len(self._strips)) // 2

    def _left(self, strip: Strip) -> int:
        return (self.size.width - strip.cell_length) // 2

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if self._said and y == 0:
            return Strip([Segment(f" {self._said}")]).apply_style(self.rich_style).adjust_cell_length(width)
        row = y - self._top
        if not 0 <= row < len(self._strips):
            return Strip.blank(width, self.rich_style)
        strip = self._strips[row]
        blank = Strip.blank(self._left(strip), self.rich_style)
        return Strip.join([blank, strip]).adjust_cell_length(width, self.rich_style)
