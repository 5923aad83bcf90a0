"""A strip for the many rows that are kept and never painted, or painted once."""

from typing import Any, Final

from rich.segment import Segment
from textual.cache import FIFOCache
from textual.color import Color
from textual.filter import LineFilter
from textual.strip import Strip

_CACHE_SIZES: Final = {
    "_divide_cache": 4,
    "_crop_cache": 16,
    "_style_cache": 16,
    "_filter_cache": 4,
    "_line_length_cache": 4,
    "_crop_extend_cache": 4,
    "_offsets_cache": 4,
}
"""As Textual's `Strip` makes them, for each strip: 1.1 KiB, three times what a row of text takes."""


class LeanStrip(Strip):
    """Textual's, whose caches are made when they are first used."""

    __slots__ = ()

    def __init__(self, segments: list[Segment], cell_length: int) -> None:  # not Textual's, which makes the caches
        self._segments = segments
        self._cell_length = cell_length
        self._render_cache = None
        self._link_ids = None
        self._cell_count = None

    def apply_filter(self, filter: LineFilter, background: Color) -> Strip:
        """Like Textual's; the result is lean too."""
        known: Strip | None = self._filter_cache.get((filter, background))
        if known is None:
            known = LeanStrip(filter.apply(self._segments, background), self.cell_length)
            self._filter_cache[filter, background] = known
        return known

    def __getattr__(self, name: str) -> Any:
        """Called for a slot that is still empty."""
        size = _CACHE_SIZES.get(name)
        if size is None:
            raise AttributeError(name)
        cache: FIFOCache[Any, Any] = FIFOCache(size)
        setattr(self, name, cache)
        return cache
