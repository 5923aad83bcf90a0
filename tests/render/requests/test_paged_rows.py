import gc
from functools import partial

import pytest
from rich.segment import Segment
from textual.strip import Strip

from octui.render.code.syntax_highlighting import MAX_COLOURED_LENGTH
from octui.render.requests.long_lines import page_long_line
from octui.render.requests.paged_rows import KEPT_PAGES, LARGE_PAGE, PAGE_CHARACTERS, PAGE_LINES, PagedRows
from octui.render.requests.permission_preview import PermissionPreview
from octui.render.requests.preview_rows import render_permission_preview
from octui.render.text.reveal import announce_long_line, hang_indent, reveal_line
from octui.render.text.segments import Line, make_strip
from octui.render.theme.palette import DARK
from octui.render.tools.permission_fields import PreviewKind, PreviewSection

WIDTH = 300


def make_preview(text: str, kind: PreviewKind) -> PermissionPreview:
    assert len(text) > MAX_COLOURED_LENGTH
    return PermissionPreview((PreviewSection(text, mark="$ " if kind is PreviewKind.CODE else "", kind=kind),))


def make_lines(words: str) -> list[Line]:
    return [[Segment(word)] for word in words]


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
    assert count_strips() - before <= KEPT_PAGES * (PAGE_CHARACTERS // 100 + 1)
    assert len(drawn) == count
    assert [lines[at] in drawn[at].text for at in (0, count // 2, -1)] == [True] * 3


def test_a_diff_in_many_pages_loses_no_line_and_splits_no_run_of_blank_lines() -> None:
    lines = [f"{number} {'x' * 200}" for number in range(50)]
    hunk = [*(f"+{line}" for line in lines), *["+"] * 90, " kept", *["-\t"] * 90, "-removed"]
    heads = [f"@@ -{1 + 500 * number},92 +{1 + 500 * number},141 @@" for number in range(12)]
    diff = "\n".join(line for head in heads for line in (head, *hunk))
    drawn = render_permission_preview(make_preview(diff, PreviewKind.DIFF), WIDTH, DARK)
    expected = [*lines, "⟨90 blank lines⟩", "kept", "⟨90 blank lines⟩", "removed"]
    assert [row.text[7:].strip() for row in drawn] == [
        *expected,
        *["", *expected] * 11,
    ]


def test_a_command_in_many_pages_loses_no_line_and_has_one_mark() -> None:
    lines = [f"{number} {'x' * 200}" for number in range(50)]
    text = "\n".join(["\n".join([*lines, *[" "] * 90])] * 12)
    drawn = [row.text for row in render_permission_preview(make_preview(text, PreviewKind.CODE), WIDTH, DARK)]
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
    drawn = PagedRows(page_long_line(line, lead, width, DARK.text, DARK))
    whole = [*announce_long_line(line, lead, DARK), *hang_indent(reveal_line(line, DARK.text, DARK), width, lead, DARK)]
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
    assert len(drawn) > 2_000
    assert count_strips() - before <= KEPT_PAGES * PAGE_CHARACTERS / WIDTH * 2


def test_a_diff_of_many_files_that_is_large_as_a_whole_comes_in_many_pages() -> None:
    part = "@@ -0,0 +1,500 @@\n" + "+value = [1, 'a', None]\n" * 500
    sections = [PreviewSection(part, kind=PreviewKind.DIFF, language="python") for _ in range(40)]
    before = count_strips()
    drawn = render_permission_preview(PermissionPreview(tuple(sections)), WIDTH, DARK)
    assert len(drawn) == 40 * 500
    assert count_strips() - before <= KEPT_PAGES * PAGE_LINES + 1


def test_rows_of_empty_pages_are_skipped() -> None:
    drawn = PagedRows([partial(make_lines, words) for words in ("", "ab", "", "", "c", "")])
    assert [row.text for row in drawn] == ["a", "b", "c"]
    assert [row.text for row in drawn[-2:]] == ["b", "c"]
    assert drawn[-1].text == "c"
    with pytest.raises(IndexError):
        drawn[3]


@pytest.mark.parametrize(("size", "times"), [(1, 2), (LARGE_PAGE + 1, 1)])
def test_only_small_pages_are_laid_out_again(size: int, times: int) -> None:
    calls: list[str] = []

    def lay_out(words: str) -> list[Line]:
        calls.append(words)
        return make_lines(words)

    drawn = PagedRows([partial(lay_out, "a" * size), *(partial(lay_out, "b") for _ in range(KEPT_PAGES))])
    assert [drawn[0].text, drawn[size - 1].text, drawn[-1].text] == ["a", "a", "b"]
    assert calls.count("a" * size) == times
