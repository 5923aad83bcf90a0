"""What a line must hold to match a regular expression, so that whole files can be passed over."""

import re
from typing import Final

_MIN_LENGTH: Final = 2
"""Less is in nearly every file."""

_UNCERTAIN: Final = re.compile(r"\(\? | \{ | \\[xuUN\d]", re.VERBOSE)
"""Flags, assertions, counts and characters by number change what the rest means."""

_TOKEN: Final = re.compile(
    r"\\(?P<escaped>[^\w\s]) | \\. | \[\^?\]?(?:\\.|[^\]\\])*\] | (?P<mark>[(){}*+?|]) | [.^$] | (?P<plain>[^\n])",
    re.VERBOSE | re.DOTALL,
)


def find_required_text(pattern: str) -> str:
    """The longest text that is in everything the pattern matches; empty where that is not certain."""
    if _UNCERTAIN.search(pattern):
        return ""
    depth, run, longest = 0, "", ""
    for token in _TOKEN.finditer(pattern):
        sign = token["plain"] or token["escaped"] or ""
        mark = token["mark"] or ""
        if mark == "|" and not depth:
            return ""
        if sign and not depth:
            run += sign
            continue
        # What stands before these may be missing.
        kept = run[:-1] if mark in {"*", "?"} else run
        longest, run = max(longest, kept, key=len), ""
        depth += (mark == "(") - (mark == ")")
    longest = max(longest, run, key=len)
    return longest if len(longest) >= _MIN_LENGTH else ""
