"""A message with thousands of parts, of which only those near the viewport are built."""

from collections.abc import Callable

import pytest

from octui.render.block_context import build_block_context
from octui.render.message_blocks import build_message_blocks
from octui.render.renderer import BlockRenderer
from octui.render.theme.unthemed_palettes import DARK
from octui.store import selectors
from octui.store.store import Store
from octui.ui.find.query import parse_query
from octui.ui.find.session_search import SessionSearch
from octui.ui.transcript.layout import FoldState
from octui.ui.transcript.message_slices import PARTS_PER_ITEM
from octui.ui.transcript.session_source import SessionSource
from octui.ui.transcript.viewport import Viewport
from octui.wire.messages import Message, MessageInfo
from octui.wire.parts import Part, SubtaskPart
from tests.support.call_count import count_calls
from tests.support.factories import (
    SESSION,
    loading,
    make_answer,
    make_prompt_part,
    make_text_part,
    make_tool_part,
    make_user_message,
    page,
    wrote,
)

PROMPT = Message(info=make_user_message("msg_1"), parts=(make_prompt_part("prt_1", "msg_1", "do it"),))
LONG = "msg_2"


def make_calls(count: int) -> tuple[Part, ...]:
    return tuple(
        make_tool_part(f"prt_2{number:06}", LONG, "completed", call=f"call_{number}") for number in range(count)
    )


def holding(parts: tuple[Part, ...], info: MessageInfo | None = None) -> Store:
    store = loading()
    store.dispatch_action(page(PROMPT, Message(info=info or make_answer(LONG, done=True, finish="stop"), parts=parts)))
    return store


def show(store: Store) -> Viewport:
    viewport = Viewport(SessionSource(store, SESSION), BlockRenderer(DARK), FoldState())
    viewport.set_size(80, 30)
    return viewport


def count_opening_calls(store: Store) -> int:
    return count_calls(lambda: show(store))


def count_growing_calls(store: Store) -> int:
    """What one more part costs."""
    source, viewport = SessionSource(store, SESSION), show(store)

    def receive_part() -> None:
        store.dispatch_action(wrote(make_tool_part("prt_3", LONG, "completed")))
        viewport.update_list()
        viewport.update_items(source.list_message_keys([LONG]))

    calls = count_calls(receive_part)
    assert viewport.items.get_item(len(viewport.items) - 1).blocks[-1].key == "prt_3"
    return calls


@pytest.mark.parametrize("count", [count_opening_calls, count_growing_calls])
def test_what_is_shown_costs_the_same_however_many_parts_a_message_has(count: Callable[[Store], int]) -> None:
    few, many = (count(holding(make_calls(parts), make_answer(LONG))) for parts in (550, 10_050))
    assert many < 1.3 * few


@pytest.mark.parametrize("count", [0, 1, PARTS_PER_ITEM, PARTS_PER_ITEM + 1, 3 * PARTS_PER_ITEM])
def test_the_items_of_a_message_show_what_it_has_once(count: int) -> None:
    subtasks = tuple(SubtaskPart(f"prt_{number:06}", SESSION, LONG, description="look") for number in range(count))
    for parts, info in ((make_calls(count), None), (subtasks, make_user_message(LONG))):
        store = holding(parts, info)
        view = selectors.get_message(store.state, LONG)
        assert view is not None
        whole = build_message_blocks(view, build_block_context(store.state, SESSION, LONG))
        source = SessionSource(store, SESSION)
        keys = source.list_message_keys([LONG])
        assert [*source.list_keys()] == ["msg_1", *keys] == sorted(source.list_keys())
        assert [block.key for key in keys for block in source.build_blocks(key)] == [block.key for block in whole]


def test_an_item_that_gets_too_long_goes_on_in_another() -> None:
    store = holding(make_calls(PARTS_PER_ITEM), make_answer(LONG))
    viewport = show(store)
    viewport.stop_following()
    for number in range(PARTS_PER_ITEM + 1):
        store.dispatch_action(wrote(make_text_part(f"prt_3{number:06}", LONG, "and more", ended=True)))
    viewport.update_list()
    assert len(viewport.items) == 4
    assert viewport.unseen_count == 0, "it is still the same message"
    assert viewport.items.list_message_keys(viewport.items.keys[-1]) == viewport.items.keys[1:]
    viewport.scroll_to_end()
    assert "and more" in viewport.rows[-1].strip.text


def test_an_item_whose_parts_are_not_there_shows_nothing() -> None:
    source = SessionSource(holding(make_calls(1)), SESSION)
    for key in ("msg_9", "msg_9#000000100", "#", "msg_2#x", "msg_2#000000100"):
        assert source.build_blocks(key) == ()
        assert source.estimate_height(key, 80) >= 0


async def test_what_is_found_in_a_long_message_is_one_message() -> None:
    count = 3 * PARTS_PER_ITEM
    texts = tuple(make_text_part(f"prt_3{number:06}", LONG, "a needle", ended=True) for number in range(count))
    pattern = parse_query("needle")
    assert pattern is not None
    search = SessionSearch(SessionSource(holding(texts), SESSION), "needle", pattern)
    await search.search_loaded(lambda: None)
    assert (search.searched_count, len(search.places)) == (2, count)
    newest = search.choose_first(at_most=LONG)
    assert newest is not None
    assert newest.block == texts[-1].id
