"""One terminal's connection: its output arrives once, in order, however often the connection is lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Final

from octui.client import Client, ClientError, NotFound, TimedOut, Unreachable
from octui.client.pty_socket import PtySocket, count_utf16_units

FIRST_WAIT: Final = 0.25
LONGEST_WAIT: Final = 5.0
SILENCE: Final = 5.0
"""Seconds without output after which a connection may be dead; under a flood a server can be deaf to all else."""
GLANCE: Final = 0.01
"""Seconds between looks whether a replay is over, which no frame of output tells."""
LARGEST_MESSAGE: Final = 16 * 1024
MOST_TYPED: Final = 4 * 1024 * 1024
"""Characters that may wait for a program that does not read."""


class ConnectionState(StrEnum):
    """What is known of a terminal's process and the way to it."""

    IDLE = "idle"
    """Nobody looked at it yet."""
    JOINING = "joining"
    LIVE = "live"
    LOST = "lost"
    """The connection was cut; it is tried again."""
    ENDED = "ended"
    """The process ended."""
    GONE = "gone"
    """The server does not know the terminal any more, and nobody saw its process end."""
    REFUSED = "refused"
    """The server does not let octui in, or failed in a way that another try does not mend."""

    @property
    def over(self) -> bool:
        return self in (ConnectionState.ENDED, ConnectionState.GONE, ConnectionState.REFUSED)


@dataclass(slots=True)
class ConnectionInfo:
    """How a link stands; `missed` counts characters that the server no longer had when octui came back."""

    phase: ConnectionState = ConnectionState.IDLE
    why: str = ""
    missed: int = 0


Take = Callable[[str, bool], Awaitable[None]]
"""Takes output and whether it is of the past; the link reads on when it returns."""


class PtyConnection:
    """Follows one terminal until its process ends or the server forgets it.

    Replays are taken only when they are whole, so that a cut in the middle of one costs nothing and repeats nothing.
    """

    def __init__(
        self, client: Client, pty_id: str, directory: str | None, take: Take, changed: Callable[[], None]
    ) -> None:
        self.client = client
        self.pty_id = pty_id
        self.directory = directory
        self.info = ConnectionInfo()
        self.position = 0
        """How much of the output was taken, in UTF-16 code units since the terminal's start."""
        self._take = take
        self._changed = changed
        self._socket: PtySocket | None = None
        self._typed: list[str] = []
        self._waiting = 0
        self._wake = asyncio.Event()
        self._again = asyncio.Event()
        self._heard_at = 0.0
        self._closing: asyncio.Task[None] | None = None

    async def follow_terminal(self) -> None:
        """Follow the terminal, connecting again as often as need be."""
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
            except (Unreachable, TimedOut) as error:
                self._stand(ConnectionState.LOST, str(error))
            except ClientError as error:
                self._stand(ConnectionState.REFUSED, str(error))
                return
            await self._pause(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    def type_text(self, text: str) -> bool:
        """Send what was typed, in order, or once the terminal is joined; says whether it goes anywhere."""
        if (
            self.info.phase not in (ConnectionState.IDLE, ConnectionState.JOINING, ConnectionState.LIVE)
            or self._waiting + len(text) > MOST_TYPED
        ):
            return False
        self._typed += (text[at : at + LARGEST_MESSAGE] for at in range(0, len(text), LARGEST_MESSAGE))
        self._waiting += len(text)
        self._wake.set()
        return True

    def drop_if_silent(self) -> None:
        """The server cannot be heard elsewhere: where it is silent here too, do not wait for a timeout."""
        if monotonic() - self._heard_at > SILENCE and self._closing is None:
            self._closing = asyncio.create_task(self.disconnect_pty())

    @property
    def connected(self) -> bool:
        return self._socket is not None

    async def disconnect_pty(self) -> None:
        """Close the connection there is; another one follows."""
        if self._socket is not None:
            await self._socket.close()

    def retry_now(self) -> None:
        """The server is heard again: try now."""
        self._again.set()

    def give_up(self) -> None:
        """Nobody follows it any more: what becomes of it is not known here."""
        if not self.info.phase.over:
            self._stand(ConnectionState.GONE)

    async def _pause(self, seconds: float) -> None:
        self._again.clear()
        try:
            await asyncio.wait_for(self._again.wait(), seconds)
        except TimeoutError:
            return

    async def _follow(self, socket: PtySocket) -> None:
        """Take all the socket brings; returns when the server ended it, raises Unreachable when it was cut."""
        self._socket = socket
        frames = aiter(socket)
        tasks: list[asyncio.Task[str | None] | asyncio.Task[None]] = []
        try:
            coming = asyncio.create_task(_next(frames))
            tasks.append(coming)
            replay: list[str] = []
            while socket.is_replaying:
                await asyncio.wait((coming,), timeout=GLANCE)
                if coming.done() and socket.is_replaying:
                    frame = coming.result()
                    if frame is None:
                        break
                    replay.append(frame)
                    coming = asyncio.create_task(_next(frames))
                    tasks[0] = coming
            # The first live frame may have come already, and is counted in the cursor.
            ahead = count_utf16_units(coming.result() or "") if coming.done() else 0
            await self._take_replay("".join(replay), socket.cursor - ahead)
            self._stand(ConnectionState.LIVE)
            tasks.append(asyncio.create_task(self._write(socket)))
            frame = await coming
            while frame is not None:
                self._heard_at = monotonic()
                self.position += count_utf16_units(frame)
                await self._take(frame, False)
                frame = await _next(frames)
        finally:
            self._socket = None
            for task in tasks:
                task.cancel()
            await asyncio.shield(socket.close())
            self._closing = None

    async def _take_replay(self, text: str, end: int) -> None:
        """Take what was written while nobody was connected; `end` is where the server says it ends."""
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
                    await socket.send_text(text)
        except Unreachable:
            # Whoever reads learns the same, and says it.
            return

    def _forget_typed(self) -> None:
        """What was typed for a connection that is gone must not be typed into the next one unseen."""
        self._typed.clear()
        self._waiting = 0
        self._wake.clear()

    async def _still_there(self) -> bool:
        try:
            await self.client.ptys.get(self.pty_id, directory=self.directory)
        except NotFound:
            return False
        return True

    def _stand(self, phase: ConnectionState, why: str = "") -> None:
        if phase not in (ConnectionState.JOINING, ConnectionState.LIVE):
            self._forget_typed()
        self.info.phase, self.info.why = phase, why
        self._changed()


async def _next(frames: AsyncIterator[str]) -> str | None:
    return await anext(frames, None)
