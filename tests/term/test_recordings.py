from pathlib import Path

import msgspec
import pytest

from octui.term import ByteStream, Screen, split_runs
from octui.term.parser.sgr import format_rendition

RECORDINGS = Path(__file__).parent / "recordings"
NAMES = sorted(path.stem for path in RECORDINGS.glob("*.bin"))


class Shown(msgspec.Struct):
    """A screen as it should be: for each row runs of text, with the SGR parameters that make them look so."""

    cursor: tuple[int, int]
    rows: list[list[tuple[str, str]]]


def shown(screen: Screen) -> Shown:
    cursor = screen.seen_cursor
    rows = [[(text, format_rendition(look)) for text, look in split_runs(row)] for row in screen.shown]
    return Shown((cursor.x, cursor.y), rows)


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_leads_to_the_screen_a_reference_showed(name: str) -> None:
    screen = Screen(120, 40)
    ByteStream(screen).feed((RECORDINGS / f"{name}.bin").read_bytes())
    assert shown(screen) == msgspec.json.decode((RECORDINGS / f"{name}.json").read_bytes(), type=Shown)


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_in_small_pieces_leads_to_the_same_screen(name: str) -> None:
    data = (RECORDINGS / f"{name}.bin").read_bytes()
    whole, pieces = Screen(120, 40), Screen(120, 40)
    ByteStream(whole).feed(data)
    stream = ByteStream(pieces)
    for start in range(0, len(data), 7):
        stream.feed(data[start : start + 7])
    assert shown(whole) == shown(pieces)


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_leaves_nothing_the_program_did_not_print(name: str) -> None:
    screen = Screen(120, 40)
    ByteStream(screen).feed((RECORDINGS / f"{name}.bin").read_bytes())
    assert "\x1b" not in screen.get_text()
