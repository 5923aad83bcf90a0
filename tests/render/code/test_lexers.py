import subprocess
import sys

import pytest
from textual.strip import Strip

from octui.render.blocks import ProseBlock
from octui.render.code.coloured_code import prepare_code
from octui.render.code.colouring_limits import ColouringLimits
from octui.render.code.lexers import find_lexer, is_loaded
from octui.render.code.syntax_highlighting import highlight_code
from octui.render.renderer import BlockRenderer
from octui.render.theme.unthemed_palettes import DARK
from tests.support.strip_assertions import style_of

_COUNT_TABLES = """
import sys
from pygments.lexer import Lexer
from octui.render.code.lexers import load_lexers
from octui.render.code.syntax_highlighting import highlight_code
from octui.render.theme.unthemed_palettes import DARK

def count_tables():
    waiting, count = [Lexer], 0
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        count += "_tokens" in vars(found)
    return count

language, code = sys.argv[1:]
load_lexers([language])
modules, tables = len(sys.modules), count_tables()
highlight_code(code, language, DARK)
print(len(sys.modules) - modules, count_tables() - tables)
"""


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("html", "<style>a {b: c}</style><script>let a = 1</script>"),
        ("html+jinja", "{% if a %}<script>let a = 1</script>{% endif %}"),
        ("markdown", "```kotlin\nval a = 1\n```\n"),
        ("vue", '<script lang="ts">let a: string</script><style lang="scss">a {b: c}</style>'),
        ("http", "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{}\n"),
        ("notmuch", "\fbody{ \nval a = 1\n\fbody}\n"),
        ("rst", ".. code-block:: kotlin\n\n   val a = 1\n"),
    ],
)
def test_a_language_is_loaded_with_all_that_can_be_embedded_in_it(language: str, code: str) -> None:
    run = [sys.executable, "-c", _COUNT_TABLES, language, code]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout.split() == ["0", "0"]


def test_code_is_plain_until_its_language_is_loaded() -> None:
    renderer = BlockRenderer(DARK, colours_later=True)
    block = ProseBlock("p", "m", "Look:\n\n```modula2\nBEGIN x := 1; END\n```\n")
    plain = renderer.render_block(block, 60)
    assert not is_loaded("modula2")
    assert style_of([list(strip) for strip in plain], "BEGIN").color == DARK.syntax_text.color
    assert [code.language for code in renderer.list_missing_code()] == ["modula2"]
    assert renderer.take_uncoloured_block() is None
    prepare_code(renderer.list_missing_code())
    assert renderer.take_uncoloured_block() == "p"
    coloured = renderer.render_block(block, 60)
    assert style_of([list(strip) for strip in coloured], "BEGIN").color == DARK.syntax_keyword.color
    assert [strip.text for strip in coloured] == [strip.text for strip in plain]
    assert renderer.take_uncoloured_block() is None and not renderer.list_missing_code()


def test_a_text_that_streams_gets_its_colours_and_keeps_its_rows_meanwhile() -> None:
    renderer = BlockRenderer(DARK, colours_later=True)
    code = "begin x := 1; end\n" * 60
    text = f"```ada\n{code}"
    shown = [strip.text for strip in _draw_whole(renderer, ProseBlock("p", "m", text, streaming=True))]
    prepare_code(renderer.list_missing_code())
    assert renderer.take_uncoloured_block() == "p"
    block = ProseBlock("p", "m", text, streaming=True)
    for _ in range(20):
        strips = renderer.render_block(block, 80)
        assert [strip.text for strip in strips] == shown
        if not renderer.is_unfinished(block):
            break
    assert style_of([list(strip) for strip in strips], "begin").color == DARK.syntax_keyword.color


def _draw_whole(renderer: BlockRenderer, block: ProseBlock) -> list[Strip]:
    strips = renderer.render_block(block, 80)
    while renderer.is_unfinished(block):
        strips = renderer.render_block(block, 80)
    return list(strips)


def test_a_name_that_no_language_has_waits_for_nothing_after_it_was_looked_up() -> None:
    limits = ColouringLimits()
    with limits.apply_limits():
        highlight_code("x", "no-such-language-1", DARK)
    assert {code.language for code in limits.missing} == {"no-such-language-1"}
    prepare_code(limits.missing)
    with limits.apply_limits():
        highlight_code("x", "no-such-language-1", DARK)
        highlight_code("x", "n" * 1_000_000, DARK)
    assert not limits.missing and find_lexer("no-such-language-1") is None
