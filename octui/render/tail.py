"""The last rows of an output under a bar, and how many lines there are above them."""

from dataclasses import dataclass
from typing import Final, TypeVar

from textual.strip import Strip

from octui.render.lines import Line
from octui.render.palette import Palette
from octui.render.printed_rows import plain_rows, printed_rows
from octui.render.printout import Printout
from octui.render.rows import barred
from octui.render.text_ends import last_lines, line_count

LONG_LINE: Final = 3
"""Rows one line may take of an output that is not open."""

Drawn = TypeVar("Drawn", Line, Strip)


@dataclass(frozen=True, slots=True)
class Look:
    """How an output is looked at: `most` rows, `width` cells wide, of `whole` lines or the beginning of long ones."""

    width: int
    most: int
    whole: bool

    @property
    def longest(self) -> int | None:
        return None if self.whole else LONG_LINE


@dataclass(frozen=True, slots=True)
class Tail:
    """Strips, as many whole lines as have room, and how many lines are not among them; that is `exact` or at least."""

    strips: list[Strip]
    above: int
    exact: bool = True


def plain_tail(text: str, start: int, stop: int, look: Look, palette: Palette) -> Tail:
    """Of text that is nothing but lines, of which no more are looked at than are shown."""
    lines: list[list[Line]] = []
    longest, base = look.longest, palette.quote
    taken, begin = 0, stop
    for place in last_lines(text, start, stop):
        rows = plain_rows(text, place, look.width, palette, base, most=longest)
        # One line that is left out would take the row that says so.
        if lines and taken + len(rows) > look.most + (place[0] <= start):
            break
        lines.append(rows)
        taken += len(rows)
        begin = place[0]
    shown = _in_order(lines)
    return Tail(barred(shown, palette.border), *line_count(text, start, begin))


def printed_tail(printout: Printout, look: Look, palette: Palette) -> Tail:
    """Of what a program made of its lines; one that did not change since it was last looked at is not drawn again."""
    paper = printout.paper
    before, now = printout.drawn((look.width, look.longest, palette.key))
    lines: list[list[Strip]] = []
    taken = rows = 0
    for line in paper.backwards():
        key = tuple(line)
        strips = before.get(key)
        if strips is None:
            drawn = printed_rows(line, look.width, palette, palette.quote, most=look.longest)
            strips = barred(drawn, palette.border)
        over = taken + len(strips) - look.most
        if lines and (over > 1 or (over == 1 and (printout.begin or paper.lines_before(rows + len(line))))):
            break
        now[key] = strips
        lines.append(strips)
        taken += len(strips)
        rows += len(line)
    return Tail(_in_order(lines), paper.lines_before(rows))


def _in_order(lines: list[list[Drawn]]) -> list[Drawn]:
    return [row for line in reversed(lines) for row in line]
