"""The output of a command, replayed in an emulator."""

import re
from collections.abc import Hashable
from typing import Final

from textual.strip import Strip

from octui.render.output.ansi_sanitizer import (
    find_incomplete_escape,
    restore_hidden_chars,
    sanitize_ansi,
)
from octui.render.output.output_limit import LOOK_BACK, OutputLimit
from octui.render.output.recording_screen import RecordingScreen, strip_fill_colour
from octui.term import Row, Stream
from octui.term.grid.rows import WRAPPED
from octui.term.grid.rows import get_row_text as row_text

SPARE: Final = 20
"""Extra lines to replay, as some may turn out empty."""
MAX_MOVES: Final = 8_000
"""Sequences that are replayed: each takes as long as a line of text."""
BACKSPACES_OF_MOVE: Final = 3
STEP: Final = 32_768
"""Characters replayed at a time for a copy: few enough that the scrollback keeps all their lines."""

Drawn = dict[tuple[Row, ...], list[Strip]]
"""Lines, with the strips drawn for them."""

_OVERLAP: Final = 256
_FAR: Final = re.compile(r"\x1b(?!\[[0-9:;]*[mKGCDPX@]|\(B|\])")
"""Sequences that may affect more than their own line, by themselves or through what follows."""
_SGR: Final = re.compile(r"\x1b\[[0-9:;]*m")


class OutputReplay:
    """A text, or as much of its end as is needed, as it looks after being printed."""

    def __init__(self, text: str, wanted: OutputLimit, *, goes_on: bool = False) -> None:
        self.screen = RecordingScreen()
        self._characters = wanted.characters
        self._earliest = self.begin = _find_replay_start(text, _limit_moves(text, wanted.characters))
        """Where in the text the replay starts."""
        self.fed = 0
        """Characters replayed so far: the measure of the cost."""
        self._lines: int | None = None
        if not _FAR.search(text, self.begin):
            self._lines = wanted.lines
            self.begin = max(self.begin, _find_last_lines(text, wanted.lines + SPARE))
        self._replay_feed = _ReplayFeed(self.screen)
        self._text = text
        self._drawn: Drawn = {}
        self._drawn_as: Hashable = None
        self._replay_feed.feed_text("".join(_SGR.findall(text, max(0, self.begin - LOOK_BACK), self.begin)))
        self._ended = False
        self._replay_text(text[self.begin :], goes_on)

    def follow_text(self, text: str, wanted: OutputLimit, *, goes_on: bool = False) -> bool:
        """Replay what `text` adds; False when it is a different text, or more of it is needed."""
        if self._ended and text != self._text:
            return False
        if text.startswith(self._text):
            added = text[len(self._text) :]
        elif self.begin or (slid := find_new_suffix(self._text, text)) is None:
            return False
        else:
            added = slid
        is_more_due = wanted.characters > self._characters and self._earliest > 0
        if (is_more_due or self.begin > max(self._earliest, _find_replay_start(text, wanted.characters))) and (
            self._lines is None or self._lines < wanted.lines or _FAR.search(added)
        ):
            return False
        self._text = text
        self._replay_text(added, goes_on)
        return True

    def swap_drawn_lines(self, look: Hashable) -> tuple[Drawn, Drawn]:
        """The lines drawn last time, if they were drawn with these options, and where to keep those drawn now."""
        before = self._drawn if look == self._drawn_as else {}
        self._drawn, self._drawn_as = {}, look
        return before, self._drawn

    def _replay_text(self, text: str, goes_on: bool) -> None:
        self.fed += len(text)
        self._replay_feed.feed_text(text)
        if not (goes_on or self._ended):
            self._replay_feed.finish_feed()
            self._ended = True


def replay_first_lines(text: str) -> list[list[Row]]:
    """The lines of a text of limited size after it was printed, each as its rows."""
    screen = RecordingScreen()
    replay_feed = _ReplayFeed(screen)
    replay_feed.feed_text(text)
    replay_feed.finish_feed()
    return [*screen.iter_lines_backwards()][::-1]


def replay_as_text(source: str) -> str:
    """All of an output, of any size, as what remains readable after it was printed."""
    screen = RecordingScreen()
    replay_feed = _ReplayFeed(screen)
    pieces: list[str] = []
    for at in range(0, len(source), STEP):
        replay_feed.feed_text(source[at : at + STEP])
        pieces += map(_row_to_text, screen.scrollback)
        screen.scrollback.clear_rows()
    replay_feed.finish_feed()
    screen.start_new_page()
    pieces += map(_row_to_text, screen.scrollback)
    return "".join(pieces)


class _ReplayFeed:
    """Feeds only complete sequences; an incomplete one waits for the rest."""

    def __init__(self, screen: RecordingScreen) -> None:
        self._stream = Stream(screen)
        self._waiting = ""

    def feed_text(self, text: str) -> None:
        text = self._waiting + text
        end = find_incomplete_escape(text)
        self._waiting = text[end:]
        self._stream.feed(sanitize_ansi(text[:end]))

    def finish_feed(self) -> None:
        """Nothing follows, so what is waiting is not a sequence."""
        self._stream.feed(sanitize_ansi(self._waiting))
        self._waiting = ""


def _limit_moves(text: str, most: int) -> int:
    """As many of the last characters as have not too many sequences."""
    start = max(0, len(text) - most)
    moves = text.count("\x1b", start) + text.count("\b", start) // BACKSPACES_OF_MOVE
    return most if moves <= MAX_MOVES else most * MAX_MOVES // moves


def _find_replay_start(text: str, most: int) -> int:
    """Where a line begins, or begins again, about `most` characters before the end."""
    cut = len(text) - most
    if cut <= 0:
        return 0
    for mark in "\n\r":
        found = text.find(mark, cut, cut + most // 2)
        if found >= 0:
            return found + 1
    # A long line is replayed from its beginning, unless it is absurdly long.
    found = text.rfind("\n", max(0, cut - 3 * most), cut)
    return found + 1 if found >= 0 or cut <= 3 * most else cut


def _find_last_lines(text: str, lines: int) -> int:
    """The offset at which the last `lines` lines begin."""
    at = len(text)
    for _ in range(lines + 1):
        at = text.rfind("\n", 0, at)
        if at < 0:
            return 0
    return at + 1


def find_new_suffix(before: str, now: str) -> str | None:
    """What is new in a text whose beginning was dropped, as servers do that keep only the end of an output."""
    known = before[-_OVERLAP:]
    at = now.rfind(known)
    if len(known) < _OVERLAP or at < 0:
        return None
    end = at + _OVERLAP
    return now[end:] if before.endswith(now[:end]) else None


def _row_to_text(row: Row) -> str:
    return restore_hidden_chars(row_text(strip_fill_colour(row)[0])) + ("" if row[3] & WRAPPED else "\n")
