"""The output of a command of the conversation, delivered to its terminal as that of a connection would be."""

import asyncio
from collections.abc import Callable

from octui.render.tool_output import ToolOutput
from octui.ui.sync.supervisor import keep_running
from octui.ui.terminal.agent_commands.output_growth import OutputGrowth
from octui.ui.terminal.connection import ConnectionInfo, ConnectionState, Take


class CommandLink:
    """Sends no input: the command has no terminal on the server."""

    is_silent = False
    """A lost connection is the session's, and is said about the command."""

    def __init__(self, take: Take, changed: Callable[[], None]) -> None:
        self.info = ConnectionInfo(ConnectionState.LIVE)
        self._take = take
        self._changed = changed
        self._growth = OutputGrowth()
        self._unread = ""
        self._has_ended = False
        self._delivery: asyncio.Task[None] | None = None

    def report_output(self, output: ToolOutput, *, has_ended: bool) -> None:
        """Everything that the command has printed so far, as far as the server has it."""
        self._unread += self._growth.take_report(output)
        self._has_ended = has_ended
        self._deliver_later()

    def end_output(self) -> None:
        """Nothing follows what was reported."""
        self._has_ended = True
        self._deliver_later()

    def _deliver_later(self) -> None:
        is_told = self._has_ended == self.info.phase.over
        if (self._unread or not is_told) and (self._delivery is None or self._delivery.done()):
            self._delivery = asyncio.create_task(keep_running(self._deliver, self.record_interruption))

    async def _deliver(self) -> None:
        while self._unread:
            text, self._unread = self._unread, ""
            # As if replayed: what an agent's command prints rings no bell and copies nothing.
            await self._take(text, True)
        # A call that seemed to be cut off may go on after all.
        self.info.phase = ConnectionState.ENDED if self._has_ended else ConnectionState.LIVE
        self._changed()

    async def follow_terminal(self) -> None:
        """Output comes by itself."""

    def record_interruption(self, error: BaseException, retry_in: float) -> None:
        """The next attempt goes on with the output that came meanwhile."""

    def type_text(self, text: str) -> bool:  # noqa: ARG002  # the signature of a connection
        return False

    def drop_if_silent(self) -> None:
        """There is no connection to drop."""

    def check_answers(self) -> None:
        """There is no connection to ask."""

    def retry_now(self) -> None:
        """There is no connection to open."""

    def give_up(self) -> None:
        """octui leaves the server, and may come back to it: what is shown stays."""
