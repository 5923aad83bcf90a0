"""Long Markdown in pieces: together they are the text, and look as it does."""

import pytest

from octui.render.blocks import ProseBlock
from octui.render.markdown.sections import FIRST, LATER, SLACK, ProseSections
from octui.render.markdown.view import MarkdownView
from octui.render.renderer import BlockRenderer
from octui.render.theme.unthemed_palettes import DARK
from tests.support.fuzzing.hostile_content import make_hostile_text
from tests.support.strip_assertions import row_texts

LONGEST = LATER + 4 * SLACK
KINDS = {
    "prose": "## Heading\n\nSome *words* and `code`, with a [link](http://x.y/z).\n\n- one\n\n```py\nx = 1\n```\n\n",
    "paragraphs": "Some words about nothing in particular. " * 8 + "\n\n",
    "one paragraph": "one line of a very long paragraph\n",
    "a list": "- item with *some* words\n",
    "a list with paragraphs": "- item\n\n  more of it\n\n",
    "a numbered list": "1. item\n",
    "quotes": "> quoted\n> text\n\n",
    "references": "See [that] and [this][that].\n\n",
}


def cut(text: str) -> tuple[ProseBlock, ...]:
    return ProseSections().split_prose(ProseBlock("p", "m", text))[0]


def draw(pieces: tuple[ProseBlock, ...], width: int) -> list[str]:
    renderer = BlockRenderer(DARK, clock=lambda: 0.0)
    rows: list[str] = []
    for piece in pieces:
        strips = renderer.render_block(piece, width)
        while renderer.is_unfinished(piece):
            strips = renderer.render_block(piece, width)
        gap = piece.gap_above or 0
        rows += [""] * (gap if strips else 0) + [row[2:] for row in row_texts(strips)]
    return rows


@pytest.mark.parametrize("kind", KINDS)
def test_pieces_look_like_the_whole(kind: str) -> None:
    text = KINDS[kind] * (20_000 // len(KINDS[kind])) + "\n\n[that]: http://a.b/c\n"
    pieces = cut(text)
    assert len(pieces) > 4 and "".join(piece.text for piece in pieces) == text
    assert draw(pieces, 102) == row_texts(MarkdownView(DARK).render_markdown(text, 100, final=True))


@pytest.mark.parametrize("seed", range(8))
def test_no_text_is_lost_changed_late_or_kept_in_large_pieces(seed: int) -> None:
    text = "\n".join(make_hostile_text(seed + 100 * number) for number in range(20))
    pieces = cut(text)
    assert "".join(piece.text for piece in pieces) == text
    assert all(len(piece.text) <= LONGEST for piece in pieces[1:])
    growing, settled = ProseSections(), cut("")[:0]
    for end in range(0, len(text) + 997, 997):
        now = growing.split_prose(ProseBlock("p", "m", text[:end], streaming=True))[0]
        assert [piece.text for piece in now[: len(settled)]] == [piece.text for piece in settled]
        settled = now[:-1]
    assert growing.split_prose(ProseBlock("p", "m", text))[0] == pieces


CLOSE = {
    "headings": "# a\ntext\n",
    "underlined headings": "Title\n===\n",
    "small fences": "```py\nx=1\n```\n",
    "code in items": "- a\n  ```py\n  x = 1\n  ```\n",
    "indented code": "    some code of a few words\n\n",
}


@pytest.mark.parametrize("kind", CLOSE)
def test_blocks_without_blank_lines_between_them_look_like_the_whole_too(kind: str) -> None:
    text = CLOSE[kind] * (9_500 // len(CLOSE[kind])) + "\nend\n"
    pieces = cut(text)
    assert len(pieces) > 1
    assert draw(pieces, 102) == row_texts(MarkdownView(DARK).render_markdown(text, 100, final=True))


def test_code_goes_on_as_code_and_ends_where_its_fence_does() -> None:
    code = "for x in range(10): print(x)  # a comment\n\n"
    text = "```python\n" + code * 700 + "```\n\nAfter *it*."
    pieces = cut(text)
    assert len(pieces) > 4 and {piece.context for piece in pieces[1:-1]} == {"```python\n"}
    assert draw(pieces, 102) == row_texts(MarkdownView(DARK).render_markdown(text, 100, final=True))


TABLES = {
    "boxed": ("| name | value |\n|---|:-:|\n", "| some words | `code` |\n"),
    "with rows that wrap": ("| name | value |\n|---|---|\n", "| short | " + "many words in *one* cell " * 6 + "|\n"),
    "without edges": ("name | value\n---|---\n", "some | a\\|b\n"),
    "of cards": ("| column " * 30 + "|\n" + "|---" * 30 + "|\n", "| some words " * 30 + "|\n"),
    "wider than any screen": ("| a" * 70 + "|\n" + "|-" * 70 + "|\n", "| b" * 70 + "|\n"),
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_in_pieces_looks_like_one_table(kind: str) -> None:
    head, row = TABLES[kind]
    text = head + row * (16_000 // len(row)) + "\nAfter it.\n\n| x |\n|---|\n| y |\n"
    pieces = cut(text)
    assert len(pieces) > 3
    assert draw(pieces, 102) == row_texts(MarkdownView(DARK).render_markdown(text, 100, final=True))


def test_the_columns_of_a_table_are_as_wide_in_every_piece_as_at_its_beginning() -> None:
    text = "| a | b |\n|---|---|\n" + "| x | y |\n" * 30 + "| **a wide cell** | y |\n" + "| x | y |\n" * 2_000
    borders = {row for row in draw(cut(text), 102) if row.startswith(("┌", "├", "└"))}
    assert len(borders) == 3


def test_ordinary_texts_are_not_cut() -> None:
    assert len(cut("word " * (FIRST // 5))) == 1


def test_one_line_is_cut_between_words_and_never_inside_a_character() -> None:
    assert all(piece.text.endswith(" ") for piece in cut("some words " * 4_000)[:-1])
    family = "👨\u200d👩\u200d👧"
    assert all(not piece.text.startswith("\u200d") for piece in cut(family * 8_000))


def test_the_rest_of_a_cell_that_fills_pages_is_as_wide_as_prose() -> None:
    pieces = cut("| a | b |\n|---|---|\n| " + "x" * 50_000 + " | y |\n| c | d |\n")
    rows = [draw((piece,), 80) for piece in pieces[1:]]
    assert len(rows) > 5 and max(map(len, rows)) < 100
