import pytest

from octui.render.text.safe_pieces import PIECE, iter_pieces
from octui.render.text.spoofing import escape_spoofing, has_confusables, has_hidden_chars

TEXTS = {
    "letters": "x" * PIECE * 3,
    "lines": "line\r\n" * PIECE,
    "wide letters": "漢字" * PIECE * 2,
    "marks": "a" + "\u0301" * PIECE * 2 + "b",
    "keycaps": "1\ufe0f\u20e3" * PIECE,
    "Russian": "Привет мир, " * PIECE,
}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_long_text_is_cut_into_pieces_that_make_it_up(kind: str) -> None:
    pieces = list(iter_pieces(TEXTS[kind]))
    assert "".join(pieces) == TEXTS[kind]
    assert len(pieces) > 1 or kind in ("marks", "keycaps"), "only what belongs together stays together"


@pytest.mark.parametrize("place", range(-2, 3))
def test_what_deceives_is_found_wherever_a_long_text_is_cut(place: int) -> None:
    lead = "x" * (PIECE + place)
    assert has_confusables(f"{lead}\u0430{lead}")
    assert escape_spoofing(f"{lead}\u0430{lead}") == f"{lead}\\u{{430}}{lead}"
    assert has_hidden_chars(f"{lead}\rx{lead}") and not has_hidden_chars(f"{lead}\r\n{lead}\r\n")
    assert escape_spoofing(lead + lead) == lead + lead
