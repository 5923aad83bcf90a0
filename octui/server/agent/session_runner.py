"""What runs in the sessions of an instance: prompts taken, answered in their order, and given up."""

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace

from octui.server.agent.compaction import Compaction
from octui.server.agent.failures import ABORTED
from octui.server.agent.instructions.prompts import SUBTASK_DONE
from octui.server.agent.loop import AgentLoop
from octui.server.agent.model_step import BUSY
from octui.server.agent.models.catalog import SelectedModel
from octui.server.agent.subagents import run_subagent
from octui.server.agent.tool_call import ToolCallRunner
from octui.server.agent.tools.tool import ToolResult
from octui.server.agent.turn_diffs import record_turn_diffs
from octui.server.agent.user_input.prompt_intake import PromptBody, Recipient, find_recipient, save_prompt
from octui.server.agent.user_input.user_shell import UserShell
from octui.server.errors import InternalError
from octui.server.identifiers import new_ascending_id, next_id_after, now_ms
from octui.server.permissions import PermissionService, QuestionService
from octui.wire.messages import Failure, Message, MessageInfo, MessageModel, MessageTime
from octui.wire.parts import Span, SubtaskPart, TextPart, ToolPart, ToolState
from octui.wire.sessions import Session
from octui.wire.struct import Json

if TYPE_CHECKING:
    from octui.server.instance import Instance


@dataclass
class _SessionRun:
    """A session at work; `done` is set when it is idle again."""

    loop: AgentLoop
    task: "asyncio.Task[None] | asyncio.Task[Message] | None" = None
    done: asyncio.Event = field(default_factory=asyncio.Event)


class SessionRunner:
    """One turn at a time in each session; a prompt that comes meanwhile is answered after what is under way."""

    def __init__(self, instance: "Instance") -> None:
        self.instance = instance
        self._running: dict[str, _SessionRun] = {}
        self._supervisors: set[asyncio.Task[None]] = set()
        self._background: set[asyncio.Task[None]] = set()
        self._formats: dict[str, Json] = {}

    @classmethod
    def for_instance(cls, instance: "Instance") -> Self:
        return cls(instance)

    async def shut_down(self) -> None:
        """Give up everything."""
        for task in list(self._background):
            task.cancel()
        await asyncio.gather(*(self.abort_session(session_id) for session_id in list(self._running)))
        await asyncio.gather(*self._supervisors, *self._background, return_exceptions=True)

    def is_session_busy(self, session_id: str) -> bool:
        return session_id in self._running

    async def prompt_session(self, session: Session, prompt: PromptBody) -> Message:
        """Send a prompt and wait for the answer; with `no_reply` the prompt itself comes back.

        Raises AgentNotFound, ModelNotFound, BadRequest.
        """
        return await self.submit_prompt(session, prompt, find_recipient(self.instance, session, prompt))

    async def submit_prompt(self, session: Session, prompt: PromptBody, to: Recipient) -> Message:
        message_id = await self.enqueue_prompt(session, prompt, to)
        if prompt.no_reply:
            return self._require_message(session.id, message_id)
        await self.run_until_idle(session.id)
        return self.require_last_answer(session.id)

    async def enqueue_prompt(self, session: Session, prompt: PromptBody, to: Recipient) -> str:
        """Put a prompt into the conversation without waiting for anything; its message id."""
        self.instance.sessions.commit_revert(session)
        message_id = await save_prompt(self.instance, session, prompt, to)
        schema = prompt.format.get("schema") if isinstance(prompt.format, dict) else None
        if isinstance(schema, dict):
            self._formats[message_id] = schema
        return message_id

    async def run_until_idle(self, session_id: str) -> None:
        """Answer what waits for an answer, and return when the session is idle."""
        await self.start_run(session_id).wait()

    def start_run(self, session_id: str) -> asyncio.Event:
        """Begin to answer, unless that is under way; the event tells that the session is idle again."""
        run = self._running.get(session_id)
        if run is None:
            run = self._running[session_id] = _SessionRun(AgentLoop(self.instance, self, session_id))
            self.instance.sessions.set_session_status(session_id, BUSY)
            self._track_task(self._supervisors, self._supervise_run(session_id, run))
        return run.done

    async def abort_session(self, session_id: str) -> None:
        """Give up what runs in a session, and wait until it has ended; what it waited for a person is rejected."""
        run = self._running.get(session_id)
        if run is not None:
            if run.task is not None:
                run.task.cancel()
            await run.done.wait()
        self.instance.get_service(PermissionService).reject_session_permissions(session_id)
        self.instance.get_service(QuestionService).dismiss_session_questions(session_id)

    async def run_user_shell(self, session: Session, command: str, to: Recipient) -> Message:
        """Run a command for a person, while nothing else runs in the session."""
        self.instance.sessions.commit_revert(session)
        shelling = asyncio.create_task(
            UserShell(self.instance, session, to.agent, to.selected).execute_user_command(command)
        )
        run = self._running[session.id] = _SessionRun(AgentLoop(self.instance, self, session.id), shelling)
        try:
            await asyncio.wait({shelling})
        finally:
            shelling.cancel()
            self._track_task(self._supervisors, self._finish_shell_run(session.id, run, shelling))
        return self.require_last_answer(session.id) if shelling.cancelled() else shelling.result()

    async def compact_session(self, session: Session, to: Recipient, *, auto: bool) -> None:
        """Sum the conversation up, and return when that is done; raises Failed when it was not."""
        model = MessageModel(provider_id=to.selected.provider.id, model_id=to.selected.model.id)
        like = MessageInfo(id="", agent=to.agent.name, model=model)
        self.instance.sessions.commit_revert(session)
        Compaction(self.instance, session.id).request_compaction(like, auto=auto)
        await self.run_until_idle(session.id)
        if (error := self.require_last_answer(session.id).info.error) is not None:
            raise InternalError(error.message)

    def run_in_background(self, work: Coroutine[None, None, None]) -> None:
        """Do something beside the turns, for as long as the instance lives."""
        self._track_task(self._background, work)

    def require_last_answer(self, session_id: str) -> Message:
        """The newest assistant message; raises Failed when there is none."""
        for message in reversed(self.instance.sessions.load_messages(session_id, limit=20)):
            if message.info.role == "assistant":
                return message
        raise InternalError("The session has no answer.")

    async def delegate_task(
        self, calling: ToolCallRunner, agent: str, prompt: str, description: str, resumed: str | None
    ) -> ToolResult:
        return await run_subagent(self, calling, agent, prompt, description, resumed)

    async def run_subtask(self, turn: AgentLoop, prompt: Message, subtask: SubtaskPart, chosen: SelectedModel) -> None:
        """Do a subtask of a prompt: a message with one call of the task tool, then a prompt to go on from it."""
        conversations = self.instance.sessions
        info = turn.new_answer_to(prompt.info, subtask.agent, chosen)
        given: Json = {
            "prompt": subtask.prompt,
            "description": subtask.description,
            "subagent_type": subtask.agent,
        } | ({"command": subtask.command} if subtask.command else {})
        state = ToolState(status="running", input=given, time=Span(start=now_ms()))
        part = ToolPart(
            id=new_ascending_id("prt"),
            session_id=info.session_id,
            message_id=info.id,
            tool="task",
            call_id=new_ascending_id("call"),
            state=state,
        )
        step = turn.open_step(info, chosen, prompt.info)
        step.save_info(info)
        conversations.save_part(part)
        calling = ToolCallRunner(
            self.instance, turn.session, part, step.rules, turn.paths, self, offered_tools=("task",)
        )
        step.calls.append(calling)
        await calling.run_started_call("task", given)
        turn.step = None
        step.save_info(replace(step.info, finish="tool-calls", time=replace(info.time, completed=now_ms())))
        self._continue_after_subtask(prompt.info, info.id)

    def find_answer_schema(self, message_id: str) -> Json | None:
        """The JSON schema that the answer to a prompt has to satisfy."""
        return self._formats.get(message_id)

    def parse_structured_answer(self, info: MessageInfo) -> Json:
        """The answer as the value it is."""
        message = self._require_message(info.session_id, info.id)
        text = "".join(part.text for part in message.parts if isinstance(part, TextPart))
        try:
            return {"structured": json.loads(text)}
        except ValueError:
            return {}

    async def _supervise_run(self, session_id: str, run: _SessionRun) -> None:
        """See a session through until it is idle, whatever becomes of the work."""
        turn = run.loop
        going = True
        while going:
            run.task = asyncio.create_task(turn.run_loop())
            await asyncio.wait({run.task})
            given_up = ""
            if run.task.cancelled():
                given_up = turn.newest_message_id
                turn.end_with_failure(ABORTED)
            elif (problem := run.task.exception()) is not None:
                given_up = turn.newest_message_id
                turn.end_with_failure(
                    Failure(name="UnknownError", data={"message": str(problem) or type(problem).__name__})
                )
            if not self.instance.disposed:
                await record_turn_diffs(self.instance, session_id, turn.steps)
            going = turn.has_unanswered_prompt(given_up) and not self.instance.disposed
        del self._running[session_id]
        turn.mark_idle()
        run.done.set()

    async def _finish_shell_run(self, session_id: str, run: _SessionRun, shelling: "asyncio.Task[Message]") -> None:
        """Let go of the session once the command has ended, and answer what came meanwhile."""
        await asyncio.wait({shelling})
        del self._running[session_id]
        run.done.set()
        if not shelling.cancelled() and run.loop.has_unanswered_prompt():
            self.start_run(session_id)

    def _continue_after_subtask(self, like: MessageInfo, after: str) -> None:
        info = MessageInfo(
            id=next_id_after(after, "msg"),
            session_id=like.session_id,
            role="user",
            time=MessageTime(created=now_ms()),
            agent=like.agent,
            model=like.model,
        )
        conversations = self.instance.sessions
        conversations.save_message(info)
        part = TextPart(
            id=new_ascending_id("prt"),
            session_id=info.session_id,
            message_id=info.id,
            text=SUBTASK_DONE,
            synthetic=True,
        )
        conversations.save_part(part)

    def _require_message(self, session_id: str, message_id: str) -> Message:
        message = self.instance.sessions.find_message(session_id, message_id)
        if message is None:
            raise InternalError(f"Message not found: {message_id}")
        return message

    @staticmethod
    def _track_task(kept: "set[asyncio.Task[None]]", work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        kept.add(task)
        task.add_done_callback(kept.discard)
