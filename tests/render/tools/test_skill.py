from octui.render.tools.registry import find_tool_view
from octui.render.tools.strips import tool_to_text
from tests.render.tools.snapshots import Look, check_looks
from tests.render.tools.tool_calls import list_sections, make_call, preview_request

INSTRUCTIONS = "# Review\n\nRead the diff first."


def test_every_state_of_a_call_is_drawn_as_in_its_snapshot() -> None:
    check_looks(
        "skill",
        {
            "pending": Look(make_call("skill", "pending")),
            "running": Look(make_call("skill", "running", arguments={"name": "review"})),
            "completed": Look(make_call("skill", arguments={"name": "review"}, output=INSTRUCTIONS)),
            "completed, whole": Look(
                make_call("skill", arguments={"name": "review"}, output=INSTRUCTIONS),
                expanded=True,
            ),
            "failed": Look(make_call("skill", "error", arguments={"name": "review"}, error="No skill named review")),
        },
    )


def test_text_and_markdown_name_the_skill_and_quote_it() -> None:
    block = make_call("skill", arguments={"name": "review"}, output="Read.")
    assert tool_to_text(block) == "Skill review\nRead."
    assert find_tool_view("skill").call_to_markdown(block) == (
        "**skill** `Skill review`\n\n```\nSkill review\nRead.\n```"
    )


def test_a_preview_names_the_skill() -> None:
    call = make_call("skill", "running", arguments={"name": "review"})
    assert list_sections(preview_request("skill", {}, "review", call=call)) == [("name", "review")]
