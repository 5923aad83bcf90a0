import gc
from functools import partial

import pytest
from rich.segment import Segment
from textual.strip import Strip

from octui.render.code.syntax_highlighting import MAX_COLOURED_LENGTH
from octui.render.diff.patch_lines import number_patch_lines, split_patched_files
from octui.render.requests.long_lines import page_long_line
from octui.render.requests.paged_rows import (
    COUNTED_ROWS,
    KEPT_PAGES,
    PAGE_CHARACTERS,
    PAGE_LINES,
    PagedRows,
    RowCount,
    RowPlace,
)
from octui.render.requests.patch_pages import read_page_lines, split_patch
from octui.render.requests.permission_preview import PermissionPreview
from octui.render.requests.preview_rows import render_permission_preview
from octui.render.text.reveal import announce_long_line, hang_indent, reveal_line
from octui.render.text.segments import Line, make_strip
from octui.render.theme.unthemed_palettes import DARK
from octui.render.tools.permission_fields import PreviewKind, PreviewSection

WIDTH = 300


def make_preview(text: str, kind: PreviewKind) -> PermissionPreview:
    assert len(text) > MAX_COLOURED_LENGTH
    return PermissionPreview((PreviewSection(text, mark="$ " if kind is PreviewKind.CODE else "", kind=kind),))


def make_lines(words: str) -> list[Line]:
    return [[Segment(word)] for word in words]


def read_rows(drawn: PagedRows) -> list[Strip]:
    return [strip for _, strip in drawn.iter_rows()]


def count_strips() -> int:
    return sum(isinstance(found, Strip) for found in gc.get_objects())


@pytest.mark.parametrize(
    ("kind", "heading", "sign"), [(PreviewKind.DIFF, "@@ -0,0 +1,{} @@\n", "+"), (PreviewKind.CODE, "", "")]
)
@pytest.mark.parametrize(("count", "length"), [(2_000, 100), (12_000, 1)])
def test_most_rows_of_a_large_text_do_not_exist(
    count: int, length: int, kind: PreviewKind, heading: str, sign: str
) -> None:
    lines = [f"value_{number} = {'x' * length}" for number in range(count)]
    preview = make_preview(heading.format(count) + "\n".join(sign + line for line in lines), kind)
    before = count_strips()
    drawn = render_permission_preview(preview, WIDTH, DARK)
    assert count_strips() - before <= COUNTED_ROWS + 3 * PAGE_LINES
    rows = read_rows(drawn)
    assert count_strips() - before <= KEPT_PAGES * PAGE_LINES + len(rows)
    assert all(line in row.text for line, row in zip(lines, rows, strict=True))


def test_a_diff_in_many_pages_loses_no_line_and_splits_no_run_of_blank_lines() -> None:
    lines = [f"{number} {'x' * 200}" for number in range(50)]
    hunk = [*(f"+{line}" for line in lines), *["+"] * 90, " kept", *["-\t"] * 90, "-removed"]
    heads = [f"@@ -{1 + 500 * number},92 +{1 + 500 * number},141 @@" for number in range(12)]
    diff = "\n".join(line for head in heads for line in (head, *hunk))
    drawn = read_rows(render_permission_preview(make_preview(diff, PreviewKind.DIFF), WIDTH, DARK))
    expected = [*lines, "⟨90 blank lines⟩", "kept", "⟨90 blank lines⟩", "removed"]
    assert [row.text[7:].strip() for row in drawn] == [
        *expected,
        *["", *expected] * 11,
    ]


def test_a_command_in_many_pages_loses_no_line_and_has_one_mark() -> None:
    lines = [f"{number} {'x' * 200}" for number in range(50)]
    text = "\n".join(["\n".join([*lines, *[" "] * 90])] * 12)
    drawn = [
        row.text for row in read_rows(render_permission_preview(make_preview(text, PreviewKind.CODE), WIDTH, DARK))
    ]
    assert [row[2:] for row in drawn] == [*lines, "⟨90 blank lines⟩"] * 12
    assert {row[:2] for row in drawn[1:]} == {"  "}
    assert drawn[0].startswith("$ ")


LONG_LINES = {
    "letters": "x" * 20_000,
    "words": "some words " * 2_000,
    "wide letters": "漢字" * 5_000,
    "hidden characters": "ab\u202e" * 3_000,
    "blanks between": ("x" * 7_990 + " " * 40) * 3,
    "many tabs": "a" + "\t" * 20_000 + "b",
}


@pytest.mark.parametrize("kind", LONG_LINES)
@pytest.mark.parametrize("width", [61, WIDTH])
def test_a_long_line_in_many_pages_is_what_it_would_be_in_one(kind: str, width: int) -> None:
    line, lead = LONG_LINES[kind], [Segment("$ ")]
    text = f"before\n{line}\nafter"
    pages = page_long_line(text, (7, 7 + len(line)), lead, width, DARK.text, DARK)
    drawn = read_rows(PagedRows(list(pages)))
    whole = [
        *announce_long_line(len(line), lead, DARK),
        *hang_indent(reveal_line(line, DARK.text, DARK), width, lead, DARK),
    ]
    expected = [make_strip(row).text for row in whole]
    assert [row.text[:2] for row in drawn] == [row[:2] for row in expected[:2]] + ["↪ "] * (len(drawn) - 2)
    assert "".join(row.text[2:] for row in drawn) == "".join(row[2:] for row in expected)
    assert max(row.cell_length for row in drawn) <= width


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{}", PreviewKind.CODE),
        ("first\n{}\nlast", PreviewKind.CODE),
        ("@@ -1,2 +1,2 @@\n-{0}\n+{0}\n kept\n", PreviewKind.DIFF),
        ("{}", PreviewKind.CLAIM),
    ],
)
def test_most_rows_of_a_long_line_do_not_exist(text: str, kind: PreviewKind) -> None:
    before = count_strips()
    drawn = render_permission_preview(make_preview(text.format("some words " * 60_000), kind), WIDTH, DARK)
    assert count_strips() - before <= COUNTED_ROWS + 3 * PAGE_CHARACTERS / WIDTH * 2
    assert len(read_rows(drawn)) > 2_000


def test_a_diff_of_many_files_that_is_large_as_a_whole_comes_in_many_pages() -> None:
    part = "@@ -0,0 +1,500 @@\n" + "+value = [1, 'a', None]\n" * 500
    sections = [PreviewSection(part, kind=PreviewKind.DIFF, language="python") for _ in range(40)]
    before = count_strips()
    drawn = render_permission_preview(PermissionPreview(tuple(sections)), WIDTH, DARK)
    assert count_strips() - before <= COUNTED_ROWS + 3 * PAGE_LINES
    assert len(read_rows(drawn)) == 40 * 500


def test_rows_of_empty_pages_are_skipped() -> None:
    drawn = PagedRows([partial(make_lines, words) for words in ("", "ab", "", "", "c", "")])
    assert [row.text for row in read_rows(drawn)] == ["a", "b", "c"]
    assert drawn.last == RowPlace(4, 0)
    assert [drawn.step_place(RowPlace(), by) for by in (0, 1, 2, 9)] == [(1, 0), (1, 1), (4, 0), (4, 0)]
    assert [drawn.step_place(drawn.last, by) for by in (-1, -2, -3)] == [(1, 1), (1, 0), (0, 0)]
    assert read_rows(PagedRows([])) == [] and PagedRows([]).last == RowPlace()


def test_rows_are_estimated_until_they_are_laid_out() -> None:
    laid_out: list[int] = []

    def lay_out(number: int) -> list[Line]:
        laid_out.append(number)
        return make_lines("a" * 100)

    drawn = PagedRows([partial(lay_out, number) for number in range(1_000)])
    assert laid_out == [0, 1, 999]
    assert drawn.count_below(RowPlace(0, 9)) == RowCount(99_990, is_exact=False)
    assert drawn.count_above(drawn.last) == RowCount(99_999, is_exact=False)
    assert drawn.step_place(drawn.last, -150) == RowPlace(998, 49)
    assert drawn.count_below(RowPlace(998, 49)) == RowCount(150)
    assert len(laid_out) == 4


def test_a_short_page_at_the_end_does_not_halve_the_estimate() -> None:
    command = PreviewSection("\n".join(f"echo line {number}" for number in range(3_000)), mark="$ ")
    claim = PreviewSection("A long script", mark="# ", kind=PreviewKind.CLAIM)
    drawn = render_permission_preview(PermissionPreview((command, claim)), WIDTH, DARK)
    # The top of the last screen, which a card looks for.
    drawn.step_place(drawn.last, -20)
    below = drawn.count_below(RowPlace(0, 0))
    assert not below.is_exact
    assert 2_700 <= below.number <= 3_300


@pytest.mark.parametrize("end", ["", " kept\n" * 40_000, "\\ No newline at end of file\n", "\n" * 40_000])
def test_the_lines_of_a_large_diff_are_counted_and_numbered_as_if_each_had_been_read(end: str) -> None:
    lines = "".join(f"+new {number}\n-old {number}\n" for number in range(20_000))
    kept = end.count("\n") if end[:1] in (" ", "\n") else 0
    diff = f"@@ -5,{20_000 + kept} +9,{20_000 + kept} @@\n{lines}{end}@@ -90000 +90005 @@\n-x\n+y\n"
    part = split_patched_files(diff)[0][1]
    assert part == diff.removesuffix("\n")
    paging = split_patch(part)
    paged = [line for page in paging.pages for line in read_page_lines(part, page)]
    assert paged == list(number_patch_lines(part))
    assert paging.highest == 90_005 and len(paging.pages) == paging.required


def test_only_what_follows_the_last_change_of_a_large_diff_need_not_be_read() -> None:
    part = "@@ -1,40001 +1,40001 @@\n-x\n+y\n" + " kept\n" * 40_000
    paging = split_patch(part)
    required = [line for page in paging.pages[: paging.required] for line in read_page_lines(part, page)]
    assert [line.sign for line in required] == ["@", "-", "+"]
    unchanged = split_patch(part.replace("-x\n+y\n", " x\n"))
    assert unchanged.required == len(unchanged.pages)


@pytest.mark.parametrize("word", ["\u0430" * 30_000 + "b", "b" + "\u0430" * 30_000])
def test_a_word_that_is_too_long_to_be_judged_has_its_lookalikes_spelled_out(word: str) -> None:
    pages = page_long_line(word, (0, len(word)), (), 80, DARK.text, DARK)
    shown = "".join(row.text[2:] for row in read_rows(PagedRows(list(pages)))[1:])
    assert "\u0430" not in shown and shown.count("\\u{430}") >= 29_000
