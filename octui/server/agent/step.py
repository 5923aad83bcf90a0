"""One step of a turn: the model is asked once, and what it calls is done."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from octui.server.agent.calls import Calling, given_in
from octui.server.agent.models.catalogue import Chosen
from octui.server.agent.models.model import (
    CallBegan,
    Ended,
    Model,
    ModelFailed,
    Piece,
    ReasoningGrew,
    Request,
    TextGrew,
    ToolCalled,
)
from octui.server.agent.models.retrying import MOST_ATTEMPTS, pause
from octui.server.agent.parting import Where
from octui.server.agent.spending import added, tokens_of, told_of
from octui.server.agent.tools.places import Places
from octui.server.asking.rules import Rules
from octui.server.git.snapshots import SnapshotService
from octui.server.identifiers import new_ascending_id, now_ms
from octui.wire.messages import MessageInfo
from octui.wire.parts import (
    KnownPart,
    PatchPart,
    ReasoningPart,
    Span,
    StepFinishPart,
    StepStartPart,
    TextPart,
    ToolPart,
)
from octui.wire.sessions import Session, Status
from octui.wire.struct import Json

if TYPE_CHECKING:
    from octui.server.agent.runs import Runs
    from octui.server.instance import Instance

BUSY: Final = Status(type="busy")


@dataclass
class Step:
    """An assistant message in the making; `info` is what it is by now."""

    instance: "Instance"
    runs: "Runs" = field(repr=False)
    session: Session
    info: MessageInfo
    model: Model
    chosen: Chosen
    rules: Rules
    places: Places
    earlier: Sequence[tuple[str, Json]] = ()
    also: Json = field(default_factory=dict)
    """Keys of the message that its type does not know."""
    calls: list[Calling] = field(default_factory=list)
    finish: str = ""
    _open: TextPart | ReasoningPart | None = None
    _written: list[KnownPart] = field(default_factory=list)
    _working: bool = False
    """A call is being done, or was: what led to it cannot be taken back."""
    _snapshot: str | None = None
    _begun: bool = False

    @property
    def stops(self) -> bool:
        return any(calling.stops for calling in self.calls)

    async def run(self, request: Request) -> None:
        """Ask, as often as it takes, and do what is wished for; raises ModelFailed when there will be no answer."""
        offered = {tool.name for tool in request.tools}
        snapshot = asyncio.create_task(self.instance.get_service(SnapshotService).take_snapshot())
        ended: Ended | ModelFailed
        try:
            async with asyncio.TaskGroup() as working:
                try:
                    ended = await self._answered(request, snapshot, working, offered)
                except ModelFailed as failed:
                    # The group would wrap it, and it is no reason to end the calls that are under way.
                    ended = failed
        finally:
            snapshot.cancel()
        if isinstance(ended, ModelFailed):
            raise ended
        await self._end(ended)

    def close(self) -> None:
        """Give an end to what was cut off."""
        self._close_text()
        for calling in self.calls:
            calling.abort()

    def put_info(self, info: MessageInfo) -> None:
        self.info = info
        self.instance.server.sessions.save_message(info, also=self.also)

    async def _answered(
        self,
        request: Request,
        snapshot: "asyncio.Task[str | None]",
        working: asyncio.TaskGroup,
        offered: set[str],
    ) -> Ended:
        attempt = 0
        while True:
            try:
                return await self._attempt(request, snapshot, working, offered)
            except ModelFailed as failed:
                attempt += 1
                if not failed.retryable or attempt >= MOST_ATTEMPTS or self._working:
                    self._close_text()
                    raise
                self._take_back()
                await self._wait(attempt, failed)

    async def _attempt(
        self,
        request: Request,
        snapshot: "asyncio.Task[str | None]",
        working: asyncio.TaskGroup,
        offered: set[str],
    ) -> Ended:
        ended = Ended("unknown")
        async with aclosing(self.model.answer(request)) as answer:
            async for piece in answer:
                if not self._begun:
                    await self._begin(snapshot)
                if isinstance(piece, Ended):
                    ended = piece
                elif isinstance(piece, ToolCalled):
                    working.create_task(self._called(piece, offered).perform(piece))
                else:
                    self._take(piece)
        self._close_text()
        return ended

    async def _begin(self, snapshot: "asyncio.Task[str | None]") -> None:
        self._begun = True
        self._snapshot = await snapshot
        self._put(StepStartPart(**self._where(), snapshot=self._snapshot))

    def _take(self, piece: Piece) -> None:
        match piece:
            case TextGrew():
                self._grow(TextPart, piece.text)
            case ReasoningGrew():
                self._grow(ReasoningPart, piece.text)
            case CallBegan():
                self._close_text()
                self._calling(piece.call_id, piece.tool)
            case _:
                return

    def _grow(self, kind: type[TextPart] | type[ReasoningPart], text: str) -> None:
        if not isinstance(self._open, kind):
            self._close_text()
            self._open = kind(**self._where(), time=Span(start=now_ms()))
            self._written.append(self._open)
            self._put(self._open)
        conversations = self.instance.server.sessions
        if isinstance(self._open, TextPart):
            self._open = conversations.append_part_text(self._open, text)
        else:
            self._open = conversations.append_part_text(self._open, text)

    def _close_text(self) -> None:
        if self._open is not None:
            span = self._open.time or Span(start=now_ms())
            self.instance.server.sessions.save_part(replace(self._open, time=replace(span, end=now_ms())))
            self._open = None

    def _calling(self, call_id: str, tool: str) -> Calling:
        known = next((calling for calling in self.calls if calling.call_id == call_id), None)
        if known is not None:
            return known
        part = ToolPart(**self._where(), tool=tool, call_id=call_id)
        self.instance.server.sessions.save_part(part)
        calling = Calling(self.instance, self.session, part, self.rules, self.places, self.runs)
        self.calls.append(calling)
        return calling

    def _called(self, call: ToolCalled, offered: set[str]) -> Calling:
        self._close_text()
        calling = self._calling(call.call_id, call.tool)
        self._working = True
        calling.offered = offered
        calling.earlier = tuple(self.earlier)
        self.earlier = (*self.earlier, (call.tool, given_in(call.arguments) or {}))
        return calling

    def _take_back(self) -> None:
        """Forget what a failed attempt has said: it will be said again."""
        conversations = self.instance.server.sessions
        for part in (*self._written, *(calling.part for calling in self.calls)):
            conversations.delete_part(part.session_id, part.message_id, part.id)
        self._written, self.calls, self._open = [], [], None

    async def _wait(self, attempt: int, failed: ModelFailed) -> None:
        conversations = self.instance.server.sessions
        seconds = pause(attempt, failed.retry_after)
        status = Status(type="retry", attempt=attempt, message=failed.message, next=now_ms() + seconds * 1000)
        conversations.set_session_status(self.session.id, status)
        await asyncio.sleep(seconds)
        conversations.set_session_status(self.session.id, BUSY)

    async def _end(self, ended: Ended) -> None:
        """Record what the step cost and what it changed; once the last call has ended, and not before."""
        if not self._begun:
            self._begun = True
            self._put(StepStartPart(**self._where()))
        self.finish = ended.reason
        tokens, cost = tokens_of(ended.usage), self.chosen.model.cost.of(ended.usage)
        changed = await self._changes()
        told: Json = {"tokens": told_of(ended.usage)}
        finished = StepFinishPart(
            **self._where(),
            reason=ended.reason,
            snapshot=changed[0] if changed else self._snapshot,
            cost=cost,
        )
        self.instance.server.sessions.save_part(finished, also=told)
        self.put_info(
            replace(self.info, finish=ended.reason, tokens=added(self.info.tokens, tokens), cost=self.info.cost + cost)
        )
        if changed and changed[1] and self._snapshot is not None:
            self._put(PatchPart(**self._where(), hash=self._snapshot, files=changed[1]))

    async def _changes(self) -> tuple[str | None, tuple[str, ...]] | None:
        """The snapshot after the step and the files that differ; nothing was changed where nothing was called."""
        if self._snapshot is None or not self.calls:
            return None
        snapshots = self.instance.get_service(SnapshotService)
        changed = await snapshots.find_changes_since(self._snapshot)
        return (await snapshots.take_snapshot() if changed.files else self._snapshot), changed.files

    def _put(self, part: KnownPart) -> None:
        self.instance.server.sessions.save_part(part)

    def _where(self) -> Where:
        return Where(id=new_ascending_id("prt"), session_id=self.session.id, message_id=self.info.id)
