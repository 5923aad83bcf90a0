"""JSON with comments and trailing commas."""

import re
from typing import Any

import msgspec

_COMMENTS = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_COMMAS = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])', re.DOTALL)


def parse_jsonc(text: str) -> Any:
    """The decoded value; raises msgspec.DecodeError with byte positions in the original text."""
    return msgspec.json.decode(_COMMAS.sub(_blank_out, _COMMENTS.sub(_blank_out, text.removeprefix("\ufeff"))))


def is_plain_json(text: str) -> bool:
    """Whether it is plain JSON, so that rewriting it loses nothing."""
    return not any(found.group(1) is None for found in _COMMENTS.finditer(text))


def _blank_out(found: re.Match[str]) -> str:
    """Blanks of the same length, so that positions in the text stay valid."""
    return found.group(1) or re.sub(r"\S", " ", found.group(0))
