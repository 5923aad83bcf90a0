from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octui.render.markdown.view import MarkdownView
from octui.render.theme.unthemed_palettes import DARK, LIGHT
from tests.support.strip_assertions import assert_safe, row_texts, to_text

FRAGMENTS = [
    "# h\n", "## two\n", "para ", "with *emph* ", "**bold", "** ", "`code` ", "`", "``` ", "```py\n", "```\n", "~~~\n",
    "\n", "\n\n", "- item\n", "  - nested\n", "1. one\n", "2) two\n", "10. ten\n", "> q\n", ">", "- [ ] t\n", "-\n",
    "| a | b |\n", "|---|--:|\n", "| 1 | 2 | 3 |\n", "a|b\n", "-|-\n", "---\n", "===\n", "* * *\n", "    indented\n",
    "[foo]: /url\n", "[foo]", "[foo]: http://x.y 'ti\ntle'\n", "[a](http://e.com) ", "![i](x) ", "[", "](", "]", ")",
    "<b>", "<div>\n", "&#12; ", "&NewLine;", "~~s~~ ", "\\", "  \n", "\\\n", "\t", "\r", "\r\n", "\x1b[31m", "\ud800",
    "日本語、", "日本。", "👨‍👩‍👧", "\u200d", "\ufe0f", "http://a.b/c_d ", "_u_ ", "x" * 30 + " ",
]  # fmt: skip
LONG = [
    "*a* `b` [c](http://d.e) two ** words x_y http://u.v/w 日本。語の " * 30,
    "open ** and [never closed, all the way " * 130,
    "```py\n" + "    x = 1  # why\n" * 20,
    "'''doc\n" * 20,
    "| h | i |\n|---|:-:|\n" + "| some *cell* | `b` |\n" * 20,
    "| a much wider cell than before | z |\n" * 20,
    "- item\n" * 20,
    "1. one\n\n" * 20,
    "> quoted\n" * 20,
]
documents = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(st.characters(codec=None), max_size=8)), max_size=25)
long_documents = st.lists(st.one_of(st.sampled_from(LONG), st.sampled_from(FRAGMENTS)), max_size=6)


@settings(deadline=None, max_examples=200)
@given(documents.map("".join), st.integers(1, 60))
def test_any_text_is_drawn_within_its_width_and_without_controls(source: str, width: int) -> None:
    assert_safe(MarkdownView(DARK).render_markdown(source, width, final=True), width)


@settings(deadline=None, max_examples=200)
@given(documents.map("".join), st.integers(1, 60), st.lists(st.integers(1, 12), min_size=1, max_size=8), st.booleans())
def test_growing_text_ends_as_it_would_have_been_drawn_at_once(
    source: str, width: int, steps: list[int], unsteady: bool
) -> None:
    assert_grows_to_the_same(source, width, steps, unsteady)


@settings(deadline=None, max_examples=15)
@given(
    long_documents.map("".join),
    st.integers(8, 60),
    st.lists(st.integers(20, 400), min_size=1, max_size=8),
    st.booleans(),
)
def test_long_growing_text_ends_as_it_would_have_been_drawn_at_once(
    source: str, width: int, steps: list[int], unsteady: bool
) -> None:
    assert_grows_to_the_same(source, width, steps, unsteady)


def assert_grows_to_the_same(source: str, width: int, steps: list[int], unsteady: bool) -> None:
    """Grow in steps; `unsteady` also changes the width and claims the end too early."""
    view = MarkdownView(DARK)
    place = 0
    for step in cycle(steps):
        if place >= len(source):
            break
        place = min(len(source), place + step)
        odd = unsteady and place % 3 == 0
        view.render_markdown(source[:place], width + 7 if odd else width, final=odd)
    at_once = MarkdownView(DARK).render_markdown(source, width, final=True)
    assert to_text(view.render_markdown(source, width, final=True)) == to_text(at_once)


PROSE = "Some words with `code`, **bold** and a [link](https://example.com/x); snake_case too. "
ENDLESS = {
    "paragraphs": (PROSE * 3 + "\n\n") * 200,
    "one paragraph": PROSE * 500,
    "one paragraph without an end to its emphasis": "a ** b " * 6_000,
    "one paragraph in Chinese": "这是一个很长的段落，没有空格。" * 2_500,
    "code": "```python\n" + "    value = compute(value, 1)  # comment\n" * 600,
    "a list": "- item with **bold** words and `code`\n" * 600,
    "a numbered list": "".join(f"{number}. item\n\n   more of it\n\n" for number in range(1_000)),
    "a table": "| a | b |\n|---|---|\n" + "| some words | `code` and more |\n" * 600,
    "headings": "## Title\n\ntext\n\n" * 600,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_call_reads_no_more_when_much_has_gone_before(name: str) -> None:
    source = ENDLESS[name]
    view = MarkdownView(DARK)
    most: list[int] = []
    for place in range(0, len(source), 200):
        before = view.characters_read
        view.render_markdown(source[:place], 80, final=False)
        most.append(view.characters_read - before)
    early, late = max(most[5:40]), max(most[-40:])
    assert late <= max(early * 1.5, 5_000)


@pytest.mark.parametrize("name", ["paragraphs", "one paragraph", "code", "a list"])
def test_settled_rows_are_the_very_same_strips(name: str) -> None:
    source = ENDLESS[name]
    view = MarkdownView(DARK)
    for place in range(0, len(source) // 2, 500):
        rows = view.render_markdown(source[:place], 80, final=False)
    after = view.render_markdown(source[: place + 40], 80, final=False)
    same = sum(one is other for one, other in zip(rows, after, strict=False))
    assert same >= len(rows) - 60


def test_an_unchanged_text_is_not_read_again() -> None:
    view = MarkdownView(DARK)
    first = view.render_markdown("# a\n\ntext", 40, final=False)
    read = view.characters_read
    assert view.render_markdown("# a\n\ntext", 40, final=False) == first
    assert view.characters_read == read


def test_a_new_width_draws_the_kept_blocks_again_without_reading_them() -> None:
    source = "one two three four\n\n" * 200
    view = MarkdownView(DARK)
    view.render_markdown(source, 40, final=False)
    read = view.characters_read
    assert to_text(view.render_markdown(source, 10, final=True)) == to_text(
        MarkdownView(DARK).render_markdown(source, 10, final=True)
    )
    assert view.characters_read - read < 100


def test_a_new_palette_draws_everything_in_its_colours() -> None:
    source = "# a\n\ntext\n\n```py\nx = 1\n```\n\nend"
    view = MarkdownView(DARK)
    view.render_markdown(source, 40, final=True)
    view.palette = LIGHT
    assert to_text(view.render_markdown(source, 40, final=True)) == to_text(
        MarkdownView(LIGHT).render_markdown(source, 40, final=True)
    )


def test_text_that_changes_otherwise_is_read_from_the_start() -> None:
    view = MarkdownView(DARK)
    view.render_markdown("# one\n\ntwo", 40, final=False)
    assert row_texts(view.render_markdown("three\n\nfour", 40, final=True)) == ["three", "", "four"]
    assert row_texts(view.render_markdown("three", 40, final=True)) == ["three"]
    assert row_texts(view.render_markdown("", 40, final=True)) == []


def test_a_definition_at_the_end_reaches_what_was_settled_long_before() -> None:
    view = MarkdownView(DARK)
    source = "see [docs]\n\nmore\n\n[docs]: https://example.com"
    for place in range(len(source)):
        view.render_markdown(source[:place], 40, final=False)
    assert row_texts(view.render_markdown(source, 40, final=True))[0] == "see docs (example.com)"


def test_open_code_is_coloured_line_by_line_and_as_a_whole_once_it_is_closed() -> None:
    view = MarkdownView(DARK)
    source = '```python\nx = """\nclass\n'
    opened = to_text(view.render_markdown(source, 40, final=False))
    closed = to_text(view.render_markdown(source + '"""\n```\n', 40, final=False))
    assert any(style is not None and style.color == DARK.syntax_keyword.color for _, style in opened[2])
    assert all(style is not None and style.color != DARK.syntax_keyword.color for _, style in closed[2])


def test_the_list_handed_out_is_the_callers_own() -> None:
    view = MarkdownView(DARK)
    view.render_markdown("a\n\nb", 40, final=True).clear()
    assert row_texts(view.render_markdown("a\n\nb", 40, final=True)) == ["a", "", "b"]
