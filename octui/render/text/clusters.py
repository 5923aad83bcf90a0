"""Grapheme clusters of hostile length: thousands of code points that a terminal draws in one cell."""

import re
from functools import lru_cache
from typing import Final

MAX_EXTRA: Final = 30
"""Code points after the first one of a cluster; no language needs more (UAX #15, Stream-Safe Text Format)."""

_JOINER: Final = "\u200d"
_SEEN: Final = r"\w\s\x00-\x7f\u2190-\u2bff\u3000-\u3029\uff00-\uff5f\U0001f000-\U0001f3fa\U0001f400-\U0001faff"
"""Marks are neither letters nor blank, nor arrows, lines, punctuation or emoji."""
_JOINED_LETTERS: Final = rf"[\u1160-\u11ff\u3164\uffa0\ud7b0-\ud7ff]{{{MAX_EXTRA + 1}}}"
"""Some vowels of Hangul, and its fillers."""
_SUSPECT: Final = re.compile(rf"[^{_SEEN}]{{{MAX_EXTRA + 1}}}|{_JOINED_LETTERS}")
# `re` compiles it when it is first used, and keeps it.
_SUSPECT_JOINED: Final = rf"(?:{_JOINER}[{_SEEN}]?+(?<!\s)|[^{_SEEN}{_JOINER}]){{{MAX_EXTRA // 2}}}|{_JOINED_LETTERS}"


def clip_clusters(text: str) -> str:
    """`text` with the rest of each endless cluster replaced by a note: `⟨9,970 code points⟩`."""
    if text.isascii() or not (re.search(_SUSPECT_JOINED, text) if _JOINER in text else _SUSPECT.search(text)):
        return text
    return _compile_endless_cluster().sub(lambda found: f"{found[1]}⟨{len(found[2]):,} code points⟩", text)


@lru_cache(maxsize=1)
def _compile_endless_cluster() -> re.Pattern[str]:
    # Hardly any text needs it: compiling takes milliseconds, and loading the emulator takes more at the start.
    from octui.term.grid.char_width import ZERO

    zero = "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(*ZERO, strict=True))
    one = rf"(?:[{zero}]|(?<={_JOINER})[^\s{zero}])"
    return re.compile(rf"(?={one}{{{MAX_EXTRA + 1}}})({one}{{0,{MAX_EXTRA}}}(?<!{_JOINER}))({one}+)")
