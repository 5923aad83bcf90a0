"""The first and the last lines of a text of any size, found without scanning the rest."""

from collections.abc import Iterable, Iterator

COUNTED = 1 << 19
"""Characters in which lines are counted; beyond them it is only known that there are more."""

MOST_EFFORT = 160_000
"""What is drawn at once costs no more than so many letters; a thousand rows of code cost less."""
_OTHER_CHARACTER = 4
"""Other characters are looked up, may be of any width or belong to the one before, or are shown as something else."""

Place = tuple[int, int]
"""Where a line begins and ends, its newline left out."""


def iter_first_lines(text: str, start: int = 0, stop: int | None = None) -> Iterator[Place]:
    """The places of the lines from the beginning on; an empty text has none."""
    stop = len(text) if stop is None else stop
    while start < stop:
        end = text.find("\n", start, stop)
        end = stop if end < 0 else end
        yield start, end
        start = end + 1


def iter_last_lines(text: str, start: int = 0, stop: int | None = None) -> Iterator[Place]:
    """The places of the lines from the end backwards, blank ones at the very end left out."""
    stop = find_trimmed_end(text, start, len(text) if stop is None else stop)
    while start < stop:
        newline = text.rfind("\n", start, stop)
        yield max(start, newline + 1), stop
        if newline == start:
            yield start, start
        stop = newline


def find_trimmed_end(text: str, start: int, stop: int) -> int:
    """Where the text ends without trailing newlines and spaces; only the last 4096 characters are searched."""
    chunk = text[max(start, stop - 4096) : stop]
    return stop - (len(chunk) - len(chunk.rstrip("\n\r ")))


def count_lines(text: str, start: int = 0, stop: int | None = None) -> tuple[int, bool]:
    """How many lines there are, and whether that is all of them or only those that were counted."""
    stop = len(text) if stop is None else stop
    if start >= stop:
        return 0, True
    end = min(stop, start + COUNTED)
    return text.count("\n", start, end) + (text[stop - 1] != "\n"), end == stop


def estimate_effort(text: str) -> int:
    """What drawing a text costs, in letters."""
    is_plain = text.isascii() and text.replace("\t", "").isprintable()
    return len(text) if is_plain else _OTHER_CHARACTER * len(text)


def count_drawable_lines(lines: Iterable[str]) -> int:
    """How many of these lines can be drawn at once: at least one, if there are any."""
    count = effort = 0
    for line in lines:
        if effort > MOST_EFFORT:
            break
        effort += estimate_effort(line)
        count += 1
    return count


def format_more(number: int, exact: bool, noun: str = "line") -> str:
    """`12 more lines`, `over 9,000 more lines`."""
    plural = noun if number == 1 and exact else noun + "s"
    return f"{'' if exact else 'over '}{number:,} more {plural}"


def take_beginning(text: str, characters: int, lines: int) -> str:
    """The text up to so many characters and lines."""
    end = -1
    for _ in range(lines):
        newline = text.find("\n", end + 1, characters)
        if newline < 0:
            return text[:characters]
        end = newline
    return text[: max(0, end)]


def describe_rest(characters: int) -> str:
    """What stands after a beginning: how many characters were left out, if any."""
    return f" … {characters:,} more characters" if characters > 0 else ""
