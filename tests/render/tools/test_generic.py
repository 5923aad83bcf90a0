from octui.render.tools.registry import GENERIC_VIEW, TOOL_VIEWS, find_tool_view, summarize_tool_call
from octui.render.tools.strips import can_expand_tool, tool_to_text
from octui.wire.struct import Json
from tests.render.tools.snapshots import Look, check_looks
from tests.render.tools.tool_calls import list_sections, make_call, preview_request

ISSUE: Json = {"owner": "ada", "labels": ["bug", "price"], "body": {"text": "…"}, "number": 7}


ERROR = "one\n\ntwo\nthree\nfour\nfive"
UNKNOWN_TOOL = "Model tried to call bsh. Available tools: bash, read."


def test_every_state_of_a_call_is_drawn_as_in_its_snapshot() -> None:
    check_looks(
        "generic",
        {
            "pending": Look(make_call("github_create_issue", "pending")),
            "running": Look(make_call("github_create_issue", "running", arguments=ISSUE)),
            "waits for approval": Look(make_call("github_create_issue", "running", arguments=ISSUE, awaits_reply=True)),
            "completed": Look(make_call("github_create_issue", arguments=ISSUE, output="created #12")),
            "completed, whole": Look(
                make_call("github_create_issue", arguments=ISSUE, output="created"), expanded=True
            ),
            "failed": Look(make_call("github_create_issue", "error", arguments=ISSUE, error=ERROR)),
            "denied": Look(
                make_call(
                    "github_create_issue",
                    "error",
                    arguments=ISSUE,
                    error="The user has specified a rule which prevents you from using this specific tool call.",
                )
            ),
            "interrupted": Look(
                make_call("github_create_issue", "error", arguments=ISSUE, error="x", metadata={"interrupted": True})
            ),
            "invalid": Look(
                make_call(
                    "invalid",
                    arguments={"tool": "bsh", "error": UNKNOWN_TOOL},
                )
            ),
        },
    )


def test_text_is_name_arguments_and_output() -> None:
    assert tool_to_text(make_call("x_y", arguments={"a": 1}, output="done")) == 'x_y {\n  "a": 1\n}\ndone'
    assert tool_to_text(make_call("x_y")) == "x_y"


def test_text_of_an_invalid_call_is_what_was_wrong_with_it() -> None:
    block = make_call("invalid", arguments={"tool": "bsh", "error": "No such tool."})
    assert tool_to_text(block) == "Invalid call bsh\nNo such tool."


def test_markdown_is_a_block_below_the_name() -> None:
    assert GENERIC_VIEW.call_to_markdown(make_call("x_y", arguments={"a": 1})) == (
        '**x_y** `x_y [a=1]`\n\n```\nx_y {\n  "a": 1\n}\n```'
    )
    assert GENERIC_VIEW.call_to_markdown(make_call("")) == "**tool** `Tool`"


def test_a_call_with_neither_arguments_nor_output_has_nothing_to_expand() -> None:
    assert not can_expand_tool(make_call("x_y"))
    assert can_expand_tool(make_call("x_y", output="x"))
    assert can_expand_tool(make_call("x_y", "error", error="x"))


def test_a_preview_shows_tool_patterns_and_arguments() -> None:
    call = make_call("github_create_issue", "running", arguments={"owner": "ada"})
    preview = preview_request("github", {"repo": "shop"}, "issues", "*", call=call)
    assert list_sections(preview) == [
        ("tool", "github_create_issue"),
        ("for", "issues"),
        ("repo", "shop"),
        ("owner", "ada"),
    ]
    assert preview_request("github").warnings


def test_a_permission_with_a_diff_is_previewed_as_one() -> None:
    preview = preview_request("rename", {"diff": "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"})
    assert list_sections(preview) == [("file", "x"), ("", "@@ -1 +1 @@\n-a\n+b")]


def test_each_name_belongs_to_one_view() -> None:
    names = [name for view in TOOL_VIEWS for name in view.names]
    assert len(names) == len(set(names))
    assert all(find_tool_view(name) is not GENERIC_VIEW for name in names)


def test_a_summary_is_one_line() -> None:
    assert summarize_tool_call(make_call("bash", arguments={"command": "cd /x\nmake"})) == "$ cd /x"
    assert summarize_tool_call(make_call("x_y")) == "x_y"
