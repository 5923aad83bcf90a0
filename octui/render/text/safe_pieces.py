"""A long text in pieces that can be judged one by one, so that other threads have their turn between them."""

import re
from collections.abc import Iterator
from typing import Final

PIECE: Final = 1 << 17
"""Characters that are judged at once."""

_IDEOGRAPH: Final = "\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uac00-\ud7a3"
_CUT: Final = re.compile(
    r"(?<=[^\w\r#*\x80-\U0010ffff]|_)|(?<=[\w#*])(?<=[\x00-\x7f])(?=[\x00-\x7f])"
    f"|(?<=[{_IDEOGRAPH}])(?=[{_IDEOGRAPH}])"
)
"""No line end, mark or emoji spans it, and of a word that mixes alphabets, no two letters that do."""

MAX_UNCUT: Final = 8_000
"""Characters within which any honest text can be cut."""


def find_safe_cut(text: str, start: int, stop: int) -> tuple[int, bool]:
    """Where to cut a text at or soon after `start`, and whether both sides can then be judged one by one."""
    limit = min(start + MAX_UNCUT, stop)
    if cut := _CUT.search(text, start, limit):
        return cut.start(), True
    return limit, limit == stop


def iter_pieces(text: str) -> Iterator[str]:
    """The text itself, unless it is long. What is deceptive in the whole is so in a piece too."""
    start = 0
    while len(text) - start > PIECE:
        cut = _CUT.search(text, start + PIECE)
        if cut is None:
            break
        yield text[start : cut.start()]
        start = cut.start()
    yield text[start:] if start else text
