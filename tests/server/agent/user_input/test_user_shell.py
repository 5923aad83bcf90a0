import asyncio

import pytest

from octui.client import Busy, Client
from octui.wire.events import (
    PartUpdated,
    PermissionAsked,
)
from octui.wire.parts import (
    ToolPart,
)
from tests.support.stream_recorder import StreamRecorder


async def test_a_user_command_runs_without_permission_and_with_its_variables(
    here: Client, heard: StreamRecorder
) -> None:
    session = await here.sessions.create()
    answer = await here.prompts.run_shell(session.id, "for i in 1 2; do echo $i; done; exit 3", agent="build")
    (call,) = [part for part in answer.parts if isinstance(part, ToolPart)]
    assert call.state.output == "1\n2\n"
    assert call.state.metadata["exit"] == 3
    assert not [event for event in heard.events if isinstance(event, PermissionAsked)]


async def test_a_user_command_can_be_aborted(here: Client, heard: StreamRecorder) -> None:
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


async def test_commands_follow_each_other_at_once(here: Client) -> None:
    session = await here.sessions.create()
    for number in range(40):
        answer = await here.prompts.run_shell(session.id, f"echo {number}", agent="build")
        assert answer.info.error is None
