import pytest

from octui.server.agent.tools.text_editing.patch_parser import apply_file_patch, parse_patch
from octui.server.agent.tools.tool import ToolFailed

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


def test_a_patch_is_parsed_file_by_file() -> None:
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
def test_an_invalid_patch_names_the_line(patch: str, said: str) -> None:
    with pytest.raises(ToolFailed, match=said):
        parse_patch(patch)


def test_a_patch_that_does_not_match_is_refused() -> None:
    (file,) = parse_patch("*** Begin Patch\n*** Update File: a.py\n@@\n-nope\n+yes\n*** End Patch")
    with pytest.raises(ToolFailed, match=r"not found in a\.py"):
        apply_file_patch("something\n", file)
