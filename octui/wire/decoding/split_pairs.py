"""Characters beyond the basic plane that a server cut in two between the deltas of one part."""

import re
from typing import Final

from octui.wire.decoding.damaged_json import replace_lone_surrogates

MAX_PARTS: Final = 100
"""Parts that may wait for the second half of a character at once."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class SplitPairs:
    """Holds the first half of a pair back until the second one comes with the next delta of the same part."""

    def __init__(self) -> None:
        self._halves: dict[str, str] = {}

    def join_delta(self, part_id: str, text: str) -> str:
        """The text without halves: pairs are joined, and what has no other half becomes U+FFFD."""
        waiting = self._halves.pop(part_id, "") if self._halves else ""
        if not waiting and (text.isascii() or _SURROGATE.search(text) is None):
            return text
        text = waiting + text
        if text and "\ud800" <= text[-1] <= "\udbff":
            self._halves[part_id] = text[-1]
            text = text[:-1]
            if len(self._halves) > MAX_PARTS:
                del self._halves[next(iter(self._halves))]
        return replace_lone_surrogates(text)
