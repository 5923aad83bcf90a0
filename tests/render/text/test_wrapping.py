from rich.style import Style

from octui.render.text.wrapping import wrap_paragraphs


def test_the_first_rows_are_wrapped_and_the_rest_is_said_to_be_left_out() -> None:
    rows, is_whole = wrap_paragraphs("one two\nthree", 4, Style(), 2)
    assert ["".join(segment.text for segment in row) for row in rows] == ["one", "two"] and not is_whole
    assert wrap_paragraphs("one two", 4, Style(), 2)[1]


def test_of_characters_without_a_cell_only_so_many_are_looked_at() -> None:
    rows, is_whole = wrap_paragraphs("\U0001f469\u200d" * 500_000, 80, Style(), 100)
    assert len(rows) < 10 and not is_whole
