import pytest
from msgspec.structs import replace

from octui.render.blocks import ProseBlock, ToolBlock
from octui.ui.find.query import CHUNK, SearchedBlock, get_searched_text, iter_matches, list_places, parse_query
from octui.wire.parts import ToolState
from tests.support.factories import make_tool_part


@pytest.mark.parametrize(
    ("query", "text", "count"),
    [
        ("needle", "Needle, needle, NEEDLE", 3),
        ("Needle", "Needle, needle, NEEDLE", 1),
        ("two words", "two\n   words", 1),
        ("a.c", "abc a.c", 1),
        ("aa", "aaaa", 2),
        ("ÄRGER", "Ärger ÄRGER", 1),
        ("ärger", "Ärger ÄRGER", 2),
        ("[(", "x[(y", 1),
    ],
)
def test_words_are_found_as_they_are(query: str, text: str, count: int) -> None:
    pattern = parse_query(query)
    assert pattern is not None
    assert len(list(iter_matches(text, pattern))) == count


def test_blanks_alone_find_nothing() -> None:
    assert parse_query(" \t ") is None


@pytest.mark.parametrize("before", range(CHUNK - 8, CHUNK + 2))
def test_a_match_at_the_border_of_two_chunks_is_found_once(before: int) -> None:
    pattern = parse_query("needle")
    assert pattern is not None
    assert list(iter_matches("x" * before + "needle" + "x" * CHUNK, pattern)) == [(before, before + 6)]


def test_markdown_does_not_hide_what_is_read() -> None:
    block = ProseBlock("p", "m", "This is **very** `important`, or *not*.")
    assert "very important, or not" in get_searched_text(block, "very important")
    assert "**very**" in get_searched_text(block, "**very")


def test_places_count_the_matches_of_each_block() -> None:
    pattern = parse_query("x")
    assert pattern is not None
    blocks = [SearchedBlock("m", ProseBlock(key, "m", text)) for key, text in (("a", "x x"), ("b", "x"))]
    places = list_places(blocks, "x", pattern)
    assert [(place.block, place.number) for place in places] == [("a", 0), ("a", 1), ("b", 0)]


def test_the_lines_around_a_change_are_found_and_the_change_is_found_once() -> None:
    patch = "--- a/till.py\n+++ b/till.py\n@@ -1,2 +1,2 @@\n def add(basket):\n-    return 1\n+    return sum(basket)\n"
    asked = {"filePath": "~/code/shop/till.py", "oldString": "    return 1", "newString": "    return sum(basket)"}
    state = ToolState(status="completed", input=asked, output="Edit applied.", metadata={"diff": patch})
    part = replace(make_tool_part("p", "m", name="edit"), state=state)

    text = get_searched_text(ToolBlock("p", "m", part), "add")

    assert [text.count(words) for words in ("def add", "return sum", "code/shop/till.py")] == [1, 1, 1]
