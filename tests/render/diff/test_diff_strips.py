from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octui.render.diff.diff_strips import SPLIT_WIDTH, compare_texts, parse_unified_diff, render_diff
from octui.render.theme.palette import Palette
from octui.render.theme.unthemed_palettes import DARK
from tests.support.call_count import count_calls
from tests.support.strip_assertions import assert_safe, row_texts, style_of

BEFORE = "def totals():\n    for k in totals:\n        add(k)\n    return 1\n"
AFTER = "def totals():\n    for k in sorted(totals):\n        add(k)\n    return 1\n"


def shown(before: str, after: str, width: int, split: bool | None = None) -> list[str]:
    strips = render_diff(compare_texts(before, after, "cart.py"), width, DARK, split=split)
    assert_safe(strips, width)
    assert all(strip.cell_length == width for strip in strips)
    return row_texts(strips)


def test_old_stands_above_new_with_numbers_and_signs() -> None:
    assert shown(BEFORE, AFTER, 50) == [
        "  1   def totals():",
        "  2 -     for k in totals:",
        "  2 +     for k in sorted(totals):",
        "  3           add(k)",
        "  4       return 1",
    ]


def test_a_wide_screen_shows_old_and_new_side_by_side() -> None:
    rows = shown(BEFORE, AFTER, SPLIT_WIDTH)
    assert len(rows) == 4
    left, right = rows[1].split("│")
    assert left.rstrip() == "  2 -     for k in totals:"
    assert right.rstrip() == "  2 +     for k in sorted(totals):"


def test_either_layout_can_be_asked_for() -> None:
    assert len(shown(BEFORE, AFTER, SPLIT_WIDTH, split=False)) == 5
    assert len(shown(BEFORE, AFTER, 90, split=True)) == 4
    assert len(shown(BEFORE, AFTER, 30, split=True)) == 6


def test_numbers_of_both_sides_are_their_own() -> None:
    rows = shown("a\nb\nc\n", "new\na\nb\nc\n", 61, split=True)
    assert [row.split("│")[0].split() for row in rows] == [[], ["1", "a"], ["2", "b"], ["3", "c"]]
    assert [row.split("│")[1].split() for row in rows] == [["1", "+", "new"], ["2", "a"], ["3", "b"], ["4", "c"]]


def test_lines_are_coloured_as_code_on_their_ground() -> None:
    strips = render_diff(compare_texts(BEFORE, AFTER, "cart.py"), 50, DARK)
    assert style_of(strips, "def").color == DARK.syntax_keyword.color
    assert style_of(strips[1:2], "for").color == DARK.syntax_keyword.color
    assert style_of(strips[1:2], "for").bgcolor == DARK.diff_removed.bgcolor
    assert style_of(strips[2:3], "for").bgcolor == DARK.diff_added.bgcolor


def test_the_words_that_differ_are_set_off() -> None:
    strips = render_diff(compare_texts(BEFORE, AFTER, "cart.py"), 50, DARK)
    assert style_of(strips[2:3], "sorted").bgcolor == DARK.diff_added_emphasis.bgcolor
    assert style_of(strips[2:3], "totals").bgcolor == DARK.diff_added.bgcolor


def test_lines_with_little_in_common_are_not_compared() -> None:
    strips = render_diff(compare_texts("import os\n", "raise SystemExit(main())\n", "x.py"), 60, DARK)
    assert all(
        segment.style.bgcolor != DARK.diff_added_emphasis.bgcolor
        for strip in strips
        for segment in strip
        if segment.style
    )


def test_without_backgrounds_the_lines_themselves_take_the_colour() -> None:
    ansi = Palette.from_theme({"background": "ansi_default", "foreground": "ansi_default"}, dark=True)
    strips = render_diff(compare_texts(BEFORE, AFTER, "cart.py"), 50, ansi)
    assert style_of(strips[2:3], "for").color == ansi.diff_added.color
    assert style_of(strips[2:3], "sorted").reverse


def test_a_gap_between_hunks_says_where_it_goes_on() -> None:
    patch = "--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-a\n+b\n@@ -100,1 +100,1 @@ class Cart:\n-c\n+d\n"
    (file,) = parse_unified_diff(patch)
    assert row_texts(render_diff(file, 40, DARK)) == [
        "   1 - a",
        "   1 + b",
        "   ⋯ class Cart:",
        " 100 - c",
        " 100 + d",
    ]


def test_long_lines_are_folded_not_cut() -> None:
    rows = shown("x\n", "y" * 30 + "\n", 30)
    assert rows == ["  1 - x", "  1 + " + "y" * 24, "    ↳ " + "y" * 6]


def test_hidden_characters_and_tabs_are_shown() -> None:
    assert shown("a\n", "\tb\x1b[2J\u202e\r\n", 40)[1] == "  1 +     b␛[2J\\u{202e}␍"


def test_line_ends_that_every_line_has_are_not_shown() -> None:
    assert shown("a\r\nb\r\n", "a\r\nc\r\n", 40) == ["  1   a", "  2 - b", "  2 + c"]


def test_a_missing_last_newline_is_said() -> None:
    assert shown("a", "a\n", 40) == ["  1 - a ⌿ no newline", "  1 + a"]


def test_only_as_many_rows_as_wanted_are_drawn() -> None:
    after = "".join(f"line {number}\n" for number in range(1_000))
    assert len(render_diff(compare_texts("", after), 40, DARK, limit=7)) == 7


def test_of_a_long_line_only_as_many_rows_are_folded_as_wanted() -> None:
    costs = []
    for length in (20_000, 400_000):
        file = parse_unified_diff(f"@@ -0,0 +1 @@\n+{'x' * length}\n")[0]
        costs.append(count_calls(partial(render_diff, file, 40, DARK, limit=7)))
    assert costs[1] <= 1.5 * costs[0]


def test_a_large_diff_is_plain() -> None:
    after = "".join(f"x = {number}\n" for number in range(5_001))
    strips = render_diff(compare_texts("", after, "x.py"), 40, DARK)
    assert len(strips) == 5_001
    assert style_of(strips[:1], "x").color == DARK.text.color


@pytest.mark.parametrize("split", [True, False])
@settings(deadline=None, max_examples=60)
@given(
    before=st.lists(st.text(st.sampled_from("ab \t日'\"#\r\x1b\u200d👨")), max_size=8).map("\n".join),
    after=st.lists(st.text(st.sampled_from("ab \t日'\"#\r\x1b\u200d👨")), max_size=8).map("\n".join),
    width=st.integers(1, 80),
)
def test_every_row_is_as_wide_as_asked(split: bool, before: str, after: str, width: int) -> None:
    shown(before, after, width, split)


def test_lines_that_repeat_a_few_words_are_not_compared_word_by_word() -> None:
    before, after = ("".join(f"{words * 100}\n" for _ in range(100)) for words in ("a b ", "b a "))
    draw = partial(render_diff, compare_texts(before, after), 80, DARK)
    draw()
    assert count_calls(draw) < 400_000


def test_an_endless_line_and_an_endless_heading_are_cut() -> None:
    patch = f"--- a/x\n+++ b/x\n@@ -1 +1 @@ {chr(0x202E) * 500_000}\n-{chr(1) * 500_000}\n+{chr(9) * 500_000}\n"
    (file,) = parse_unified_diff(patch)
    rows = row_texts(render_diff(file, 80, DARK))
    assert sum("more characters" in row for row in rows) == 2
    assert sum(map(len, rows)) < 20_000
