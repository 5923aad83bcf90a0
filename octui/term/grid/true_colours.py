"""True colours as programs spell them, `red;green;blue`, and parsed only when shown: most of a picture never is."""

import re
from typing import Final

_NUMBER: Final = "(?:1[0-9]{0,2}+|2[0-4]?+[0-9]?+|25[0-5]|[3-9][0-9]?+|0)"
_NUMBERS: Final = ";".join([_NUMBER] * 3)
match_true_colours: Final = re.compile(
    rf"\x1b\[(?:38;2;({_NUMBERS})(?:;48;2;({_NUMBERS}))?|48;2;({_NUMBERS}))m"
).fullmatch
"""Matches an SGR that sets true colours and nothing else: that of text, that of its background, or both."""


def parse_true_colour(spelling: str) -> int:
    """The colour as 0xrrggbb."""
    red, green, blue = map(int, spelling.split(";"))
    return red << 16 | green << 8 | blue


def format_true_colour(colour: int) -> str:
    """The spelling that matches."""
    return f"{colour >> 16 & 255};{colour >> 8 & 255};{colour & 255}"
