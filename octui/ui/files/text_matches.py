"""Search for words in the lines of a file."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from octui.render.files.line_spans import Span

MAX_MATCHES: Final = 100_000
MAX_MARKED: Final = 1_000
"""Matches that are marked in one line."""
_SLICE: Final = 5_000
"""Lines searched before it is asked whether the search is still wanted."""


@dataclass(frozen=True, slots=True)
class LineMatches:
    """Every match in a file, in order: the line of each, and where it is in it."""

    words: str
    places: tuple[tuple[int, int, int], ...] = ()
    """Line, start and end in characters."""
    is_cut: bool = False
    """There are more than are listed."""

    def list_spans(self, line: int) -> list[Span]:
        """The matches of one line, as many as are marked in it."""
        first = bisect_left(self.places, (line,))
        last = bisect_left(self.places, (line + 1,))
        return [(start, end) for _, start, end in self.places[first : min(last, first + MAX_MARKED)]]

    def find_next(self, line: int, step: int) -> int | None:
        """The number of the next match on another line in a direction, beginning again at the other end."""
        if not self.places:
            return None
        if step > 0:
            return bisect_left(self.places, (line + 1,)) % len(self.places)
        return (bisect_left(self.places, (line,)) - 1) % len(self.places)

    def find_from(self, line: int) -> int | None:
        """The number of the first match on this line or below it, else of the first of all."""
        return bisect_left(self.places, (line,)) % len(self.places) if self.places else None


@dataclass(frozen=True, slots=True)
class FoundMatches:
    """The matches of a search, and which of them it is at."""

    matches: LineMatches = LineMatches("")
    number: int | None = None

    def find_next(self, line: int, step: int) -> int | None:
        """The number of the next match: in the line of the cursor, from line to line, and on from the other end."""
        places = self.matches.places
        if self.number is not None and places[self.number][0] == line:
            return (self.number + step) % len(places)
        return self.matches.find_next(line, step)

    def describe_place(self) -> str:
        """`3 of 12`; `12+` where there are more than are listed."""
        matches = self.matches
        if not matches.words:
            return ""
        if not matches.places:
            return "no match"
        number = "" if self.number is None else f"{self.number + 1:,} of "
        return f"{number}{len(matches.places):,}{'+' if matches.is_cut else ''}"


def search_lines(lines: Sequence[str], words: str, is_wanted: Callable[[], bool] = lambda: True) -> LineMatches:
    """All matches of the words, in any case unless they have a capital letter; slow, and safe in a thread."""
    exact = words != words.lower()
    sought = words if exact else words.lower()
    places: list[tuple[int, int, int]] = []
    if not words:
        return LineMatches(words)
    for number, line in enumerate(lines):
        text = line if exact else line.lower()
        at = text.find(sought)
        while at >= 0:
            places.append((number, at, at + len(sought)))
            if len(places) >= MAX_MATCHES:
                return LineMatches(words, tuple(places), is_cut=True)
            at = text.find(sought, at + len(sought))
        if number % _SLICE == 0 and not is_wanted():
            break
    return LineMatches(words, tuple(places))
