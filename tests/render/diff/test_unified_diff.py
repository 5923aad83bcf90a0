import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.render.diff.file_diff import FileDiff
from octui.render.diff.patch_lines import number_patch_lines, split_patched_files
from octui.render.diff.text_comparison import compare_texts
from octui.render.diff.unified_diff import parse_unified_diff, strip_git_colours

GIT = """diff --git a/src/cart.py b/src/cart.py
index 83db48f..bf269f4 100644
--- a/src/cart.py
+++ b/src/cart.py
@@ -1,3 +1,4 @@ class Cart:
 a
-b
+B
+c
 d
@@ -10,2 +11,1 @@
 x
-y
\\ No newline at end of file
diff --git a/new file.txt b/new file.txt
new file mode 100644
--- /dev/null
+++ b/new file.txt
@@ -0,0 +1 @@
+hello
diff --git a/gone.txt b/gone.txt
deleted file mode 100644
--- a/gone.txt
+++ /dev/null
@@ -1 +0,0 @@
-bye
diff --git a/old.py b/lib/new.py
similarity index 100%
rename from old.py
rename to lib/new.py
diff --git a/logo.png b/logo.png
index 1..2 100644
Binary files a/logo.png and b/logo.png differ
"""


def signs(file: FileDiff) -> list[tuple[str, str, int, int]]:
    return [(line.sign, line.text, line.old, line.new) for line in file.lines]


def test_a_git_patch_is_read_file_by_file() -> None:
    files = parse_unified_diff(GIT)
    assert [(file.path, file.old_path, file.status) for file in files] == [
        ("src/cart.py", "src/cart.py", "modified"),
        ("new file.txt", "new file.txt", "added"),
        ("gone.txt", "gone.txt", "deleted"),
        ("lib/new.py", "old.py", "renamed"),
        ("logo.png", "logo.png", "binary"),
    ]
    assert [(file.additions, file.deletions) for file in files] == [(2, 2), (1, 0), (0, 1), (0, 0), (0, 0)]


def test_every_line_has_its_numbers() -> None:
    first = parse_unified_diff(GIT)[0]
    assert [hunk.heading for hunk in first.hunks] == ["class Cart:", ""]
    assert signs(first) == [
        (" ", "a", 1, 1), ("-", "b", 2, 0), ("+", "B", 0, 2), ("+", "c", 0, 3), (" ", "d", 3, 4),
        (" ", "x", 10, 11), ("-", "y", 11, 0),
    ]  # fmt: skip
    assert not first.lines[-1].has_newline


def test_an_index_patch_as_javascript_writes_it() -> None:
    patch = (
        "Index: /tmp/a/b.ts\n" + "=" * 67 + "\n--- /tmp/a/b.ts\t2024-01-01\n+++ /tmp/a/b.ts\n@@ -1,1 +1,1 @@\n-x\n+y\n"
        "Index: c.ts\n" + "=" * 67 + "\n--- c.ts\n+++ c.ts\n@@ -1,1 +1,1 @@\n-1\n+2\n"
    )
    assert [(file.path, signs(file)) for file in parse_unified_diff(patch)] == [
        ("/tmp/a/b.ts", [("-", "x", 1, 0), ("+", "y", 0, 1)]),
        ("c.ts", [("-", "1", 1, 0), ("+", "2", 0, 1)]),
    ]


def test_a_bare_hunk_is_a_file_without_a_name() -> None:
    (file,) = parse_unified_diff("@@ -1 +1 @@\n-a\n+b")
    assert (file.path, file.additions, file.deletions) == ("", 1, 1)


def test_a_line_that_looks_like_a_heading_is_a_line() -> None:
    patch = "--- a/x.sql\n+++ b/x.sql\n@@ -1,2 +1,2 @@\n--- a comment\n+++ b/evil\n same\n"
    (file,) = parse_unified_diff(patch)
    assert file.path == "x.sql"
    assert signs(file) == [("-", "-- a comment", 1, 0), ("+", "++ b/evil", 0, 1), (" ", "same", 2, 2)]


def test_a_hunk_cut_short_ends_where_the_next_file_begins() -> None:
    files = parse_unified_diff("diff --git a/x b/x\n@@ -1,9 +1,9 @@\n-a\ndiff --git a/y b/y\n@@ -1 +1 @@\n-b\n+c")
    assert [(file.path, file.deletions) for file in files] == [("x", 1), ("y", 1)]


def test_what_fits_nowhere_is_kept() -> None:
    (file,) = parse_unified_diff("*** Begin Patch\n@@ -1 +1 @@\n-a\n+b\nstray\n")
    assert [line[:2] for line in signs(file)] == [("?", "*** Begin Patch"), ("-", "a"), ("+", "b"), ("?", "stray")]


def test_an_empty_line_in_a_hunk_is_context() -> None:
    (file,) = parse_unified_diff("@@ -1,2 +1,3 @@\n a\n\n+b\n")
    assert signs(file) == [(" ", "a", 1, 1), (" ", "", 2, 2), ("+", "b", 0, 3)]


def test_quoted_names_are_read() -> None:
    patch = 'diff --git "a/\\303\\244 \\"x\\".txt" "b/\\303\\244 \\"x\\".txt"\nnew file mode 100644\n'
    assert parse_unified_diff(patch)[0].path == 'ä "x".txt'


def test_a_folder_named_a_keeps_its_name_outside_git() -> None:
    assert parse_unified_diff("--- a/x\n+++ a/x\n@@ -1 +1 @@\n-1\n+2")[0].path == "a/x"


@given(
    st.lists(
        st.one_of(st.sampled_from([*GIT.split("\n"), "@@ -1,3 +1,3 @@", "+x", "-x", " x", "\\", "Index: f"]), st.text())
    )
)
def test_no_patch_is_too_broken_to_read(lines: list[str]) -> None:
    for file in parse_unified_diff("\n".join(lines)):
        assert file.additions == sum(line.sign == "+" for line in file.lines)


def test_nothing_changed_is_no_hunk() -> None:
    assert parse_unified_diff("") == ()
    assert not compare_texts("a\nb\n", "a\nb\n").hunks


def test_two_texts_differ_where_they_differ() -> None:
    before = "".join(f"{number}\n" for number in range(1, 21))
    file = compare_texts(before, before.replace("10\n", "ten\n"), "n.txt")
    assert (file.path, file.status, file.additions, file.deletions) == ("n.txt", "modified", 1, 1)
    assert signs(file) == [
        (" ", "7", 7, 7), (" ", "8", 8, 8), (" ", "9", 9, 9), ("-", "10", 10, 0), ("+", "ten", 0, 10),
        (" ", "11", 11, 11), (" ", "12", 12, 12), (" ", "13", 13, 13),
    ]  # fmt: skip


def test_a_missing_last_newline_is_a_change() -> None:
    file = compare_texts("a\nb", "a\nb\n")
    assert [(line.sign, line.text, line.has_newline) for line in file.lines] == [
        (" ", "a", True),
        ("-", "b", False),
        ("+", "b", True),
    ]


@pytest.mark.parametrize(
    ("before", "after", "status"), [("", "a\n", "added"), ("a\n", "", "deleted"), ("a", "b", "modified")]
)
def test_from_nothing_is_added_and_to_nothing_deleted(before: str, after: str, status: str) -> None:
    assert compare_texts(before, after).status == status


texts = st.lists(st.sampled_from(["a", "b", "c", "", "d\r", "\u2028"]), max_size=30).map("\n".join)


@given(texts, texts)
def test_a_diff_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    file = compare_texts(before, after)
    old, new = before.split("\n"), after.split("\n")
    for line in file.lines:
        assert not line.old or old[line.old - 1] == line.text
        assert not line.new or new[line.new - 1] == line.text
    removed = {line.old for line in file.lines if line.sign == "-"}
    added = {line.new for line in file.lines if line.sign == "+"}
    kept_old = [line for number, line in enumerate(old, 1) if number not in removed]
    kept_new = [line for number, line in enumerate(new, 1) if number not in added]
    assert [line for line in kept_old if line] == [line for line in kept_new if line]


def test_texts_too_large_to_align_are_replaced_as_a_whole() -> None:
    before, after = ("".join(f"{name} {number}\n" for number in range(21_000)) for name in ("old", "new"))
    file = compare_texts("same\n" + before, "same\n" + after)
    assert (file.additions, file.deletions) == (21_000, 21_000)


def test_colours_that_git_was_told_to_write_always_are_no_part_of_a_patch() -> None:
    plain = (
        "diff --git a/a.py b/a.py\nindex 1234567..89abcde 100644\n--- a/a.py\n+++ b/a.py\n"
        "@@ -1,2 +1,2 @@\n one\n-two\n+2\n"
    )
    coloured = (
        "\x1b[1mdiff --git a/a.py b/a.py\x1b[m\n\x1b[1mindex 1234567..89abcde 100644\x1b[m\n\x1b[1m--- a/a.py\x1b[m\n"
        "\x1b[1m+++ b/a.py\x1b[m\n\x1b[36m@@ -1,2 +1,2 @@\x1b[m\n one\x1b[m\n\x1b[31m-two\x1b[m\n"
        "\x1b[32m+\x1b[m\x1b[32m2\x1b[m\n"
    )
    assert strip_git_colours(coloured) == plain
    assert parse_unified_diff(coloured) == parse_unified_diff(plain)
    assert strip_git_colours(own := "@@ -1 +1 @@\n-\x1b[31mred\n+\x1b[32mgreen\n") == own


@pytest.mark.parametrize("digits", [10, 20, 5_000])
def test_a_heading_with_numbers_that_no_file_has_is_a_line_like_others(digits: int) -> None:
    patch = f"--- a/x\n+++ b/x\n@@ -{'9' * digits} +1 @@\n-a\n+b\n"
    (file,) = parse_unified_diff(patch)
    assert [line.sign for line in file.lines] == ["?"] * 3
    ((_, part),) = split_patched_files(patch)
    assert [line.sign for line in number_patch_lines(part)] == ["?"] * 3


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_the_part_of_a_file_is_copied_once(end: str) -> None:
    lines = 20_000
    body = f"@@ -1,{lines} +1,{lines} @@\n" + "\n".join(["-a line", "+another line"] * lines)
    diff = f"--- a/big.py\n+++ b/big.py\n{body}{end}"
    tracemalloc.start()
    parts = split_patched_files(diff)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert parts == [("big.py", body + end.removesuffix("\n"))]
    assert peak < 1.3 * len(diff)
