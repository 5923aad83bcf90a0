"""Request bodies as JSON of valid Unicode."""

import os
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from typing import Final

import msgspec

from octui.client.http.large_memory import keep_large_memory_apart
from octui.wire.decoding.damaged_json import replace_lone_surrogates

PIECE: Final = 1 << 18
"""Characters of a long text that are encoded at once."""
_TOKEN: Final = os.urandom(8).hex()
"""Begins the names of long texts."""


def encode_body(body: object) -> bytes:
    """The JSON of a body; what is no character, as in a name that is not UTF-8, becomes U+FFFD."""
    texts: list[str] = []
    named = _name_long_texts(msgspec.to_builtins(body), texts)
    if not texts:
        return _encode_valid(named)
    keep_large_memory_apart()
    encoded = BytesIO()
    for number, piece in enumerate(_encode_valid(named).split(_TOKEN.encode())):
        if number:
            encoded.writelines(_iter_encoded_pieces(texts[number - 1]))
        encoded.write(piece)
    # What was written is the value itself: joining pieces would hold everything twice.
    return encoded.getvalue()


def _name_long_texts(value: object, texts: list[str]) -> object:
    """The same with a name in place of each long text, which are added to `texts`.

    To encode a text that is not ASCII as a whole, msgspec has Python keep its UTF-8 beside it for as long as it lives.
    """
    match value:
        case str() if len(value) > PIECE:
            texts.append(value)
            return _TOKEN
        case list():
            return [_name_long_texts(element, texts) for element in value]
        case dict():
            return {key: _name_long_texts(element, texts) for key, element in value.items()}
    return value


def _iter_encoded_pieces(text: str) -> Iterator[bytes]:
    for start in range(0, len(text), PIECE):
        yield _encode_valid(text[start : start + PIECE])[1:-1]


def _encode_valid(value: object) -> bytes:
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_replace_surrogates(value))


def _replace_surrogates(value: object) -> object:
    match value:
        case str():
            return replace_lone_surrogates(value)
        case list():
            return [_replace_surrogates(element) for element in value]
        case dict():
            return {_replace_surrogates(key): _replace_surrogates(element) for key, element in value.items()}
    return value


async def iter_body(body: bytes) -> AsyncIterator[bytes]:
    """The body a piece at a time: what is handed to a connection as a whole is copied by it as a whole."""
    for start in range(0, len(body), PIECE):
        yield body[start : start + PIECE]
