"""The rows of a picker and how a query filters them; pure, so that tests need no screen."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.ui.pickers.fuzzy_match import FuzzyPattern, fold_case

MAX_SEARCHED: Final = 2_000
"""Characters of each text of a row that a query is compared with."""
SEARCHED_AT_ONCE: Final = 1_000
"""Rows that a query is compared with before something else has its turn."""


@dataclass(frozen=True, slots=True)
class PickerRow:
    """One entry of a picker. All texts are plain: they may come from a server.

    `glyph` is one cell before the title, drawn in `style`; `current` marks what is in use now. `search_text` is
    searched too, but not shown. `flat_detail` is the detail to show when no heading names the group. How long ago
    `since` is, in epoch milliseconds, ends the detail whenever it is drawn. A muted row is drawn like a detail:
    selecting it only says why it cannot be used.
    """

    id: str
    title: str
    detail: str = ""
    group: str = ""
    glyph: str = ""
    current: bool = False
    search_text: str = ""
    style: str = ""
    flat_detail: str = ""
    since: float | None = None
    is_muted: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of the group below it; an empty one is the blank line above a heading."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A quiet line that cannot be chosen."""

    text: str


Line = Heading | Note | PickerRow


class SearchableRows:
    """Rows to be searched; a longer query searches only what the shorter one left."""

    def __init__(self, rows: Iterable[PickerRow]) -> None:
        self.rows: tuple[PickerRow, ...] = tuple(rows)
        self._query = ""
        self._left: Sequence[int] = range(len(self.rows))

    @cached_property
    def all_lines(self) -> tuple[Line, ...]:
        """All rows below their headings."""
        return tuple(_group_rows(self.rows))

    def filter_in_slices(self, query: str) -> Generator[None, None, tuple[Line, ...]]:
        """All rows below their headings, or the matches of a query, best first, without duplicates.

        It yields so that other work gets its turn; a search that is left early has no effect on later ones.
        """
        query = query.strip()
        if not query:
            return self.all_lines
        score = FuzzyPattern(query).score_title
        searched = self._left if self._query and query.startswith(self._query) else range(len(self.rows))
        matches: list[tuple[float, int]] = []
        for place, number in enumerate(searched, 1):
            row = self.rows[number]
            scored = score(fold_case(row.title[:MAX_SEARCHED]), _fold_other_texts(row))
            if scored is not None:
                matches.append((-scored, number))
            if place % SEARCHED_AT_ONCE == 0:
                yield
        self._query, self._left = query, [number for _, number in matches]
        matches.sort()
        matching: dict[str, PickerRow] = {}
        for place, (_, number) in enumerate(matches, 1):
            row = self.rows[number]
            if row.id not in matching:
                # No heading stands above it.
                matching[row.id] = replace(row, detail=row.flat_detail) if row.flat_detail else row
            if place % SEARCHED_AT_ONCE == 0:
                yield
        return tuple(matching.values())


def _fold_other_texts(row: PickerRow) -> str:
    detail = row.flat_detail or row.detail
    return fold_case(f"{row.search_text[:MAX_SEARCHED]} {detail[:MAX_SEARCHED]} {row.group[:MAX_SEARCHED]}")


def _group_rows(rows: Iterable[PickerRow]) -> Iterable[Line]:
    """Rows by group; groups in order of first appearance."""
    groups: dict[str, list[PickerRow]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    for number, (name, members) in enumerate(groups.items()):
        if name:
            if number:
                yield Heading()
            yield Heading(name)
        yield from members
