"""Code whose colours take long: a lexer's expression that would never end, and much code at once."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from octui.render.blocks import ToolBlock
from octui.render.code.coloured_code import MAX_AT_ONCE, Code, ColouredCode, prepare_code
from octui.render.code.colouring_limits import MAX_OF_BLOCK, ColouringLimits
from octui.render.code.lexer_process import LexerProcess
from octui.render.code.lexers import is_loaded, load_lexers
from octui.render.code.syntax_highlighting import highlight_code
from octui.render.renderer import BlockRenderer
from octui.render.text.segments import Line
from octui.render.theme.unthemed_palettes import DARK
from tests.render.tools.tool_calls import make_call
from tests.support.strip_assertions import row_texts, style_of

ENDLESS = "echo $'" + "\\101" * 40
"""For each of the escapes an expression of the shell's lexer tries two ways, and so 2^40 in all."""
LONG = "x = 1  # one\n" * (MAX_AT_ONCE // 12)


@pytest.fixture
def process() -> Iterator[LexerProcess]:
    process = LexerProcess()
    yield process
    process.stop_process()


def test_an_expression_that_would_never_end_leaves_the_rest_of_its_code_plain() -> None:
    load_lexers(["bash"])
    rows = highlight_code(f"if true; then\n{ENDLESS}\nfi", "bash", DARK)
    assert row_texts(rows) == ["if true; then", ENDLESS, "fi"]
    assert style_of(rows, "if") == DARK.syntax_keyword and style_of(rows, "fi") == DARK.syntax_text


def test_after_code_that_took_too_long_other_code_waits_for_the_next_key() -> None:
    load_lexers(["bash", "python"])
    limits = ColouringLimits()
    with limits.apply_limits():
        highlight_code(f"{ENDLESS} # once", "bash", DARK)
        assert style_of(highlight_code("def f(): pass # 1", "python", DARK), "def") == DARK.syntax_text
    limits.restart_budget()
    with limits.apply_limits():
        highlight_code(f"{ENDLESS} # once", "bash", DARK)
        assert style_of(highlight_code("def f(): pass # 1", "python", DARK), "def") == DARK.syntax_keyword


def test_much_code_is_plain_until_another_process_has_read_it() -> None:
    renderer = BlockRenderer(DARK, colours_later=True)
    load_lexers(["python"])
    block = make_call("write", arguments={"filePath": "/a/late.py", "content": LONG})
    renderer.begin_drawing()
    assert _find_ink(renderer, block) == DARK.syntax_text.color
    assert renderer.take_uncoloured_block() is None
    prepare_code(renderer.list_missing_code())
    assert renderer.take_uncoloured_block() == block.key
    renderer.begin_drawing()
    assert _find_ink(renderer, block) == DARK.syntax_comment.color
    assert renderer.take_uncoloured_block() is None and not renderer.list_missing_code()


def _find_ink(renderer: BlockRenderer, block: ToolBlock) -> object:
    strips = renderer.render_block(block, 80, expanded=True)
    return style_of([list(strip) for strip in strips], "# one").color


def test_of_endless_code_in_one_block_always_the_same_has_colours() -> None:
    load_lexers(["python"])
    limits = ColouringLimits()
    pieces = [f"n{number} = 1\n" + LONG for number in range(2 * MAX_OF_BLOCK // len(LONG))]

    def colour_pieces() -> list[list[Line]]:
        limits.restart_budget()
        with limits.apply_limits():
            return [highlight_code(piece, "python", DARK) for piece in pieces]

    colour_pieces()
    first = limits.missing
    assert 0 < sum(len(code.text) for code in first) <= MAX_OF_BLOCK
    colour_pieces()
    assert limits.missing == first


def test_a_thread_has_code_read_by_another_process() -> None:
    with ThreadPoolExecutor(1) as threads:
        rows = threads.submit(highlight_code, "if (x) { }", "pike", DARK).result()
    assert style_of(rows, "if") == DARK.syntax_keyword
    assert not is_loaded("pike")


def test_the_process_is_started_again_after_it_ended(process: LexerProcess) -> None:
    assert process.read_tokens("python", "x = 1") is not None
    assert process.process_id is not None
    os.kill(process.process_id, signal.SIGKILL)
    while process.read_tokens("python", "x = 2") is None:
        """The first request may find the broken pipe."""
    found = process.read_tokens("python", "x = 2")
    assert found is not None and "".join(token.text for token in found) == "x = 2"
    assert process.read_tokens("no-such-language", "x = 3") is None


def test_no_more_coloured_code_is_kept_than_a_few_screens_of_it() -> None:
    kept = ColouredCode(limit=100)
    codes = [Code(f"x{number} = 1 # {'-' * 30}", "python", DARK) for number in range(9)]
    for code in codes:
        kept.highlight_code(code)
    assert [code for code in codes if kept.find_rows(code)] == codes[-2:]
