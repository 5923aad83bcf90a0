from octui.render.tools.registry import find_tool_view
from octui.render.tools.strips import can_expand_tool, tool_to_text
from octui.wire.struct import Json
from tests.render.tools.snapshots import Look, check_looks
from tests.render.tools.tool_calls import make_call

BOTH: Json = {"answers": [["SQLite"], ["EU", "US"]]}
ONE: Json = {"questions": [{"question": "Which database should the shop use for its orders?", "header": "Database"}]}
TWO: Json = {"questions": [{"question": "Which database?"}, {"question": "Which regions?"}]}


def test_every_state_of_a_call_is_drawn_as_in_its_snapshot() -> None:
    check_looks(
        "question",
        {
            "pending": Look(make_call("question", "pending")),
            "waits for an answer": Look(make_call("question", "running", arguments=ONE, awaits_reply=True)),
            "answered": Look(make_call("question", arguments=ONE, metadata={"answers": [["Postgres"]]})),
            "two answered": Look(make_call("question", arguments=TWO, metadata=BOTH)),
            "not answered": Look(make_call("question", arguments=TWO, metadata={"answers": [[]]})),
            "dismissed": Look(make_call("question", "error", arguments=ONE, error="The user dismissed this question")),
            "failed": Look(make_call("question", "error", arguments=ONE, error="no")),
        },
    )


def test_text_is_each_question_with_its_answer() -> None:
    block = make_call("question", arguments=TWO, metadata=BOTH)
    assert tool_to_text(block) == "Which database?\n→ SQLite\nWhich regions?\n→ EU, US"
    assert tool_to_text(make_call("question", "running", arguments=TWO)) == "Which database?\nWhich regions?"
    assert tool_to_text(make_call("question", "pending")) == "question"


def test_markdown_keeps_questions_and_answers() -> None:
    block = make_call("question", arguments=TWO, metadata={"answers": [["SQLite"]]})
    assert find_tool_view("question").call_to_markdown(block) == (
        "**question** `Asked 2 questions`\n\nWhich database?\n→ SQLite\nWhich regions?"
    )


def test_everything_is_shown_without_expanding() -> None:
    assert not can_expand_tool(make_call("question", arguments=TWO, output="x"))
    assert find_tool_view("question").estimate_rows(make_call("question").part) == 6
