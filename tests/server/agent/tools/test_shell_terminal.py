"""Commands that an agent runs in a terminal of the server, where the user can answer what they ask."""

import asyncio
from pathlib import Path

import pytest

from octui.client import Client
from octui.server.agent.tools.shell_terminal import extract_printed_lines
from octui.wire.events import PtyCreated
from tests.server.agent.turn_results import allow_until_idle, fetch_tool_calls, tool_line
from tests.support.real_opencode import Project, make_project
from tests.support.scripted_model import ScriptedModel
from tests.support.stream_recorder import StreamRecorder, record_stream

ASK = r"test -t 0 && read -p 'Name? ' name; printf 'Hello \033[31m%s\033[m\n' $name; exit 3"


@pytest.fixture
def project(tmp_path: Path, model: ScriptedModel) -> Project:
    return make_project(tmp_path / "shop", model.url)


async def begin_command(
    client: Client, heard: StreamRecorder, **arguments: object
) -> tuple[str, "asyncio.Task[object]"]:
    """A turn that runs a command in a terminal; returns that terminal's id, and what ends with the turn."""
    session = await client.sessions.create()
    await client.prompts.send(session.id, tool_line("bash", terminal=True, **arguments))
    turn: asyncio.Task[object] = asyncio.create_task(allow_until_idle(client, heard, session))
    return (await heard.wait_for_event(PtyCreated)).info.id, turn


async def test_a_command_gets_what_is_typed_into_its_terminal(here: Client) -> None:
    async with record_stream(here) as heard:
        pty_id, turn = await begin_command(here, heard, command=ASK)
        (pty,) = await here.ptys.list()
        assert pty.id == pty_id
        assert pty.title.startswith("$ test -t 0")
        socket = await here.ptys.connect(pty_id)
        printed = ""
        async with asyncio.timeout(20):
            async for text in socket:
                printed += text
                if "Name? " in printed and "Ann" not in printed:
                    await socket.send_text("Ann\r")
        await turn
    assert "Hello \x1b[31mAnn" in printed
    (session,) = await here.sessions.list()
    (call,) = await fetch_tool_calls(here, session)
    assert call.state.metadata["exit"] == 3
    assert call.state.output == "Name? Ann\nHello Ann\n"
    assert not await here.ptys.list()


async def test_a_command_in_a_terminal_ends_with_its_time(here: Client) -> None:
    async with record_stream(here) as heard:
        _, turn = await begin_command(here, heard, command="echo begun; sleep 60", timeout=300)
        await turn
    (session,) = await here.sessions.list()
    (call,) = await fetch_tool_calls(here, session)
    assert "stopped after its timeout of 300 ms" in call.state.output
    assert not await here.ptys.list()


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("one\r\ntwo\r\n", "one\ntwo\n"),
        ("10%\r50%\r100%\r\ndone\r\n", "100%\ndone\n"),
        ("\x1b[1;31mred\x1b[m \x1b]0;title\x07\x1b]8;;http://x\x1b\\link\x1b(B\x07", "red link"),
        ("kept\r", "kept"),
        ("", ""),
    ],
)
def test_an_agent_reads_what_remains_on_the_screen(printed: str, read: str) -> None:
    assert extract_printed_lines(printed) == read
