import pytest

from octui.render.tools.registry import find_tool_view
from octui.render.tools.strips import can_expand_tool, tool_to_text
from octui.wire.struct import Json
from tests.render.tools.snapshots import Look, check_looks
from tests.render.tools.tool_calls import DIRECTORY, list_sections, make_call, preview_request

GREP: Json = {"pattern": "def total", "path": f"{DIRECTORY}/src", "include": "*.py"}
TWO: Json = {"matches": 2}
FOUND = "Found 2 matches\n/home/ada/shop/src/a.py:\n  Line 3: def total(items):"


def test_every_state_of_a_call_is_drawn_as_in_its_snapshot() -> None:
    check_looks(
        "search",
        {
            "pending": Look(make_call("grep", "pending")),
            "running": Look(make_call("grep", "running", arguments=GREP)),
            "completed": Look(make_call("grep", arguments=GREP, output=FOUND, metadata=TWO)),
            "completed, whole": Look(make_call("grep", arguments=GREP, output=FOUND, metadata=TWO), expanded=True),
            "nothing found": Look(make_call("grep", arguments=GREP, metadata={"matches": 0})),
            "more than returned": Look(
                make_call("glob", arguments={"pattern": "**/*.py"}, metadata={"count": 100, "truncated": True})
            ),
            "list": Look(make_call("list", arguments={"path": f"{DIRECTORY}/src"}, metadata={"count": 1})),
            "list of the directory": Look(make_call("ls", metadata={"count": 12})),
            "failed": Look(make_call("grep", "error", arguments=GREP, error="regex parse error")),
        },
    )


@pytest.mark.parametrize(
    ("tool", "arguments", "text"),
    [
        ("grep", GREP, "Grep “def total” in src (*.py)\nx"),
        ("glob", {"pattern": "*.py"}, "Glob “*.py”\nx"),
        ("list", {"path": DIRECTORY}, "List .\nx"),
    ],
)
def test_text_is_what_was_looked_for_and_what_was_found(tool: str, arguments: Json, text: str) -> None:
    assert tool_to_text(make_call(tool, arguments=arguments, output="x")) == text


def test_markdown_quotes_the_heading() -> None:
    exported = find_tool_view("grep").call_to_markdown(make_call("grep", arguments={"pattern": "a`b"}, output="x"))
    assert exported == "**grep** `` Grep “a`b” ``\n\n```\nGrep “a`b”\nx\n```"


def test_there_is_something_to_expand_once_there_are_arguments() -> None:
    assert not can_expand_tool(make_call("glob", "pending"))
    assert can_expand_tool(make_call("glob", "running", arguments={"pattern": "*"}))


def test_a_closed_call_takes_one_row_and_one_more_for_its_error() -> None:
    view = find_tool_view("glob")
    assert view.estimate_rows(make_call("glob").part) == 1
    assert view.estimate_rows(make_call("glob", "error", error="x").part) == 2


def test_a_preview_shows_every_argument_once() -> None:
    call = make_call("grep", "running", arguments={"pattern": "def"})
    preview = preview_request("grep", {"pattern": "def", "path": "/etc"}, "def", "*", call=call)
    assert list_sections(preview) == [("pattern", "def"), ("path", "/etc")]
