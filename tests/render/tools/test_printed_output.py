"""What any tool returns or fails with is shown as a terminal would show it, as the output of a command is."""

import pytest

from octui.render.draw_options import DrawOptions
from octui.render.output.printed_text import MAX_REPLAY_LENGTH
from octui.render.theme.unthemed_palettes import DARK
from octui.render.tools.strips import render_tool, tool_to_text
from tests.render.tools.tool_calls import make_call
from tests.support.call_count import count_calls
from tests.support.strip_assertions import assert_safe, row_texts, style_of

PRINTED = "10%\r50%\r100%\n\x1b[31mred\x1b[0m\nhidden\x1b[2K\rshown\nlast\x08T\n"
TOOLS = ["webfetch", "task", "grep", "glob", "list", "websearch", "skill", "github_create_issue", "read"]
OPTIONS = DrawOptions(80, DARK, expanded=True)


@pytest.mark.parametrize("tool", TOOLS)
def test_what_a_tool_returns_is_printed(tool: str) -> None:
    strips = render_tool(make_call(tool, arguments={"a": 1}, output=PRINTED), OPTIONS)
    assert_safe(strips, 80)
    rows = [row.strip(" │") for row in row_texts(strips)]
    assert rows[-4:] == ["100%", "red", "shown", "lasT"]
    assert style_of(strips, "red").color == DARK.terminal[1]


@pytest.mark.parametrize("tool", ["edit", "read", "webfetch", "x_y"])
@pytest.mark.parametrize("expanded", [True, False])
def test_why_a_tool_failed_is_printed(tool: str, expanded: bool) -> None:
    strips = render_tool(make_call(tool, "error", error="10%\r\x1b[31mfailed\x1b[0m"), DrawOptions(80, DARK, expanded))
    assert_safe(strips, 80)
    assert row_texts(strips)[-1].strip(" │") == "failed"


@pytest.mark.parametrize("tool", ["webfetch", "task", "grep", "x_y"])
def test_what_is_copied_is_what_was_read(tool: str) -> None:
    text = tool_to_text(make_call(tool, output=PRINTED))
    assert text.rstrip("\n").split("\n")[-4:] == ["100%", "red", "shown", "lasT"]


def test_prose_is_still_broken_at_words() -> None:
    strips = render_tool(make_call("webfetch", output="word " * 40), DrawOptions(44, DARK, expanded=True))
    assert {row.strip() for row in row_texts(strips)[1:]} == {" ".join(["word"] * 8)}


def test_a_huge_output_is_replayed_only_at_its_beginning() -> None:
    def cost(size: int) -> int:
        block = make_call("x_y", output="\x1b[31mred\x1b[0m text\n" * (size // 19))
        return count_calls(lambda: render_tool(block, OPTIONS))

    cost(1_000)
    assert cost(8 * MAX_REPLAY_LENGTH) <= 1.2 * cost(2 * MAX_REPLAY_LENGTH)
