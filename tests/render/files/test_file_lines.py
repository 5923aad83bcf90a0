import tracemalloc

import pytest
from rich.segment import Segment

from octui.render.files.file_lines import MAX_SHOWN_LENGTH, PIECE, WHOLE, FileLines
from octui.render.files.hex_dump import format_hex_dump, format_size
from octui.render.files.line_spans import locate_spans, mark_spans
from octui.render.text.line_edges import SPLIT_AT_ONCE, TextLines
from octui.render.theme.unthemed_palettes import DARK
from octui.wire.decoding.wide_texts import WideText
from tests.support.strip_assertions import is_control, row_texts


def test_a_final_line_break_begins_no_line_and_windows_ends_are_not_shown() -> None:
    assert list(TextLines("a\nb\n")) == ["a", "b"]
    assert list(TextLines("a\r\nb\r\n")) == ["a", "b"]
    assert list(TextLines("a\n\n")) == ["a", ""]
    assert list(TextLines("")) == [""]


@pytest.mark.parametrize("text", ["\N{ROCKET}\r\né\n\n", "\N{ROCKET}", "x\n\N{ROCKET}\r\n" * SPLIT_AT_ONCE])
def test_the_lines_of_a_wide_text_are_those_of_the_text(text: str) -> None:
    wide, lines = TextLines(WideText(text.encode())), TextLines(text)
    assert [*wide] == [*lines] == [wide[number] for number in range(len(lines))]


@pytest.mark.parametrize("text", ["", "a", "\n", "\n\n", "a\r\n\r\nb", "x\n" * (2 * SPLIT_AT_ONCE + 1) + "\r\n" + "y"])
def test_all_lines_are_those_that_are_made_one_by_one(text: str) -> None:
    lines = TextLines(text)
    assert [*lines] == [lines[number] for number in range(len(lines))]


def test_the_lines_of_a_file_take_a_fraction_of_its_memory() -> None:
    text = "a line of a file\n" * 100_000
    tracemalloc.start()
    lines = FileLines(TextLines(text), "a.txt")
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert (len(lines), lines.lines[99_999]) == (100_000, "a line of a file")
    assert kept < len(text) / 2


def test_what_is_in_view_is_coloured_first_and_then_the_whole_file() -> None:
    lines = FileLines([f'"""text {n}' if n % 2 else "x = 1" for n in range(PIECE * 3)], "a.py")
    wanted = lines.find_uncoloured(PIECE + 5)
    assert wanted == range(PIECE, 2 * PIECE)
    lines.add_coloured(wanted, lines.highlight_lines(wanted, DARK))
    assert row_texts([lines.build_row(PIECE, DARK)]) == ["x = 1"]
    whole = lines.find_uncoloured(PIECE + 5)
    assert whole == range(len(lines))
    lines.add_coloured(whole, lines.highlight_lines(whole, DARK))
    assert lines.find_uncoloured(0) is None


def test_a_large_file_is_coloured_only_where_it_is_read() -> None:
    lines = FileLines(["x = 'a'" * 20] * (WHOLE // 100), "a.py")
    wanted = lines.find_uncoloured(1_000)
    assert wanted is not None and len(wanted) == PIECE
    lines.add_coloured(wanted, lines.highlight_lines(wanted, DARK))
    assert lines.find_uncoloured(1_000) is None
    assert len(lines.build_row(wanted.start, DARK)) > 1


def test_an_endless_line_is_cut_with_its_length_said_and_hostile_content_is_spelled_out() -> None:
    lines = FileLines(["x" * 20_000_000, "a\x1b[31m\u202eb\tc"], "a.py")
    assert row_texts([lines.build_row(0, DARK)]) == ["x" * MAX_SHOWN_LENGTH + " … 19,980,000 more characters"]
    (text,) = row_texts([lines.build_row(1, DARK)])
    assert "\\u{202e}" in text and not any(map(is_control, text))


def test_matches_are_marked_where_they_are_drawn() -> None:
    text = "\tone\x1b two"
    (span,) = locate_spans(text, [(6, 9)])
    row = [Segment("    on"), Segment("e␛ two")]
    marked = mark_spans(row, [span], DARK.warning)
    assert [segment.text for segment in marked if segment.style == DARK.warning] == ["two"]
    assert "".join(segment.text for segment in marked) == "    one␛ two"


def test_bytes_are_shown_as_numbers_and_characters() -> None:
    assert format_hex_dump(b"PK\x03\x04" + b"\xff" * 14) == [
        "000000  50 4b 03 04 ff ff ff ff  ff ff ff ff ff ff ff ff  PK··············",
        "000010  ff ff                                             ··",
    ]
    assert [format_size(n) for n in (1, 812, 12_345, 50_000_000)] == ["1 byte", "812 bytes", "12.3 KB", "50.0 MB"]
