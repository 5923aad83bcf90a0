"""The connection to one terminal: output is delivered exactly once and in order, across any number of reconnects."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Final, Protocol

from octui.client import Client, ClientError, NotFound, ServerFailed, TimedOut, Unreachable
from octui.client.pty_socket import PtySocket, count_utf16_units
from octui.platform.error_log import describe_error
from octui.ui.terminal.answer_watch import AnswerWatch

FIRST_WAIT: Final = 0.25
MAX_WAIT: Final = 5.0
SILENCE: Final = 5.0
"""Seconds without output before a connection is checked; under a flood a server may not respond to anything else."""
GLANCE: Final = 0.01
"""Seconds between checks for the end of a replay, which no output frame marks."""
MAX_MESSAGE_BYTES: Final = 16 * 1024
MAX_TYPED: Final = 4 * 1024 * 1024
"""Maximum number of input characters buffered for a program that does not read."""


class ConnectionState(StrEnum):
    """State of a terminal's process and of the connection to it."""

    IDLE = "idle"
    """Not connected yet."""
    JOINING = "joining"
    LIVE = "live"
    LOST = "lost"
    """The connection was lost and is being retried."""
    ENDED = "ended"
    """The process has exited."""
    GONE = "gone"
    """The server no longer knows the terminal, and the exit of its process was not observed."""
    REFUSED = "refused"
    """The server refused access, which retrying cannot fix."""

    @property
    def over(self) -> bool:
        return self in (ConnectionState.ENDED, ConnectionState.GONE, ConnectionState.REFUSED)


@dataclass(slots=True)
class ConnectionInfo:
    """State of a link; `missed` counts characters the server no longer had after a reconnect."""

    phase: ConnectionState = ConnectionState.IDLE
    why: str = ""
    missed: int = 0
    has_unconfirmed_input: bool = False
    """Whether the connection was lost before it showed that the last keys arrived."""


Take = Callable[[str, bool], Awaitable[None]]
"""Receives output and whether it is replayed; the link reads on only after this returns."""


class TerminalLink(Protocol):
    """A connection to a process on the server, or what stands in for one."""

    @property
    def info(self) -> ConnectionInfo: ...

    @property
    def is_silent(self) -> bool:
        """Whether what is typed is on its way, and the server answers nothing."""

    async def follow_terminal(self) -> None:
        """Deliver output until there will be no more."""

    def record_interruption(self, error: BaseException, retry_in: float, /) -> None:
        """Following failed by an error of octui's own, and starts again."""

    def type_text(self, text: str) -> bool:
        """Send input; returns whether it will be delivered."""

    def drop_if_silent(self) -> None:
        """The server is unreachable elsewhere."""

    def check_answers(self) -> None:
        """Another connection to the server went silent."""

    def retry_now(self) -> None:
        """The server is reachable again."""

    def give_up(self) -> None:
        """It is no longer followed."""


class PtyConnection:
    """Follows one terminal until its process exits or the server removes it.

    A replay is applied only once it is complete, so an interrupted replay loses and repeats nothing.
    """

    def __init__(
        self, client: Client, pty_id: str, directory: str | None, take: Take, changed: Callable[[], None]
    ) -> None:
        self.client = client
        self.pty_id = pty_id
        self.directory = directory
        self.info = ConnectionInfo()
        self.position = 0
        """Amount of output processed since the terminal started, in UTF-16 code units."""
        self._take = take
        self._changed = changed
        self._socket: PtySocket | None = None
        self._typed: list[str] = []
        self._waiting = 0
        self._wake = asyncio.Event()
        self._again = asyncio.Event()
        self._answers = AnswerWatch(changed)
        self._closing: asyncio.Task[None] | None = None

    async def follow_terminal(self) -> None:
        """Follow the terminal, reconnecting as often as necessary."""
        wait = FIRST_WAIT
        self._stand(ConnectionState.JOINING)
        while True:
            try:
                socket = await self.client.ptys.connect(self.pty_id, cursor=self.position, directory=self.directory)
                wait = FIRST_WAIT
                await self._follow(socket)
                if not await self._still_there():
                    self._stand(ConnectionState.ENDED)
                    return
                self._stand(ConnectionState.LOST, "The server closed the connection.")
            except NotFound:
                self._stand(ConnectionState.GONE)
                return
            except (Unreachable, TimedOut, ServerFailed) as error:
                # A proxy answers for a server that restarts, with an error of its own.
                self._stand(ConnectionState.LOST, str(error))
            except ClientError as error:
                self._stand(ConnectionState.REFUSED, str(error))
                return
            await self._pause(wait)
            wait = min(2 * wait, MAX_WAIT)

    def record_interruption(self, error: BaseException, _retry_in: float) -> None:
        """Following failed by an error of octui's own; it starts again after the output that was processed."""
        self._stand(ConnectionState.LOST, f"octui could not follow this terminal ({describe_error(error)}).")

    def type_text(self, text: str) -> bool:
        """Send input in order, buffering it until the terminal is connected; returns whether it will be delivered."""
        if (
            self.info.phase not in (ConnectionState.IDLE, ConnectionState.JOINING, ConnectionState.LIVE)
            or self._waiting + len(text) > MAX_TYPED
        ):
            return False
        self._typed += (text[at : at + MAX_MESSAGE_BYTES] for at in range(0, len(text), MAX_MESSAGE_BYTES))
        self._waiting += len(text)
        self._wake.set()
        return True

    def drop_if_silent(self) -> None:
        """The server is unreachable elsewhere: if this connection is silent too, do not wait for a timeout."""
        if monotonic() - self._answers.heard_at > SILENCE and self._closing is None:
            self._closing = asyncio.create_task(self.disconnect_pty())

    def check_answers(self) -> None:
        """Another connection to the server went silent: find out whether this one still works."""
        if self._socket is not None and self.info.phase is ConnectionState.LIVE:
            self._answers.require_answer(self._socket)

    @property
    def is_silent(self) -> bool:
        """Whether it is connected but the server answers nothing, so that keys are on their way."""
        return self._answers.is_silent

    @property
    def connected(self) -> bool:
        return self._socket is not None

    async def disconnect_pty(self) -> None:
        """Close the current connection; a new one is opened afterwards."""
        if self._socket is not None:
            await self._socket.close()

    def retry_now(self) -> None:
        """The server is reachable again: retry now."""
        self._again.set()

    def give_up(self) -> None:
        """Mark the link as no longer followed: the state of the process is unknown from here on."""
        if not self.info.phase.over:
            self._stand(ConnectionState.GONE)

    async def _pause(self, seconds: float) -> None:
        self._again.clear()
        try:
            await asyncio.wait_for(self._again.wait(), seconds)
        except TimeoutError:
            return

    async def _follow(self, socket: PtySocket) -> None:
        """Read until the server closes the socket; raises Unreachable when the connection is lost."""
        self._socket = socket
        # A connection may be open and silent from the start.
        self._answers.require_answer(socket)
        frames = aiter(socket)
        tasks: list[asyncio.Task[str | None] | asyncio.Task[None]] = []
        try:
            coming = asyncio.create_task(_next(frames))
            tasks.append(coming)
            replay: list[str] = []
            while socket.is_replaying:
                await asyncio.wait((coming,), timeout=GLANCE)
                if coming.done() and socket.is_replaying:
                    self._answers.record_output()
                    frame = coming.result()
                    if frame is None:
                        break
                    replay.append(frame)
                    coming = asyncio.create_task(_next(frames))
                    tasks[0] = coming
            self._answers.record_output()
            # The first live frame may have arrived already, and is included in the cursor.
            ahead = count_utf16_units(coming.result() or "") if coming.done() else 0
            await self._take_replay("".join(replay), socket.cursor - ahead)
            self._stand(ConnectionState.LIVE)
            writing = asyncio.create_task(self._write(socket))
            writing.add_done_callback(self._disconnect_after_error)
            tasks.append(writing)
            frame = await coming
            while frame is not None:
                self._answers.record_output()
                self.position += count_utf16_units(frame)
                await self._take(frame, False)
                frame = await _next(frames)
            if writing.done():
                writing.result()
        finally:
            self._socket = None
            await self._answers.stop_watching()
            for task in tasks:
                task.cancel()
            await asyncio.shield(socket.close())
            self._closing = None

    async def _take_replay(self, text: str, end: int) -> None:
        """Process the output written while disconnected; `end` is the end position the server reports."""
        begin = end - count_utf16_units(text)
        if self.position and begin > self.position:
            self.info.missed += begin - self.position
        self.position = end
        if text:
            await self._take(text, True)

    async def _write(self, socket: PtySocket) -> None:
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._typed:
                    text = self._typed.pop(0)
                    self._waiting -= len(text)
                    self._answers.require_answer(socket)
                    await socket.send_text(text)
        except Unreachable:
            # The reading side sees the same error and reports it.
            return

    def _disconnect_after_error(self, writing: "asyncio.Task[None]") -> None:
        """Without a writer, keys would vanish while the terminal appears to be connected."""
        if not writing.cancelled() and writing.exception() is not None:
            self._closing = asyncio.create_task(self.disconnect_pty())

    def _forget_typed(self) -> None:
        """Discard buffered input: what was typed for a lost connection must not be sent unseen over the next one."""
        self._typed.clear()
        self._waiting = 0
        self._wake.clear()

    def _may_have_lost_input(self) -> bool:
        return bool(self._typed) or (self.info.phase is ConnectionState.LIVE and self._answers.is_overdue)

    async def _still_there(self) -> bool:
        try:
            await self.client.ptys.get(self.pty_id, directory=self.directory)
        except NotFound:
            return False
        return True

    def _stand(self, phase: ConnectionState, why: str = "") -> None:
        if phase is ConnectionState.LIVE:
            self.info.has_unconfirmed_input = False
        elif phase is ConnectionState.LOST and self._may_have_lost_input():
            self.info.has_unconfirmed_input = True
        if phase not in (ConnectionState.JOINING, ConnectionState.LIVE):
            self._forget_typed()
        self.info.phase, self.info.why = phase, why
        self._changed()


async def _next(frames: AsyncIterator[str]) -> str | None:
    return await anext(frames, None)
