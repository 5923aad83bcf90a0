import asyncio

import pytest

from octui.client import Client, NotFound, PtySocket, ServerFailed, Unauthorized, Unreachable, Unsupported
from octui.client.address import Credentials
from octui.wire.events import PtyCreated, PtyDeleted, PtyExited, PtyUpdated
from octui.wire.pty import Pty, PtySize
from tests.conftest import StartServer
from tests.support.real_opencode import VERSIONS, Project
from tests.support.stream_recorder import record_stream

pytestmark = pytest.mark.real


@pytest.mark.usefixtures("project")
async def test_a_terminal_is_made_changed_and_deleted(client: Client) -> None:
    async with record_stream(client) as heard:
        made = await client.ptys.create(
            command="/bin/sh", args=["-c", "sleep 60"], cwd="/", title="Sleep", env={"A": "b"}
        )
        assert (made.title, made.command, made.cwd, made.status) == ("Sleep", "/bin/sh", "/", "running")
        assert (await heard.wait_for_event(PtyCreated)).info.id == made.id
        assert [pty.id for pty in await client.ptys.list()] == [made.id]
        assert (await client.ptys.get(made.id)).pid == made.pid
        changed = await client.ptys.update(made.id, title="Doze", size=PtySize(rows=10, cols=40))
        assert changed.title == "Doze"
        assert (await heard.wait_for_event(PtyUpdated)).info.title == "Doze"
        assert await client.ptys.delete(made.id)
        assert (await heard.wait_for_event(PtyDeleted)).id == made.id
    assert await client.ptys.list() == ()
    with pytest.raises(NotFound):
        await client.ptys.get(made.id)


async def test_a_terminal_that_does_not_exist_cannot_be_joined(client: Client) -> None:
    with pytest.raises(NotFound):
        await client.ptys.connect("pty_nope")


async def test_a_command_that_cannot_start_is_an_error(client: Client) -> None:
    with pytest.raises(ServerFailed):
        await client.ptys.create(command="/no/such/command")


async def test_what_is_typed_comes_back_and_the_end_ends_the_iteration(client: Client) -> None:
    pty = await client.ptys.create(command="/bin/cat")
    async with record_stream(client) as heard, await client.ptys.connect(pty.id) as socket:
        await socket.send_text("grüße 😀\n")
        shown = await read_until(socket, "😀\r\ngrüße 😀\r\n")
        assert socket.cursor == len(shown.encode("utf-16-le")) // 2
        assert not socket.is_replaying
        await socket.send_text("\x04")
        async with asyncio.timeout(20):
            assert [text async for text in socket] == []
        assert (await heard.wait_for_event(PtyExited)).id == pty.id
        with pytest.raises(Unreachable):
            await socket.send_text("too late")


async def test_output_is_replayed_from_a_cursor_and_marked_as_old(client: Client) -> None:
    pty = await echoing(client, "first")
    async with await client.ptys.connect(pty.id) as socket:
        assert socket.is_replaying
        assert "first" in await read_until(socket, "first\r\nfirst\r\n")
        await socket.send_text("second\n")
        await read_until(socket, "second\r\nsecond\r\n")
        cursor = socket.cursor
        await socket.send_text("third\n")
        await read_until(socket, "third\r\nthird\r\n")
    async with await client.ptys.connect(pty.id, cursor=cursor) as socket:
        assert await read_until(socket, "third\r\nthird\r\n") == "third\r\nthird\r\n"
    async with await client.ptys.connect(pty.id, cursor=-1) as socket:
        await socket.send_text("fourth\n")
        assert await read_until(socket, "fourth\r\nfourth\r\n") == "fourth\r\nfourth\r\n"


async def test_a_size_reaches_the_program(client: Client) -> None:
    pty = await client.ptys.create(command="/bin/sh")
    await client.ptys.update(pty.id, size=PtySize(rows=11, cols=42))
    async with await client.ptys.connect(pty.id) as socket:
        await socket.send_text("stty size\n")
        await read_until(socket, "11 42")


async def test_a_large_replay_arrives_whole(client: Client) -> None:
    pty = await client.ptys.create(command="/bin/sh", args=["-c", "seq 1 50000; echo the end; cat"])
    async with await client.ptys.connect(pty.id) as socket:
        await read_until(socket, "the end")
    async with await client.ptys.connect(pty.id) as socket:
        shown = await read_until(socket, "the end")
    assert shown.split()[:3] == ["1", "2", "3"]
    assert "49999\r\n50000\r\n" in shown


async def test_shells_and_tickets_are_there_where_the_server_has_them(client: Client) -> None:
    pty = await client.ptys.create(command="/bin/cat")
    if (await client.server.get_capabilities()).pty_shells:
        assert "/bin/sh" in [shell.path for shell in await client.ptys.list_shells()]
        ticket = await client.ptys.create_ticket(pty.id)
        assert ticket.ticket
        assert ticket.ticket not in repr(ticket)
    else:
        with pytest.raises(Unsupported):
            await client.ptys.list_shells()
        with pytest.raises(Unsupported):
            await client.ptys.create_ticket(pty.id)


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_password_is_asked_for_everywhere_and_opens_everything(
    version: str, start_server: StartServer, project: Project
) -> None:
    server = start_server(version, password="s3cret")
    known = Credentials("opencode", "s3cret")
    async with Client(server.url, directory=project.directory) as stranger:
        with pytest.raises(Unauthorized, match="requires a password"):
            await stranger.server.get_paths()
        with pytest.raises(Unauthorized):
            await stranger.ptys.connect("pty_x")
    async with Client(server.url, credentials=Credentials("opencode", "wrong")) as guesser:
        with pytest.raises(Unauthorized, match="refused"):
            await guesser.server.check_health()
    async with Client(server.url, directory=project.directory, credentials=known) as client:
        async with record_stream(client) as heard:
            pty = await client.ptys.create(command="/bin/cat")
            await heard.wait_for_event(PtyCreated)
        async with await client.ptys.connect(pty.id) as socket:
            await socket.send_text("in\n")
            await read_until(socket, "in\r\nin\r\n")


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_server_that_is_killed_cuts_the_terminal(
    version: str, start_server: StartServer, project: Project
) -> None:
    server = start_server(version)
    async with Client(server.url, directory=project.directory) as client:
        pty = await client.ptys.create(command="/bin/cat")
        socket = await client.ptys.connect(pty.id)
        await asyncio.to_thread(server.kill)
        with pytest.raises(Unreachable):
            async with asyncio.timeout(20):
                async for _ in socket:
                    pass


async def echoing(client: Client, word: str) -> Pty:
    pty = await client.ptys.create(command="/bin/cat")
    async with await client.ptys.connect(pty.id) as socket:
        await socket.send_text(f"{word}\n")
        await read_until(socket, f"{word}\r\n{word}\r\n")
    return pty


async def read_until(socket: PtySocket, end: str) -> str:
    shown = ""
    async with asyncio.timeout(30):
        async for text in socket:
            shown += text
            if end in shown:
                return shown
    raise AssertionError(f"the terminal ended after {shown[-200:]!r}")
