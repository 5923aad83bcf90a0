import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from octui.client import Client
from octui.ui.sync.supervisor import keep_running
from octui.ui.terminal import answer_watch
from octui.ui.terminal.connection import ConnectionState, PtyConnection
from tests.server.embedded import EmbeddedServer
from tests.support.chaos.network_line import open_network_line
from tests.support.real_opencode import EMBEDDED, NEWEST, OLDEST, Project, RealServer

WAIT_SECONDS = 20.0


class Taken:
    """What a link brought, and how."""

    def __init__(self) -> None:
        self.text = ""
        self.past = ""
        self.changed = asyncio.Event()

    async def take(self, text: str, past: bool) -> None:
        self.text += text
        self.past += text if past else ""
        self.changed.set()

    def note(self) -> None:
        self.changed.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(WAIT_SECONDS):
            while not holds():
                self.changed.clear()
                await self.changed.wait()


class Followed:
    """A shell of the server, and the link that follows it."""

    def __init__(self, client: Client, pty_id: str) -> None:
        self.taken = Taken()
        self.link = PtyConnection(client, pty_id, None, self.taken.take, self.taken.note)
        self.task = asyncio.create_task(self.link.follow_terminal())

    async def until(self, phase: ConnectionState) -> None:
        await self.taken.until(lambda: self.link.info.phase is phase)

    async def until_said(self, text: str) -> None:
        await self.taken.until(lambda: text in self.taken.text)

    async def drop_if_silent(self) -> None:
        """Close the socket under the link, as a network that changed would."""
        await self.taken.until(lambda: self.link.connected)
        await self.link.disconnect_pty()

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@pytest.fixture
async def shell(client: Client) -> AsyncIterator[Followed]:
    pty = await client.ptys.create(command="/bin/sh")
    followed = Followed(client, pty.id)
    yield followed
    await followed.stop()


@pytest.mark.real
async def test_what_is_typed_runs_and_what_it_prints_arrives(shell: Followed) -> None:
    await shell.until(ConnectionState.LIVE)
    assert shell.link.type_text("echo $((40 + 2))\n")
    await shell.until_said("42")


@pytest.mark.real
async def test_what_was_printed_before_is_taken_as_past_and_once(shell: Followed, client: Client) -> None:
    await shell.until(ConnectionState.LIVE)
    shell.link.type_text("echo first-$((1 + 1))\n")
    await shell.until_said("first-2")
    late = Followed(client, shell.link.pty_id)
    await late.until_said("first-2")
    assert late.taken.past.count("first-2") == 1
    assert late.link.position == shell.link.position
    await late.stop()


@pytest.mark.real
async def test_no_character_is_lost_or_doubled_by_cuts_in_the_middle_of_a_flood(shell: Followed) -> None:
    await shell.until(ConnectionState.LIVE)
    shell.link.type_text("stty -echo; echo; seq 1 60000; echo 漢字 done-$((1 + 1))\n")
    for number in (500, 20000, 40000):
        await shell.until_said(f"\r\n{number}\r\n")
        await shell.drop_if_silent()
    await shell.until_said("done-2")
    numbers = [int(line) for line in shell.taken.text.split("\r\n") if line.isdecimal()]
    assert numbers == list(range(1, 60001))
    assert shell.link.info.missed == 0


@pytest.mark.real
async def test_what_the_server_no_longer_has_is_counted(shell: Followed, client: Client) -> None:
    await shell.until(ConnectionState.LIVE)
    shell.link.type_text("stty -echo; echo ready-$((1 + 1))\n")
    await shell.until_said("ready-2")
    await shell.stop()
    other = Followed(client, shell.link.pty_id)
    await other.until(ConnectionState.LIVE)
    other.link.type_text("seq 1 400000; echo done-$((1 + 1))\n")
    await other.until_said("done-2")
    shell.task = asyncio.create_task(shell.link.follow_terminal())
    await shell.until_said("done-2")
    assert shell.link.info.missed > 0
    assert shell.link.position == other.link.position
    await other.stop()


@pytest.mark.real
async def test_the_end_of_the_process_ends_the_link(shell: Followed) -> None:
    await shell.until(ConnectionState.LIVE)
    shell.link.type_text("echo bye-$((1 + 1)); exit 3\n")
    await shell.until(ConnectionState.ENDED)
    assert "bye-2" in shell.taken.text
    assert not shell.link.type_text("is it there?\n")


@pytest.mark.real
@pytest.mark.parametrize("own_server", [OLDEST], indirect=True)
async def test_a_server_that_restarts_without_the_terminal_reports_that_it_no_longer_exists(
    own_server: RealServer, project: Project
) -> None:
    async with Client(own_server.url, directory=project.directory) as client:
        pty = await client.ptys.create(command="/bin/sh")
        shell = Followed(client, pty.id)
        await shell.until(ConnectionState.LIVE)
        await asyncio.to_thread(own_server.kill)
        await shell.until(ConnectionState.LOST)
        assert not shell.link.type_text("into the void\n")
        await asyncio.to_thread(own_server.start)
        shell.link.retry_now()
        await shell.until(ConnectionState.GONE)
        await shell.stop()


@pytest.mark.real
@pytest.mark.parametrize("server", [NEWEST], indirect=True)
async def test_an_unknown_terminal_does_not_exist(client: Client) -> None:
    followed = Followed(client, "pty_never")
    await followed.until(ConnectionState.GONE)
    await followed.stop()


@pytest.mark.real
async def test_an_error_of_octuis_own_is_shown_and_the_terminal_is_followed_on(client: Client) -> None:
    pty = await client.ptys.create(command="/bin/sh")
    taken, phases = Taken(), list[ConnectionState]()

    async def take_or_fail(text: str, past: bool) -> None:
        if "boom-1" in text and not past:
            raise ZeroDivisionError
        await taken.take(text, past)

    def note_phase() -> None:
        phases.append(link.info.phase)
        taken.note()

    link = PtyConnection(client, pty.id, None, take_or_fail, note_phase)
    task = asyncio.create_task(keep_running(link.follow_terminal, link.record_interruption))
    await taken.until(lambda: link.info.phase is ConnectionState.LIVE)
    link.type_text("echo boom-$((0 + 1))\n")
    await taken.until(lambda: ConnectionState.LOST in phases and link.info.phase is ConnectionState.LIVE)
    link.type_text("echo after-$((1 + 1))\n")
    await taken.until(lambda: "after-2" in taken.text)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(params=[NEWEST, OLDEST, EMBEDDED])
def every_server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


@pytest.mark.real
async def test_a_line_that_stalls_is_noticed_when_something_is_typed_and_the_keys_arrive_after_it(
    every_server: RealServer, project: Project
) -> None:
    async with (
        open_network_line(every_server.port) as line,
        Client(line.url, directory=project.directory) as client,
    ):
        shell = Followed(client, (await client.ptys.create(command="/bin/sh")).id)
        await shell.until(ConnectionState.LIVE)
        shell.link.type_text("stty -echo; echo ready-$((1 + 1))\n")
        await shell.until_said("ready-2")
        line.stall()
        shell.link.type_text("echo late-$((1 + 1))\n")
        await shell.taken.until(lambda: shell.link.is_silent)
        assert shell.link.info.phase is ConnectionState.LIVE
        line.restore()
        await shell.until_said("late-2")
        await shell.taken.until(lambda: not shell.link.is_silent)
        line.stall()
        shell.link.type_text("echo lost\n")
        await shell.taken.until(lambda: shell.link.is_silent)
        line.cut()
        await shell.until(ConnectionState.LOST)
        assert shell.link.info.has_unconfirmed_input
        assert not shell.link.is_silent
        await shell.stop()


@pytest.mark.real
async def test_a_program_that_prints_nothing_is_not_taken_for_a_server_that_does_not_answer(
    every_server: RealServer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_watch, "ECHO_SECONDS", 0.0)
    async with Client(every_server.url, directory=project.directory) as client:
        shell = Followed(client, (await client.ptys.create(command="/bin/sh")).id)
        await shell.until(ConnectionState.LIVE)
        shell.link.type_text("stty -echo; echo ready-$((1 + 1)); read secret\n")
        await shell.until_said("ready-2")
        shell.link.type_text("secret")
        # Only the answer to a ping can say that the keys arrived.
        while not shell.link._answers.is_overdue:
            await asyncio.sleep(0)
        while shell.link._answers.is_overdue:
            assert not shell.link.is_silent
            await asyncio.sleep(0.01)
        await shell.stop()


async def test_a_proxy_that_answers_for_a_server_that_is_away_is_no_end_of_the_terminal(
    embedded: EmbeddedServer, tmp_path: Path
) -> None:
    async with open_network_line(embedded.port) as line, Client(line.url, directory=str(tmp_path)) as client:
        shell = Followed(client, (await client.ptys.create(command="/bin/sh")).id)
        await shell.until(ConnectionState.LIVE)
        line.break_gateway()
        await shell.until(ConnectionState.LOST)
        await shell.taken.until(lambda: "502" in shell.link.info.why)
        line.restore()
        shell.link.retry_now()
        await shell.until(ConnectionState.LIVE)
        shell.link.type_text("echo back-$((1 + 1))\n")
        await shell.until_said("back-2")
        await shell.stop()


async def test_a_connection_that_is_open_and_silent_from_the_start_is_given_up(
    embedded: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ECHO_SECONDS", "ANSWER_SECONDS", "GIVE_UP_SECONDS"):
        monkeypatch.setattr(answer_watch, name, 0.05)
    async with open_network_line(embedded.port) as line, Client(line.url, directory=str(tmp_path)) as client:
        pty = await client.ptys.create(command="/bin/sh")
        line.hold_upgrades()
        shell = Followed(client, pty.id)
        await shell.until(ConnectionState.LOST)
        assert not shell.link.info.has_unconfirmed_input
        line.restore()
        shell.link.retry_now()
        await shell.until(ConnectionState.LIVE)
        await shell.stop()
