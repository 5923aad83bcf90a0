"""The outputs of commands, replayed where programs moved the cursor; while one grows, only the new text is replayed."""

import re
from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from octui.render.output.ansi_sanitizer import has_cursor_moves
from octui.render.output.output_limit import LOOK_BACK, OutputLimit
from octui.render.text.sanitize import escape_controls

if TYPE_CHECKING:
    from octui.render.output.output_replay import OutputReplay

KEPT: Final = 8
"""Replays that are cached."""
PIECE: Final = 131_072
"""Characters that are looked at in one call."""

_UNMOVED: Final = re.compile(r"\x1b(?:\[[0-9:;]*m|\(B|\][^\x07\x1b\n]{0,4096}+(?:\x07|\x1b\\))")
"""Sequences that leave every character where it is."""


class OutputReplays:
    """The most recently used replays, by key."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, OutputReplay] = OrderedDict()

    def replay_output(self, key: str, text: str, wanted: OutputLimit, *, goes_on: bool = False) -> "OutputReplay":
        """The replay of what `key` printed so far, which is everything unless it `goes_on`."""
        # Imported when it is first needed: most outputs are plain, and an emulator takes a while to load.
        from octui.render.output.output_replay import OutputReplay

        known = self._kept.get(key)
        if known is None or not known.follow_text(text, wanted, goes_on=goes_on):
            known = self._kept[key] = OutputReplay(text, wanted, goes_on=goes_on)
        self._kept.move_to_end(key)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return known


def to_plain_text(source: str) -> str:
    """All of an output, of any size, as plain text: what remains readable after it was printed."""
    # In pieces, as one call that takes long would hold up every other thread.
    text = "".join(_UNMOVED.sub("", piece) for piece in _iter_pieces(source)) if "\x1b" in source else source
    if not has_cursor_moves(text, 0, len(text)):
        return "".join(escape_controls(piece.replace("\r\n", "\n")) for piece in _iter_pieces(text))
    # Imported when it is first needed: most outputs are plain, and an emulator takes a while to load.
    from octui.render.output.output_replay import replay_as_text

    return replay_as_text(source)


def _iter_pieces(text: str) -> Iterator[str]:
    """A text in pieces that end with a line, or before a sequence where a line is very long."""
    start = 0
    while start < len(text):
        least = start + PIECE
        end = text.find("\n", least, least + PIECE) + 1 or least + PIECE
        if end < len(text) and text[end - 1] != "\n":
            end = max(least, text.rfind("\x1b", least, end)) if "\x1b" in text[end - LOOK_BACK : end] else end
        yield text[start:end]
        start = end
