from octui.render.tools.registry import find_tool_view
from octui.render.tools.strips import tool_to_text
from octui.wire.struct import Json
from tests.render.tools.snapshots import Look, check_looks
from tests.render.tools.tool_calls import DIRECTORY, make_call

FILE = f"{DIRECTORY}/src/cart.py"
CONTENT = "".join(f"def item_{number}():\n    return {number}\n" for number in range(8))
WRITE: Json = {"filePath": FILE, "content": CONTENT}
CHANGED: Json = {"filediff": {"file": FILE, "before": "a\n", "after": "b\n", "additions": 1, "deletions": 1}}


def test_every_state_of_a_call_is_drawn_as_in_its_snapshot() -> None:
    check_looks(
        "write",
        {
            "pending": Look(make_call("write", "pending")),
            "running": Look(make_call("write", "running", arguments=WRITE)),
            "running, what it writes": Look(make_call("write", "running", arguments=WRITE), expanded=True),
            "new file": Look(make_call("write", arguments=WRITE, metadata={"exists": False})),
            "overwritten": Look(make_call("write", arguments=WRITE, metadata={"exists": True})),
            "overwritten, whole": Look(make_call("write", arguments=WRITE, metadata={"exists": True}), expanded=True),
            "empty": Look(make_call("write", arguments={"filePath": FILE, "content": ""}, metadata={"exists": False})),
            "with a diff": Look(
                make_call(
                    "write",
                    arguments=WRITE,
                    metadata={
                        "filediff": {"file": FILE, "before": "a\n", "after": "b\n", "additions": 1, "deletions": 1}
                    },
                )
            ),
            "failed": Look(make_call("write", "error", arguments=WRITE, error="EACCES: permission denied")),
        },
    )


def test_text_is_the_content() -> None:
    assert tool_to_text(make_call("write", arguments=WRITE)) == CONTENT
    assert tool_to_text(make_call("write", "running")) == "write"


def test_markdown_is_the_content_in_a_block() -> None:
    block = make_call("write", arguments={"filePath": FILE, "content": "a\n"})
    assert find_tool_view("write").call_to_markdown(block) == "**write** `Wrote src/cart.py`\n\n```\na\n```"


def test_rows_are_estimated_from_the_content() -> None:
    view = find_tool_view("write")
    assert view.estimate_rows(make_call("write", arguments={"content": "a\nb\n"}).part) == 4
    assert view.estimate_rows(make_call("write", arguments=WRITE).part) == 11
    assert view.estimate_rows(make_call("write").part) == 2


def test_a_call_can_be_expanded_once_it_runs() -> None:
    view = find_tool_view("write")
    assert [view.can_expand_call(make_call("write", status)) for status in ("pending", "running")] == [False, True]
