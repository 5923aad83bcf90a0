"""Which added file is a deleted one under another name: servers list both, without git's search for renames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

MIN_SHARED: Final = 0.5
"""The share of its lines that a file has to keep; git's own measure."""
MIN_LINES: Final = 4
"""Files with fewer lines have to be equal: two of them share a half by chance."""
MAX_LINES: Final = 5_000
MAX_PAIRS: Final = 2_500
"""Beyond these the files are left as the server lists them."""


def find_renames(deleted: Mapping[str, Sequence[str]], added: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The old path of each added path that was renamed, given the lines of both; the most alike pair up first."""
    if len(deleted) * len(added) > MAX_PAIRS:
        return {}
    counts = {path: Counter(lines) for path, lines in deleted.items() if 0 < len(lines) <= MAX_LINES}
    alike: list[tuple[float, str, str]] = []
    for new, lines in added.items():
        if not 0 < len(lines) <= MAX_LINES:
            continue
        own = Counter(lines)
        for old, others in counts.items():
            share = (own & others).total() / max(len(lines), len(deleted[old]))
            is_long = min(len(lines), len(deleted[old])) >= MIN_LINES
            if share == 1 or (is_long and share >= MIN_SHARED):
                alike.append((-share, old, new))
    renames: dict[str, str] = {}
    for _, old, new in sorted(alike):
        if new not in renames and old not in renames.values():
            renames[new] = old
    return renames
