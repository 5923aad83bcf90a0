"""The last rows of an output under a bar, and how many lines there are above them."""

from typing import TYPE_CHECKING, Final, TypeVar

from textual.strip import Strip

from octui.lazy_dataclasses import dataclass
from octui.render.output.plain_rows import render_plain_rows
from octui.render.text.head_tail import MOST_EFFORT, count_lines, estimate_effort, iter_last_lines
from octui.render.text.row_layout import add_bar
from octui.render.text.segments import Line
from octui.render.theme.palette import Palette

if TYPE_CHECKING:
    from octui.render.output.output_replay import OutputReplay

LONG_LINE: Final = 3
"""Rows one line may take in an output that is not expanded."""

Drawn = TypeVar("Drawn", Line, Strip)


@dataclass(frozen=True, slots=True)
class TailOptions:
    """How much of an output is shown: `max_rows` rows of `width` cells; unless expanded, long lines are cut."""

    width: int
    max_rows: int
    is_expanded: bool

    @property
    def max_line_rows(self) -> int | None:
        return None if self.is_expanded else LONG_LINE


@dataclass(frozen=True, slots=True)
class OutputTail:
    """As many whole lines as fit, and how many lines are hidden above: exactly, or at least, that many."""

    strips: list[Strip]
    hidden_above: int
    is_exact: bool = True


def render_plain_tail(text: str, start: int, stop: int, options: TailOptions, palette: Palette) -> OutputTail:
    """The tail of plain lines; no more of them are read than are shown."""
    lines: list[list[Line]] = []
    longest, base = options.max_line_rows, palette.quote
    taken, begin, effort = 0, stop, 0
    for span in iter_last_lines(text, start, stop):
        rows = render_plain_rows(text, span, options.width, palette, base, most=longest)
        # Hiding a single line would save nothing: the note about it takes a row too.
        if lines and (effort > MOST_EFFORT or taken + len(rows) > options.max_rows + (span[0] <= start)):
            break
        effort += sum(estimate_effort(segment.text) for row in rows for segment in row)
        lines.append(rows)
        taken += len(rows)
        begin = span[0]
    shown = _flatten_reversed(lines)
    return OutputTail(add_bar(shown, palette.border), *count_lines(text, start, begin))


def render_ansi_tail(replay: "OutputReplay", options: TailOptions, palette: Palette) -> OutputTail:
    """The tail of a replayed output; lines that did not change since the last time are not drawn again."""
    # Imported when it is first needed: most outputs are plain.
    from octui.render.output.ansi_rows import render_ansi_rows

    screen = replay.screen
    before, now = replay.swap_drawn_lines((options.width, options.max_line_rows, palette.key))
    lines: list[list[Strip]] = []
    taken = rows = 0
    for line in screen.iter_lines_backwards():
        key = tuple(line)
        strips = before.get(key)
        if strips is None:
            drawn = render_ansi_rows(line, options.width, palette, palette.quote, most=options.max_line_rows)
            strips = add_bar(drawn, palette.border)
        over = taken + len(strips) - options.max_rows
        if lines and (over > 1 or (over == 1 and (replay.begin or screen.count_lines_before(rows + len(line))))):
            break
        now[key] = strips
        lines.append(strips)
        taken += len(strips)
        rows += len(line)
    return OutputTail(_flatten_reversed(lines), screen.count_lines_before(rows))


def _flatten_reversed(lines: list[list[Drawn]]) -> list[Drawn]:
    return [row for line in reversed(lines) for row in line]
