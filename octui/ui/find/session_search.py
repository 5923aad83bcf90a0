"""The matches of one search in a session, newest first, as far as its messages were searched."""

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from octui.render.blocks import Block
from octui.ui.find.query import FoundPlace, SearchedBlock, list_places
from octui.ui.transcript.message_slices import parse_slice_key

BATCH: Final = 20
"""Items whose blocks are collected before the event loop has its turn."""


class SearchedSource(Protocol):
    """What is shown of a session."""

    def list_keys(self) -> Sequence[str]: ...
    def build_blocks(self, key: str) -> tuple[Block, ...]: ...


class SessionSearch:
    """Collects matches; `places` only ever grows, at its end with older ones and at its beginning with newer ones."""

    def __init__(self, source: SearchedSource, query: str, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.places: list[FoundPlace] = []
        self.searched_count = 0
        self.current = -1
        """The match the reader is at; -1 before the first step."""
        self._source = source
        self._query = query
        self._searched: set[str] = set()

    async def search_loaded(self, on_progress: Callable[[], None]) -> None:
        """Search the messages that were not searched yet, newest first."""
        keys = [key for key in reversed(self._source.list_keys()) if key not in self._searched]
        newest = max(self._searched, default="")
        newer = [key for key in keys if key > newest] if newest else []
        older = [key for key in keys if key <= newest] if newest else keys
        if newer:
            found = await self._search_keys(newer)
            self.places[:0] = found
            self.current += len(found) if self.current >= 0 else 0
        for start in range(0, len(older), BATCH):
            self.places += await self._search_keys(older[start : start + BATCH])
            on_progress()

    async def _search_keys(self, keys: Sequence[str]) -> list[FoundPlace]:
        # The newest match of each message comes first.
        blocks = [SearchedBlock(key, block) for key in keys for block in self._source.build_blocks(key)]
        found = await asyncio.to_thread(list_places, blocks, self._query, self.pattern)
        self._searched.update(keys)
        self.searched_count += sum(not parse_slice_key(key).start for key in keys)
        places: dict[str, list[FoundPlace]] = {}
        for place in found:
            places.setdefault(place.item, []).append(place)
        return [place for key in keys for place in reversed(places.get(key, ()))]

    def choose_first(self, at_most: str) -> FoundPlace | None:
        """The newest match that is not after a message; the newest of all where every match is after it."""
        if not self.places:
            return None
        number = next(
            (n for n, place in enumerate(self.places) if parse_slice_key(place.item).message_id <= at_most), 0
        )
        self.current = number
        return self.places[number]

    def step_match(self, step: int) -> FoundPlace | None:
        """The next older match (1) or newer one (-1); after the last comes the first."""
        if not self.places:
            return None
        self.current = (self.current + step) % len(self.places) if self.current >= 0 else 0
        return self.places[self.current]
