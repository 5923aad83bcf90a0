"""Output that does nothing but scroll, as of `yes` or of a log: taken by the thousand lines."""

from typing import Final

from octui.term import Row, Screen, Stream
from octui.term.grid.styles import DEFAULT

FEWEST: Final = 64
"""Lines for which it is worth the look."""


def feed_plain_lines(screen: Screen, stream: Stream, text: str) -> bool:
    """Feed text that is plain lines to a screen that they scroll; False, and nothing done, for any other."""
    if stream.busy or not text.isascii():
        return False
    first, *lines = text.split("\r\n")
    if len(lines) < FEWEST:
        return False
    rest = lines.pop()
    if not "".join(lines).isprintable() or len(max(lines, key=len)) > screen.columns:
        return False
    if not _scrolls(screen):
        return False
    stream.feed(f"{first}\r\n")
    if stream.busy or not _scrolls(screen):
        # What came before the first line end was more than a line.
        stream.feed(text[len(first) + 2 :])
        return True
    _scroll_in(screen, lines)
    stream.feed(rest)
    return True


def _scrolls(screen: Screen) -> bool:
    """Whether a line end moves the whole screen up by a plain row, and text is written as it is."""
    _, _, y, code, _, _, _, _, modes = screen.make_hot_state()
    simple, free, rolls, bottom, keep, _, _, last = modes
    return simple and free and rolls and keep is not None and y == bottom == last > 0 and code == DEFAULT


def _scroll_in(screen: Screen, lines: list[str]) -> None:
    """These lines, each with its end, when the cursor is at the beginning of the last row, which is empty."""
    _, _, y, _, rows, styles, _, _, _ = screen.make_hot_state()
    plain = screen.plain
    written = [*rows[:y], *[(line, plain[len(line)], styles, 0) for line in lines]]
    screen.scrollback.push_rows(written[:-y])
    blank: Row = ("", "", styles, 0)
    rows[:] = [*written[-y:], blank]
    screen.grid.last_text = next((line for line in reversed(lines) if line), screen.grid.last_text)
