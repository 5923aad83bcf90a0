"""What opening a conversation costs, counted: what is not in view is neither drawn nor parsed."""

from collections.abc import Iterator, Sequence

import pytest
from textual.strip import Strip

from octui.render.blocks import Block, ProseBlock, ToolBlock, UserBlock
from octui.render.markdown.grammar import load_grammar
from octui.render.renderer import BlockRenderer
from octui.render.theme.unthemed_palettes import DARK
from octui.ui.transcript.layout import FoldState
from octui.ui.transcript.viewport import Viewport
from octui.wire.parts import ToolPart, ToolState
from tests.support.transcript_source import FakeTranscriptSource

HEIGHT = 40
ANSWER = (
    "Some *words* about `code`:\n\n- an item\n- another\n\n```python\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
)
MARGIN = 2
"""Blocks beyond those in view: how far a block is from the one above it depends on the rows of that one."""


class CountingRenderer(BlockRenderer):
    """Counts the blocks that are drawn."""

    drawn = 0

    def render_block(self, block: Block, width: int, *, expanded: bool | None = None) -> Sequence[Strip]:
        self.drawn += 1
        return super().render_block(block, width, expanded=expanded)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many characters the Markdown parser was given each time."""
    lengths: list[int] = []
    block = load_grammar().block
    parse = block.parse

    def count(source: str, *arguments: object) -> object:
        lengths.append(len(source))
        return parse(source, *arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(block, "parse", count)
    yield lengths


def make_turns(count: int) -> dict[str, tuple[Block, ...]]:
    turns: dict[str, tuple[Block, ...]] = {}
    for number in range(count):
        turns[f"u{number}"] = (UserBlock(f"p{number}", f"u{number}", "please do this"),)
        turns[f"a{number}"] = (ProseBlock(f"t{number}", f"a{number}", ANSWER * 4),)
    return turns


def make_calls(count: int) -> dict[str, tuple[Block, ...]]:
    state = ToolState(status="completed", input={"command": "ls"}, output="a line\n" * 20)
    parts = [
        ToolPart(f"c{number}", "s", "m", call_id=f"c{number}", tool="bash", state=state) for number in range(count)
    ]
    return {"m": tuple(ToolBlock(part.id, "m", part) for part in parts)}


@pytest.mark.parametrize(
    ("items", "most_parsed"),
    [
        pytest.param(make_turns(100), 2 * len(ANSWER) * 4, id="200 messages"),
        pytest.param(make_calls(500), 0, id="500 calls"),
        pytest.param({"m": (ProseBlock("p", "m", ANSWER * 8_000),)}, 4_000, id="a message of a megabyte"),
    ],
)
def test_only_what_is_in_view_is_drawn_when_a_conversation_opens(
    items: dict[str, tuple[Block, ...]], most_parsed: int, parsed: list[int]
) -> None:
    renderer = CountingRenderer(DARK, clock=lambda: 0.0)
    viewport = Viewport(FakeTranscriptSource(items), renderer, FoldState())
    viewport.set_size(100, HEIGHT)
    while unfinished := viewport.items.list_unfinished():
        viewport.update_items(unfinished)
    in_view = {row.row_ref.block_ref for row in viewport.rows if row.row_ref}
    assert len(viewport.rows) == HEIGHT and in_view
    assert renderer.drawn <= len(in_view) + MARGIN
    assert sum(parsed) <= most_parsed
