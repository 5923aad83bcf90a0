"""Texts that try a renderer hard: random Markdown, by seed, so that a failure can be repeated."""

import random

from octui.render.blocks import ProseBlock
from octui.render.renderer import BlockRenderer
from octui.render.theme.unthemed_palettes import DARK
from tests.render.tools.tool_calls import make_call
from tests.support.strip_assertions import assert_safe

PIECES = (
    "word ", "a\n===\n", "line\n", "\n\n", "> ", "> " * 50, "- item\n", "  - deeper\n", "1. one\n", "```py\n", "```\n",
    "~~~\n", "**", "__", "*", "`", "``", "[", "](", ")", "[a]: http://x.y\n", "![", "<b>", "| a | b |\n|---|---|\n",
    "| c | d |\n", "|" * 80 + "\n", "&#12;", "\\(", "\\", "\t", "\r", "\x00", "\x07", "\x9b", "\x1b[31m", "\x1b[2J",
    "\x1b]8;;http://x.y\x07", "\x1b]0;title", "a" + "\u0301" * 60, "\u200b", "\u200d", "\u202e", "\ufe0f", "漢字",
    "👨‍👩‍👧", "x" * 400, "https://x.y/__a__/*b*", "\ud800", "\u2028", "[a](b)", "<http://a.b/c> ", "*_", "*a*", "a\b",
    "a\n\x1b[A\x1b[2K", "\x1b]8;;http://x.y\x1b\\a\x1b]8;;\x1b\\", "\x1b[2Ja", "a\x1b[1000b", "\x1b[?1049ha\x1b[?1049l",
)  # fmt: skip
WIDTHS = (1, 3, 20, 80, 200)


def make_hostile_text(seed: int, pieces: int = 60) -> str:
    """The text of a seed: now and then one piece is repeated many times."""
    chance = random.Random(seed)
    chosen = (chance.choice(PIECES) * (chance.randint(2, 40) if chance.random() < 0.1 else 1) for _ in range(pieces))
    return "".join(chosen)


def check_hostile_content(seed: int) -> None:
    """Draw the text of a seed as an answer, whole and streamed, and as tool output; raises where that is unsafe."""
    text, width = make_hostile_text(seed), WIDTHS[seed % len(WIDTHS)]
    renderer = BlockRenderer(DARK, clock=lambda: 0.0)
    for end in range(0, len(text), max(1, len(text) // 6)):
        assert_safe(renderer.render_block(ProseBlock("streamed", "m", text[:end], streaming=True), width), width)
    block = ProseBlock("whole", "m", text)
    assert_safe(renderer.render_block(block, width), width)
    while renderer.is_unfinished(block):
        assert_safe(renderer.render_block(block, width), width)
    for tool in ("bash", "task", "webfetch", "unknown_tool"):
        assert_safe(renderer.render_block(make_call(tool, output=text), width, expanded=True), width)
