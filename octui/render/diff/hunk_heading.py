"""The heading of a hunk in a unified diff: which lines of both files it covers."""

import re
from typing import Final, NamedTuple

_HEADING: Final = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@ ?(.*)")
"""Numbers that no file has are not line numbers, and too large for what counts lines."""


class HunkHeading(NamedTuple):
    old_start: int
    old_count: int
    new_start: int
    new_count: int
    label: tuple[int, int]
    """Where, in the line, what git says about the place begins and ends: the function or the class."""


def parse_hunk_heading(line: str) -> HunkHeading | None:
    """None for a line that is not a heading; a count that is left out is 1."""
    found = _HEADING.fullmatch(line.rstrip("\r"))
    if found is None:
        return None
    old_count, new_count = (1 if count is None else int(count) for count in found.group(2, 4))
    return HunkHeading(int(found[1]), old_count, int(found[3]), new_count, found.span(5))
