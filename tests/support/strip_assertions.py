"""What strips and rows say, for tests that read them as a person would."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip


def row_texts(rows: Iterable[Iterable[Segment]]) -> list[str]:
    return ["".join(segment.text for segment in row).rstrip() for row in rows]


def to_text(rows: Iterable[Iterable[Segment]]) -> list[list[tuple[str, Style | None]]]:
    return [[(segment.text, segment.style) for segment in row] for row in rows]


def style_of(rows: Iterable[Iterable[Segment]], words: str) -> Style:
    """The style of the segment that says `words`, or else of the first that has them in it."""
    segments = [segment for row in rows for segment in row]
    exact = [segment for segment in segments if segment.text.strip() == words]
    return next(segment.style or Style() for segment in (*exact, *segments) if words in segment.text)


def assert_safe(strips: Sequence[Strip], width: int) -> None:
    for strip in strips:
        assert strip.cell_length <= width
        assert strip.cell_length == sum(cell_len(segment.text) for segment in strip)
        assert all(not is_control(character) for segment in strip for character in segment.text)


def is_control(character: str) -> bool:
    code = ord(character)
    return code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000
