"""JSON with comments and trailing commas."""

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

MAX_DEPTH: Final = 64
"""Deeper nesting than any configuration has."""

_POSITION: Final = re.compile(r" ?(starting )?near (\d+)")
_CODE_POINT: Final = re.compile(r"U\+([0-9a-fA-F]{4,6})")
_TOKEN: Final = re.compile(r'"((?:\\.|[^"\\])*)"|//[^\n]*|/\*.*?\*/|[{}\[\]:,]', re.DOTALL)
_QUOTED: Final = re.compile(r"b'(\w+)'")


class JsoncError(ValueError):
    """The text is not JSON; `line` and `column` start at 1."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(f"{reason} at line {line}, column {column}")
        self.line = line
        self.column = column


def parse_jsonc(text: str) -> Any:
    """The decoded value; raises JsoncError. An empty text is an empty object, as it is for OpenCode."""
    text = text.removeprefix("\ufeff")
    if not text.strip():
        return {}
    if (plain := _decode_plain_json(text)) is not None:
        return plain
    # Only files with comments need this library, and most servers read none at their start.
    import pyjson5

    try:
        return pyjson5.decode(text, maxdepth=MAX_DEPTH)
    except pyjson5.Json5DecoderException as broken:
        raise _describe_error(text, str(broken.args[0])) from None


def is_plain_json(text: str) -> bool:
    """Whether it is plain JSON, so that rewriting it loses nothing."""
    return _decode_plain_json(text) is not None


def find_key_line(text: str, keys: Sequence[str]) -> int:
    """The line, from 1, of the last key at this place; 0 when there is none."""
    found = start = 0
    pending: str | None = None
    place: list[str | None] = []
    for token in _TOKEN.finditer(text):
        match token[0]:
            case "{" | "[":
                place.append(None)
            case "}" | "]":
                del place[-1:]
            case ":" if pending is not None and place:
                place[-1] = pending
                found = text.count("\n", 0, start) + 1 if place == list(keys) else found
            case "," | ":":
                pass
            case _ if token[1] is not None:
                pending, start = token[1], token.start()
                continue
            case _:
                continue
        pending = None
    return found


def _decode_plain_json(text: str) -> Any:
    """The decoded value; None when it is not plain JSON, or is `null`."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return None


def _describe_error(text: str, reason: str) -> JsoncError:
    """The parser's sentence, with the line and the column in place of its count of characters."""
    found = _POSITION.search(reason)
    counted = int(found[2]) if found else 0
    index = max(0, min(counted - 1, len(text)))
    sentence = _POSITION.sub("", reason)
    sentence = _QUOTED.sub(lambda name: "a value" if name[1] == "JSON5Value" else f"{name[1]}", sentence)
    sentence = _CODE_POINT.sub(lambda code: _show_character(int(code[1], 16)), sentence)
    before = text[:index]
    return JsoncError(sentence, before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1)


def _show_character(code: int) -> str:
    return f"`{chr(code)}`" if 0x20 < code < 0x7F else f"U+{code:04X}"
