"""Makes output that is hard to show fast and that the recordings have too little of, from fixed seeds."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from tests.term.output import TEXTS

SIZE: Final = 200_000
"""Characters of each."""
COLUMNS, LINES = 120, 40
_PALETTE: Final = ("30;30;46", "1;120;212", "255;166;43", "224;224;224")
_MOVES: Final = ("\r\n", "\r", "\b", "\t", "\x1b[1H", "\x1b[2J", "\x1b[K", "\x1b[1K", "\x1b[31m", "\x1b[m", "\x1b[7m")


def make_textual_app(random: Random) -> str:
    """Frames as Textual writes them: autowrap off, synchronized, and every segment with its own true colours."""
    frame = ["\x1b[?2026h"]
    for line in range(1, LINES + 1):
        if random.random() < 0.5:
            continue
        frame.append(f"\x1b[{line};1H")
        left = COLUMNS
        while left:
            width = min(left, random.randrange(3, 40))
            left -= width
            bold = "1;" if random.random() < 0.2 else ""
            style = f"{bold}38;2;{random.choice(_PALETTE)};48;2;{random.choice(_PALETTE)}"
            frame.append(f"\x1b[{style}m{''.join(random.choices('abcde fghi ', k=width))}\x1b[0m")
    return "".join(frame) + "\x1b[?2026l"


def make_gradient(random: Random) -> str:
    """A line in which every few cells have a colour that was never seen before."""
    colours = (";".join(str(random.randrange(256)) for _ in "rgb") for _ in range(40))
    cells = (f"\x1b[38;2;{colour}m{'#' * random.randint(1, 3)}" for colour in colours)
    return "".join(cells) + "\x1b[0m\r\n"


def make_dialog(random: Random) -> str:
    """A box of line-drawing characters, as `dialog` draws it."""
    rows = (
        f"\x1b[{line};10H\x1b(0\x1b[1m\x1b[37m\x1b[44mx\x1b(B\x1b[30m\x1b[47m  entry {random.randrange(99):<20}"
        f"\x1b(0\x1b[37mx\x1b(B\x1b[m"
        for line in range(5, 25)
    )
    return f"\x1b[4;10H\x1b(0l{'q' * 30}k\x1b(B" + "".join(rows)


def make_noise(random: Random) -> str:
    """Emoji, combining marks and other difficult text, and sequences between them."""
    return random.choice(TEXTS) if random.random() < 0.7 else random.choice(_MOVES)


MAKERS: Final[Mapping[str, tuple[str, Callable[[Random], str]]]] = {
    "textual": ("\x1b[?1049h\x1b[?7l", make_textual_app),
    "insert": ("\x1b[4h", make_textual_app),
    "truecolour": ("", make_gradient),
    "dialog": ("", make_dialog),
    "fuzz": ("", make_noise),
}
"""Name -> the beginning of the output, and the function that makes more of it."""


def make_corpora() -> dict[str, bytes]:
    corpora = {}
    for name, (beginning, make) in MAKERS.items():
        random = Random(name)
        pieces, size = [beginning], 0
        while size < SIZE:
            pieces.append(make(random))
            size += len(pieces[-1])
        corpora[name] = "".join(pieces).encode()
    return corpora
