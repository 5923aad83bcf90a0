"""What an expanded call costs, counted: a thousand rows of emoji are not drawn in one go."""

from collections.abc import Callable

import pytest
from textual.strip import Strip

from octui.render.blocks import Block, ToolBlock, UserBlock
from octui.render.renderer import BlockRenderer
from octui.render.theme.unthemed_palettes import DARK
from octui.wire.parts import ToolPart, ToolState
from tests.support.call_count import count_lines

FAMILIES = "👨\u200d👩\u200d👧\u200d👦1\ufe0f\u20e3❤\ufe0f👍🏽" * 12
WORDS = "return compute_total(items)  # of the whole cart"
MOST_LINES = 500_000


def make_call(tool: str, arguments: dict[str, object], output: str, metadata: dict[str, object]) -> Block:
    state = ToolState(status="completed", input=arguments, output=output, metadata=metadata)
    return ToolBlock("t", "m", ToolPart("t", "s", "m", call_id="t", tool=tool, state=state))


def make_edit(lines: list[str]) -> Block:
    count = len(lines)
    patch = "\n".join([f"--- a.txt\n+++ a.txt\n@@ -0,0 +1,{count} @@", *(f"+{line}" for line in lines)])
    return make_call("edit", {"filePath": "a.txt"}, "", {"diff": patch + "\n"})


def make_run(lines: list[str]) -> Block:
    return make_call("bash", {"command": "ls"}, "\n".join(lines), {})


def make_file(lines: list[str]) -> Block:
    return make_call("write", {"filePath": "a.txt", "content": "\n".join(lines)}, "", {})


def make_reading(lines: list[str]) -> Block:
    numbered = "\n".join(f"{number:05}| {line}" for number, line in enumerate(lines, 1))
    return make_call("read", {"filePath": "a.txt"}, f"<file>\n{numbered}\n</file>", {})


def make_prompt(lines: list[str]) -> Block:
    return UserBlock("t", "m", "\n".join(lines))


KINDS = {"diff": make_edit, "output": make_run, "prompt": make_prompt, "file": make_file, "reading": make_reading}


@pytest.mark.parametrize("make_block", KINDS.values(), ids=KINDS)
def test_rows_of_emoji_are_drawn_up_to_an_effort(make_block: Callable[[list[str]], Block]) -> None:
    block = make_block([f"{number} {FAMILIES}" for number in range(1_000)])
    renderer = BlockRenderer(DARK, clock=lambda: 0.0)
    renderer.render_block(block, 150, expanded=False)
    rows: list[Strip] = []
    assert count_lines(lambda: rows.extend(renderer.render_block(block, 150, expanded=True))) < MOST_LINES
    assert 100 < len(rows) < 500 and any("more" in row.text for row in rows)


@pytest.mark.parametrize("make_block", [make_edit, make_file, make_reading])
def test_lines_of_control_characters_are_drawn_up_to_an_effort(make_block: Callable[[list[str]], Block]) -> None:
    coloured = "".join(f"\x1b[38;5;{number}mx" for number in range(80))
    block = make_block([coloured] * 1_000)
    rows = BlockRenderer(DARK, clock=lambda: 0.0).render_block(block, 150, expanded=True)
    assert 200 < len(rows) < 1_000 and any("more" in row.text for row in rows)


@pytest.mark.parametrize("make_block", KINDS.values(), ids=KINDS)
def test_as_many_rows_of_ordinary_code_are_drawn_as_ever(make_block: Callable[[list[str]], Block]) -> None:
    block = make_block([WORDS] * 1_000)
    rows = BlockRenderer(DARK, clock=lambda: 0.0).render_block(block, 150, expanded=True)
    assert sum(WORDS in row.text for row in rows) == 1_000
