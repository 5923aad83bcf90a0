from octui.render.blocks import ChildSession
from octui.render.tools.registry import find_tool_view
from octui.render.tools.strips import can_expand_tool, tool_to_text
from octui.wire.struct import Json
from tests.render.tools.snapshots import Look, check_looks
from tests.render.tools.tool_calls import list_sections, make_call, preview_request

TASK: Json = {
    "subagent_type": "explore",
    "description": "Find where totals are computed",
    "prompt": "Look for every place that adds up prices.\nReport file and line.",
}
RESULT = "task_id: ses_2\n\n<task_result>\nIn **pricing.py**, line 3.\n</task_result>"


def make_child(activity: str = "", requests: int = 0, as_of: str = "") -> ChildSession:
    return ChildSession("ses_2", activity=activity, call_count=3, request_count=requests, as_of=as_of)


def test_every_state_of_a_call_is_drawn_as_in_its_snapshot() -> None:
    check_looks(
        "task",
        {
            "pending": Look(make_call("task", "pending")),
            "running": Look(make_call("task", "running", arguments=TASK, child=make_child("Grep “total”"))),
            "running when last heard of": Look(
                make_call(
                    "task",
                    "running",
                    arguments=TASK,
                    child=make_child("Grep “total”", as_of="as of 14:03"),
                    as_of="as of 14:03",
                )
            ),
            "subagent waits": Look(make_call("task", "running", arguments=TASK, child=make_child(requests=1))),
            "waits for approval": Look(make_call("task", "running", arguments=TASK, awaits_reply=True)),
            "completed": Look(make_call("task", arguments=TASK, output=RESULT, seconds=83, child=make_child())),
            "completed, whole": Look(make_call("task", arguments=TASK, output=RESULT, seconds=83), expanded=True),
            "failed": Look(make_call("task", "error", arguments=TASK, error="Unknown agent type: explore")),
            "cut off": Look(
                make_call("task", "running", arguments=TASK, child=make_child("Grep “total”"), is_abandoned=True)
            ),
        },
    )


def test_text_is_the_prompt_and_the_result_without_its_frame() -> None:
    assert tool_to_text(make_call("task", arguments={"prompt": "Look."}, output=RESULT)) == (
        "Look.\n\nIn **pricing.py**, line 3."
    )
    assert tool_to_text(make_call("task", arguments={"description": "Look"}, output="as it is")) == "Look\n\nas it is"


def test_markdown_keeps_the_words_of_the_subagent() -> None:
    block = make_call("task", arguments={"description": "Look"}, output=RESULT)
    assert find_tool_view("task").call_to_markdown(block) == (
        "**task** `Subagent Look`\n\nLook\n\nIn **pricing.py**, line 3."
    )


def test_there_is_something_to_expand_once_there_is_a_prompt() -> None:
    assert not can_expand_tool(make_call("task", "running", arguments={"description": "Look"}))
    assert can_expand_tool(make_call("task", "running", arguments=TASK))


def test_a_preview_shows_who_gets_which_prompt() -> None:
    call = make_call("task", "running", arguments=TASK)
    preview = preview_request("task", {"subagent_type": "explore", "description": "Find"}, "explore", call=call)
    assert [label for label, _ in list_sections(preview)] == ["subagent", "#", "#", "prompt"]
    assert preview_request("task", {"subagent_type": "explore"}).warnings
