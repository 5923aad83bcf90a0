"""Grapheme clusters of hostile length: thousands of code points that a terminal draws in one cell."""

import re
from functools import lru_cache
from typing import Final

MAX_EXTRA: Final = 30
"""Code points after the first one of a cluster; no language needs more (UAX #15, Stream-Safe Text Format)."""

_JOINER: Final = "\u200d"
_SUSPECT: Final = re.compile(
    # Marks are neither letters nor blank; some vowels of Hangul, and its fillers, are letters.
    rf"[^\w\s\x00-\x7f\u2500-\u259f]{{{MAX_EXTRA + 1}}}|[\u1160-\u11ff\u3164\uffa0\ud7b0-\ud7ff]{{{MAX_EXTRA + 1}}}"
)


def clip_clusters(text: str) -> str:
    """`text` with the rest of each endless cluster replaced by a note: `⟨9,970 code points⟩`."""
    if text.isascii() or not (_SUSPECT.search(text) or text.count(_JOINER) > MAX_EXTRA // 2):
        return text
    return _compile_endless_cluster().sub(lambda found: f"{found[1]}⟨{len(found[2]):,} code points⟩", text)


@lru_cache(maxsize=1)
def _compile_endless_cluster() -> re.Pattern[str]:
    # Hardly any text needs it: compiling takes milliseconds, and loading the emulator takes more at the start.
    from octui.term.grid.char_width import ZERO

    zero = "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(*ZERO, strict=True))
    one = rf"(?:[{zero}]|(?<={_JOINER})[^\s{zero}])"
    return re.compile(rf"(?={one}{{{MAX_EXTRA + 1}}})({one}{{0,{MAX_EXTRA}}}(?<!{_JOINER}))({one}+)")
