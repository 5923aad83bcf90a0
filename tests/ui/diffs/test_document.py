"""The rows of a diff: what is folded, what is found again, and how little of a large one is drawn."""

import tracemalloc

import pytest

from octui.render.diff.document_rows import RowKind
from octui.render.theme.unthemed_palettes import DARK
from octui.ui.diffs.comments import LineComment
from octui.ui.diffs.document import MAX_LINE_LENGTH, DiffDocument, DiffLayout, build_document
from octui.ui.diffs.painter import CHUNK, DiffPainter
from octui.ui.diffs.patch_file import PatchFile, join_renamed_files, parse_patch_files
from octui.ui.diffs.rejection import describe_misfit, make_rejection
from octui.ui.diffs.tree_rows import list_tree_rows
from octui.wire.sessions import FileDiff
from tests.support.call_count import count_calls


def make_patch(name: str, old: list[str], new: list[str]) -> PatchFile:
    (file,) = parse_patch_files([FileDiff(file=name, before="".join(old), after="".join(new), status="modified")])
    return file


def list_texts(document: DiffDocument) -> list[str]:
    painter = DiffPainter(document, DARK)
    return [strip.text.rstrip() for index in range(len(document.rows)) for strip in painter.draw_row(index)]


def whole_file_patch() -> PatchFile:
    lines = "".join(f" line {number}\n" if number != 20 else "-old\n+new\n" for number in range(40))
    (file,) = parse_patch_files([FileDiff(file="a.py", patch=f"--- a.py\n+++ a.py\n@@ -1,40 +1,40 @@\n{lines}")])
    return file


def test_unchanged_lines_are_folded_until_they_are_opened() -> None:
    files = (whole_file_patch(),)
    folded = build_document(files, DiffLayout(60))
    texts = list_texts(folded)
    assert texts[1] == "  ▸ 17 unchanged lines" and texts[-1] == "  ▸ 16 unchanged lines"
    assert len([row for row in folded.rows if row.kind is RowKind.LINE]) == 8
    fold = folded.rows[1]
    opened = build_document(files, DiffLayout(60, opened_folds=frozenset({("a.py", fold.old, fold.new)})))
    assert len([row for row in opened.rows if row.kind is RowKind.LINE]) == 25
    everything = build_document(files, DiffLayout(60, shows_all=True))
    assert len([row for row in everything.rows if row.kind is RowKind.LINE]) == 41


@pytest.mark.parametrize("width", [24, 60, 130])
@pytest.mark.parametrize("is_split", [False, True])
def test_each_row_is_as_high_as_it_was_measured_and_as_wide_as_the_layout(width: int, is_split: bool) -> None:
    odd = ["日本語 " * 40, "\x1b[31mred\u202e\t" * 9, "word " * 50, "x" * 300, "e\u0301" * 80, "", "a\r"]
    files = (
        make_patch("odd.txt", [f"{text}\n" for text in odd], [f"{text}!\n" for text in odd[:-1]] + ["end"]),
        whole_file_patch(),
    )
    comment = LineComment("odd.txt", (files[0].lines[0],), "a comment that is long enough to be wrapped " * 3)
    document = build_document(files, DiffLayout(width, is_split=is_split, comments=(comment,)))
    painter = DiffPainter(document, DARK)
    for styled in (False, True):
        for index in range(len(document.rows)):
            strips = painter.draw_row(index)
            assert len(strips) == document.tops[index + 1] - document.tops[index], document.rows[index]
            assert {strip.cell_length for strip in strips} == {width}
        if not styled:
            painter.put_styled(document.files, {chunk: painter.style_chunk(chunk) for chunk in painter.take_wanted()})
    assert any(row.kind is RowKind.COMMENT for row in document.rows)


def test_of_a_huge_diff_only_what_is_in_view_is_drawn() -> None:
    code = "".join(f"+value_{number} = {number}\n" for number in range(60_000))
    diffs = [FileDiff(file=f"f{number:04}.py", patch="@@ -1 +1 @@\n-a\n+b\n") for number in range(2_000)]
    diffs.append(FileDiff(file="big.py", patch=f"@@ -0,0 +1,60000 @@\n{code}", status="added"))
    diffs.append(FileDiff(file="app.min.js", patch=f"@@ -1 +1 @@\n-{'a' * 1_000_000}\n+{'b' * 1_000_000}\n"))
    files = parse_patch_files(diffs)
    document = build_document(files, DiffLayout(100))
    assert document.height > 64_000
    painter = DiffPainter(document, DARK)
    middle = document.find_row_at(document.height // 2)
    drawn = [strip for index in range(middle, middle + 42) for strip in painter.draw_row(index)]
    assert len(drawn) <= 43
    wanted = painter.take_wanted()
    assert len(wanted) <= 42 // CHUNK + 2
    minified = document.file_rows[next(number for number, file in enumerate(files) if file.path == "app.min.js")]
    long_line = painter.draw_row(minified + 1)
    assert len(long_line) <= MAX_LINE_LENGTH // 90 + 2
    assert "998,000 more characters" in "".join(strip.text for strip in long_line).replace("↳", "")
    assert len(painter.take_wanted()) == 1


@pytest.mark.parametrize("is_split", [False, True])
@pytest.mark.parametrize("context", [0, 3])
def test_a_large_diff_takes_less_than_twice_its_patch(context: int, is_split: bool) -> None:
    unchanged = "".join(f" line {number} of what stays as it is\n" for number in range(context))
    lines = 2 * context + 2
    hunks = (
        f"@@ -{at},{lines - 1} +{at},{lines - 1} @@ def function_{at}() -> None:\n"
        f"{unchanged}-    value = compute_before({at})\n+    value = compute_after({at})\n{unchanged}"
        for at in range(1, 20_001, 40)
    )
    diff = FileDiff(file="a.py", patch="--- a.py\n+++ a.py\n" + "".join(hunks), status="modified")
    layout = DiffLayout(130, is_split=is_split)
    build_document(parse_patch_files([diff]), layout)
    tracemalloc.start()
    document = build_document(parse_patch_files([diff]), layout)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(document.hunk_rows) == 500
    assert peak < 2 * len(diff.patch or "")


def test_the_work_for_a_document_grows_with_its_hunks() -> None:
    def count_document(hunks: int) -> int:
        patch = "".join(f"@@ -{at},1 +{at},1 @@\n-a\n+b\n" for at in range(1, 20 * hunks, 20))
        files = parse_patch_files([FileDiff(file="a.py", patch=patch)])
        return count_calls(lambda: build_document(files, DiffLayout(60)))

    assert count_document(400) < 2.5 * count_document(200)


def test_a_line_is_found_in_its_own_file_and_only_where_it_is_shown() -> None:
    document = build_document((whole_file_patch(), whole_file_patch()), DiffLayout(60))
    second = document.file_rows[1]
    row = document.rows[document.find_line_row(1, 20)]
    assert (row.kind, row.file, row.old) == (RowKind.LINE, 1, 20)
    assert document.find_line_row(1, 20) > second > document.find_line_row(0, 20) > 0
    assert document.find_line_row(0, 0) == -1


def test_a_comment_follows_its_line_into_a_new_diff() -> None:
    before = make_patch("a.txt", ["a\n", "b\n"], ["a\n", "B\n"])
    added = next(line for line in before.lines if line.sign == "+")
    comment = LineComment("a.txt", (added,), "why?")
    later = make_patch("a.txt", ["a\n", "b\n"], ["0\n", "1\n", "a\n", "B\n"])
    index = comment.find_last_line(later.lines)
    assert later.lines[index].text == "B" and later.lines[index].new == 4
    gone = make_patch("a.txt", ["a\n", "b\n"], ["a\n", "C\n"])
    document = build_document((gone,), DiffLayout(60, comments=(comment,)))
    assert [row.kind for row in document.rows[:2]] == [RowKind.FILE, RowKind.COMMENT]


def test_folders_of_one_folder_share_a_row() -> None:
    paths = ["README.md", "src/a/b/c.py", "src/a/b/d.py", "zoo.txt"]
    files = parse_patch_files([FileDiff(file=path, patch="@@ -1 +1 @@\n-a\n+b\n") for path in paths])
    assert [(row.name, row.depth) for row in list_tree_rows(files)] == [
        ("README.md", 0),
        ("src/a/b", 0),
        ("c.py", 1),
        ("d.py", 1),
        ("zoo.txt", 0),
    ]
    assert [row.name for row in list_tree_rows(files, {"src/a/b"})] == ["README.md", "src/a/b", "zoo.txt"]


def test_a_renamed_file_is_one_file_whose_hunks_are_those_of_its_new_name() -> None:
    body = [f"line {number}\n" for number in range(20)]
    files = join_renamed_files(
        (
            make_patch("old.txt", body, []),
            make_patch("new.txt", [], [*body[:7], "changed\n", *body[8:]]),
            make_patch("same_old.txt", ["a\n"], []),
            make_patch("same_new.txt", [], ["a\n"]),
            make_patch("other.txt", [], [f"other {number}\n" for number in range(20)]),
        )
    )
    assert [(file.path, file.old_path, file.letter) for file in files] == [
        ("new.txt", "old.txt", "R"),
        ("same_new.txt", "same_old.txt", "R"),
        ("other.txt", "other.txt", "A"),
    ]
    renamed, same, _ = files
    assert (renamed.additions, renamed.deletions, len(renamed.groups)) == (1, 1, 1)
    texts = list_texts(build_document(files, DiffLayout(60)))
    assert texts[0].startswith("▾ old.txt → new.txt  renamed") and texts[1].strip() == "Renamed from old.txt."
    rejection = make_rejection(renamed, renamed.groups[0].first_change)
    assert not isinstance(rejection, str) and "--- a/new.txt\n+++ b/new.txt\n" in rejection.patch
    assert "-changed\n+line 7\n" in rejection.patch
    assert rejection.effect == "In new.txt, 1 line will be removed and 1 line brought back."
    assert make_rejection(same, -1) == "There is no hunk to reject here."


def test_a_submodule_has_no_hunk_to_reject() -> None:
    patch = (
        "diff --git a/lib b/lib\nindex 40e6a3f..2dde4ce 160000\n--- a/lib\n+++ b/lib\n"
        "@@ -1 +1 @@\n-Subproject commit 40e6a3f\n+Subproject commit 2dde4ce\n"
    )
    (file,) = parse_patch_files((FileDiff(file="lib", patch=patch),))
    assert make_rejection(file, file.groups[0].first_change) == (
        "lib is a submodule: go back to another commit in its own folder."
    )


def test_a_patch_that_lost_bytes_says_so_when_it_does_not_apply() -> None:
    for text, said in (("caf\ufffd\n", "not UTF-8"), ("cafe\n", "as it is now")):
        file = make_patch("latin.txt", ["a\n"], [text])
        rejection = make_rejection(file, file.groups[0].first_change)
        assert not isinstance(rejection, str) and said in describe_misfit(rejection)


@pytest.mark.parametrize(
    ("additions", "note"),
    [(0, "An empty file."), (2_500_000, "The server sent none of its lines: the change may be too large.")],
)
def test_a_file_without_lines_says_why(additions: int, note: str) -> None:
    (file,) = parse_patch_files([FileDiff(file="a", patch="", additions=additions, status="added")])
    assert file.note == note
