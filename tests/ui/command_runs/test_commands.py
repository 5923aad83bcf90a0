"""Which commands of a conversation can be run, and where."""

import pytest

from octui.ui.command_runs.commands import RunnableCommand, list_runnable_commands
from octui.wire.parts import TextPart, ToolPart, ToolState


def say(text: str) -> TextPart:
    return TextPart(id="prt_1", session_id="ses_1", message_id="msg_1", text=text)


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("Run this:\n\n```bash\nnpm ci\nnpm test\n```\n", ["npm ci\nnpm test"]),
        ("```console\n$ make\ncc: error\n$ make clean\n```", ["make\nmake clean"]),
        ("```sh\n$ ls -l\n```", ["ls -l"]),
        ("```python\nprint(1)\n```\n\n```\nplain\n```", []),
        ("```bash\n\n```", []),
        ("```bash\nls\n```\n\n```sh\nls\n```", ["ls"]),
    ],
)
def test_shell_code_is_a_command_and_its_prompts_and_output_are_not(text: str, commands: list[str]) -> None:
    assert [command.text for command in list_runnable_commands([say(text)], "/shop")] == commands


def test_a_command_runs_where_the_agent_ran_it() -> None:
    def make_call(**fields: str) -> ToolPart:
        state = ToolState(status="completed", input=dict(fields))
        return ToolPart(id="prt_1", session_id="ses_1", message_id="msg_1", tool="bash", call_id="c", state=state)

    calls = [make_call(command="ls"), make_call(command="ls", workdir="lib"), make_call(command="pwd", workdir="/etc")]
    assert list_runnable_commands(calls, "/shop") == [
        RunnableCommand("ls", "/shop"),
        RunnableCommand("ls", "/shop/lib"),
        RunnableCommand("pwd", "/etc"),
    ]
