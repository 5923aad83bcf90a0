"""One tool call, from the model's request to its result."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import msgspec
from msgspec.structs import replace

from octui.server.agent.mcp_tools import McpTools
from octui.server.agent.models.language_model import ToolCallRequested
from octui.server.agent.tools.registry import TOOLS
from octui.server.agent.tools.tool import AnyTool, InvalidArguments, ToolFailed, ToolResult
from octui.server.agent.tools.workspace_paths import WorkspacePaths
from octui.server.identifiers import get_time_ms
from octui.server.instance import Instance
from octui.server.permissions import PermissionDenied, PermissionRejected, PermissionService, QuestionDismissed
from octui.server.permissions.pattern_doubts import NO_DOUBTS, PatternDoubts
from octui.server.permissions.read_rules import ReadRules
from octui.server.permissions.rules import Rules
from octui.wire.decoding.damaged_json import repair_json
from octui.wire.parts import Span, ToolPart, ToolState
from octui.wire.requests import ToolCall
from octui.wire.sessions import Session
from octui.wire.struct import Json, JsonObject

DOOM_LOOP_LENGTH: Final = 3
"""This many identical calls in a row are accepted; the next one needs permission."""

CALL_ABORTED: Final = "Tool execution aborted"


class SubagentLauncher(Protocol):
    """Runs the tasks that calls delegate; implemented above, by what runs whole sessions."""

    async def run_subagent(
        self, calling: "ToolCallRunner", agent_name: str, prompt: str, description: str, resumed: str | None
    ) -> ToolResult:
        """Run a task in its own session; `resumed` is the session of an earlier task to continue."""
        ...


@dataclass
class ToolCallRunner:
    """Runs one call, and is the context its tool works in: permissions, paths, progress."""

    instance: Instance
    session: Session
    part: ToolPart
    rules: Rules
    paths: WorkspacePaths
    subagents: SubagentLauncher = field(repr=False)
    offered_tools: Collection[str] = ()
    earlier_calls: Sequence[tuple[str, JsonObject]] = ()
    """The earlier calls of this turn, oldest first."""
    stops_turn: bool = False
    """The user rejected the call without a note: the turn is over."""

    @property
    def message_id(self) -> str:
        return self.part.message_id

    @property
    def call_id(self) -> str:
        return self.part.call_id

    async def run_tool_call(self, call: ToolCallRequested) -> None:
        """Run the call and record its result; raises nothing but CancelledError."""
        arguments = parse_call_arguments(call.arguments)
        if arguments is None or self._find_offered_tool(call.tool) is None:
            self._complete_invalid_call(call)
            return
        self._save_call_state(ToolState(status="running", input=arguments, time=Span(start=get_time_ms())))
        await self.run_started_call(call.tool, arguments)

    async def run_started_call(self, name: str, arguments: Json) -> None:
        """The same for a call that is already shown as running."""
        tool = self._find_offered_tool(name)
        assert tool is not None, f"{name} was not offered"
        try:
            await self._check_doom_loop(name, arguments)
            outcome = await tool.execute_tool(self, tool.parse_arguments(arguments))
        except PermissionRejected as rejected:
            self.stops_turn = rejected.message is None
            self._fail_call(str(rejected))
        except QuestionDismissed as dismissed:
            self.stops_turn = True
            self._fail_call(str(dismissed))
        except (PermissionDenied, ToolFailed, InvalidArguments) as failed:
            self._fail_call(str(failed))
        except (OSError, ValueError) as broken:
            self._fail_call(f"{type(broken).__name__}: {broken}")
        else:
            self._complete_call(outcome)

    @property
    def read_rules(self) -> ReadRules:
        """What may be read without asking, by the rules and answers so far."""
        permissions = self.instance.get_service(PermissionService)
        return permissions.build_read_rules(self.rules, self.instance.top, self.session.id)

    def abort_call(self) -> None:
        """Fail a call whose result is no longer needed."""
        if self.part.state.status in ("pending", "running"):
            self._fail_call(CALL_ABORTED, {"interrupted": True})

    def show_progress(self, metadata: Json, title: str | None = None) -> None:
        state = self.part.state
        self._save_call_state(replace(state, metadata={**state.metadata, **metadata}, title=title or state.title))

    async def require_permission(
        self,
        permission: str,
        patterns: Collection[str],
        *,
        always: Collection[str] = (),
        metadata: Json | None = None,
        doubts: PatternDoubts = NO_DOUBTS,
    ) -> None:
        await self.instance.get_service(PermissionService).request_permission(
            self.session.id,
            permission,
            patterns,
            rules=self.rules,
            always=always,
            metadata=metadata,
            tool=ToolCall(message_id=self.message_id, call_id=self.call_id),
            doubts=doubts,
        )

    async def require_path_access(self, path: Path, *, folder: bool = False) -> Path:
        real = self.paths.resolve_links(path)
        if not self.paths.is_outside(real):
            return real
        parent = str(real if folder else real.parent)
        pattern = f"{parent.rstrip('/')}/*"
        metadata = {"filepath": str(path), "parentDir": parent}
        await self.require_permission("external_directory", [pattern], always=[pattern], metadata=metadata)
        return real

    async def delegate_task(self, agent: str, prompt: str, description: str, resumed: str | None) -> ToolResult:
        return await self.subagents.run_subagent(self, agent, prompt, description, resumed)

    def _find_offered_tool(self, name: str) -> AnyTool | None:
        if name not in self.offered_tools:
            return None
        return TOOLS.get(name) or self.instance.get_service(McpTools).find_mcp_tool(name)

    async def _check_doom_loop(self, tool: str, arguments: Json) -> None:
        recent = list(self.earlier_calls[-DOOM_LOOP_LENGTH:])
        if len(recent) == DOOM_LOOP_LENGTH and all(earlier == (tool, arguments) for earlier in recent):
            metadata = {"tool": tool, "input": arguments}
            await self.instance.get_service(PermissionService).request_permission(
                self.session.id, "doom_loop", [tool], rules=self.rules, always=[tool], metadata=metadata
            )

    def _complete_invalid_call(self, call: ToolCallRequested) -> None:
        """Record a call that cannot be made as a call of the tool `invalid`."""
        if call.tool in self.offered_tools:
            error = f"The arguments of {call.tool} are not a JSON object: {call.arguments[:500]}"
        else:
            known = ", ".join(sorted(self.offered_tools))
            error = f"Model tried to call unavailable tool '{call.tool}'. Available tools: {known}."
        self.part = replace(self.part, tool="invalid")
        self._save_call_state(
            ToolState(status="running", input={"tool": call.tool, "error": error}, time=Span(start=get_time_ms()))
        )
        output = f"The arguments provided to the tool are invalid: {error}"
        self._complete_call(ToolResult(output, "Invalid Tool", {"truncated": False}))

    def _complete_call(self, outcome: ToolResult) -> None:
        attachments = tuple(
            replace(attachment, session_id=self.part.session_id, message_id=self.part.message_id)
            for attachment in outcome.attachments
        )
        state = self.part.state
        self._save_call_state(
            ToolState(
                status="completed",
                input=state.input,
                output=outcome.output,
                title=outcome.title,
                metadata=outcome.metadata,
                time=Span(start=state.time.start if state.time else get_time_ms(), end=get_time_ms()),
                attachments=attachments or None,
            )
        )

    def _fail_call(self, error: str, more: Json | None = None) -> None:
        state = self.part.state
        self._save_call_state(
            ToolState(
                status="error",
                input=state.input,
                error=error,
                metadata={**state.metadata, **(more or {})},
                time=Span(start=state.time.start if state.time else get_time_ms(), end=get_time_ms()),
            )
        )

    def _save_call_state(self, state: ToolState) -> None:
        self.part = replace(self.part, state=state)
        self.instance.messages.save_part(self.part)


def parse_call_arguments(arguments: str) -> Json | None:
    """The arguments of a call, with no text that cannot be written to a file; None when they are not a JSON object."""
    try:
        decoded = msgspec.json.decode(repair_json(arguments or "{}"))
    except msgspec.MsgspecError:
        return None
    return decoded if isinstance(decoded, dict) else None
