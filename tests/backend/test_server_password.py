"""The password of a server that octui starts, as seen by a command that its agent runs."""

import asyncio
import os
from pathlib import Path

import pytest

from octui.backend import server_commands, spawn
from octui.client import Client, StreamItem, Unauthorized
from octui.wire.events import PermissionAsked, Received, SessionIdle
from octui.wire.parts import ToolPart
from tests.support.real_opencode import NEWEST, find_binary, make_environment, make_project
from tests.support.stream_recorder import StreamRecorder, record_stream

LOOK = """
process=$$
while [ "$process" -gt 1 ]; do
  cat "/proc/$process/environ" "/proc/$process/cmdline" | tr '\\0' '\\n'
  process=$(sed 's/.*) //' "/proc/$process/stat" | cut -d' ' -f2)
done
env
ps axeww
"""
"""Everything that a program can read about the processes it comes from, and about itself."""

CHANGE = """curl -s -o /dev/null -w '%{http_code}' -X PATCH -H 'content-type: application/json' \\
  -d '{"permission": "allow"}' URL/config"""


async def allow_until_idle(client: Client, heard: StreamRecorder, mark: int) -> None:
    """Allow all that is asked: the paths outside of the folder, and the command itself."""
    while True:
        item = await heard.wait_for(is_request_or_end, after=mark)
        assert isinstance(item, Received)
        if not isinstance(item.event, PermissionAsked):
            return
        await client.permissions.reply(item.event.request.id, "once")
        mark = heard.items.index(item) + 1


def is_request_or_end(item: StreamItem) -> bool:
    return isinstance(item, Received) and isinstance(item.event, PermissionAsked | SessionIdle)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs the files of /proc")
async def test_no_command_of_the_agent_can_read_it_or_change_the_rules(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "look.sh").write_text(LOOK)
    home = tmp_path / "home"
    home.mkdir()
    environment = {**make_environment(home), "PATH": os.environ["PATH"], "OCTUI_HOME": str(tmp_path / "octui")}
    server = await spawn.spawn_server(server_commands.make_embedded_command(), folder, environment)
    (folder / "change.sh").write_text(CHANGE.replace("URL", server.url))
    try:
        async with (
            Client(server.url, directory=str(folder), credentials=server.credentials) as client,
            record_stream(client) as heard,
        ):
            printed = []
            for command in ("bash look.sh", "bash change.sh"):
                session = await client.sessions.create()
                mark = len(heard.items)
                await client.prompts.send(session.id, f"run {command}")
                await allow_until_idle(client, heard, mark)
                messages = (await client.messages.list(session.id)).messages
                (call,) = [part for message in messages for part in message.parts if isinstance(part, ToolPart)]
                saved = call.state.metadata.get("outputPath")
                printed.append(Path(saved).read_text() if isinstance(saved, str) else call.state.output)
            looked, changed = printed
            assert "octui" in looked and "HOME=" in looked
            assert server.credentials.password not in looked
            environ = await asyncio.to_thread(Path(f"/proc/{server.pid}/environ").read_bytes)
            assert b"OPENCODE_SERVER_PASSWORD=*" in environ
            assert changed.strip().startswith("401")
    finally:
        await server.stop_server()


@pytest.mark.real
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs the files of /proc")
async def test_no_command_on_a_server_of_opencode_can_read_it(tmp_path: Path) -> None:
    project = make_project(tmp_path / "shop", "http://127.0.0.1:9")
    folder = Path(project.directory)
    (folder / "look.sh").write_text(LOOK)
    home = tmp_path / "home"
    home.mkdir()
    command = server_commands.make_opencode_command(find_binary(NEWEST))
    server = await spawn.spawn_server(command, folder, make_environment(home))
    try:
        async with Client(server.url, directory=str(folder)) as stranger:
            with pytest.raises(Unauthorized):
                await stranger.sessions.list()
        async with Client(server.url, directory=str(folder), credentials=server.credentials) as client:
            session = await client.sessions.create()
            line = f"bash look.sh > seen; curl -s -o /dev/null -w '%{{http_code}}' {server.url}/config"
            ran = await client.prompts.run_shell(session.id, line, agent="build")
        (call,) = [part for part in ran.parts if isinstance(part, ToolPart)]
        seen = (folder / "seen").read_text()
        assert "HOME=" in seen and "opencode" in seen
        assert server.credentials.password not in seen
        assert call.state.output.strip().endswith("401")
    finally:
        await server.stop_server()
