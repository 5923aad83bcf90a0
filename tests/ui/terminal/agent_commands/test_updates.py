"""How a terminal that shows a command of the conversation follows what is told of it."""

import asyncio
from collections.abc import AsyncIterator
from time import time

import pytest
from msgspec.structs import replace

from octui.client import Client
from octui.store.actions import ConnectionChanged
from octui.store.state import ConnectionStatus
from octui.ui.terminal.agent_commands.command import AgentCommand
from octui.ui.terminal.roster import TerminalRoster
from octui.ui.terminal.session import TerminalSession
from octui.ui.terminal.tabs import get_state_mark
from octui.wire.events import MessageRemoved
from octui.wire.parts import Span, ToolState
from octui.wire.struct import Json
from tests.support.factories import SESSION, busy, idle, make_answer, make_tool_part, said, watching, wrote
from tests.ui.terminal.conftest import Heard

NOWHERE = "http://127.0.0.1:9"


class Watched:
    """A terminal for a command, and the server's words about it."""

    def __init__(self, client: Client) -> None:
        self.heard = Heard()
        self.roster = TerminalRoster(client, self.heard)
        self.store = watching()
        for event in (busy(), said(make_answer("msg_1"))):
            self.store.dispatch_action(event)
        command = AgentCommand(SESSION, "msg_1", "prt_1", "npm run dev")
        self.live: TerminalSession = self.roster.show_agent_command(command, "/shop")

    async def report(self, status: str, output: str, *, error: str = "", **metadata: object) -> None:
        about: Json = {"output": output, **metadata}
        began = 1_000 * (time() - 90)
        span = Span(start=began, end=began + 4_200 if status in ("completed", "error") else None)
        state = ToolState(status=status, input={"command": "npm run dev"}, metadata=about, error=error, time=span)
        self.store.dispatch_action(wrote(replace(make_tool_part("prt_1", "msg_1"), state=state)))
        await self.update()

    async def update(self) -> None:
        self.roster.update_agent_commands(self.store.state)
        delivery = self.live.link._delivery  # type: ignore[attr-defined]  # a protocol hides it
        if delivery is not None:
            await asyncio.wait_for(delivery, 5)

    @property
    def rows(self) -> list[str]:
        return [row.rstrip() for row in self.live.emulator.display if row.strip()]


@pytest.fixture
async def watched() -> AsyncIterator[Watched]:
    async with Client(NOWHERE) as client:
        yield Watched(client)


async def test_a_command_is_followed_to_its_end(watched: Watched) -> None:
    live = watched.live
    await watched.report("running", "compiling\r")
    await watched.report("running", "compiling\rready\x1b[K\n")
    command = live.agent_command
    assert command is not None
    assert (watched.rows, get_state_mark(live)) == (["ready"], " ▸")
    assert command.describe_run(has_ended=False) == "running 1m 30s"
    await watched.report("completed", "compiling\rready\x1b[K\ndone\n", exit=3)
    assert watched.rows == ["ready", "done"]
    assert get_state_mark(live) == " ✗ 3"
    assert live.status_text == "Ended with exit code 3. Press enter to close this view."
    assert command.describe_run(has_ended=True) == "ran 4.2s"
    # Closing the view does not concern the server, which is not there.
    await watched.roster.close(live)
    assert not watched.roster.tabs


@pytest.mark.parametrize(
    ("status", "error", "ending"),
    [("error", "Tool execution aborted", "aborted"), ("error", "spawn failed\nat x", "spawn failed")],
)
async def test_a_call_that_failed_says_why(watched: Watched, status: str, error: str, ending: str) -> None:
    await watched.report("running", "one\n")
    await watched.report(status, "one\n", error=error)
    assert watched.rows == ["one"]
    assert f"Ended ({ending})" in watched.live.status_text
    assert get_state_mark(watched.live) == " ✗"


async def test_a_call_whose_run_is_over_is_cut_off_until_more_comes(watched: Watched) -> None:
    await watched.report("running", "one\n")
    watched.store.dispatch_action(idle())
    await watched.update()
    assert "(cut off)" in watched.live.status_text
    await watched.report("completed", "one\ntwo\n", exit=0)
    assert watched.rows == ["one", "two"]
    assert "exit code 0" in watched.live.status_text


async def test_a_lost_connection_is_told_and_the_view_goes_on_afterwards(watched: Watched) -> None:
    await watched.report("running", "one\n")
    watched.store.dispatch_action(ConnectionChanged(ConnectionStatus.LOST, heard_at=1_000_000.0))
    await watched.update()
    command = watched.live.agent_command
    assert command is not None
    assert "as of" in command.describe_run(has_ended=False)
    # octui leaves the server and comes back; what it missed is in the next report.
    await watched.roster.leave_server()
    await watched.report("running", "one\ntwo\n")
    assert watched.rows == ["one", "two"]


async def test_a_command_that_was_removed_keeps_what_it_printed(watched: Watched) -> None:
    await watched.report("running", "one\n")
    watched.store.dispatch_action(MessageRemoved(session_id=SESSION, message_id="msg_1"))
    await watched.update()
    assert watched.rows == ["one"]
    assert "no longer in the session" in watched.live.status_text


async def test_what_a_command_prints_rings_no_bell_and_copies_nothing(watched: Watched) -> None:
    await watched.report("running", "\a\x1b]52;c;c2VjcmV0\a\x1b]9;look here\a\x1b[6n")
    assert (watched.heard.bells, watched.heard.copies, watched.heard.notices) == (0, [], [])
    assert not watched.live.type_text("x")
