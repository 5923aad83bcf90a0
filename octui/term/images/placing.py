"""Draws pictures into the cells at the cursor, where they scroll and are overwritten like text."""

from binascii import b2a_base64
from typing import Final

from octui.term.colours import Colours
from octui.term.cursor_motion import CursorMotion
from octui.term.grid.grid import Grid
from octui.term.grid.placeholders import make_placeholder_cells
from octui.term.grid.rows import splice_cells
from octui.term.grid.styles import DEFAULT, Attributes
from octui.term.images.image_file import PNG_SIGNATURE
from octui.term.images.iterm import PREFIX, decode_inline_image, extract_inline_data
from octui.term.images.kitty import KittyImages, Removal
from octui.term.images.passing import PassedImages, find_image_codes, make_image_attributes
from octui.term.images.picture import SHADE, Picture
from octui.term.images.sixel import INTRODUCER, SixelDecoder
from octui.term.reports import Reports

_UPPER, _LOWER = "▀", "▄"
KITTY: Final = "G"
"""How kitty's commands begin among APC strings."""


class Images:
    """Images of three protocols; what is not drawn leaves no trace on the screen."""

    def __init__(self, grid: Grid, motion: CursorMotion, colours: Colours, reports: Reports) -> None:
        self.grid = grid
        self.motion = motion
        self.colours = colours
        self.passed: PassedImages | None = None
        """The images that are passed on to the terminal around this one; None where all are drawn with half blocks."""
        self._reports = reports
        self._kitty = KittyImages()

    def start_passing_images(self) -> None:
        """The terminal around this one draws images: those that it knows are no longer drawn with half blocks."""
        self.passed = PassedImages()
        self.reset_state()

    def reset_state(self) -> None:
        """Forget the images that programs sent to be shown later."""
        self._kitty = KittyImages(self.passed, self._reports.send_reply)

    def show_sixel(self, decoder: SixelDecoder) -> None:
        """Draw sixel graphics; the cursor goes to the last row of the picture, as in a VT382."""
        picture = decoder.build_picture()
        if picture is not None:
            picture = self._pass_png_on(decoder.encode_png(), picture)
            column = self.grid.get_column()
            self._draw(picture)
            self.motion.move_cursor(column, self.grid.cursor.y)

    def show_kitty(self, command: str) -> None:
        """Perform a command of kitty's protocol."""
        placement = self._kitty.take_command(command, self.grid.columns)
        if placement is None:
            return
        if isinstance(placement, Removal):
            self._remove_images(placement.numbers)
            return
        x, y = self.grid.get_column(), self.grid.cursor.y
        if placement.moves_cursor:
            self._draw(placement.picture)
            self._move_behind(x, placement.picture)
        else:
            self._draw(placement.picture, scrolls=False)
            self.motion.move_cursor(x, y)

    def show_inline(self, text: str) -> None:
        """Draw an inline image of iTerm2: the string after `1337;`."""
        if not text.startswith(PREFIX):
            return
        picture = decode_inline_image(text, self.grid.columns, self.grid.lines)
        if picture is not None:
            if self.passed is not None:
                picture = self._pass_png_on(extract_inline_data(text), picture)
            x = self.grid.get_column()
            self._draw(picture)
            self._move_behind(x, picture)

    def _move_behind(self, x: int, picture: Picture) -> None:
        self.motion.move_cursor(min(x + picture.columns, self.grid.columns - 1), self.grid.cursor.y)

    def _draw(self, picture: Picture, *, scrolls: bool = True) -> None:
        """Draw from the cursor on, which ends in the last row; what does not fit on the right is cut off."""
        grid = self.grid
        x = grid.get_column()
        columns = min(picture.columns, grid.columns - x)
        grid.joining = None
        for number in range(picture.rows):
            if number:
                if not scrolls and grid.cursor.y >= grid.lines - 1:
                    return
                self.motion.index()
            grid.make_room()
            cells, codes = self._encode_row(picture, number, columns)
            y = grid.cursor.y
            grid.rows[y] = splice_cells(grid.rows[y], x, x + columns, cells, codes)
            grid.marked_dirty.add(y)

    def _pass_png_on(self, data: bytes, picture: Picture) -> Picture:
        """The same picture as it is passed on; itself where that cannot be."""
        if self.passed is None or not data.startswith(PNG_SIGNATURE):
            return picture
        payload = b2a_base64(data, newline=False).decode("ascii")
        image = self.passed.add_image(picture.columns, picture.rows, "f=100", payload)
        return picture if image is None else Picture(picture.columns, picture.rows, number=image.number)

    def _remove_images(self, numbers: frozenset[int] | None) -> None:
        """Blank what is left of these images on the screen, or of all."""
        grid = self.grid
        for y, row in enumerate(grid.rows):
            text, codes, styles, flags = row
            known = find_image_codes(row, self.passed)
            gone = {code for code, image in known.items() if numbers is None or image.number in numbers}
            if gone:
                kept = [code not in gone for code in codes]
                text = "".join(cell if keeps else " " for cell, keeps in zip(text, kept, strict=True))
                codes = "".join(code if keeps else DEFAULT for code, keeps in zip(codes, kept, strict=True))
                grid.rows[y] = (text, codes, styles, flags)
                grid.marked_dirty.add(y)

    def _encode_row(self, picture: Picture, number: int, columns: int) -> tuple[str, str]:
        """The cells of a row of the picture, and the codes of their attributes."""
        encode = self.grid.styles.encode_attributes
        if picture.number:
            code = encode(make_image_attributes(picture.number, self.colours.get_dynamic_colour(11)))
            spellings = make_placeholder_cells(number, columns)
            return "".join(map(self.grid.styles.encode_cluster, spellings)), code * columns
        if not picture.pixels:
            shown = f" {picture.label} ".center(columns, SHADE) if number == (picture.rows - 1) // 2 else ""
            return shown.ljust(columns, SHADE)[:columns], encode(Attributes(dim=True)) * columns
        cells: list[str] = []
        codes: list[str] = []
        for upper, lower in zip(picture.pixels[2 * number][:columns], picture.pixels[2 * number + 1], strict=False):
            if upper == lower:
                cells.append(" ")
                codes.append(encode(Attributes(bg=upper)))
            elif upper is None:
                cells.append(_LOWER)
                codes.append(encode(Attributes(fg=lower)))
            else:
                cells.append(_UPPER)
                codes.append(encode(Attributes(fg=upper, bg=lower)))
        return "".join(cells), "".join(codes)


def begin_sixel(text: str, *, keeps_pixels: bool) -> tuple[SixelDecoder, str] | None:
    """A decoder and the rest of a DCS string that begins like this, if that is sixel graphics."""
    found = INTRODUCER.match(text)
    return (SixelDecoder(keeps_pixels=keeps_pixels), text[found.end() :]) if found else None
