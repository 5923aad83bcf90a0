"""Decodes the long texts of JSON by themselves, a piece at a time.

To undo escapes, a decoder needs as much memory again as a text has, and no other thread runs until it is done with all.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, TypeVar, cast

import msgspec

from octui.wire.decoding.wide_texts import AnyText, WideText, encode_pieces, encode_wide_text, is_wide
from octui.wire.struct import is_text_field

T = TypeVar("T")

PIECE: Final = 1 << 18
"""Bytes that are decoded at once; a text of more is long."""

_TOKEN: Final = os.urandom(8).hex()
"""Begins every name: no server knows it, so no text that was sent is taken for one."""
_PIECE: Final = re.compile(
    rb'[^"\\]*+(?:\\(?:[^u]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}'
    rb'|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})[^"\\]*+)*+'
)
"""As much of a text as ends with neither half an escape nor half a pair of them."""


def detach_long_texts(
    raw: bytes | msgspec.Raw, limit: int, known: Mapping[str, AnyText] = MappingProxyType({})
) -> tuple[bytes | msgspec.Raw, dict[str, AnyText]]:
    """The JSON with a name in place of each text that takes more bytes than the limit, and these texts by name.

    The `known` ones were detached from it before. Equal JSON gets equal names. Raises `msgspec.DecodeError` where a
    long text is damaged.
    """
    view = memoryview(raw)
    texts = dict(known)
    if len(view) <= limit:
        return raw, texts
    kept: list[memoryview | bytes] = []
    copied = place = 0
    while place < len(view):
        window = _mask_escapes(view[place : place + PIECE])
        following = place + len(window)
        for start, end in _iter_long_texts(window, limit):
            if end < 0 and start > 1:
                following = place + start - 1
                break
            begin = place + start
            if end < 0:
                text, stop = _read_text(view, begin)
            else:
                text, stop = encode_wide_text(_decode_piece(view[begin : place + end])), place + end
            name = f"{_TOKEN}.{len(texts)}"
            texts[name] = text
            kept += (view[copied:begin], name.encode())
            copied = stop
            following = max(following, stop + 1)
        place = following
    return (b"".join([*kept, view[copied:]]) if kept else raw), texts


def _mask_escapes(piece: memoryview) -> bytes:
    """The same JSON with spaces in place of escaped quotes: those that are left begin and end texts."""
    return bytes(piece).replace(rb"\\", b"  ").replace(rb"\"", b"  ")


def _iter_long_texts(window: bytes, limit: int) -> Iterator[tuple[int, int]]:
    """Where long texts begin and end; a text that has no end here comes last, whatever its length, with -1."""
    short_texts = _compile_short_texts(limit)
    place = 0
    while found := short_texts.match(window, place):
        start = window.find(b'"', found.end()) + 1
        if not start:
            return
        end = window.find(b'"', start)
        yield start, end
        if end < 0:
            return
        place = end + 1


@lru_cache(maxsize=4)
def _compile_short_texts(limit: int) -> re.Pattern[bytes]:
    """As much JSON as has no long texts, passed over in one go."""
    return re.compile(rb'(?:[^"]*+"[^"]{0,%d}+")*+' % limit)


def attach_texts(value: T, texts: Mapping[str, AnyText]) -> T:
    """The decoded value with the texts in place of their names, wide ones as they are where a struct keeps them."""
    if not texts:
        return value
    attached: Any = value
    match value:
        case str():
            attached = str(texts.get(value, value))
        case dict():
            attached = {attach_texts(key, texts): attach_texts(element, texts) for key, element in value.items()}
        case list() | tuple():
            attached = type(value)(attach_texts(element, texts) for element in value)
        case msgspec.Struct():
            changes = {
                name: attach_field(type(value), name, getattr(value, name), texts) for name in value.__struct_fields__
            }
            attached = msgspec.structs.replace(value, **changes)
    return cast(T, attached)


def attach_field(kind: type[msgspec.Struct], name: str, value: Any, texts: Mapping[str, AnyText]) -> Any:
    """The same of one field of a struct of this kind."""
    if isinstance(value, str) and is_text_field(kind, name):
        return texts.get(value, value)
    return attach_texts(value, texts)


def _read_text(view: memoryview, start: int) -> tuple[AnyText, int]:
    """The text that begins here, and where its last quote is."""
    text, end = "", start
    # CPython 3.11 grows a text where it is in a `for`, and copies it in a `while`; what collects pieces would have all
    # of them twice in the end.
    for piece, end in _iter_pieces(view, start):  # noqa: B007  # used below
        if is_wide(piece):
            del text
            return _read_wide_text(view, start)
        text += piece
    return text, end


def _read_wide_text(view: memoryview, start: int) -> tuple[WideText, int]:
    end = start

    def iter_texts() -> Iterator[str]:
        nonlocal end
        for piece, end in _iter_pieces(view, start):  # noqa: B007  # used below
            yield piece

    return encode_pieces(iter_texts()), end


def _iter_pieces(view: memoryview, start: int) -> Iterator[tuple[str, int]]:
    """The pieces of the text that begins here, each with where it ends."""
    while not _is_quote(view, start):
        piece, start = _read_piece(view, start)
        yield piece, start


def _read_piece(view: memoryview, start: int) -> tuple[str, int]:
    """The next piece of a text, and where it ends."""
    # There is neither half an escape nor half a character before a space; with the end of the text it is not text.
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
