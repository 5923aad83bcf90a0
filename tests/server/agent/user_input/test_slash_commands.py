import asyncio

from octui.client import Client
from octui.wire.events import (
    PermissionAsked,
)
from tests.server.agent.turn_results import answer_text
from tests.server.folder_trust import trust_folder
from tests.support.real_opencode import Project
from tests.support.stream_recorder import StreamRecorder


async def test_shell_in_a_template_needs_permission(here: Client, heard: StreamRecorder, project: Project) -> None:
    folder = project.path / ".opencode" / "command"
    folder.mkdir(parents=True)
    (folder / "look.md").write_text("---\ndescription: looks\n---\nsay $1 !`echo printed` then $2 @README.md\n")
    await trust_folder(here)
    session = await here.sessions.create()
    running = asyncio.create_task(here.prompts.run_command(session.id, "look", "'a b' c d"))
    asked = (await heard.wait_for_event(PermissionAsked)).request
    assert asked.patterns == ("echo printed",)
    await here.permissions.reply(asked.id, "once")
    assert answer_text(await running) == "a b printed then c d @README.md\n"
    prompt = (await here.messages.list(session.id)).messages[0]
    assert "A small shop." in str(prompt.parts)
