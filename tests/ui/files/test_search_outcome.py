import pytest

from octui.render.files.file_lines import MAX_SHOWN_LENGTH
from octui.ui.files.search_outcome import make_text_hits
from octui.ui.files.text_matches import MAX_MARKED
from octui.wire.workspace.search import Match, Submatch, Words


def find_spans(text: str, *places: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    submatches = tuple(Submatch(start=start, end=end) for start, end in places)
    (hit,) = make_text_hits([Match(path=Words(text="a.py"), lines=Words(text=text), submatches=submatches)], "/shop")
    assert hit.text == text[:MAX_SHOWN_LENGTH].rstrip("\n")
    return hit.spans


@pytest.mark.parametrize(
    ("text", "place", "span"),
    [
        ("a needle\n", (2, 8), (2, 8)),
        ("é needle", (3, 9), (2, 8)),
        ("日本 needle", (7, 13), (3, 9)),
        ("x", (1, 1), None),
    ],
)
def test_places_in_bytes_become_places_in_characters(
    text: str, place: tuple[int, int], span: tuple[int, int] | None
) -> None:
    assert find_spans(text, place) == ((span,) if span else ())


def test_of_a_long_line_only_what_is_drawn_is_looked_at() -> None:
    places = [(at, at + 1) for at in range(0, 1_000_000, 2)]
    assert find_spans("x" * 1_000_000, *places) == tuple(places[:MAX_MARKED])
    assert find_spans("é" * 1_000_000, (4 * MAX_SHOWN_LENGTH, 4 * MAX_SHOWN_LENGTH + 2)) == ()
