"""Makes output safe for the emulator: text, cursor movements and complete sequences pass; the rest is made visible.

So nothing in it can hide what follows: an unterminated sequence, for whose end a terminal would wait, is shown
instead.
"""

import re
from typing import Final

from octui.render.text.clusters import clip_clusters
from octui.render.text.combining_marks import shorten_mark_piles
from octui.render.text.sanitize import escape_controls

MAX_NUMBERS_LENGTH: Final = 256
MAX_STRING_LENGTH: Final = 65_536
"""The longest parameters, and the longest string (a title, an image), of a sequence; longer ones are not sequences."""

_CONTROL: Final = rf"\[[0-?]{{0,{MAX_NUMBERS_LENGTH}}}+[ -/]{{0,4}}+"
_COMMAND: Final = rf"\][^\x07\x1b\n]{{0,{MAX_STRING_LENGTH}}}+"
_STRING: Final = rf"[PX^_][^\x1b\n]{{0,{MAX_STRING_LENGTH}}}+"
_SHORT: Final = r"[ -/]{0,4}+"
_STRAY: Final = re.compile(
    rf"\x1b(?!{_CONTROL}[@-~]|{_COMMAND}(?:\x07|\x1b\\)|{_STRING}\x1b\\|[0-OQ-WYZ\\`-~]|[ -/]{_SHORT}[0-~])"
)
_HOME: Final = r"\[[1;]{0,3}H"
_BEGUN: Final = re.compile(rf"\x1b(?:{_HOME}|{_CONTROL}|{_COMMAND}\x1b?|{_STRING}\x1b?|{_SHORT})")
_AT_HOME: Final = re.compile(rf"\x1b{_HOME}\Z")
_MAX_HOME_LENGTH: Final = 6
_CLEARED: Final = re.compile(rf"(?<=\x1b){_HOME}\x1b\[0?J")
_IDLE: Final = re.compile(r"[\x00-\x06\x0b\x0c\x10-\x1a\x1c-\x1f\x7f-\x9f\ud800-\udfff]")
"""Controls that are meaningless or harmful here: 8-bit controls are not sequences in UTF-8."""

_HIDDEN: Final = "".join(
    map(chr, (0xAD, 0x61C, 0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF))
) + "".join(map(chr, range(0xE0000, 0xE0080)))
_STANDING_IN: Final = "".join(map(chr, range(0xFFE00, 0xFFE00 + len(_HIDDEN))))
"""Characters emulators drop, each with a private-use character that replaces it while it is fed."""
_HIDE: Final = str.maketrans(_HIDDEN, _STANDING_IN)
_BRING_BACK: Final = str.maketrans(_STANDING_IN, _HIDDEN)
_any_hidden: Final = re.compile(f"[{_HIDDEN}]").search


def has_cursor_moves(text: str, start: int, stop: int) -> bool:
    """Whether it contains more than lines of plain text."""
    if text.find("\x1b", start, stop) >= 0 or text.find("\b", start, stop) >= 0:
        return True
    return text.find("\r", start, stop) >= 0 and text.count("\r", start, stop) != text.count("\r\n", start, stop)


def find_incomplete_escape(text: str) -> int:
    """Where the sequence starts that is incomplete at the end; the length when none is."""
    end = len(text)
    at = text.rfind("\x1b", max(0, end - MAX_STRING_LENGTH - 8))
    if at < 0:
        return end
    if at == end - 1:
        # This may be the end of a string that began before it.
        before = text.rfind("\x1b", max(0, at - MAX_STRING_LENGTH - 8), at)
        if before >= 0 and _BEGUN.fullmatch(text, before):
            return before
    if not _BEGUN.fullmatch(text, at):
        return end
    home = _AT_HOME.search(text, max(0, at - _MAX_HOME_LENGTH), at)
    return home.start() if home else at


def sanitize_ansi(text: str) -> str:
    """Text for the emulator: line ends as terminals expect them, and a cell for each hidden character."""
    text = clip_clusters(shorten_mark_piles(text))
    text = _IDLE.sub(lambda found: escape_controls(found.group()), text)
    text = _STRAY.sub("␛", text)
    if "H\x1b[" in text:
        # Clearing from the top left clears the whole screen, which distinguishes it from redrawing a line.
        text = _CLEARED.sub("[H\x1b[2J", text)
    if not text.isascii() and _any_hidden(text):
        text = text.translate(_HIDE)
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def restore_hidden_chars(cells: str) -> str:
    """Text from the emulator with its hidden characters restored."""
    return cells if cells.isascii() else cells.translate(_BRING_BACK)
