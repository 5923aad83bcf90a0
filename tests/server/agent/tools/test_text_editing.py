import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.server.agent.tools.text_editing.fuzzy_replace import replace_fuzzy
from octui.server.agent.tools.text_editing.patch_parser import apply_file_patch, parse_patch
from octui.server.agent.tools.text_editing.unified_diff import diff_texts, split_keeping_ends
from octui.server.agent.tools.tool import ToolFailed

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "  a", "x y", "d\x0ce", "f\u2028g", "h\r"]), max_size=12).map(
    "\n".join
)


def applied(before: str, patch: str) -> str:
    """What a unified diff makes of a text."""
    old = split_keeping_ends(before)
    made: list[str] = []
    at, sign = 0, ""
    for line in split_keeping_ends(patch)[4:]:
        if heading := re.match(r"@@ -(\d+),(\d+) ", line):
            start = int(heading[1]) - (1 if int(heading[2]) else 0)
            made += old[at:start]
            at = start
        elif line.startswith("\\"):
            made[-1:] = [made[-1].removesuffix("\n")] if sign != "-" else made[-1:]
        elif line[0] == "+":
            made.append(line[1:])
        else:
            assert line[1:].rstrip("\n") == old[at].rstrip("\n")
            if line[0] == " ":
                made.append(line[1:])
            at += 1
        sign = line[0]
    return "".join([*made, *old[at:]])


@given(LINES, LINES)
def test_a_diff_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    made = diff_texts("/p/a.txt", before, after)
    assert applied(before, made.patch) == after
    assert made.patch.startswith("Index: /p/a.txt\n" + "=" * 67 + "\n--- /p/a.txt\n+++ /p/a.txt\n")


def test_a_diff_of_a_large_file_is_made_at_once() -> None:
    before = "".join(f"line {number}\n" for number in range(200_000))
    made = diff_texts("/p/a.txt", before, before.replace("line 100000\n", "changed\n"))
    assert (made.additions, made.deletions) == (1, 1)
    assert made.patch.count("\n") < 15


@pytest.mark.parametrize(
    ("text", "old", "new", "made"),
    [
        ("one\ntwo\n", "two", "2", "one\n2\n"),
        ("a  \nb\n", "a\nb", "c\nd", "c\nd\n"),
        ("def f():\n    x = 1\n    y = 2\n", "x = 1\ny = 2", "x = 3\ny = 4", "def f():\n    x = 3\n    y = 4\n"),
        ("    if a:\n        b\n", "if a:\n    b", "if c:\n    d\n    e", "    if c:\n        d\n        e\n"),
        ("f( a,  b )\n", "f( a, b )", "g()", "g()\n"),
        ("x\n", "x\n", "", ""),
    ],
)
def test_the_text_that_is_meant_is_replaced(text: str, old: str, new: str, made: str) -> None:
    assert replace_fuzzy(text, old, new, every=False) == made


def test_an_exact_match_comes_before_one_that_is_meant() -> None:
    assert replace_fuzzy("  a\na\n", "\na\n", "\nb\n", every=False) == "  a\nb\n"


def test_several_matches_are_an_error_that_says_where() -> None:
    with pytest.raises(ToolFailed, match="3 times in the file, at lines 1, 2, 3"):
        replace_fuzzy("x\nx\nx\n", "x", "y", every=False)
    assert replace_fuzzy("x\nx\nx\n", "x", "y", every=True) == "y\ny\ny\n"


def test_nothing_found_is_an_error() -> None:
    with pytest.raises(ToolFailed, match="was not found"):
        replace_fuzzy("a\n", "b", "c", every=True)


@given(LINES, LINES, LINES, LINES)
def test_replacing_changes_nothing_else(before: str, old: str, after: str, new: str) -> None:
    text = f"{before}<{old}>{after}"
    assert replace_fuzzy(text, f"<{old}>", f"[{new}]", every=False) == f"{before}[{new}]{after}"


PATCH = """\
*** Begin Patch
*** Add File: new.txt
+one
+two
*** Update File: old.py
*** Move to: moved.py
@@ def f():
 def f():
-    return 1
+    return 2
@@
+last
*** Delete File: gone.txt
*** End Patch
"""


def test_a_patch_is_read_file_by_file() -> None:
    added, updated, deleted = parse_patch(PATCH)
    assert (added.kind, added.path, added.content) == ("add", "new.txt", "one\ntwo\n")
    assert (updated.kind, updated.moved_to) == ("update", "moved.py")
    assert (deleted.kind, deleted.path) == ("delete", "gone.txt")
    with_heading = parse_patch(PATCH.replace("@@ def f():\n def f():\n", "@@ def f():\n"))[1]
    before = "def e():\n    return 1\ndef f():\n    return 1\n"
    after = "def e():\n    return 1\ndef f():\n    return 2\nlast\n"
    assert apply_file_patch(before, with_heading) == after


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        ("nothing", "must start with"),
        ("*** Begin Patch\n*** End Patch", "is empty"),
        ("*** Begin Patch\n+x\n*** End Patch", "does not belong to a file"),
        ("*** Begin Patch\n*** Update File: a\n?x\n*** End Patch", "Line 3 of the patch must start with"),
    ],
)
def test_a_patch_that_is_wrong_says_where(patch: str, said: str) -> None:
    with pytest.raises(ToolFailed, match=said):
        parse_patch(patch)


def test_a_patch_that_does_not_fit_is_refused() -> None:
    (file,) = parse_patch("*** Begin Patch\n*** Update File: a.py\n@@\n-nope\n+yes\n*** End Patch")
    with pytest.raises(ToolFailed, match=r"not found in a\.py"):
        apply_file_patch("something\n", file)
