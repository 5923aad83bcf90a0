"""What a message of a million characters costs, counted: what is not seen is neither parsed nor drawn."""

import gc
import sys
from collections.abc import Callable
from functools import partial

import pytest
from textual.selection import Selection
from textual.strip import Strip

from octui.render.blocks import ProseBlock
from octui.render.markdown.sections import ProseSections
from octui.render.renderer import BlockRenderer
from octui.render.theme.unthemed_palettes import DARK
from octui.ui.transcript.layout import FoldState, RowRef
from octui.ui.transcript.selection import extract_selected_text
from octui.ui.transcript.viewport import Viewport
from tests.support.call_count import count_calls
from tests.support.transcript_source import FakeTranscriptSource

KINDS = {
    "paragraphs": ("", "Some words about nothing in particular. " * 8 + "\n\n"),
    "code": ("```python\n", "for x in range(10): print(x)\n"),
    "one line": ("", "some words "),
    "a list": ("", "- item with *some* words\n"),
    "a table": ("| a | b |\n|---|---|\n", "| some words | `code` |\n"),
}


DENSE = {
    "small fences": ("", "```py\nx=1\n```\n"),
    "dense code": ("```js\n", "[]{}()=>!+-*&|;,.<" * 4 + "\n"),
    "a table of 500 columns": ("|a" * 500 + "|\n" + "|-" * 500 + "|\n", "|b" * 500 + "|\n"),
    "a bare list": ("", "- i\n"),
    "pipes without an end": ("", "|"),
}
MOST_CALLS = 200_000
"""Of functions for one key, which are some dozens of milliseconds."""


def make_text(kind: str, length: int) -> str:
    head, piece = KINDS[kind]
    return head + piece * (length // len(piece))


def count_strips() -> int:
    gc.collect()
    return sum(isinstance(tracked, Strip) for tracked in gc.get_objects())


def open_message(text: str, *, streaming: bool = False) -> tuple[Viewport, FakeTranscriptSource]:
    source = FakeTranscriptSource({"m": (ProseBlock("p", "m", text, streaming),)})
    viewport = Viewport(source, BlockRenderer(DARK, clock=lambda: 0.0), FoldState())
    viewport.set_size(100, 40)
    finish_drawing(viewport)
    return viewport, source


def finish_drawing(viewport: Viewport) -> list[int]:
    """What each round costs until everything in view is drawn."""
    costs = []
    while unfinished := viewport.items.list_unfinished():
        costs.append(count_calls(partial(viewport.update_items, unfinished)))
    return costs


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """What is imported at the first use is not counted."""
    for kind in KINDS:
        open_message(make_text(kind, 1_000))


@pytest.mark.parametrize("kind", KINDS)
def test_the_end_of_a_long_message_is_shown_without_drawing_the_rest(kind: str) -> None:
    text = make_text(kind, 1_000_000)
    viewport, _ = open_message(text)
    item = viewport.items.get_item(0)
    drawn = sum(strips is not None for strips in item.strips)
    assert drawn <= 4 < len(item.blocks) and not item.unfinished
    last = RowRef("m", item.blocks[-1].key, len(item.strips[-1] or ()) - 1)
    assert viewport.at_end and viewport.rows[-1].row_ref == last
    assert count_calls(lambda: open_message(text)) <= len(text) / 5


@pytest.mark.parametrize("kind", KINDS)
def test_a_delta_costs_the_same_however_long_the_message_is(kind: str) -> None:
    costs = []
    for length in (60_000, 600_000):
        text = make_text(kind, length)
        viewport, source = open_message(text, streaming=True)
        added = KINDS[kind][1]
        cost = 0
        for number in range(1, 21):
            source.items["m"] = (ProseBlock("p", "m", text + number * added, streaming=True),)
            cost += count_calls(partial(viewport.update_items, ["m"]))
        costs.append(cost)
    assert costs[1] <= 2 * costs[0]


@pytest.mark.parametrize("kind", DENSE)
def test_no_key_draws_much_of_a_text_where_every_character_has_a_cost(kind: str) -> None:
    head, piece = DENSE[kind]
    viewport, source = open_message("")
    source.items["m"] = (ProseBlock("p", "m", head + piece * (30_000 // len(piece))),)
    viewport.update_items(["m"])
    costs = [count_calls(partial(viewport.scroll_by, -39)) for _ in range(6)]
    costs.append(count_calls(partial(viewport.scroll_to_row, 0)))
    assert max(costs + finish_drawing(viewport)) <= MOST_CALLS


CUT_WITH_EFFORT = {
    "small fences": "```py\nx=1\n```\n",
    "empty fences": "~~~\n~~~\n",
    "blank lines": "\n",
    "tabs": "\t",
    "link definitions": "[a]: http://b\n",
    "headings": "# a\n",
    "small tables": "|a|\n|-|\n|b|\n\n",
    "a bare list": "- i\n",
}


@pytest.mark.parametrize("kind", CUT_WITH_EFFORT)
def test_a_long_message_is_cut_and_measured_a_little_at_a_time(kind: str) -> None:
    piece = CUT_WITH_EFFORT[kind]
    text = "some words\n\n" * 700 + piece * (200_000 // len(piece)) + "\n\nthe end"
    viewport, source = open_message("")
    source.items["m"] = (ProseBlock("p", "m", text),)
    costs = [count_calls(partial(viewport.update_items, ["m"])), *finish_drawing(viewport)]
    assert max(costs) <= MOST_CALLS
    seen = [row.strip.text.strip() for row in viewport.rows]
    assert viewport.at_end and [text for text in seen if text][-1] == "the end"
    assert "".join(block.text for block in viewport.items.get_item(0).blocks if isinstance(block, ProseBlock)) == text


def test_many_long_texts_in_one_message_are_all_cut() -> None:
    texts = [f"{number}\n" + "```py\nx=1\n```\n" * 2_000 for number in range(12)]
    viewport, source = open_message("")
    source.items["m"] = tuple(ProseBlock(f"p{number}", "m", text) for number, text in enumerate(texts))
    viewport.update_items(["m"])
    assert len(finish_drawing(viewport)) < 60
    blocks = viewport.items.get_item(0).blocks
    assert "".join(block.text for block in blocks if isinstance(block, ProseBlock)) == "".join(texts)


def test_a_reader_who_passed_everything_leaves_no_rows_behind() -> None:
    viewport, _ = open_message(make_text("code", 200_000))
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(200):
        viewport.scroll_by(-39)
    assert viewport.top == 0
    gc.collect()
    assert len(gc.get_objects()) - before < 30_000


def test_few_rows_are_kept_of_many_messages_that_were_read() -> None:
    text = "## Heading\n\nSome *words* and `code`.\n\n- one\n- two\n\n```python\nx = 1\n```\n" * 5
    messages = {f"m{number}": (ProseBlock(f"p{number}", f"m{number}", f"{number} {text}"),) for number in range(150)}
    before = count_strips()
    viewport = Viewport(FakeTranscriptSource(dict(messages)), BlockRenderer(DARK, clock=lambda: 0.0), FoldState())
    viewport.set_size(100, 40)
    while viewport.top:
        viewport.scroll_by(-39)
    assert count_strips() - before < 3_000


def test_every_row_is_passed_on_the_way_up_and_down() -> None:
    text = "\n\n".join(f"paragraph {number} with some words" for number in range(2_000))
    viewport, _ = open_message(text)
    seen: list[str] = []
    while viewport.top:
        seen = [row.strip.text.strip() for row in viewport.rows] + seen
        viewport.scroll_by(-min(40, viewport.top))
    assert seen[-1] == "paragraph 1999 with some words"
    numbers = [int(row.split()[1]) for row in seen if row]
    assert numbers == sorted(numbers) and len(set(numbers)) == len(range(min(numbers), 2_000))


def test_everything_selected_is_the_text_as_it_was_written() -> None:
    text = make_text("paragraphs", 100_000)
    viewport, _ = open_message(text)
    selected = extract_selected_text(viewport, Selection(None, None), 1)
    assert selected.strip() == text.strip()


def test_a_width_that_was_left_before_all_was_drawn_for_it_leaves_nothing_out() -> None:
    text = make_text("a list", 7_000)
    viewport, _ = open_message(text)
    whole = read_rows(viewport)
    viewport.set_size(1, 1)
    assert viewport.items.list_unfinished()
    viewport.set_size(100, 40)
    assert read_rows(viewport) == whole


COSTLY = {
    "emphasis": "*a* **b** ",
    "links": "[a](http://b) ",
    "inline code": "`a` ",
    "backslashes": "\\* ",
    "entities": "&amp; &lt; ",
}
CALLS_A_SECOND = 2_000_000


class WorkClock:
    """A time that goes on with the functions that run, on a machine however busy."""

    def __init__(self) -> None:
        self.calls = 0

    def read_time(self) -> float:
        return self.calls / CALLS_A_SECOND

    def count_work(self, work: Callable[[], object]) -> int:
        def count(_frame: object, event: str, _argument: object) -> None:
            self.calls += event in ("call", "c_call")

        before = self.calls
        sys.setprofile(count)
        try:
            work()
        finally:
            sys.setprofile(None)
        return self.calls - before


@pytest.mark.parametrize("kind", COSTLY)
def test_a_screen_full_of_markup_is_shown_as_it_was_written_first_and_drawn_a_little_at_a_time(kind: str) -> None:
    clock = WorkClock()
    text = COSTLY[kind] * (60_000 // len(COSTLY[kind]))
    source = FakeTranscriptSource({"m": ()})
    viewport = Viewport(source, BlockRenderer(DARK, clock=clock.read_time), FoldState())
    viewport.set_size(100, 40)
    source.items["m"] = (ProseBlock("p", "m", text),)
    viewport.update_items(["m"])
    keys = (partial(viewport.scroll_by, -39), partial(viewport.scroll_by, -39), partial(viewport.scroll_by, 39))
    costs = [clock.count_work(key) for key in keys]
    assert viewport.items.list_unfinished(), "something waits for its turn"
    while unfinished := viewport.items.list_unfinished():
        costs.append(clock.count_work(partial(viewport.update_items, unfinished)))
    assert max(costs) <= MOST_CALLS
    whole = BlockRenderer(DARK, clock=lambda: 0.0)
    for row in viewport.rows:
        assert row.block is not None and row.row_ref is not None
        strips = whole.render_block(row.block, 100)
        assert row.row_ref.row < 0 or row.strip == strips[row.row_ref.row]


def test_a_message_of_link_definitions_alone_is_searched_for_so_many_of_them() -> None:
    costs = []
    for lines in (2_000, 40_000):
        sections = ProseSections()
        block = ProseBlock("p", "m", "[a]: http://b\n" * lines)
        costs.append(count_calls(partial(sections.split_prose, block, 100)))
    assert costs[1] <= 1.5 * costs[0]


def read_rows(viewport: Viewport) -> list[str]:
    """The rows of the message, once everything is drawn; each round draws a little more of it."""
    for _ in range(100):
        if not (unfinished := viewport.items.list_unfinished()):
            break
        viewport.update_items(unfinished)
    return [strip.text for strips in viewport.items.get_item(0).strips for strip in strips or ()]
