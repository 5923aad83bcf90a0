"""Endless grapheme clusters: no cell gets more code points than any language needs."""

import re
from functools import partial

import pytest

from octui.render.blocks import Block, ProseBlock, UserBlock
from octui.render.renderer import BlockRenderer
from octui.render.text.clusters import MAX_EXTRA, clip_clusters
from octui.render.theme.unthemed_palettes import DARK
from tests.render.tools.tool_calls import make_call
from tests.support.call_count import count_calls

WIDTH = 80
MOST_PER_ROW = WIDTH * (MAX_EXTRA + 1)
ENDLESS = {
    "combining marks": ("a", "\u0301"),
    "two kinds of marks": ("a", "\u0301\u0302"),
    "joiners": ("👩", "\u200d👩"),
    "joined letters": ("x", "\u200dx"),
    "only joiners": ("x", "\u200d"),
    "variation selectors": ("❤", "\ufe0f"),
    "skin tones": ("👍", "🏽"),
    "vowels of Hangul": ("\u1100", "\u1161"),
    "tags": ("🏴", "\U000e0067"),
}


def make_blocks(text: str) -> dict[str, Block]:
    return {
        "answer": ProseBlock("p", "m", text),
        "code": ProseBlock("c", "m", f"```\n{text}\n```"),
        "prompt": UserBlock("u", "m", text),
        "output": make_call("bash", output=text),
        "printed": make_call("bash", output=f"\x1b[2Kx\r{text}"),
        "result": make_call("task", output=text),
    }


def draw(block: Block) -> list[str]:
    renderer = BlockRenderer(DARK, clock=lambda: 0.0)
    strips = renderer.render_block(block, WIDTH, expanded=True)
    while renderer.is_unfinished(block):
        strips = renderer.render_block(block, WIDTH, expanded=True)
    return [strip.text for strip in strips]


def test_the_rest_of_an_endless_cluster_is_counted() -> None:
    assert clip_clusters("a" + "\u0301" * 200 + "b") == "a" + "\u0301" * MAX_EXTRA + "⟨170 code points⟩b"
    clipped = clip_clusters("👩" + "\u200d👩" * 50_000)
    assert clipped.endswith("👩⟨99,970 code points⟩") and clipped.count("👩") == 1 + MAX_EXTRA // 2


@pytest.mark.parametrize(
    "text",
    [
        "👨‍👩‍👧‍👦 👩🏽‍❤️‍💋‍👨🏿 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪" * 20,
        "a" + "\u0301" * MAX_EXTRA,
        "─" * 200,
        "नमस्ते दुनिया " * 20,
        "한국어 " * 20,
        "x\u200by" * 50,
    ],
)
def test_what_people_write_is_not_clipped(text: str) -> None:
    assert clip_clusters(text) == text


@pytest.mark.parametrize("kind", ENDLESS)
def test_no_row_carries_thousands_of_code_points(kind: str) -> None:
    first, more = ENDLESS[kind]
    for name, block in make_blocks(first + more * 6_000).items():
        assert max(map(len, draw(block))) <= MOST_PER_ROW, name


def test_marks_that_arrive_one_by_one_are_clipped_too() -> None:
    renderer = BlockRenderer(DARK, clock=lambda: 0.0)
    for count in range(0, 300, 7):
        block = ProseBlock("p", "m", "word a" + "\u0301" * count, streaming=True)
        rows = [strip.text for strip in renderer.render_block(block, WIDTH)]
    assert len(rows) == 1 and "marks⟩" in rows[0]
    assert max(map(len, re.findall("\u0301+", rows[0]))) <= MAX_EXTRA


@pytest.mark.parametrize("kind", ENDLESS)
def test_twice_the_marks_are_about_twice_the_work(kind: str) -> None:
    first, more = ENDLESS[kind]
    once, twice = (
        sum(count_calls(partial(draw, block)) for block in make_blocks(first + more * length).values())
        for length in (1_500, 3_000)
    )
    assert twice <= 2.5 * once
