"""What hostile Markdown costs, counted: twice the text is about twice the work, and a little more text is little."""

from functools import partial

import pytest

from octui.render.blocks import ProseBlock
from octui.render.markdown.inline import InlineParser
from octui.render.markdown.view import MarkdownView
from octui.render.markdown.window import MAX_WINDOW_LENGTH
from octui.render.renderer import BlockRenderer
from octui.render.theme.unthemed_palettes import DARK
from tests.support.call_count import count_calls

pytestmark = pytest.mark.slow

HOSTILE = {
    "an underline far below": ("line of text\n", "===\n"),
    "a wide table": ("|" + "a|" * 60 + "\n|" + "-|" * 60 + "\n" + ("|" + "b|" * 60 + "\n") * 3, ""),
    "table rows": ("| a | b |\n|---|---|\n" + "| some words | `code` |\n" * 10, ""),
    "brackets": ("[" * 20, ""),
    "links without an end": ("[a](" * 10, ""),
    "open emphasis": ("*a " * 20, ""),
    "a quote": ("> quoted text\n", "last\n"),
    "a lazy quote": ("b\n", "> a"),
    "a deep quote": (">" * 60 + " x\n", ""),
    "a list item": ("  more of it\n\n", ""),
    "code in a list": ("  code\n", ""),
    "indented code": ("    code\n", ""),
    "code on one line": ('"key":1,' * 10, "\n```\n"),
    "definitions": ("[a]: http://example.com\n", "[a]\n"),
}
BEFORE = {
    "code in a list": "- a\n  ```\n",
    "a list item": "- a\n",
    "code on one line": "```json\n",
    "a lazy quote": "> a\n",
}


def make_source(name: str, length: int) -> str:
    piece, end = HOSTILE[name]
    body = piece * (length // len(piece))
    if name == "a wide table":
        head, row = piece[:250], "|" + "b|" * 60 + "\n"
        body = head + row * ((length - len(head)) // len(row))
    return BEFORE.get(name, "") + body + end


def count_drawing(source: str) -> int:
    renderer = BlockRenderer(DARK, clock=lambda: 0.0)

    def draw() -> None:
        block = ProseBlock("p", "m", source)
        renderer.render_block(block, 80)
        while renderer.is_unfinished(block):
            renderer.render_block(block, 80)

    return count_calls(draw)


@pytest.mark.parametrize(("name", "length"), [("table rows", 10_000), ("a lazy quote", 3_000)])
def test_twice_the_text_is_about_twice_the_work(name: str, length: int) -> None:
    count_drawing(make_source(name, 1_000))
    once, twice = (count_drawing(make_source(name, size)) for size in (length, 2 * length))
    assert twice <= 2.6 * once


@pytest.mark.parametrize("name", HOSTILE)
def test_no_call_reads_more_than_a_window_of_a_long_text(name: str) -> None:
    source = make_source(name, 30_000)
    view = MarkdownView(DARK)
    view.render_markdown(source[:-600], 80, final=False)
    for end in range(len(source) - 600, len(source), 200):
        before = view.characters_read
        view.render_markdown(source[:end], 80, final=False)
        assert view.characters_read - before <= 2 * MAX_WINDOW_LENGTH


@pytest.mark.parametrize("dense", ["**a", "*_", "[a](b)", "~~a"])
def test_prose_that_is_dense_with_marks_is_parsed_about_once(dense: str) -> None:
    def count_parsing(length: int) -> int:
        source = dense * (length // len(dense))
        return count_calls(lambda: InlineParser().parse_prose(source))

    count_parsing(800)
    assert count_parsing(4_200) <= 8 * count_parsing(800)


@pytest.mark.parametrize("control", ["\x01", "\x9b", "\ud800"])
def test_a_control_character_is_no_markup_however_it_is_shown(control: str) -> None:
    assert count_drawing(control * 4_000) < 25 * 4_000


def test_text_without_marks_is_passed_in_one_step() -> None:
    plain = "a (b) $c% @d #e + f-g = {h} ^i, j; k? " * 20
    assert count_calls(lambda: InlineParser().parse_prose(plain)) < 300


@pytest.mark.parametrize("dense", ["*a*", "[a](b)", "<http://a.b/c> ", "*_"])
def test_each_call_draws_little_of_prose_that_is_dense_with_marks(dense: str) -> None:
    renderer = BlockRenderer(DARK, clock=lambda: 0.0)
    pieces, _ = renderer.split_blocks((ProseBlock("p", "m", dense * (16_000 // len(dense))),))
    for piece in pieces[:2]:
        for _ in range(3):
            assert count_calls(partial(renderer.render_block, piece, 80)) < 230_000
            if not renderer.is_unfinished(piece):
                break
