"""What a command printed, as it stands on paper; while it grows, only what is new is printed."""

import re
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, NamedTuple

from textual.strip import Strip

from octui.render.output.ansi_sanitizer import (
    find_incomplete_escape,
    has_cursor_moves,
    restore_hidden_chars,
    sanitize_ansi,
)
from octui.render.output.recording_screen import RecordingScreen, strip_fill_colour
from octui.render.text.sanitize import escape_controls
from octui.term import Row, Stream
from octui.term.grid.rows import WRAPPED
from octui.term.grid.rows import text as row_text

LOOK_BACK: Final = 4_096
"""Characters before the part that is printed in which a colour may have been set that still holds."""
SPARE: Final = 20
"""Lines more than are wanted, as some may come to nothing."""
KEPT: Final = 8
"""Printouts that are remembered."""
STEP: Final = 32_768
"""Characters of a copy that are printed at once: paper of the usual size keeps the lines they may come to."""

Drawn = dict[tuple[Row, ...], list[Strip]]
"""Lines, with the strips that were made of them."""

_OVERLAP: Final = 256
_FAR: Final = re.compile(r"\x1b(?!\[[0-9:;]*[mKGCDPX@]|\(B|\])")
"""Sequences that reach beyond the line they stand in, or may, whether by themselves or by what comes after them."""
_UNMOVED: Final = re.compile(r"\x1b(?:\[[0-9:;]*m|\(B|\][^\x07\x1b\n]{0,4096}+(?:\x07|\x1b\\))")
"""Sequences that leave every character where it is."""
_SGR: Final = re.compile(r"\x1b\[[0-9:;]*m")


class OutputLimit(NamedTuple):
    """How much of an output will be looked at."""

    lines: int
    characters: int
    """As many are printed, from the end backwards, where programs go back to lines that they ended."""


class OutputReplay:
    """A text, or as much of its end as is wanted, as printed."""

    def __init__(self, text: str, wanted: OutputLimit, *, goes_on: bool = False) -> None:
        self.paper = RecordingScreen()
        self.begin = _find_replay_start(text, wanted.characters)
        """Where in the text the printing began."""
        self.fed = 0
        """Characters that were printed, for who wonders whether any were printed twice."""
        self._lines: int | None = None
        if not _FAR.search(text, self.begin):
            self._lines = wanted.lines
            self.begin = max(self.begin, _find_last_lines(text, wanted.lines + SPARE))
        self._press = _ReplayFeed(self.paper)
        self._text = text
        self._drawn: Drawn = {}
        self._drawn_as: Hashable = None
        self._press.feed_text("".join(_SGR.findall(text, max(0, self.begin - LOOK_BACK), self.begin)))
        self._ended = False
        self._replay_text(text[self.begin :], goes_on)

    def follow_text(self, text: str, wanted: OutputLimit, *, goes_on: bool = False) -> bool:
        """Print what `text` adds to the text before; False when it is another text, or more of it is wanted."""
        if self._ended and text != self._text:
            return False
        if text.startswith(self._text):
            added = text[len(self._text) :]
        elif self.begin or (slid := _find_new_suffix(self._text, text)) is None:
            return False
        else:
            added = slid
        if self.begin > _find_replay_start(text, wanted.characters) and (
            self._lines is None or self._lines < wanted.lines or _FAR.search(added)
        ):
            return False
        self._text = text
        self._replay_text(added, goes_on)
        return True

    def swap_drawn_lines(self, look: Hashable) -> tuple[Drawn, Drawn]:
        """What was drawn of it the last time, if that looked like this, and where to keep what is drawn now."""
        before = self._drawn if look == self._drawn_as else {}
        self._drawn, self._drawn_as = {}, look
        return before, self._drawn

    def _replay_text(self, text: str, goes_on: bool) -> None:
        self.fed += len(text)
        self._press.feed_text(text)
        if not (goes_on or self._ended):
            self._press.finish_feed()
            self._ended = True


class OutputReplays:
    """The printouts looked at last, by what they are of."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, OutputReplay] = OrderedDict()

    def replay_output(self, key: str, text: str, wanted: OutputLimit, *, goes_on: bool = False) -> OutputReplay:
        """The printout of what `key` has printed by now, which is all unless it `goes_on`."""
        known = self._kept.get(key)
        if known is None or not known.follow_text(text, wanted, goes_on=goes_on):
            known = self._kept[key] = OutputReplay(text, wanted, goes_on=goes_on)
        self._kept.move_to_end(key)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return known


def to_plain_text(source: str) -> str:
    """All of an output, of any size, as it can be read in the end."""
    text = _UNMOVED.sub("", source) if "\x1b" in source else source
    if not has_cursor_moves(text, 0, len(text)):
        return escape_controls(text.replace("\r\n", "\n"))
    paper = RecordingScreen()
    press = _ReplayFeed(paper)
    pieces: list[str] = []
    for at in range(0, len(source), STEP):
        press.feed_text(source[at : at + STEP])
        pieces += map(_row_to_text, paper.scrollback)
        paper.scrollback.clear()
    press.finish_feed()
    paper.start_new_page()
    pieces += map(_row_to_text, paper.scrollback)
    return "".join(pieces)


class _ReplayFeed:
    """Feeds whole sequences alone; one that is cut waits for the rest of it."""

    def __init__(self, paper: RecordingScreen) -> None:
        self._stream = Stream(paper)
        self._waiting = ""

    def feed_text(self, text: str) -> None:
        text = self._waiting + text
        end = find_incomplete_escape(text)
        self._waiting = text[end:]
        self._stream.feed(sanitize_ansi(text[:end]))

    def finish_feed(self) -> None:
        """Nothing follows, so what waits for the rest of it is no sequence."""
        self._stream.feed(sanitize_ansi(self._waiting))
        self._waiting = ""


def _find_replay_start(text: str, most: int) -> int:
    """Where a line begins, or begins again, about `most` characters before the end."""
    cut = len(text) - most
    if cut <= 0:
        return 0
    for mark in "\n\r":
        found = text.find(mark, cut, cut + most // 2)
        if found >= 0:
            return found + 1
    # A line that long is printed from its beginning while it is not absurd.
    found = text.rfind("\n", max(0, cut - 3 * most), cut)
    return found + 1 if found >= 0 or cut <= 3 * most else cut


def _find_last_lines(text: str, lines: int) -> int:
    """Where the last so many lines begin."""
    at = len(text)
    for _ in range(lines + 1):
        at = text.rfind("\n", 0, at)
        if at < 0:
            return 0
    return at + 1


def _find_new_suffix(before: str, now: str) -> str | None:
    """What is new in a text that has lost its beginning, as servers that keep the end of an output send it."""
    known = before[-_OVERLAP:]
    at = now.rfind(known)
    if len(known) < _OVERLAP or at < 0:
        return None
    end = at + _OVERLAP
    return now[end:] if before.endswith(now[:end]) else None


def _row_to_text(row: Row) -> str:
    return restore_hidden_chars(row_text(strip_fill_colour(row)[0])) + ("" if row[3] & WRAPPED else "\n")
