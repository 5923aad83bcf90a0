"""What is pasted or restored into a prompt, without control characters: pure."""

import re
from collections.abc import Iterator
from typing import Final

_ESCAPES: Final = re.compile(
    "\x1b(?:"
    r"\[[0-?]*[ -/]*[@-~]"  # colours, cursor movement
    "|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?"  # titles, links, clipboard
    "|[PX^_][^\x1b]*(?:\x1b\\\\)?"  # strings for devices
    r"|[ -/]*[0-~]"
    ")?"
)
_BREAKS: Final = ("\r\n", *"\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_PIECE: Final = 1 << 18
"""Characters that are looked at together."""
_ASCII_CONTROLS: Final = bytes(code for code in range(128) if _CONTROLS.match(chr(code)))


def sanitize_prompt(text: str) -> str:
    """The text as a prompt may hold it: one kind of line break, tabs, and no control characters or escape sequences."""
    if "\x1b" in text:
        text = _ESCAPES.sub("", text)
    if len(text) <= _PIECE:
        return _sanitize_piece(text)
    clean = ""
    # CPython grows a text where it is in a `for`: what collects pieces has all of them twice in the end.
    for piece in _iter_pieces(text):
        clean += _sanitize_piece(piece)
    return clean


def _iter_pieces(text: str) -> Iterator[str]:
    """The text in pieces, none of which ends within a line break of two characters."""
    start = 0
    while start < len(text):
        end = start + _PIECE
        end += text.startswith("\r\n", end - 1)
        yield text[start:end]
        start = end


def _sanitize_piece(text: str) -> str:
    for mark in _BREAKS:
        text = text.replace(mark, "\n")
    if text.isascii():
        # Of a paste of megabytes, expressions would take a tenth of a second.
        return text.encode().translate(None, _ASCII_CONTROLS).decode()
    return _CONTROLS.sub("", text)
