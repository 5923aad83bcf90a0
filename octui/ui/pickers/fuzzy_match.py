"""Fuzzy matching for pickers and completion.

Textual's matcher tries every way to place the letters, which takes seconds for a long title, and it parses the title as
markup. This one takes linear time, and text stays text.
"""

from itertools import pairwise
from typing import Final

_BEYOND: Final = 0.4
"""The weight of a letter found outside the title, relative to one inside it."""


class FuzzyPattern:
    """A query: every word has to be found, in any order.

    Titles and other texts must have been passed through `fold_case`.
    """

    def __init__(self, query: str) -> None:
        self.words: Final = tuple(fold_case(query).split())
        self._whole: Final = " ".join(self.words)

    def score_title(self, title: str, beyond: str = "") -> float | None:
        """How well it matches a title, and further text that counts less; higher is better, None means no match."""
        total = 0.0
        in_title = False
        for word in self.words:
            start = title.find(word)
            if start >= 0:
                in_title = True
                start = _best_start(word, title, start)
                total += (3.0 if _is_word_start(title, start) else 2.0) * len(word) + (start == 0)
            elif placed := _find_scattered(word, title):
                in_title = True
                total += _score_positions(placed, title)
            elif _starts_a_word(word, beyond):
                total += _BEYOND * len(word)
            else:
                return None
        if title == self._whole:
            total *= 2
        # Of two equal matches, the shorter title wins.
        return total - len(title) / 1000 if in_title else total

    def find_positions(self, title: str) -> tuple[int, ...]:
        """The indices of the characters of the title that matched, ascending."""
        places: set[int] = set()
        for word in self.words:
            start = title.find(word)
            if start >= 0:
                start = _best_start(word, title, start)
                places.update(range(start, start + len(word)))
            else:
                places.update(_find_scattered(word, title))
        return tuple(sorted(places))


def fold_case(text: str) -> str:
    """Lower case, letter by letter: indices into it are indices into `text`."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _best_start(word: str, title: str, start: int) -> int:
    """The first index at which the word starts a word of the title, else the first index."""
    place = start
    while place >= 0:
        if _is_word_start(title, place):
            return place
        place = title.find(word, place + 1)
    return start


def _starts_a_word(word: str, text: str) -> bool:
    """Whether a word of the text starts with it; matches inside words of details would only surprise."""
    place = text.find(word)
    return place >= 0 and _is_word_start(text, _best_start(word, text, place))


def _find_scattered(word: str, title: str) -> list[int]:
    """Its letters in order, with others between: found from the left, then pulled together from the right."""
    end = -1
    for letter in word:
        end = title.find(letter, end + 1)
        if end < 0:
            return []
    places: list[int] = []
    place = end + 1
    for letter in reversed(word):
        place = title.rfind(letter, 0, place)
        places.append(place)
    places.reverse()
    return places


def _score_positions(places: list[int], title: str) -> float:
    letters = len(places)
    begun = sum(_is_word_start(title, place) for place in places)
    groups = 1 + sum(after != before + 1 for before, after in pairwise(places))
    spread = (places[-1] - places[0] + 1) / letters
    return (letters + begun) / (groups * max(1.0, spread / 4)) + begun / letters


def _is_word_start(title: str, index: int) -> bool:
    return index == 0 or not title[index - 1].isalnum()
