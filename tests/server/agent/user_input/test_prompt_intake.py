import asyncio
import json

import pytest

from octui.client import Busy, Client
from octui.wire.events import (
    PartUpdated,
    PermissionAsked,
)
from octui.wire.parts import (
    ToolPart,
)
from octui.wire.prompt import FileInput, TextInput
from tests.server.agent.turn_results import answer_text
from tests.support.real_opencode import Project
from tests.support.scripted_model import ScriptedModel
from tests.support.stream_recorder import StreamRecorder


async def test_files_in_a_prompt_are_read_for_the_model(here: Client, project: Project, model: ScriptedModel) -> None:
    session = await here.sessions.create(title="files")
    url = f"file://{project.path}/README.md?start=3&end=3"
    missing = f"file://{project.path}/nope.md"
    await here.prompts.send_and_wait(
        session.id,
        [
            TextInput(text="say read"),
            FileInput(mime="text/plain", url=url, filename="README.md"),
            FileInput(mime="text/plain", url=missing, filename="nope.md"),
            FileInput(mime="text/plain", url="data:text/plain;base64,cGFzdGVk", filename="pasted.txt"),
        ],
    )
    told = json.dumps(model.asked[0].body["messages"][-1])
    assert "3: A small shop." in told
    assert "Read tool failed to read" in told
    assert "pasted" in told


async def test_a_persons_command_gets_its_dollars_and_asks_nobody(here: Client, heard: StreamRecorder) -> None:
    session = await here.sessions.create()
    answer = await here.prompts.run_shell(session.id, "for i in 1 2; do echo $i; done; exit 3", agent="build")
    (call,) = [part for part in answer.parts if isinstance(part, ToolPart)]
    assert call.state.output == "1\n2\n"
    assert call.state.metadata["exit"] == 3
    assert not [event for event in heard.events if isinstance(event, PermissionAsked)]


async def test_a_persons_command_can_be_stopped(here: Client, heard: StreamRecorder) -> None:
    session = await here.sessions.create()
    running = asyncio.create_task(here.prompts.run_shell(session.id, "echo begun; sleep 60", agent="build"))
    await heard.wait_for_event(
        PartUpdated,
        lambda event: isinstance(event.part, ToolPart) and event.part.state.metadata.get("output") == "begun\n",
    )
    with pytest.raises(Busy):
        await here.prompts.run_shell(session.id, "echo x", agent="build")
    await here.sessions.abort(session.id)
    answer = await running
    assert answer.info.error is not None
    assert answer.info.error.is_aborted
    assert await here.sessions.list_statuses() == {}


async def test_a_commands_template_runs_what_it_names_only_when_allowed(
    here: Client, heard: StreamRecorder, project: Project
) -> None:
    folder = project.path / ".opencode" / "command"
    folder.mkdir(parents=True)
    (folder / "look.md").write_text("---\ndescription: looks\n---\nsay $1 !`echo printed` then $2 @README.md\n")
    session = await here.sessions.create()
    running = asyncio.create_task(here.prompts.run_command(session.id, "look", "'a b' c d"))
    asked = (await heard.wait_for_event(PermissionAsked)).request
    assert asked.patterns == ("echo printed",)
    await here.permissions.reply(asked.id, "once")
    assert answer_text(await running) == "a b printed then c d @README.md\n"
    prompt = (await here.messages.list(session.id)).messages[0]
    assert "A small shop." in str(prompt.parts)
