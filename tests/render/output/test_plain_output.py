from hypothesis import given

from octui.render.output.command_output import PIECE, to_plain_text
from octui.render.output.output_replay import STEP
from tests.support.strip_assertions import is_control
from tests.term.output import outputs


def test_plain_text_is_copied_as_it_is() -> None:
    for text in ("", "a\n\n\tb  \n", "日本語\u202e\u200b"):
        assert to_plain_text(text) == text
    assert to_plain_text("a\r\nb\r\n") == "a\nb\n"


def test_colours_are_not_copied_and_nothing_else_is_lost() -> None:
    assert to_plain_text("\x1b[1ma\x1b[0m\n\n\tb  \n") == "a\n\n\tb  \n"
    assert to_plain_text("\x1b]8;;http://a.b/\x1b\\label\x1b]8;;\x1b\\\x1b(B") == "label"


def test_long_output_is_copied_in_pieces_that_cut_no_sequence() -> None:
    lines = "\x1b[1mbold\x1b[0m and not\r\n" * (3 * PIECE // 20)
    assert to_plain_text(lines) == "bold and not\n" * (3 * PIECE // 20)
    for shift in range(8):
        line = "x" * shift + "\x1b[31mred" * (PIECE // 2)
        assert to_plain_text(line) == "x" * shift + "red" * (PIECE // 2)


def test_what_was_printed_over_is_not_copied() -> None:
    assert to_plain_text("10%\r100%\n\x1b[1A\x1b[2Kdone\n") == "done\n"
    assert to_plain_text("abc\b\bX") == "aXc\n"


def test_what_was_cleared_away_is_copied() -> None:
    assert to_plain_text("one\x1b[2J\x1b[Htwo") == "one\ntwo\n"


def test_controls_are_copied_as_they_are_shown_and_hidden_characters_as_they_are() -> None:
    assert to_plain_text("a\x07b\x9b") == "a␇b\\u{9b}"
    assert to_plain_text("a\x07\u202eb\x9b\r") == "a␇\u202eb\\u{9b}\n"


def test_a_line_of_any_length_stays_one() -> None:
    line = "0123456789" * 20_000
    assert to_plain_text(f"x\r{line}\nend") == f"{line}\nend\n"


def test_an_output_of_any_size_is_copied_whole() -> None:
    lines = "".join(f"line {number}\n" for number in range(50_000))
    assert len(lines) > 10 * STEP
    assert to_plain_text("\x1b[31m\b" + lines) == lines


@given(outputs)
def test_no_control_character_is_copied(text: str) -> None:
    assert not any(is_control(character) for character in to_plain_text(text) if character not in "\n\t")
