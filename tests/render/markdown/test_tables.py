from octui.render.markdown.table import share_width
from octui.render.markdown.view import MarkdownView
from octui.render.theme.unthemed_palettes import DARK
from tests.support.strip_assertions import assert_safe, row_texts, style_of

SOURCE = "| Name | Qty |\n|:-----|----:|\n| `a` | 1 |\n| long name | **20** |\n"


def shown(source: str, width: int) -> list[str]:
    strips = MarkdownView(DARK).render_markdown(source, width, final=True)
    assert_safe(strips, width)
    return row_texts(strips)


def test_a_table_is_a_box_as_wide_as_it_needs() -> None:
    assert shown(SOURCE, 60) == [
        "┌───────────┬─────┐",
        "│ Name      │ Qty │",
        "├───────────┼─────┤",
        "│ a         │   1 │",
        "│ long name │  20 │",
        "└───────────┴─────┘",
    ]


def test_marks_work_in_cells() -> None:
    strips = MarkdownView(DARK).render_markdown(SOURCE, 60, final=True)
    assert style_of(strips, "Name").bold
    assert style_of(strips, "20").bold
    assert style_of(strips, "a").color == DARK.inline_code.color


def test_wide_columns_wrap_and_rows_are_then_ruled() -> None:
    source = "| k | what |\n|---|---|\n| a | one two three four |\n| b | five |"
    assert shown(source, 22) == [
        "┌───┬────────────────┐",
        "│ k │ what           │",
        "├───┼────────────────┤",
        "│ a │ one two three  │",
        "│   │ four           │",
        "├───┼────────────────┤",
        "│ b │ five           │",
        "└───┴────────────────┘",
    ]


def test_where_columns_would_be_too_narrow_each_row_is_a_card() -> None:
    head = "| File | Change | Reason | Owner |\n|-|-|-|-|\n"
    source = head + "| checkout.py | rewritten | flaky on CI | maria |\n| b | c | d | e |"
    assert shown(source, 32) == [
        "File    checkout.py",
        "Change  rewritten",
        "Reason  flaky on CI",
        "Owner   maria",
        "─" * 32,
        "File    b",
        "Change  c",
        "Reason  d",
        "Owner   e",
    ]


def test_a_table_of_words_is_readable_at_forty_columns() -> None:
    source = "| Option | Default | Meaning |\n|-|-|-|\n| timeout | 30 | how long a call may take before it is ended |"
    rows = shown(source, 40)
    assert "│ timeout │ 30      │ how long a call  │" in rows


def test_text_beyond_the_last_column_is_not_lost() -> None:
    rows = shown("| a | b |\n|---|---|\n| x | `p|q` | z |\n", 60)
    assert "│ x │ p | q | z │" in rows


def test_a_bar_can_be_part_of_a_cell() -> None:
    assert "│ x|y │" in shown("| a |\n|---|\n| x\\|y |\n", 20)


def test_tiny_widths_are_survived() -> None:
    for width in range(1, 30):
        shown(SOURCE, width)


def test_small_columns_get_what_they_ask_for() -> None:
    assert share_width([3, 50, 40], 33) == [3, 15, 15]
    assert share_width([3, 5], 30) == [3, 5]
