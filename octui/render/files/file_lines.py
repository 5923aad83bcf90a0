"""The lines of a file, as they are drawn: cut where they are endless, coloured piece by piece."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from rich.segment import Segment

from octui.render.code.languages import detect_language
from octui.render.code.syntax_highlighting import highlight_code
from octui.render.text.cell_width import expand_tabs
from octui.render.text.sanitize import escape_unseen
from octui.render.text.segments import Line, merge_segments
from octui.render.theme.palette import Palette

MAX_SHOWN_LENGTH: Final = 20_000
"""Characters shown of one line; what follows is announced."""
MAX_COLOURED_LENGTH: Final = 2_000
"""Characters of one line that are coloured; the rest of it is plain."""
WHOLE: Final = 400_000
"""Files of at most this many characters are coloured as one, so that what spans lines is right everywhere."""
PIECE: Final = 400
"""Lines of a piece, of which the ones in view are coloured first."""
LEAD: Final = 200
"""Lines before a piece that are read along with it, as a comment or a string may begin there."""
MAX_PIECES: Final = 12


class FileLines:
    """Lines by their index; colours come later, from `highlight_lines` in a thread."""

    def __init__(self, lines: Sequence[str], path: str = "") -> None:
        self.lines: Final = lines
        self.path: Final = path
        self.language: Final = detect_language(path) if path else ""
        self._size = _count_characters(lines)
        self._whole: Sequence[Line] | None = None
        self._pieces: OrderedDict[int, Sequence[Line]] = OrderedDict()

    def __len__(self) -> int:
        return len(self.lines)

    def find_uncoloured(self, line: int) -> range | None:
        """The lines to colour next for this one to be right; None when there is nothing to do."""
        if not self.language or self._whole is not None:
            return None
        piece = line // PIECE
        if piece not in self._pieces:
            first = piece * PIECE
            return range(first, min(first + PIECE, len(self.lines)))
        return range(len(self.lines)) if self._size <= WHOLE and len(self.lines) > PIECE else None

    def highlight_lines(self, wanted: range, palette: Palette) -> Sequence[Line]:
        """The rows of these lines, in colours; slow, and safe in a thread."""
        start = max(0, wanted.start - LEAD)
        code = "\n".join(line[:MAX_COLOURED_LENGTH] for line in self.lines[start : wanted.stop])
        return highlight_code(code, self.language, palette, largest=WHOLE)[wanted.start - start :]

    def add_coloured(self, coloured: range, rows: Sequence[Line]) -> None:
        """Use these rows from now on."""
        if len(coloured) == len(self.lines):
            self._whole = rows
            self._pieces.clear()
            return
        self._pieces[coloured.start // PIECE] = rows
        if len(self._pieces) > MAX_PIECES:
            self._pieces.popitem(last=False)

    def forget_colours(self) -> None:
        """The theme changed."""
        self._whole = None
        self._pieces.clear()

    def build_row(self, line: int, palette: Palette) -> Line:
        """The whole line on one row, in colours where they are known."""
        text = self.lines[line]
        coloured = self._find_coloured(line)
        if coloured is None or len(text) > MAX_COLOURED_LENGTH:
            head = list(coloured or ())
            rest = make_plain(text[MAX_COLOURED_LENGTH if coloured is not None else 0 : MAX_SHOWN_LENGTH])
            row: Line = [*head, Segment(rest, palette.syntax_text)] if rest else head
        else:
            row = list(coloured)
        if (left_out := len(text) - MAX_SHOWN_LENGTH) > 0:
            row.append(Segment(f" … {left_out:,} more characters", palette.warning))
        return merge_segments(row)

    def _find_coloured(self, line: int) -> Line | None:
        if self._whole is not None:
            return self._whole[line]
        rows = self._pieces.get(line // PIECE)
        place = line % PIECE
        return rows[place] if rows is not None and place < len(rows) else None


def make_plain(text: str) -> str:
    """A piece of a line as it is drawn without colours."""
    return expand_tabs(escape_unseen(text))


def _count_characters(lines: Sequence[str]) -> int:
    """How many characters are coloured if all lines are; counted no further than to where those are too many."""
    count = 0
    for line in lines:
        count += min(len(line), MAX_COLOURED_LENGTH) + 1
        if count > WHOLE:
            break
    return count
