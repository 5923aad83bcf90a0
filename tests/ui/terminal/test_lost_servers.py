"""What becomes of terminals, and what is said, when servers and lines fail, and when there are many of either."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from octui.client import Client
from octui.ui.terminal import answer_watch
from octui.ui.terminal.connection import ConnectionState
from octui.ui.terminal.roster import TerminalRoster
from octui.ui.terminal.session import TerminalSession
from octui.wire.pty import Pty
from tests.server.embedded import EmbeddedServer
from tests.support.chaos.network_line import open_network_line
from tests.ui.terminal.conftest import Heard

WAIT_SECONDS = 60.0
SILENT = "the server does not answer; keys arrive when it does"
RECONNECTING = "Reconnecting; keys are not sent."


class Watched:
    """The terminals of one client, without a screen."""

    def __init__(self, client: Client, directory: str) -> None:
        self.client = client
        self.roster = TerminalRoster(client, Heard())
        self.roster.add_observer(self)
        self._directory = directory
        self._happened = asyncio.Event()

    def handle_terminals_changed(self) -> None:
        self._happened.set()

    def handle_terminal_painted(self, live: TerminalSession) -> None:
        self._happened.set()

    async def open_shell(self, script: str = "exec sh") -> TerminalSession:
        """A shell that says nothing by itself."""
        pty = await self.client.ptys.create(
            command="/bin/sh", args=["-c", f"stty -echo; {script}"], env={"ENV": "", "PS1": ""}
        )
        live = await self.join(pty.id)
        live.ours = True
        return live

    async def join(self, terminal: str) -> TerminalSession:
        await self.roster.look_for_terminals(self._directory)
        live = next(live for live in self.roster.tabs if live.id == terminal)
        live.follow_output()
        await self.until(lambda: live.phase is ConnectionState.LIVE)
        return live

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(WAIT_SECONDS):
            while not holds():
                self._happened.clear()
                await self._happened.wait()

    async def until_printed(self, live: TerminalSession, text: str) -> None:
        await self.until(lambda: text in live.emulator.get_text())

    async def until_said(self, live: TerminalSession, text: str) -> None:
        await self.until(lambda: text in live.status_text)


@asynccontextmanager
async def watch_terminals(url: str, directory: Path) -> AsyncIterator[Watched]:
    async with Client(url, directory=str(directory)) as client:
        watched = Watched(client, str(directory))
        yield watched
        await watched.roster.leave_server()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence counts at once, so that a test need not wait for it."""
    monkeypatch.setattr(answer_watch, "ECHO_SECONDS", 0.05)
    monkeypatch.setattr(answer_watch, "ANSWER_SECONDS", 0.05)


@pytest.fixture
def own_embedded(tmp_path: Path) -> Iterator[EmbeddedServer]:
    (home := tmp_path / "home").mkdir()
    server = EmbeddedServer("embedded", home)
    server.start()
    yield server
    if server.running:
        os.kill(server.pid, signal.SIGCONT)
    server.kill()


async def test_two_clients_see_what_either_types_and_a_program_is_answered_once(
    embedded: EmbeddedServer, tmp_path: Path
) -> None:
    async with watch_terminals(embedded.url, tmp_path) as one, watch_terminals(embedded.url, tmp_path) as other:
        live = await one.open_shell()
        same = await other.join(live.id)
        live.type_text("echo from-one-$((1 + 1))\n")
        await other.until_printed(same, "from-one-2")
        # Both show the question, and the client that opened the terminal answers it.
        live.type_text("stty raw min 0 time 10; printf '\\033[5n'; od -An -tx1 | tr -d ' \\n'; stty -raw; echo .\n")
        await other.until_printed(same, "1b5b306e.")
        same.type_text("echo from-other-$((1 + 1))\n")
        await one.until_printed(live, "from-other-2")
        await other.until_printed(same, "from-other-2")
        assert live.emulator.get_text() == same.emulator.get_text()
        # What one closes is closed for both.
        await one.roster.close(live)
        await other.until(lambda: same.phase is ConnectionState.ENDED)
        assert same.status_text.startswith("The process ended")


async def test_a_terminal_opened_while_a_list_of_them_is_on_its_way_stays(
    embedded: EmbeddedServer, tmp_path: Path
) -> None:
    async with watch_terminals(embedded.url, tmp_path) as watched:
        listed, is_due = asyncio.Event(), asyncio.Event()
        ptys = watched.client.ptys
        list_now = ptys.list

        async def list_late(*, directory: str | None = None) -> tuple[Pty, ...]:
            found = await list_now(directory=directory)
            listed.set()
            await is_due.wait()
            return found

        ptys.list = list_late  # type: ignore[method-assign]  # the answer is real, and only late
        looking = asyncio.create_task(watched.roster.look_for_terminals(str(tmp_path)))
        await listed.wait()
        live = await watched.roster.create_session(str(tmp_path))
        is_due.set()
        await looking
        assert watched.roster.current is live


@pytest.mark.slow
async def test_two_hundred_terminals_run_at_once(own_embedded: EmbeddedServer, tmp_path: Path) -> None:
    async with watch_terminals(own_embedded.url, tmp_path) as watched:
        create = watched.client.ptys.create
        for number in range(200):
            await create(command="/bin/sh", args=["-c", f"stty -echo; echo number-{number}; exec cat"])
        await watched.roster.look_for_terminals(str(tmp_path))
        tabs = watched.roster.tabs
        assert len(tabs) == 200
        for live in tabs:
            live.follow_output()
        await watched.until(lambda: all("number-" in live.emulator.get_text() for live in tabs))
        numbers = {live.emulator.get_text().strip() for live in tabs}
        assert numbers == {f"number-{number}" for number in range(200)}
        for live in tabs:
            live.type_text("echoed\n")
        await watched.until(lambda: all("echoed" in live.emulator.get_text() for live in tabs))
        assert not any(live.status_text for live in tabs)


@pytest.mark.usefixtures("impatient")
async def test_a_server_that_is_stopped_for_a_while_is_said_not_to_answer_and_gets_the_keys_then(
    own_embedded: EmbeddedServer, tmp_path: Path
) -> None:
    async with watch_terminals(own_embedded.url, tmp_path) as watched:
        live = await watched.open_shell()
        os.kill(own_embedded.pid, signal.SIGSTOP)
        assert live.type_text("echo late-$((1 + 1))\n")
        await watched.until_said(live, SILENT)
        os.kill(own_embedded.pid, signal.SIGCONT)
        await watched.until_printed(live, "late-2")
        await watched.until(lambda: not live.status_text)


@pytest.mark.usefixtures("impatient")
async def test_a_server_that_is_killed_and_started_again_has_lost_its_terminals_and_that_is_said(
    own_embedded: EmbeddedServer, tmp_path: Path
) -> None:
    async with watch_terminals(own_embedded.url, tmp_path) as watched:
        live = await watched.open_shell()
        live.type_text("echo kept-$((1 + 1))\n")
        await watched.until_printed(live, "kept-2")
        os.kill(own_embedded.pid, signal.SIGSTOP)
        live.type_text("rm of-no-avail\n")
        await watched.until_said(live, SILENT)
        await asyncio.to_thread(own_embedded.kill)
        await watched.until_said(live, f"{RECONNECTING} The last keys may not have arrived.")
        assert not live.type_text("x")
        await asyncio.to_thread(own_embedded.start)
        live.link.retry_now()
        await watched.until_said(live, "The server restarted or the process ended. Press enter to close the terminal.")
        assert "kept-2" in live.emulator.get_text()


@pytest.mark.usefixtures("impatient")
async def test_after_a_suspended_laptop_wakes_what_was_printed_meanwhile_arrives_once(
    embedded: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_watch, "GIVE_UP_SECONDS", 0.2)
    async with (
        open_network_line(embedded.port) as line,
        watch_terminals(line.url, tmp_path) as watched,
        watch_terminals(embedded.url, tmp_path) as beside,
    ):
        live = await watched.open_shell()
        same = await beside.join(live.id)
        # The line is silent first, as what is sent into a suspended network is not refused; then it is dead.
        line.stall()
        same.type_text("echo meanwhile-$((1 + 1))\n")
        await beside.until_printed(same, "meanwhile-2")
        live.type_text("echo never\n")
        await watched.until_said(live, RECONNECTING)
        line.restore()
        live.link.retry_now()
        await watched.until_printed(live, "meanwhile-2")
        await watched.until(lambda: live.phase is ConnectionState.LIVE)
        live.type_text("echo after-$((1 + 1))\n")
        await watched.until_printed(live, "after-2")
        assert live.emulator.get_text().count("meanwhile-2") == 1


async def test_a_connection_of_which_one_half_is_closed_is_made_again_and_nothing_is_lost(
    embedded: EmbeddedServer, tmp_path: Path
) -> None:
    async with open_network_line(embedded.port) as line, watch_terminals(line.url, tmp_path) as watched:
        live = await watched.open_shell()
        said: list[str] = []
        for number in range(3):
            line.half_close()
            await watched.until_said(live, RECONNECTING)
            said.append(live.status_text)
            live.link.retry_now()
            await watched.until(lambda: live.phase is ConnectionState.LIVE)
            live.type_text(f"echo round-{number}-$((1 + 1))\n")
            await watched.until_printed(live, f"round-{number}-2")
        assert all("keys may not" not in text for text in said)
        printed = live.emulator.get_text()
        assert [printed.count(f"round-{number}-2") for number in range(3)] == [1, 1, 1]
