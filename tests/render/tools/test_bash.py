from octui.render.tools.base import ToolView
from octui.render.tools.registry import find_tool_view
from octui.render.tools.strips import can_expand_tool, tool_to_text
from tests.render.tools.snapshots import Look, check_looks
from tests.render.tools.tool_calls import list_sections, make_call, preview_request

VIEW: ToolView = find_tool_view("bash")
LONG_COMMAND = (
    "for name in $(ls src); do\n  echo checking $name && python -m pyflakes src/$name || exit 1\ndone\nls\n" * 3
)
TIMED_OUT = "bash tool terminated command after exceeding timeout 5000 ms"
REJECTED = "The user rejected permission to use this specific tool call with the following feedback: use make"
TESTS = {"command": "uv run pytest -q", "description": "Runs the tests"}


def test_every_state_of_a_call_is_drawn_as_in_its_snapshot() -> None:
    lines = "".join(f"tests/test_{number}.py ....\n" for number in range(12))
    check_looks(
        "bash",
        {
            "pending": Look(make_call("bash", "pending")),
            "waits for approval": Look(make_call("bash", "running", arguments=TESTS, awaits_reply=True)),
            "running": Look(make_call("bash", "running", arguments=TESTS, metadata={"output": "collecting …\n"})),
            "completed": Look(
                make_call("bash", arguments=TESTS, output=lines + "12 passed", metadata={"exit": 0}, seconds=2.13)
            ),
            "completed, whole": Look(
                make_call("bash", arguments=TESTS, output=lines + "12 passed", metadata={"exit": 0}), expanded=True
            ),
            "exit code and directory": Look(
                make_call(
                    "bash",
                    arguments={"command": "make", "workdir": "/home/ada/shop/docs"},
                    output="\x1b[31merror\x1b[0m: no rule to make target\n",
                    metadata={"exit": 2},
                    seconds=0.34,
                )
            ),
            "timed out": Look(
                make_call(
                    "bash",
                    arguments={"command": "sleep 100"},
                    output=f"\n\n<bash_metadata>\n{TIMED_OUT}\n</bash_metadata>",
                )
            ),
            "long command": Look(make_call("bash", arguments={"command": LONG_COMMAND}, metadata={"exit": 0})),
            "failed": Look(make_call("bash", "error", arguments=TESTS, error="Error: spawn ENOENT")),
            "rejected": Look(
                make_call(
                    "bash",
                    "error",
                    arguments=TESTS,
                    error=REJECTED,
                )
            ),
            "cut off": Look(make_call("bash", "running", arguments=TESTS, is_abandoned=True)),
            "run by the user": Look(
                make_call(
                    "bash",
                    arguments={"command": "git status -s"},
                    output=" M a.py\n",
                    seconds=0.01,
                    is_user_command=True,
                )
            ),
        },
    )


def test_text_is_the_command_with_its_output() -> None:
    assert tool_to_text(make_call("bash", arguments=TESTS, output="\x1b[32mok\x1b[0m\n")) == "$ uv run pytest -q\nok"
    assert tool_to_text(make_call("bash", arguments={"command": "true"})) == "$ true"


def test_a_failed_command_is_copied_with_the_reason() -> None:
    block = make_call("shell", "error", arguments={"command": "make"}, error="Error: spawn ENOENT")
    assert tool_to_text(block) == "$ make\nspawn ENOENT"


def test_a_call_can_be_expanded_once_it_runs() -> None:
    assert not can_expand_tool(make_call("bash", "pending"))
    assert can_expand_tool(make_call("bash", "running", arguments=TESTS))


def test_markdown_is_a_shell_block_below_the_name_of_the_tool() -> None:
    assert VIEW.call_to_markdown(make_call("bash", arguments={"command": "ls"}, output="a\n")) == (
        "**bash**\n\n```sh\n$ ls\na\n```"
    )


def test_markdown_of_a_command_of_the_user_is_the_block_alone() -> None:
    block = make_call("bash", arguments={"command": "ls"}, output="```\n", is_user_command=True)
    assert VIEW.call_to_markdown(block) == "````sh\n$ ls\n```\n````"


def test_rows_are_estimated_from_the_output() -> None:
    assert VIEW.estimate_rows(make_call("bash").part) == 2
    assert VIEW.estimate_rows(make_call("bash", output="a\nb\nc").part) == 4
    assert VIEW.estimate_rows(make_call("bash", output="a\n" * 10_000).part) == 9


def test_a_preview_shows_the_command_its_directory_and_what_the_agent_claims() -> None:
    call = make_call("bash", "running", arguments={"command": "ls", "workdir": "/etc", "description": "Lists"})
    preview = preview_request("bash", {"command": "ls"}, "ls *", call=call)
    assert list_sections(preview) == [("$", "ls"), ("in", "/etc"), ("#", "Lists")]
    assert preview.warnings == ()
