"""One call of a tool, from the model's wish to what came of it."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from octui.server.agent.lent import LentTools
from octui.server.agent.models.model import ToolCalled
from octui.server.agent.tools.places import Places
from octui.server.agent.tools.registry import TOOLS
from octui.server.agent.tools.tool import AnyTool, InvalidArguments, Outcome, ToolFailed
from octui.server.asking import PermissionDenied, PermissionRejected, PermissionService, QuestionDismissed
from octui.server.asking.rules import Rules
from octui.server.identifiers import now_ms
from octui.wire.asks import ToolCall
from octui.wire.parts import Span, ToolPart, ToolState
from octui.wire.sessions import Session
from octui.wire.struct import Json

if TYPE_CHECKING:
    from octui.server.agent.runs import Runs
    from octui.server.instance import Instance

LOOP_LENGTH: Final = 3
"""As many same calls in a row may be meant; from the next on a person is asked."""

ABORTED: Final = "Tool execution aborted"


@dataclass
class Calling:
    """What a call may touch, and how it shows how far it has come."""

    instance: "Instance"
    session: Session
    part: ToolPart
    rules: Rules
    places: Places
    runs: "Runs" = field(repr=False)
    offered: Collection[str] = ()
    earlier: Sequence[tuple[str, Json]] = ()
    """The calls of this turn before it, oldest first."""
    stops: bool = False
    """A person said no and nothing else: the turn is over."""

    @property
    def message_id(self) -> str:
        return self.part.message_id

    @property
    def call_id(self) -> str:
        return self.part.call_id

    async def perform(self, call: ToolCalled) -> None:
        """Do it, and record what came of it; nothing but being cancelled gets out of here."""
        given = given_in(call.arguments)
        if given is None or self._tool(call.tool) is None:
            self._refuse(call)
            return
        self._put(ToolState(status="running", input=given, time=Span(start=now_ms())))
        await self.perform_given(call.tool, given)

    async def perform_given(self, name: str, given: Json) -> None:
        """The same for a call that is shown as running already."""
        tool = self._tool(name)
        assert tool is not None, f"{name} was not offered"
        try:
            await self._ask_about_loop(name, given)
            outcome = await tool.run(self, tool.read(given))
        except PermissionRejected as rejected:
            self.stops = rejected.message is None
            self._fail(str(rejected))
        except QuestionDismissed as dismissed:
            self.stops = True
            self._fail(str(dismissed))
        except (PermissionDenied, ToolFailed, InvalidArguments) as failed:
            self._fail(str(failed))
        except (OSError, ValueError) as broken:
            self._fail(f"{type(broken).__name__}: {broken}")
        else:
            self._complete(outcome)

    def abort(self) -> None:
        """End a call that nobody waits for any more."""
        if self.part.state.status in ("pending", "running"):
            self._fail(ABORTED, {"interrupted": True})

    def show(self, metadata: Json, title: str | None = None) -> None:
        state = self.part.state
        self._put(replace(state, metadata={**state.metadata, **metadata}, title=title or state.title))

    async def permit(
        self,
        permission: str,
        patterns: Collection[str],
        *,
        always: Collection[str] = (),
        metadata: Json | None = None,
        doubtful: Collection[str] = (),
        other_spellings: Iterable[str] = (),
    ) -> None:
        await self.instance.get_service(PermissionService).request_permission(
            self.session.id,
            permission,
            patterns,
            rules=self.rules,
            always=always,
            metadata=metadata,
            tool=ToolCall(message_id=self.message_id, call_id=self.call_id),
            doubtful=doubtful,
            other_spellings=other_spellings,
        )

    async def reach(self, path: Path, *, folder: bool = False) -> None:
        outside = self.places.outside(path)
        if outside is None:
            return
        parent = str(outside if folder else outside.parent)
        pattern = f"{parent.rstrip('/')}/*"
        about = {"filepath": str(path), "parentDir": parent}
        await self.permit("external_directory", [pattern], always=[pattern], metadata=about)

    async def delegate(self, agent: str, prompt: str, description: str, resumed: str | None) -> Outcome:
        return await self.runs.delegate(self, agent, prompt, description, resumed)

    def _tool(self, name: str) -> AnyTool | None:
        if name not in self.offered:
            return None
        return TOOLS.get(name) or self.instance.get_service(LentTools).find(name)

    async def _ask_about_loop(self, tool: str, given: Json) -> None:
        recent = list(self.earlier[-LOOP_LENGTH:])
        if len(recent) == LOOP_LENGTH and all(earlier == (tool, given) for earlier in recent):
            about = {"tool": tool, "input": given}
            await self.instance.get_service(PermissionService).request_permission(
                self.session.id, "doom_loop", [tool], rules=self.rules, always=[tool], metadata=about
            )

    def _refuse(self, call: ToolCalled) -> None:
        """A call that cannot be made is one of the tool `invalid`."""
        if call.tool in self.offered:
            said = f"The arguments of {call.tool} are no JSON object: {call.arguments[:500]}"
        else:
            known = ", ".join(sorted(self.offered))
            said = f"Model tried to call unavailable tool '{call.tool}'. Available tools: {known}."
        self.part = replace(self.part, tool="invalid")
        self._put(ToolState(status="running", input={"tool": call.tool, "error": said}, time=Span(start=now_ms())))
        output = f"The arguments provided to the tool are invalid: {said}"
        self._complete(Outcome(output, "Invalid Tool", {"truncated": False}))

    def _complete(self, outcome: Outcome) -> None:
        attachments = tuple(
            replace(attachment, session_id=self.part.session_id, message_id=self.part.message_id)
            for attachment in outcome.attachments
        )
        state = self.part.state
        self._put(
            ToolState(
                status="completed",
                input=state.input,
                output=outcome.output,
                title=outcome.title,
                metadata=outcome.metadata,
                time=Span(start=state.time.start if state.time else now_ms(), end=now_ms()),
                attachments=attachments or None,
            )
        )

    def _fail(self, error: str, more: Json | None = None) -> None:
        state = self.part.state
        self._put(
            ToolState(
                status="error",
                input=state.input,
                error=error,
                metadata={**state.metadata, **(more or {})},
                time=Span(start=state.time.start if state.time else now_ms(), end=now_ms()),
            )
        )

    def _put(self, state: ToolState) -> None:
        self.part = replace(self.part, state=state)
        self.instance.server.sessions.save_part(self.part)


def given_in(arguments: str) -> Json | None:
    """The arguments of a call; None when they are no JSON object."""
    try:
        given = json.loads(arguments or "{}")
    except ValueError:
        return None
    return given if isinstance(given, dict) else None
