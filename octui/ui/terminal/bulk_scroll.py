"""Fast path for output that only scrolls, such as that of `yes` or a log: thousands of lines are processed at once."""

from itertools import repeat
from typing import Final

from octui.term import Row, Screen, Stream
from octui.term.grid.styles import DEFAULT

MIN_LINES: Final = 64
"""Minimum number of lines for which the fast path is worth checking."""


def feed_plain_lines(screen: Screen, stream: Stream, text: str) -> bool:
    """Feed plain lines to a screen that they scroll; returns False, without side effects, for any other text."""
    if stream.busy or not text.isascii() or not _scrolls(screen):
        return False
    # A program that ends its lines with both has another \r added by its terminal.
    text = text.replace("\r\r\n", "\r\n")
    lines = text.split("\r\n")
    if len(lines) <= MIN_LINES:
        return False
    first, rest = lines.pop(0), lines.pop()
    if not "".join(lines).isprintable() or max(map(len, lines)) > screen.columns:
        return False
    stream.feed(f"{first}\r\n")
    if stream.busy or not _scrolls(screen):
        # The text before the first line end was more than one line.
        stream.feed(text[len(first) + 2 :])
        return True
    _scroll_in(screen, lines)
    stream.feed(rest)
    return True


def _scrolls(screen: Screen) -> bool:
    """Whether a line end scrolls the screen from its top by a plain row and text is written unchanged."""
    _, _, y, code, _, _, _, _, modes = screen.make_hot_state()
    room, table, free, rolls, bottom, keep, _, _, _ = modes
    is_plain = room > 0 and table is None and code == DEFAULT
    return is_plain and free and rolls and keep is not None and y == bottom > 0


def _scroll_in(screen: Screen, lines: list[str]) -> None:
    """Print these lines, each with its line end; the cursor must be in an empty row at the bottom margin."""
    _, _, y, _, rows, styles, _, _, _ = screen.make_hot_state()
    codes = map(screen.plain.__getitem__, map(len, lines))
    written = rows[:y]
    written += zip(lines, codes, repeat(styles), repeat(0))
    blank: Row = ("", "", styles, 0)
    rows[: y + 1] = [*written[-y:], blank]
    del written[-y:]
    screen.scrollback.push_rows(written)
    screen.grid.last_text = next((line for line in reversed(lines) if line), screen.grid.last_text)
