import pytest

from octui.render.blocks import Block, ProseBlock, ToolBlock, UserBlock
from octui.render.files.file_references import FileReference, list_file_references
from octui.wire.parts import FilePart, ToolPart, ToolState


def tool(name: str, output: str = "", metadata: dict[str, object] | None = None, **given: object) -> ToolBlock:
    state = ToolState(status="completed", input=given, output=output, metadata=metadata or {})
    return ToolBlock("b", "m", ToolPart(id="p", tool=name, state=state))


DIFF = "--- a.py\n+++ a.py\n@@ -10,3 +12,4 @@\n x\n+y\n"
GREP = "Found 3 matches\n/w/a.py:\n  Line 3: total = 1\n  Line 9: see b.py:4\n\n/w/my dir/c.py:\n  Line 1: x"
TRACE = 'File "/w/app.py", line 7, in f\n  File "<string>", line 1\nsrc/x.rs:12:5: error\nhttp://h.org:80/ 10:30 v1.2:3'


@pytest.mark.parametrize(
    ("block", "found"),
    [
        (tool("read", "src/b.py:3", filePath="/w/a.py"), [("/w/a.py", None, None)]),
        (tool("read", filePath="/w/a.py", offset=20, limit=5), [("/w/a.py", 20, 24)]),
        (tool("edit", metadata={"diff": DIFF}, filePath="a.py"), [("a.py", 12, None)]),
        (tool("write", filePath="/w/new.py"), [("/w/new.py", None, None)]),
        (tool("apply_patch", patchText="*** Begin Patch\n*** Update File: x/y.py\n"), [("x/y.py", None, None)]),
        (tool("glob", "/w/a.py\n/w/b.py\n(2 files)"), [("/w/a.py", None, None), ("/w/b.py", None, None)]),
        (
            tool("grep", GREP),
            [("/w/a.py", 3, None), ("/w/a.py", 9, None), ("/w/my dir/c.py", 1, None), ("b.py", 4, None)],
        ),
        (tool("bash", TRACE), [("/w/app.py", 7, None), ("src/x.rs", 12, None)]),
        (
            ProseBlock("b", "m", "See `src/a.py` and `run()`, src/b.py:12, or `x.y`."),
            [("src/b.py", 12, None), ("src/a.py", None, None)],
        ),
        (
            UserBlock("b", "m", "why?", (FilePart(id="f", url="file:///w/a%20b.py?start=2&end=9"),)),
            [("/w/a b.py", 2, 9)],
        ),
        (tool("bash", "nothing here"), []),
    ],
)
def test_a_block_names_files_and_lines(block: Block, found: list[tuple[str, int | None, int | None]]) -> None:
    assert list(list_file_references(block)) == [FileReference(*each) for each in found]


def test_a_long_output_is_searched_in_linear_time() -> None:
    assert list_file_references(tool("bash", "a/" * 100_000)) == ()
    assert list_file_references(tool("bash", "a" * 200_000)) == ()
