"""JSON as people write it, with comments and commas too many."""

import re
from typing import Any

import msgspec

_COMMENTS = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_COMMAS = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])', re.DOTALL)


def parse_jsonc(text: str) -> Any:
    """What it says; raises msgspec.DecodeError, whose byte counts from the start of the text."""
    return msgspec.json.decode(_COMMAS.sub(_blank_out, _COMMENTS.sub(_blank_out, text.removeprefix("\ufeff"))))


def is_plain_json(text: str) -> bool:
    """Whether it is JSON with nothing in it that writing it anew would lose."""
    return not any(found.group(1) is None for found in _COMMENTS.finditer(text))


def _blank_out(found: re.Match[str]) -> str:
    """As long as what it stands for, so that places in the text stay true."""
    return found.group(1) or re.sub(r"\S", " ", found.group(0))
