"""What an editor says, and what is made of it."""

import json
from typing import Any

import pytest

from octui.platform.editor_link.notifications import (
    MAX_RANGES,
    MAX_TEXT_LENGTH,
    EditorMention,
    EditorSelection,
    SelectedLines,
    decode_notification,
)


def decode(method: str, **params: Any) -> EditorSelection | EditorMention | None:
    return decode_notification(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}))


def span(*positions: int) -> dict[str, Any]:
    line, character, last_line, last_character = positions
    return {
        "start": {"line": line, "character": character},
        "end": {"line": last_line, "character": last_character},
        "isEmpty": False,
    }


@pytest.mark.parametrize(
    ("positions", "lines"),
    [
        ((1, 0, 7, 4), (2, 8)),
        ((1, 0, 8, 0), (2, 8)),
        ((3, 2, 3, 6), (4, 4)),
        ((7, 4, 1, 0), (2, 8)),
    ],
)
def test_lines_count_from_one_and_an_end_before_a_line_leaves_it_out(
    positions: tuple[int, ...], lines: tuple[int, int]
) -> None:
    said = decode("selection_changed", filePath="/code/shop/pricing.py", text="tax", selection=span(*positions))
    assert said == EditorSelection("/code/shop/pricing.py", (SelectedLines(*lines, "tax"),))


def test_a_cursor_selects_nothing_and_leaves_the_file() -> None:
    opened = EditorSelection("/code/shop/pricing.py")
    assert decode("selection_changed", filePath="/code/shop/x/../pricing.py", text="", selection=None) == opened
    assert decode("selection_changed", filePath="/code/shop/pricing.py", selection=span(3, 2, 3, 2)) == opened


def test_several_selections_are_kept_up_to_a_number_and_a_size() -> None:
    many = [{"text": "x" * MAX_TEXT_LENGTH, "selection": span(row, 0, row, 3)} for row in range(MAX_RANGES + 5)]
    said = decode("selection_changed", filePath="/code/a.py", ranges=many)
    assert isinstance(said, EditorSelection)
    assert len(said.ranges) == MAX_RANGES
    assert [len(each.text) for each in said.ranges] == [MAX_TEXT_LENGTH, *[0] * (MAX_RANGES - 1)]


def test_a_mention_has_its_lines_if_it_names_some() -> None:
    assert decode("at_mentioned", filePath="/code/a.py", lineStart=3, lineEnd=4) == EditorMention("/code/a.py", (4, 5))
    assert decode("at_mentioned", filePath="/code/a.py", lineStart=3) == EditorMention("/code/a.py", (4, 4))
    assert decode("at_mentioned", filePath="/code/a.py") == EditorMention("/code/a.py")


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"filePath": 7},
        {"filePath": ""},
        {"filePath": "pricing.py"},
        {"filePath": "/code/a\x1b[31m.py"},
        {"filePath": "/code/a\n.py"},
        {"filePath": "/code/" + "a" * 5_000},
        {"filePath": "/a.py", "text": ["x"]},
        {"filePath": "/a.py", "selection": {"start": {"line": "1"}, "end": {}}},
    ],
)
def test_what_makes_no_sense_is_nothing(params: dict[str, Any]) -> None:
    assert decode("selection_changed", **params) is None


@pytest.mark.parametrize("frame", ["", "null", "[]", "[" * 100_000, b"\xff", '{"method": "selection_changed"}', "7"])
def test_no_frame_is_an_error(frame: str | bytes) -> None:
    assert decode_notification(frame) is None


def test_lines_that_no_file_has_are_left_out() -> None:
    for lines in ((-5, 0, 3, 0), (0, 0, 10**12, 1)):
        said = decode("selection_changed", filePath="/a.py", text="x", selection=span(*lines))
        assert said == EditorSelection("/a.py")
