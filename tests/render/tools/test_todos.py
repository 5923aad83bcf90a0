from octui.render.tools.registry import find_tool_view
from octui.render.tools.strips import can_expand_tool, tool_to_text
from octui.wire.struct import Json
from tests.render.tools.snapshots import Look, check_looks
from tests.render.tools.tool_calls import make_call

TODOS: Json = {
    "todos": [
        {"content": "Read the code", "status": "completed"},
        {"content": "Change the totals so that they are computed in decimal and rounded only once, at the end",
         "status": "in_progress"},
        {"content": "Run the tests", "status": "pending"},
        {"content": "Ask for a review", "status": "cancelled"},
    ]
}  # fmt: skip


def test_every_state_of_a_call_is_drawn_as_in_its_snapshot() -> None:
    check_looks(
        "todos",
        {
            "pending": Look(make_call("todowrite", "pending")),
            "running": Look(make_call("todowrite", "running", arguments=TODOS)),
            "completed": Look(make_call("todowrite", arguments={"todos": []}, metadata=TODOS)),
            "read": Look(make_call("todoread", metadata=TODOS)),
            "empty": Look(make_call("todoread")),
            "failed": Look(make_call("todowrite", "error", arguments=TODOS, error="invalid todos")),
        },
    )


def test_text_is_a_task_list() -> None:
    assert tool_to_text(make_call("todowrite", metadata=TODOS)).split("\n")[::3] == [
        "- [x] Read the code",
        "- [-] Ask for a review",
    ]
    assert tool_to_text(make_call("todoread", output="[]")) == "todoread\n[]"


def test_markdown_keeps_the_task_list() -> None:
    todos: Json = {"todos": [{"content": "a", "status": "pending"}]}
    assert find_tool_view("todowrite").call_to_markdown(make_call("todowrite", arguments=todos)) == (
        "**todowrite** `Todos`\n\n- [ ] a"
    )


def test_the_list_is_always_shown_whole() -> None:
    assert not can_expand_tool(make_call("todowrite", arguments=TODOS, output="x"))


def test_rows_of_a_written_list_are_estimated() -> None:
    view = find_tool_view("todowrite")
    assert [view.estimate_rows(make_call(tool).part) for tool in ("todowrite", "todoread")] == [6, 1]
