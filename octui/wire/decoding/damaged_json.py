"""JSON that a strict decoder refuses, made into JSON that it reads, with as much of it as can be kept.

Servers pass on what models and programs wrote: halves of UTF-16 pairs (1.18 cuts a tool's output by UTF-16 units),
bytes that are not UTF-8, `NaN`, values nested deeper than any decoder descends. This runs only after a strict decoder
failed, so it may be slow; it must not fail.
"""

import json
import math
import re
from typing import Any, Final

import msgspec

MAX_DEPTH: Final = 100
"""Containers nested deeper than this become PLACEHOLDER; recorded answers of real servers need 14."""

PLACEHOLDER: Final = "… nested too deeply to be read …"

_TOKENS: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
"""Possessive: to go back into a text, the engine would keep a hundred bytes for each character of it."""
_SLICE: Final = 1 << 14
"""Bytes of JSON that are looked at in one go."""
_ONE_KIND: Final = bytes.maketrans(b"{}", b"[]")
_NO_MARKS: Final = bytes(set(range(256)) - set(b'[]{}"'))
_OPENING: Final = b"[{"
_CLOSING: Final = b"]}"


def is_too_deep(raw: bytes | str | msgspec.Raw) -> bool:
    """Whether containers are nested deeper than MAX_DEPTH; it may be true where not all of them are closed."""
    if _has_few_brackets(raw):
        return False
    brackets = _extract_brackets(raw)
    for _ in range(MAX_DEPTH):
        inner = brackets.replace(b"[]", b"")
        if len(inner) in (0, len(brackets)):
            return bool(inner)
        brackets = inner
    return True


def _has_few_brackets(raw: bytes | str | msgspec.Raw) -> bool:
    """Whether something small has fewer containers than may be nested, texts that look like some included."""
    if isinstance(raw, str) or memoryview(raw).nbytes > _SLICE:
        return False
    sent = bytes(raw)
    return sent.count(b"[") + sent.count(b"{") <= MAX_DEPTH


def _extract_brackets(raw: bytes | str | msgspec.Raw) -> bytes:
    """The brackets outside of texts, those of objects as those of lists; found without a loop over the texts."""
    view = memoryview(to_bytes(raw) if isinstance(raw, str) else raw)
    brackets: list[bytes] = []
    is_inside = False
    waiting = b""
    for start in range(0, len(view), _SLICE):
        piece = waiting + bytes(view[start : start + _SLICE])
        end = len(piece.rstrip(b"\\"))
        waiting = piece[end:]
        unescaped = piece[:end].replace(rb"\\", b"").replace(rb"\"", b"")
        # Without two quotes next to each other, whatever is between others is inside or outside as before.
        marks = unescaped.translate(_ONE_KIND, _NO_MARKS).replace(b'""', b"").split(b'"')
        brackets += marks[is_inside::2]
        is_inside ^= len(marks) % 2 == 0
    return b"".join(brackets)


def to_bytes(raw: bytes | str | msgspec.Raw) -> bytes:
    return raw.encode("utf-8", "replace") if isinstance(raw, str) else bytes(raw)


def repair_json(raw: bytes | str | msgspec.Raw) -> bytes:
    """Valid JSON with the content of `raw`; raises `msgspec.DecodeError` if there is no JSON value in it."""
    return msgspec.json.encode(_clean_value(parse_damaged_json(raw)))


def parse_damaged_json(raw: bytes | str | msgspec.Raw) -> Any:
    """The value with its texts as sent, halves of pairs included; raises `msgspec.DecodeError` like `repair_json`."""
    text = _replace_deep_values(to_bytes(raw)).decode("utf-8", "replace").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    try:
        return json.loads(text, strict=False, parse_int=_parse_integer)
    except (ValueError, RecursionError) as error:
        raise msgspec.DecodeError(f"No JSON: {error}") from error


def replace_lone_surrogates(text: str) -> str:
    """Halves of UTF-16 pairs become U+FFFD; whole pairs become the character they stand for."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _replace_deep_values(body: bytes) -> bytes:
    """Put the placeholder where a container begins below the depth that is read."""
    kept: list[bytes] = []
    depth, copied = 0, 0
    for token in _TOKENS.finditer(body):
        character = body[token.start()]
        if character in _OPENING:
            depth += 1
            if depth == MAX_DEPTH + 1:
                kept += (body[copied : token.start()], json.dumps(PLACEHOLDER).encode())
        elif character in _CLOSING:
            if depth == MAX_DEPTH + 1:
                copied = token.end()
            depth = max(0, depth - 1)
    if depth <= MAX_DEPTH:
        kept.append(body[copied:])
    return b"".join(kept)


def _parse_integer(digits: str) -> int | float:
    """Decoders of the server's language have doubles only; Python refuses integers of more than 4,300 digits."""
    return int(digits) if len(digits) < 19 else float(digits)


def _clean_value(value: Any) -> Any:
    match value:
        case str():
            return value if value.isascii() else replace_lone_surrogates(value)
        case float() if not math.isfinite(value):
            return None
        case list():
            return [_clean_value(element) for element in value]
        case dict():
            return {replace_lone_surrogates(key): _clean_value(element) for key, element in value.items()}
    return value
