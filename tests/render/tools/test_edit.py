import tracemalloc
from functools import partial

from octui.render.blocks import ToolBlock
from octui.render.draw_options import DrawOptions
from octui.render.theme.unthemed_palettes import DARK
from octui.render.tools.file_changes import render_changes
from octui.render.tools.registry import find_tool_view
from octui.render.tools.strips import can_expand_tool, tool_to_text
from octui.wire.struct import Json
from tests.render.tools.snapshots import Look, check_looks
from tests.render.tools.tool_calls import DIRECTORY, list_sections, make_call, preview_request
from tests.support.call_count import count_calls
from tests.support.strip_assertions import row_texts

FILE = f"{DIRECTORY}/pricing.py"
PATCH = f"""\
Index: {FILE}
===================================================================
--- {FILE}
+++ {FILE}
@@ -1,5 +1,6 @@
 import decimal

 def total(items):
-    return sum(item.price for item in items)
+    prices = [item.price for item in items]
+    return sum(prices, decimal.Decimal())

"""
EDIT: Json = {"filePath": FILE, "oldString": "return sum(items)", "newString": "return fsum(items)"}
DONE: Json = {"diff": PATCH, "filediff": {"file": FILE, "additions": 2, "deletions": 1}}


def patched(path: str, kind: str, patch: str = PATCH, **more: object) -> Json:
    return {"filePath": f"{DIRECTORY}/{path}", "type": kind, "patch": patch, "additions": 2, "deletions": 1, **more}


def test_every_state_of_a_call_is_drawn_as_in_its_snapshot() -> None:
    faults = {
        FILE: [{"severity": 1, "message": "Undefined name\nmore", "range": {"start": {"line": 3, "character": 4}}}]
    }
    moved = patched("c.py", "move", movePath=f"{DIRECTORY}/d.py")
    files = [patched("a.py", "update"), patched("b.py", "delete"), moved]
    long = f"--- {FILE}\n+++ {FILE}\n@@ -1,60 +1,60 @@\n" + "".join(f"-old {n}\n+new {n}\n" for n in range(60))
    check_looks(
        "edit",
        {
            "pending": Look(make_call("edit", "pending")),
            "running": Look(make_call("edit", "running", arguments=EDIT)),
            "running, as asked for": Look(make_call("edit", "running", arguments=EDIT), expanded=True),
            "waits for approval": Look(make_call("edit", "running", arguments=EDIT, awaits_reply=True)),
            "completed": Look(make_call("edit", arguments=EDIT, metadata=DONE)),
            "completed, with an error found in it": Look(
                make_call("edit", arguments=EDIT, metadata={**DONE, "diagnostics": faults})
            ),
            "long": Look(make_call("edit", arguments=EDIT, metadata={"diff": long, "filediff": {"file": FILE}})),
            "failed": Look(make_call("edit", "error", arguments=EDIT, error="Error: oldString not found in content")),
            "rejected": Look(
                make_call("edit", "error", arguments=EDIT, error="The user rejected permission to use it")
            ),
            "patch": Look(make_call("apply_patch", metadata={"files": files})),
            "patch of one file": Look(make_call("patch", metadata={"files": [moved]})),
        },
    )


def test_text_is_the_patch() -> None:
    assert tool_to_text(make_call("edit", arguments=EDIT, metadata=DONE)) == PATCH
    two = [patched("a.py", "update", "one"), patched("b.py", "update", "two")]
    assert tool_to_text(make_call("apply_patch", metadata={"files": two})) == "one\ntwo"


def test_without_a_patch_text_is_the_call() -> None:
    assert (
        tool_to_text(make_call("edit", arguments={"filePath": "a"}, output="ok")) == 'edit {\n  "filePath": "a"\n}\nok'
    )


def test_both_texts_whole_are_compared() -> None:
    whole: Json = {"filediff": {"file": FILE, "before": "a\n", "after": "b\n", "additions": 1, "deletions": 1}}
    strips = find_tool_view("edit").render_body(make_call("edit", metadata=whole), DrawOptions(80, DARK))
    assert [strip.text.split() for strip in strips] == [["1", "-", "a"], ["1", "+", "b"]]


def test_markdown_is_a_diff() -> None:
    exported = find_tool_view("edit").call_to_markdown(make_call("edit", arguments=EDIT, metadata={"diff": "-a\n+b"}))
    assert exported == "**edit** `Edit pricing.py`\n\n```diff\n-a\n+b\n```"


def test_rows_are_estimated_from_the_diff() -> None:
    view = find_tool_view("edit")
    assert view.estimate_rows(make_call("edit", metadata={"diff": "a\nb\n"}).part) == 4
    assert view.estimate_rows(make_call("edit", metadata={"diff": "a\n" * 99}).part) == 26
    assert view.estimate_rows(make_call("edit", metadata={"diff": 3}).part) == 2


def test_a_call_can_be_expanded_once_it_runs() -> None:
    assert not can_expand_tool(make_call("edit", "pending"))
    assert can_expand_tool(make_call("patch", "running"))


def test_a_preview_is_the_diff_and_leaves_out_what_it_says_already() -> None:
    call = make_call("edit", "running", arguments=EDIT)
    preview = preview_request("edit", {"filepath": FILE, "diff": PATCH}, "pricing.py", call=call)
    (path, _), (diff_label, diff) = list_sections(preview)
    assert (path, diff_label) == ("file", "")
    assert diff.startswith("@@ -1,5 +1,6 @@")
    assert preview.warnings == ()


def test_a_preview_names_each_file_of_a_patch_and_paths_beyond_them() -> None:
    both = "--- a/one\n+++ b/one\n@@ -1 +1 @@\n-a\n+b\n--- a/two\n+++ b/two\n@@ -1 +1 @@\n-a\n+b\n"
    preview = preview_request("edit", {"filepath": "one, two", "diff": both}, "one", "two", "three")
    assert list_sections(preview) == [
        ("for", "three"), ("file", "one"), ("", "@@ -1 +1 @@\n-a\n+b"), ("file", "two"), ("", "@@ -1 +1 @@\n-a\n+b"),
    ]  # fmt: skip


def test_a_preview_without_a_diff_shows_the_arguments() -> None:
    preview = preview_request(
        "edit", {}, call=make_call("edit", "running", arguments={"filePath": "a", "content": "b"})
    )
    assert list_sections(preview) == [("file", "a"), ("content", "b")]
    assert preview_request("edit", {"filepath": "a"}).warnings


def test_of_thousands_of_changed_files_only_those_are_read_that_have_a_row() -> None:
    def draw(count: int) -> list[str]:
        files = [patched(f"{number}.py", "update") for number in range(count)]
        call = make_call("apply_patch", metadata={"files": files})
        return row_texts(render_changes(call, DrawOptions(80, DARK)))

    assert draw(2_000)[:-1] == draw(100)[:-1]
    few, many = (count_calls(partial(draw, count)) for count in (100, 2_100))
    # Making the files and counting them looks at each.
    assert many - few < 2_000 * 12


def test_of_a_line_of_megabytes_only_what_can_have_a_row_is_escaped_and_styled() -> None:
    def make_edit(length: int) -> ToolBlock:
        line = "\x01" * length
        return make_call("edit", metadata={"diff": f"--- a\n+++ b\n@@ -1 +1 @@\n-{line}\n+{line}x\n"})

    render_changes(make_edit(10), DrawOptions(80, DARK))
    call = make_edit(500_000)
    tracemalloc.start()
    rows = render_changes(call, DrawOptions(80, DARK))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "␁" in rows[0].text
    assert peak < 10_000_000
