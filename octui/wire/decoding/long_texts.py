"""Decodes the long texts of JSON by themselves, a piece at a time.

To undo escapes, a decoder needs as much memory again as a text has, and no other thread runs until it is done with all.
"""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")

PIECE: Final = 1 << 18
"""Bytes that are decoded at once; a text of more is long."""

_QUOTE: Final = re.compile(b'"')
_PIECE: Final = re.compile(
    rb'[^"\\]*+(?:\\(?:[^u]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}'
    rb'|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})[^"\\]*+)*+'
)
"""As much of a text as ends with neither half an escape nor half a pair of them."""


def decode_with_long_texts(raw: bytes | msgspec.Raw, decode: Callable[[bytes | msgspec.Raw], T]) -> T:
    """What `decode` makes of the JSON, its long texts left to this module; raises what it raises."""
    rest, texts = detach_long_texts(raw)
    return attach_texts(decode(rest), texts)


def detach_long_texts(raw: bytes | msgspec.Raw) -> tuple[bytes | msgspec.Raw, dict[str, str]]:
    """The JSON with a name in the place of each long text, and these texts by name.

    Raises `msgspec.DecodeError` where a long text is damaged.
    """
    view = memoryview(raw)
    texts: dict[str, str] = {}
    if len(view) <= PIECE:
        return raw, texts
    token = secrets.token_hex(8)
    kept: list[memoryview | bytes] = []
    copied = place = 0
    while quote := _QUOTE.search(view, place):
        start = quote.end()
        end = _find_piece_end(view, start)
        if not _is_quote(view, end):
            name = f"{token}.{len(texts)}"
            texts[name], end = _read_text(view, start)
            kept += (view[copied:start], name.encode())
            copied = end
        place = end + 1
    return (b"".join([*kept, view[copied:]]) if texts else raw), texts


def attach_texts(value: T, texts: Mapping[str, str]) -> T:
    """The decoded value with the texts in the place of their names."""
    attached: Any = value
    match value:
        case str():
            attached = texts.get(value, value)
        case dict():
            attached = {attach_texts(key, texts): attach_texts(element, texts) for key, element in value.items()}
        case list() | tuple():
            attached = type(value)(attach_texts(element, texts) for element in value)
        case msgspec.Struct():
            fields = {name: getattr(value, name) for name in value.__struct_fields__}
            changes = {name: attach_texts(field, texts) for name, field in fields.items()}
            attached = msgspec.structs.replace(value, **changes)
    return attached if texts else value


def _read_text(view: memoryview, start: int) -> tuple[str, int]:
    """The text that begins here, and where its last quote is."""
    text, end = "", start
    # CPython 3.11 grows a text where it is in a `for`, and copies it in a `while`; what collects pieces would have all
    # of them twice in the end.
    for piece, end in _iter_pieces(view, start):  # noqa: B007  # used below
        text += piece
    return text, end


def _iter_pieces(view: memoryview, start: int) -> Iterator[tuple[str, int]]:
    """The pieces of the text that begins here, each with where it ends."""
    while not _is_quote(view, start):
        piece, start = _read_piece(view, start)
        yield piece, start


def _read_piece(view: memoryview, start: int) -> tuple[str, int]:
    """The next piece of a text, and where it ends."""
    # There is neither half an escape nor half a character before a space; with the end of the text it is no text.
    if space := bytes(view[start : start + PIECE]).rfind(b" ") + 1:
        with suppress(msgspec.DecodeError):
            return _decode_piece(view[start : start + space]), start + space
    end = _find_piece_end(view, start)
    if end == start:
        raise msgspec.DecodeError("a text has no end, or half a character")
    return _decode_piece(view[start:end]), end


def _is_quote(view: memoryview, place: int) -> bool:
    return bytes(view[place : place + 1]) == b'"'


def _decode_piece(piece: memoryview) -> str:
    return msgspec.json.decode(b'"%b"' % bytes(piece), type=str)


def _find_piece_end(view: memoryview, start: int) -> int:
    """Where the text ends that begins here, or a piece of it that can be decoded."""
    found = _PIECE.match(view, start, start + PIECE)
    end = found.end() if found else start
    # The last character of a piece may have further bytes.
    while start < end < len(view) and view[end] & 0xC0 == 0x80:
        end -= 1
    return end
