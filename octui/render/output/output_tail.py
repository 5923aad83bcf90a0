"""The last rows of an output under a bar, and how many lines there are above them."""

from dataclasses import dataclass
from typing import Final, TypeVar

from textual.strip import Strip

from octui.render.output.ansi_rows import render_ansi_rows, render_plain_rows
from octui.render.output.command_output import OutputReplay
from octui.render.output.head_tail import count_lines, iter_last_lines
from octui.render.text.row_layout import add_bar
from octui.render.text.segments import Line
from octui.render.theme.palette import Palette

LONG_LINE: Final = 3
"""Rows one line may take of an output that is not open."""

Drawn = TypeVar("Drawn", Line, Strip)


@dataclass(frozen=True, slots=True)
class TailOptions:
    """How an output is looked at: `most` rows, `width` cells wide, of `whole` lines or the beginning of long ones."""

    width: int
    max_rows: int
    is_expanded: bool

    @property
    def max_line_rows(self) -> int | None:
        return None if self.is_expanded else LONG_LINE


@dataclass(frozen=True, slots=True)
class OutputTail:
    """Strips, as many whole lines as have room, and how many lines are not among them; that is `exact` or at least."""

    strips: list[Strip]
    hidden_above: int
    is_exact: bool = True


def render_plain_tail(text: str, start: int, stop: int, look: TailOptions, palette: Palette) -> OutputTail:
    """Of text that is nothing but lines, of which no more are looked at than are shown."""
    lines: list[list[Line]] = []
    longest, base = look.max_line_rows, palette.quote
    taken, begin = 0, stop
    for place in iter_last_lines(text, start, stop):
        rows = render_plain_rows(text, place, look.width, palette, base, most=longest)
        # One line that is left out would take the row that says so.
        if lines and taken + len(rows) > look.max_rows + (place[0] <= start):
            break
        lines.append(rows)
        taken += len(rows)
        begin = place[0]
    shown = _flatten_reversed(lines)
    return OutputTail(add_bar(shown, palette.border), *count_lines(text, start, begin))


def render_ansi_tail(printout: OutputReplay, look: TailOptions, palette: Palette) -> OutputTail:
    """Of what a program made of its lines; one that did not change since it was last looked at is not drawn again."""
    paper = printout.paper
    before, now = printout.swap_drawn_lines((look.width, look.max_line_rows, palette.key))
    lines: list[list[Strip]] = []
    taken = rows = 0
    for line in paper.iter_lines_backwards():
        key = tuple(line)
        strips = before.get(key)
        if strips is None:
            drawn = render_ansi_rows(line, look.width, palette, palette.quote, most=look.max_line_rows)
            strips = add_bar(drawn, palette.border)
        over = taken + len(strips) - look.max_rows
        if lines and (over > 1 or (over == 1 and (printout.begin or paper.count_lines_before(rows + len(line))))):
            break
        now[key] = strips
        lines.append(strips)
        taken += len(strips)
        rows += len(line)
    return OutputTail(_flatten_reversed(lines), paper.count_lines_before(rows))


def _flatten_reversed(lines: list[list[Drawn]]) -> list[Drawn]:
    return [row for line in reversed(lines) for row in line]
