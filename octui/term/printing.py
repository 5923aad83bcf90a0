"""Printing text: wrapping, insert mode, wide characters and combining characters."""

import re
from collections.abc import Mapping
from typing import Final

from pyte import charsets

from octui.term.cursor_motion import CursorMotion
from octui.term.grid import cells as cells_of
from octui.term.grid.cells import AS_EMOJI, JOINER
from octui.term.grid.char_width import is_widened_by, measure_char
from octui.term.grid.grid import AUTOWRAP, INSERT, Grid
from octui.term.grid.rows import STUB, Row, cut_row, slice_cells, splice_cells
from octui.term.grid.styles import DEFAULT
from octui.term.parser.sgr import apply_rendition, apply_rendition_numbers

_GRAPHICS: Final = {
    charsets.VT100_MAP: {number: charsets.VT100_MAP[number] for number in range(0x60, 0x7F)} | {0x5F: " "},
}
"""DEC special graphics replace only 5/15 to 7/14; pyte's table is that of Linux, which also replaces digits."""
BRITISH: Final = charsets.LAT1_MAP[:0x23] + "£" + charsets.LAT1_MAP[0x24:]
_UNICODE_SETS: Final = {"0": charsets.VT100_MAP, "2": charsets.VT100_MAP, "A": BRITISH, "B": charsets.LAT1_MAP}

_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f]+").sub

Translation = str | Mapping[int, str] | None
"""What `str.translate` makes of text in a character set; None for one that leaves it as it is."""


class Printer:
    """`draw` prints with `cursor.attributes` and the current hyperlink."""

    def __init__(self, grid: Grid, motion: CursorMotion) -> None:
        self.grid = grid
        self.motion = motion

    def draw(self, data: str) -> None:
        """Print text; control characters in it are ignored."""
        translation = self.get_translation()
        text = data if data.isprintable() else _CONTROLS("", data)
        self.print_text(text if translation is None else text.translate(translation))

    def print_text(self, data: str) -> None:
        """Print text that is translated already and has no control characters."""
        grid = self.grid
        grid.make_room()
        if grid.sides is not None or grid.columns < 2:
            for character in data:
                self._character(character)
            return
        start, end = 0, len(data)
        # At its ends text may combine with other text, so that only what is between them can be printed as a run.
        while start < end and (grid.joining is not None or not measure_char(data[start])):
            self._character(data[start])
            start += 1
        if start < end and data[end - 1] == JOINER:
            end -= 1
        run = data[start:end]
        cells = run if run.isascii() else grid.styles.cells.get(run) or cells_of.text_to_cells(run, grid.styles)
        if cells and self.print_cells(cells):
            grid.last_text = run
            start = end
        for character in data[start:]:
            self._character(character)

    def print_cells(self, cells: str) -> bool:
        """Write a run of cells at once, without side margins; False where it must be printed by the character."""
        cursor, mode, columns = self.grid.cursor, self.grid.mode, self.grid.columns
        fits = cursor.x + len(cells) <= columns
        if INSERT in mode:
            if not fits:
                return False
            self.shift_cells_right(cursor.x, columns, len(cells))
        elif not fits:
            if AUTOWRAP not in mode:
                return self._print_clipped(cells)
            self._run(cells)
            return True
        self._put(cells)
        return True

    def _print_clipped(self, cells: str) -> bool:
        """Without autowrap, what does not fit replaces the last column, one character after the other."""
        cursor, columns = self.grid.cursor, self.grid.columns
        fitting = max(0, columns - cursor.x)
        if STUB in cells[fitting:]:
            return False
        if fitting:
            self._put(cells[:fitting])
        cursor.x = columns - 1
        self._put(cells[-1])
        return True

    def get_translation(self) -> Translation:
        """The translation table of the active character set; None for no translation."""
        charset = self.grid.g1_charset if self.grid.charset else self.grid.g0_charset
        return None if charset is charsets.LAT1_MAP else _GRAPHICS.get(charset, charset)

    def define_charset(self, code: str, mode: str) -> None:
        """SCS: designate one of pyte's character sets as G0 ("(") or G1 (")")."""
        self._set_charset(charsets.MAPS.get(code), mode)

    def designate_charset(self, code: str, mode: str) -> None:
        """SCS in a UTF-8 stream, where all sets except special graphics and the British one are treated as Unicode."""
        self._set_charset(_UNICODE_SETS.get(code, charsets.LAT1_MAP), mode)

    def _set_charset(self, charset: str | None, mode: str) -> None:
        if charset is not None and mode == "(":
            self.grid.g0_charset = charset
        elif charset is not None and mode == ")":
            self.grid.g1_charset = charset

    def shift_in(self) -> None:
        self.grid.charset = 0

    def shift_out(self) -> None:
        self.grid.charset = 1

    def repeat_character(self, count: int | None = None, *_: int) -> None:
        """REP: repeat the last character."""
        self.grid.joining = None
        if character := cells_of.find_last_printed(self.grid.last_text):
            # Repeating more than a line has no legitimate use; unbounded, a malicious program could block the terminal.
            self.print_text(character * min(count or 1, 2 * self.grid.columns))

    def select_graphic_rendition(self, *attrs: int, private: bool = False) -> None:
        """SGR without sub-parameters."""
        if not private:
            self.grid.set_pen(apply_rendition_numbers(self.grid.cursor.attributes, attrs))

    def set_rendition(self, parameters: str) -> None:
        """SGR as received, including sub-parameters."""
        self.grid.set_pen(apply_rendition(self.grid.cursor.attributes, parameters))

    def _run(self, cells: str) -> None:
        """Write cells from the cursor on, with wrapping; not for side margins."""
        cursor, columns = self.grid.cursor, self.grid.columns
        while cells:
            if cursor.x >= columns:
                self.motion.wrap_line()
            room = columns - cursor.x
            piece, cells = cells[:room], cells[room:]
            if cells[:1] == STUB:
                if columns < 2:
                    piece, cells = "\ufffd", cells[1:]
                else:
                    piece, cells = piece[:-1], piece[-1] + cells
                    self._put(piece)
                    self._leave_last_column()
                    continue
            self._put(piece)

    def _put(self, cells: str) -> None:
        cursor = self.grid.cursor
        x, end = cursor.x, cursor.x + len(cells)
        self.grid.rows[cursor.y] = splice_cells(self.grid.rows[cursor.y], x, end, cells, cursor.code * len(cells))
        cursor.x = end

    def _leave_last_column(self) -> None:
        """Move a wide character to the next line; the last column stays empty and is not part of the line's text."""
        y, last = self.grid.cursor.y, self.grid.columns - 1
        row = cut_row(self.grid.rows[y], last)
        self.grid.rows[y] = (row[0].ljust(last), row[1].ljust(last, DEFAULT), row[2], row[3])
        self.grid.cursor.x = self.grid.columns

    def _character(self, character: str) -> None:
        """Print one code point, in any mode."""
        before = self.grid.joining
        self.grid.joining = None
        if before is not None and before == (
            self.grid.cursor.x,
            self.grid.cursor.y,
            self.grid.rows[self.grid.cursor.y],
        ):
            self._join(JOINER + character)
        elif measure_char(character):
            self.grid.last_text = character
            self._cell(cells_of.encode_character(character, self.grid.styles))
        elif character == JOINER:
            if self._place() is not None:
                self.grid.joining = (self.grid.cursor.x, self.grid.cursor.y, self.grid.rows[self.grid.cursor.y])
        elif character == AS_EMOJI:
            self._as_emoji()
        elif not cells_of.is_unseen(character):
            self._join(character)

    def _cell(self, cells: str) -> None:
        """Write the one or two cells of a character, in any mode."""
        cursor, size = self.grid.cursor, len(cells)
        edge = self._edge()
        if size > edge - self._first():
            cells, size = "\ufffd", 1
        if self.grid.is_wrap_due() or cursor.x + size > edge:
            if AUTOWRAP in self.grid.mode:
                if not self.grid.is_wrap_due():
                    self._leave(edge)
                self.motion.wrap_line()
                edge = self._edge()
            else:
                cursor.x = edge - size
        self.grid.wrap_due_at = None
        if INSERT in self.grid.mode:
            self.shift_cells_right(cursor.x, edge, size)
        self._put_at(cursor.x, cells)
        cursor.x += size
        if cursor.x == edge and edge < self.grid.columns:
            self.grid.wrap_due_at = (cursor.x, cursor.y)

    def _leave(self, edge: int) -> None:
        if edge == self.grid.columns:
            self._leave_last_column()
        else:
            self._put_at(edge - 1, " ")

    def _edge(self) -> int:
        """The column after the last one in which the cursor may print."""
        return self.grid.right + 1 if self.grid.get_column() <= self.grid.right else self.grid.columns

    def _first(self) -> int:
        return self.grid.left if self.grid.get_column() >= self.grid.left else 0

    def _put_at(self, x: int, cells: str) -> None:
        y = self.grid.cursor.y
        self.grid.rows[y] = splice_cells(
            self.grid.rows[y], x, x + len(cells), cells, self.grid.cursor.code * len(cells)
        )

    def shift_cells_right(self, x: int, edge: int, count: int) -> None:
        """Shift the cells from `x` to the right by `count`; those beyond `edge` are lost."""
        y = self.grid.cursor.y
        row = self.grid.rows[y]
        if x + count < edge:
            cells, codes = slice_cells(row, x, edge - count)
            self.grid.rows[y] = splice_cells(row, x + count, edge, cells, codes)

    def _place(self) -> int | None:
        """The column of the character before the cursor; None where there is none to combine with."""
        x = self.grid.cursor.x - 1
        cells = self.grid.rows[self.grid.cursor.y][0]
        if cells[x : x + 1] == STUB:
            x -= 1
        return x if 0 <= x < len(cells) else None

    def _join(self, text: str) -> None:
        """Add zero-width code points to the character before the cursor."""
        place = self._place()
        if place is None:
            return
        row = self.grid.rows[self.grid.cursor.y]
        self._replace(row, place, cells_of.join_cell(row[0][place], row[2], text, self.grid.styles))

    def _replace(self, row: Row, place: int, cell: str) -> None:
        cells, codes, styles, flags = row
        self.grid.rows[self.grid.cursor.y] = (cells[:place] + cell + cells[place + 1 :], codes, styles, flags)

    def _as_emoji(self) -> None:
        """Variation selector 16: give the previous character emoji presentation, widening it from one cell to two."""
        place = self._place()
        if place is None:
            return
        row = self.grid.rows[self.grid.cursor.y]
        spelling = row[2].decode_clusters(row[0][place])
        widens = row[0][place + 1 : place + 2] != STUB and is_widened_by(spelling[0]) and AS_EMOJI not in spelling
        cell = cells_of.encode_cell(cells_of.join_cells(spelling, AS_EMOJI), self.grid.styles)
        if not widens:
            self._join(AS_EMOJI)
        elif not self.grid.is_wrap_due():
            self._replace(row, place, cell)
            code = row[1][place]
            if INSERT in self.grid.mode:
                self.shift_cells_right(self.grid.cursor.x, self._edge(), 1)
            self._stub(code)
        elif AUTOWRAP in self.grid.mode and self._edge() - self._first() > 1:
            edge = self._edge()
            self._leave(edge)
            if edge < self.grid.columns:
                self.grid.wrap_due_at = (self.grid.cursor.x, self.grid.cursor.y)
            self._cell(cell + STUB)

    def _stub(self, code: str) -> None:
        """Make the cell under the cursor the second half of the previous one, which has this code."""
        cursor = self.grid.cursor
        row = self.grid.rows[cursor.y]
        x, edge = cursor.x, self._edge()
        # The cell before is a complete character already, so it must not be treated as half of one.
        cells = row[0]
        after = cells[x + 1 :]
        if after[:1] == STUB:
            after = " " + after[1:]
        self.grid.rows[cursor.y] = (
            cells[:x].ljust(x) + STUB + after,
            row[1][:x].ljust(x, DEFAULT) + code + row[1][x + 1 :],
            row[2],
            row[3],
        )
        cursor.x = x + 1
        if cursor.x == edge and edge < self.grid.columns:
            self.grid.wrap_due_at = (cursor.x, cursor.y)
