"""One step of a turn: one request to the model, and the tool calls it makes."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from msgspec.structs import replace

from octui.server.agent.models.backoff import MAX_ATTEMPTS, get_backoff_seconds
from octui.server.agent.models.catalog import SelectedModel
from octui.server.agent.models.language_model import (
    AnswerFinished,
    AnswerPiece,
    LanguageModel,
    ModelFailed,
    ModelRequest,
    ReasoningDelta,
    TextDelta,
    ToolCallRequested,
    ToolCallStarted,
)
from octui.server.agent.part_ids import PartIds
from octui.server.agent.spending.turn_budget import TurnBudget
from octui.server.agent.token_usage import to_tokens, usage_to_json
from octui.server.agent.tool_call import SubagentLauncher, ToolCallRunner, parse_call_arguments
from octui.server.agent.tools.workspace_paths import WorkspacePaths
from octui.server.git.snapshots import SnapshotService
from octui.server.identifiers import create_ascending_id, get_time_ms
from octui.server.instance import Instance
from octui.server.permissions.rules import Rules
from octui.server.sessions.session_usage import add_tokens
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
    ToolState,
)
from octui.wire.sessions import BUSY, Session, Status
from octui.wire.struct import Json, JsonObject


@dataclass
class ModelStep:
    """An assistant message while it is written; `info` is its current state."""

    instance: Instance
    subagents: SubagentLauncher = field(repr=False)
    session: Session
    info: MessageInfo
    model: LanguageModel
    selected: SelectedModel
    rules: Rules
    paths: WorkspacePaths
    earlier_calls: Sequence[tuple[str, JsonObject]] = ()
    budget: TurnBudget | None = None
    extra_fields: Json = field(default_factory=dict)
    """Fields of the message that its type does not have."""
    calls: list[ToolCallRunner] = field(default_factory=list)
    finish: str = ""
    _open_part: TextPart | ReasoningPart | None = None
    _written_parts: list[KnownPart] = field(default_factory=list)
    _has_called_tools: bool = False
    """A tool call was started: the attempt can no longer be discarded and retried."""
    _snapshot: str | None = None
    _has_started: bool = False

    @property
    def stops_turn(self) -> bool:
        return any(calling.stops_turn for calling in self.calls)

    async def run_step(self, request: ModelRequest) -> None:
        """Send the request, retrying as needed, and run the tool calls; raises ModelFailed when there is no answer."""
        offered = {tool.name for tool in request.tools}
        snapshot = asyncio.create_task(self.instance.get_service(SnapshotService).take_snapshot())
        ended: AnswerFinished | ModelFailed
        try:
            async with asyncio.TaskGroup() as working:
                try:
                    ended = await self._stream_with_retries(request, snapshot, working, offered)
                except ModelFailed as failed:
                    # The group would wrap it, and it must not cancel the calls that are under way.
                    ended = failed
        finally:
            snapshot.cancel()
        if isinstance(ended, ModelFailed):
            raise ended
        await self._finish_step(ended)

    def close_step(self) -> None:
        """Close the open part and abort unfinished calls."""
        self._close_open_part()
        for calling in self.calls:
            calling.abort_call()

    def save_info(self, info: MessageInfo) -> None:
        self.info = info
        self.instance.messages.save_message(info, extra_fields=self.extra_fields)

    def complete_info(self, **changes: object) -> None:
        """Save the message as one that ends now."""
        self.save_info(replace(self.info, time=replace(self.info.time, completed=get_time_ms()), **changes))

    async def run_given_call(self, tool: str, arguments: Json) -> None:
        """Run a tool call that was not made by a model."""
        state = ToolState(status="running", input=arguments, time=Span(start=get_time_ms()))
        part = ToolPart(**self._new_part_ids(), tool=tool, call_id=create_ascending_id("call"), state=state)
        calling = self._add_tool_call(part)
        calling.offered_tools = (tool,)
        await calling.run_started_call(tool, arguments)

    async def _stream_with_retries(
        self,
        request: ModelRequest,
        snapshot: "asyncio.Task[str | None]",
        working: asyncio.TaskGroup,
        offered: set[str],
    ) -> AnswerFinished:
        attempt = 0
        while True:
            try:
                return await self._stream_attempt(request, snapshot, working, offered)
            except ModelFailed as failed:
                attempt += 1
                if not failed.retryable or attempt >= MAX_ATTEMPTS or self._has_called_tools:
                    self._close_open_part()
                    raise
                self._discard_attempt()
                await self._wait_before_retry(attempt, failed)

    async def _stream_attempt(
        self,
        request: ModelRequest,
        snapshot: "asyncio.Task[str | None]",
        working: asyncio.TaskGroup,
        offered: set[str],
    ) -> AnswerFinished:
        ended = AnswerFinished("unknown")
        if self.budget is not None:
            self.budget.record_call()
        async with aclosing(self.model.stream_answer(request)) as answer:
            async for piece in answer:
                if not self._has_started:
                    await self._start_step(snapshot)
                if isinstance(piece, AnswerFinished):
                    ended = piece
                    self._record_usage(piece)
                elif isinstance(piece, ToolCallRequested):
                    working.create_task(self._start_tool_call(piece, offered).run_tool_call(piece))
                else:
                    self._handle_piece(piece)
        self._close_open_part()
        return ended

    def _record_usage(self, ended: AnswerFinished) -> None:
        """Before the calls have ended, as subagents use the same budget."""
        if self.budget is not None:
            cost = self.selected.model.cost.estimate_cost(ended.usage)
            self.budget.record_usage(to_tokens(ended.usage), cost)

    async def _start_step(self, snapshot: "asyncio.Task[str | None]") -> None:
        self._has_started = True
        self._snapshot = await snapshot
        self._save_step_part(StepStartPart(**self._new_part_ids(), snapshot=self._snapshot))

    def _handle_piece(self, piece: AnswerPiece) -> None:
        match piece:
            case TextDelta():
                self._append_delta(TextPart, piece.text)
            case ReasoningDelta():
                self._append_delta(ReasoningPart, piece.text)
            case ToolCallStarted():
                self._close_open_part()
                self._open_tool_call(piece.call_id, piece.tool)
            case _:
                return

    def _append_delta(self, kind: type[TextPart] | type[ReasoningPart], text: str) -> None:
        if not isinstance(self._open_part, kind):
            self._close_open_part()
            self._open_part = kind(**self._new_part_ids(), time=Span(start=get_time_ms()))
            self._written_parts.append(self._open_part)
            self._save_step_part(self._open_part)
        messages = self.instance.messages
        # One call for each type: its answer is a part of the type that it was given.
        if isinstance(self._open_part, TextPart):
            self._open_part = messages.append_part_text(self._open_part, text)
        else:
            self._open_part = messages.append_part_text(self._open_part, text)

    def _close_open_part(self) -> None:
        if self._open_part is not None:
            span = self._open_part.time or Span(start=get_time_ms())
            self.instance.messages.save_part(replace(self._open_part, time=replace(span, end=get_time_ms())))
            self._open_part = None

    def _open_tool_call(self, call_id: str, tool: str) -> ToolCallRunner:
        known = next((calling for calling in self.calls if calling.call_id == call_id), None)
        if known is not None:
            return known
        return self._add_tool_call(ToolPart(**self._new_part_ids(), tool=tool, call_id=call_id))

    def _add_tool_call(self, part: ToolPart) -> ToolCallRunner:
        self._save_step_part(part)
        calling = ToolCallRunner(self.instance, self.session, part, self.rules, self.paths, self.subagents)
        self.calls.append(calling)
        return calling

    def _start_tool_call(self, call: ToolCallRequested, offered: set[str]) -> ToolCallRunner:
        self._close_open_part()
        calling = self._open_tool_call(call.call_id, call.tool)
        self._has_called_tools = True
        calling.offered_tools = offered
        calling.earlier_calls = tuple(self.earlier_calls)
        self.earlier_calls = (*self.earlier_calls, (call.tool, parse_call_arguments(call.arguments) or {}))
        return calling

    def _discard_attempt(self) -> None:
        """Remove the output of a failed attempt: the retry streams it again."""
        for part in (*self._written_parts, *(calling.part for calling in self.calls)):
            self.instance.messages.delete_part(part.session_id, part.message_id, part.id)
        self._written_parts, self.calls, self._open_part = [], [], None

    async def _wait_before_retry(self, attempt: int, failed: ModelFailed) -> None:
        statuses = self.instance.statuses
        seconds = get_backoff_seconds(attempt, failed.retry_after)
        status = Status(type="retry", attempt=attempt, message=failed.message, next=get_time_ms() + seconds * 1000)
        statuses.set_session_status(self.session.id, status)
        await asyncio.sleep(seconds)
        statuses.set_session_status(self.session.id, BUSY)

    async def _finish_step(self, ended: AnswerFinished) -> None:
        """Record the step's cost and file changes; only after the last call has ended."""
        if not self._has_started:
            self._has_started = True
            self._save_step_part(StepStartPart(**self._new_part_ids()))
        self.finish = ended.reason
        tokens, cost = to_tokens(ended.usage), self.selected.model.cost.estimate_cost(ended.usage)
        changed = await self._snapshot_changes()
        extra: Json = {"tokens": usage_to_json(ended.usage)}
        finished = StepFinishPart(
            **self._new_part_ids(),
            reason=ended.reason,
            snapshot=changed[0] if changed else self._snapshot,
            cost=cost,
        )
        self.instance.messages.save_part(finished, extra_fields=extra)
        self.save_info(
            replace(
                self.info, finish=ended.reason, tokens=add_tokens(self.info.tokens, tokens), cost=self.info.cost + cost
            )
        )
        if changed and changed[1] and self._snapshot is not None:
            self._save_step_part(PatchPart(**self._new_part_ids(), hash=self._snapshot, files=changed[1]))

    async def _snapshot_changes(self) -> tuple[str | None, tuple[str, ...]] | None:
        """The snapshot after the step and the files that differ; None when no tool was called."""
        if self._snapshot is None or not self.calls:
            return None
        snapshots = self.instance.get_service(SnapshotService)
        changed = await snapshots.find_changes_since(self._snapshot)
        return (await snapshots.take_snapshot() if changed.files else self._snapshot), changed.files

    def _save_step_part(self, part: KnownPart) -> None:
        self.instance.messages.save_part(part)

    def _new_part_ids(self) -> PartIds:
        return PartIds(id=create_ascending_id("prt"), session_id=self.session.id, message_id=self.info.id)
