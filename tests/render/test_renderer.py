from functools import partial
from itertools import count

from octui.render.blocks import ProseBlock, ReasoningBlock
from octui.render.markdown.gradual import DRAWN_AT_ONCE, MIN_AT_ONCE
from octui.render.renderer import BlockRenderer
from octui.render.theme.unthemed_palettes import DARK
from tests.support.call_count import count_calls

SECTION = "## Section {n}\n\nSome *emphasis* and `code()`.\n\n- one\n- two\n\n```python\nx = {n}\n```\n\n"
LONG = "".join(SECTION.format(n=n) for n in range(300))
BLOCK = ProseBlock("p", "m", LONG)


def finished(renderer: BlockRenderer, block: ProseBlock, width: int) -> tuple[int, list[str]]:
    for calls in count(1):
        strips = renderer.render_block(block, width)
        if not renderer.is_unfinished(block):
            return calls, [strip.text for strip in strips]
    raise AssertionError


def test_a_long_text_is_drawn_a_little_at_each_call_and_ends_as_if_drawn_line_by_line() -> None:
    calls, rows = finished(BlockRenderer(DARK, clock=lambda: 0.0), BLOCK, 80)
    assert len(LONG) // DRAWN_AT_ONCE <= calls <= len(LONG) // DRAWN_AT_ONCE + 3
    by_line = BlockRenderer(DARK, clock=lambda: 0.0)
    for end in range(0, len(LONG), 500):
        by_line.render_block(ProseBlock("p", "m", LONG[:end], streaming=True), 80)
    assert finished(by_line, BLOCK, 80) == (1, rows)


def test_less_is_drawn_at_each_call_of_a_text_that_turns_out_to_be_slow() -> None:
    ticks = count()
    calls, rows = finished(BlockRenderer(DARK, clock=lambda: float(next(ticks))), BLOCK, 80)
    assert len(LONG) // MIN_AT_ONCE // 2 <= calls
    assert rows == finished(BlockRenderer(DARK), BLOCK, 80)[1]


def test_what_was_finished_stays_so_until_the_width_changes() -> None:
    renderer = BlockRenderer(DARK)
    _, wide = finished(renderer, BLOCK, 80)
    assert finished(renderer, BLOCK, 80) == (1, wide)
    renderer.render_block(BLOCK, 40)
    assert renderer.is_unfinished(BLOCK)
    assert len(finished(renderer, BLOCK, 40)[1]) >= len(wide)


def test_one_endless_line_is_drawn_in_pieces_too() -> None:
    calls, rows = finished(BlockRenderer(DARK), ProseBlock("p", "m", "word " * 5_000), 80)
    assert calls > 5
    assert sum(row.count("word") for row in rows) == 5_000


def test_a_short_text_is_whole_at_once() -> None:
    assert finished(BlockRenderer(DARK), ProseBlock("p", "m", "hello"), 80) == (1, ["  hello"])


def test_where_there_is_no_room_for_an_indent_the_text_is_what_is_shown() -> None:
    for width in (1, 2, 3):
        strips = BlockRenderer(DARK).render_block(ProseBlock("p", "m", "abc"), width)
        assert "".join(strip.text for strip in strips) == "abc"
        assert all(strip.cell_length <= width for strip in strips)


def test_of_endless_reasoning_the_newest_part_is_drawn() -> None:
    text = "\n\n".join(f"thought {number}" for number in range(20_000))
    block = ReasoningBlock("r", "m", text)
    renderer = BlockRenderer(DARK, clock=lambda: 0.0)
    strips = renderer.render_block(block, 80, expanded=True)
    while renderer.is_unfinished(block):
        strips = renderer.render_block(block, 80, expanded=True)
    rows = [strip.text.strip() for strip in strips]
    assert "characters above not shown" in rows[1] and rows[-1] == "thought 19999"
    first = int(rows[2].split()[1])
    assert rows[2::2] == [f"thought {number}" for number in range(first, 20_000)] and first > 10_000


def test_a_thought_costs_the_same_however_long_the_reasoning_is() -> None:
    costs = []
    for length in (500, 50_000):
        text = "some more words of it\n\n" * length
        renderer = BlockRenderer(DARK, clock=lambda: 0.0)
        renderer.render_block(ReasoningBlock("r", "m", text, streaming=True), 80)
        blocks = [ReasoningBlock("r", "m", text + "word " * number, streaming=True) for number in range(20)]
        costs.append(sum(count_calls(partial(renderer.render_block, block, 80)) for block in blocks))
    assert costs[1] <= 2 * costs[0]
