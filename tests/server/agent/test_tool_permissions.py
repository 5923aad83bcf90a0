import asyncio

from octui.client import Client
from octui.wire.events import (
    PermissionAsked,
    PermissionReplied,
)
from tests.server.agent.turn_results import fetch_tool_calls, tool_line, wait_for_idle, write_config
from tests.server.embedded import EmbeddedServer
from tests.server.folder_trust import trust_folder
from tests.support.real_opencode import Project
from tests.support.scripted_model import ScriptedModel
from tests.support.stream_recorder import StreamRecorder, record_stream
from tests.support.waiting import ask_until


async def test_a_grant_that_is_kept_survives_a_restart(own_embedded: EmbeddedServer, project: Project) -> None:
    async with Client(own_embedded.url, directory=project.directory) as client:
        await trust_folder(client)
        session = await client.sessions.create()
        async with record_stream(client) as heard:
            await client.prompts.send(session.id, "run echo one")
            asked = (await heard.wait_for_event(PermissionAsked)).request
            assert asked.always == ("echo *",)
            await client.permissions.reply(asked.id, "always", scope="directory")
            await wait_for_idle(heard, session)
        await asyncio.to_thread(own_embedded.restart)
        await client.prompts.send_and_wait(session.id, "run echo two")
        assert [call.state.output for call in await fetch_tool_calls(client, session)] == ["one\n", "two\n"]
        await client.prompts.send(session.id, "run echo three > three.txt")
        await ask_until(client.permissions.list)
        await client.sessions.abort(session.id)
        assert not (project.path / "three.txt").exists()


async def test_what_a_rule_denies_no_grant_allows(here: Client, heard: StreamRecorder, project: Project) -> None:
    session = await here.sessions.create()
    await here.prompts.send(session.id, "run echo one")
    await here.permissions.reply((await heard.wait_for_event(PermissionAsked)).request.id, "always")
    await wait_for_idle(heard, session)
    write_config(project.path, permission={"bash": {"*": "ask", "echo secret*": "deny"}})
    await trust_folder(here)
    await here.prompts.send_and_wait(session.id, "run echo secret things")
    last = (await fetch_tool_calls(here, session))[-1]
    assert last.state.status == "error"
    assert "specified a rule" in last.state.error


async def test_a_rejection_takes_the_others_with_it_and_ends_the_turn(
    here: Client, heard: StreamRecorder, model: ScriptedModel
) -> None:
    session = await here.sessions.create()
    await here.prompts.send(session.id, "run echo a\nrun rm b\nrun touch c")
    asked = await heard.wait_for_events(PermissionAsked, 3)
    await here.permissions.reply(asked[1].request.id, "reject")
    await wait_for_idle(heard, session)
    replies = [event.reply for event in heard.events if isinstance(event, PermissionReplied)]
    assert replies == ["reject"] * 3
    assert {call.state.status for call in await fetch_tool_calls(here, session)} == {"error"}
    assert len(model.models_asked("run echo a")) == 1


async def test_allowing_for_good_answers_what_else_waits_and_matches(here: Client, heard: StreamRecorder) -> None:
    session = await here.sessions.create()
    await here.prompts.send(session.id, "run echo a\nrun echo b\nrun rm -r nothing")
    await heard.wait_for_events(PermissionAsked, 3)
    await here.permissions.reply((await here.permissions.list())[0].id, "always")
    (left,) = await here.permissions.list()
    assert left.patterns == ("rm -r nothing",)
    await here.permissions.reply(left.id, "once")
    await wait_for_idle(heard, session)


async def test_the_same_call_again_and_again_is_asked_about(here: Client, heard: StreamRecorder) -> None:
    session = await here.sessions.create()
    line = tool_line("read", filePath="README.md")
    await here.prompts.send(session.id, "\n".join([line] * 4))
    asked = (await heard.wait_for_event(PermissionAsked)).request
    assert (asked.permission, asked.patterns, asked.tool) == ("doom_loop", ("read",), None)
    assert asked.metadata == {"tool": "read", "input": {"filePath": "README.md"}}
    await here.permissions.reply(asked.id, "reject")
    await wait_for_idle(heard, session)


async def test_a_file_outside_the_project_needs_permission_by_any_path(
    here: Client, heard: StreamRecorder, project: Project
) -> None:
    outside = project.path.parent / "outside.txt"
    outside.write_text("secret\n")
    (project.path / "link.txt").symlink_to(outside)
    session = await here.sessions.create()
    for path in ("../outside.txt", str(outside), "link.txt"):
        mark = len(heard.items)
        await here.prompts.send(session.id, tool_line("read", filePath=path))
        asked = (await heard.wait_for_event(PermissionAsked, after=mark)).request
        assert asked.permission == "external_directory"
        assert asked.patterns == (f"{project.path.parent}/*",)
        await here.permissions.reply(asked.id, "reject")
        await wait_for_idle(heard, session, after=mark)
    assert "secret" not in str((await here.messages.list(session.id)).messages)


async def test_a_script_that_may_hide_a_denied_command_is_asked_about(
    here: Client, heard: StreamRecorder, project: Project
) -> None:
    write_config(project.path, permission={"bash": {"*": "allow", "rm *": "deny"}})
    await trust_folder(here)
    session = await here.sessions.create()
    await here.prompts.send(session.id, "run eval rm README.md")
    asked = (await heard.wait_for_event(PermissionAsked)).request
    assert "cannot be read in full" in str(asked.metadata["reason"])
    assert asked.always == ("eval rm README.md",)
    await here.permissions.reply(asked.id, "reject")
    await wait_for_idle(heard, session)
    await here.prompts.send_and_wait(session.id, "run [[ -e README.md ]] && rm README.md")
    assert "is denied" in (await fetch_tool_calls(here, session))[-1].state.error
    await here.prompts.send_and_wait(session.id, "run echo plain")
    assert (await fetch_tool_calls(here, session))[-1].state.output == "plain\n"
