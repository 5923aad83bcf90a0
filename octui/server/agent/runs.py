"""What runs in the sessions of an instance: prompts taken, answered in their order, and given up."""

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from octui.server.agent.calls import Calling
from octui.server.agent.compacting import Compacting
from octui.server.agent.delegating import delegate
from octui.server.agent.failures import ABORTED
from octui.server.agent.models.catalogue import Chosen
from octui.server.agent.prompting import Addressed, Prompt, addressed, put
from octui.server.agent.shelling import Shelling
from octui.server.agent.step import BUSY
from octui.server.agent.summing_up import sum_up
from octui.server.agent.tools.tool import Outcome
from octui.server.agent.turn import Turn
from octui.server.agent.words import SUBTASK_DONE
from octui.server.asking import PermissionService, QuestionService
from octui.server.errors import InternalError
from octui.server.identifiers import new_ascending_id, next_id_after, now_ms
from octui.wire.messages import Failure, Message, MessageInfo, MessageModel, MessageTime
from octui.wire.parts import Span, SubtaskPart, TextPart, ToolPart, ToolState
from octui.wire.sessions import Session
from octui.wire.struct import Json

if TYPE_CHECKING:
    from octui.server.instance import Instance


@dataclass
class _Run:
    """A session at work; `done` is set when it is idle again."""

    turn: Turn
    task: "asyncio.Task[None] | asyncio.Task[Message] | None" = None
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Runs:
    """One turn at a time in each session; a prompt that comes meanwhile is answered after what is under way."""

    def __init__(self, instance: "Instance") -> None:
        self.instance = instance
        self._running: dict[str, _Run] = {}
        self._supervisors: set[asyncio.Task[None]] = set()
        self._background: set[asyncio.Task[None]] = set()
        self._formats: dict[str, Json] = {}

    async def close(self) -> None:
        """Give up everything."""
        for task in list(self._background):
            task.cancel()
        await asyncio.gather(*(self.abort(session_id) for session_id in list(self._running)))
        await asyncio.gather(*self._supervisors, *self._background, return_exceptions=True)

    def busy(self, session_id: str) -> bool:
        return session_id in self._running

    async def prompt(self, session: Session, prompt: Prompt) -> Message:
        """Send a prompt and wait for the answer; with `no_reply` the prompt itself comes back.

        Raises AgentNotFound, ModelNotFound, BadRequest.
        """
        return await self.send(session, prompt, addressed(self.instance, session, prompt))

    async def send(self, session: Session, prompt: Prompt, to: Addressed) -> Message:
        message_id = await self.put(session, prompt, to)
        if prompt.no_reply:
            return self._message(session.id, message_id)
        await self.work(session.id)
        return self.last_answer(session.id)

    async def put(self, session: Session, prompt: Prompt, to: Addressed) -> str:
        """Put a prompt into the conversation without waiting for anything; its message id."""
        self.instance.server.sessions.commit_revert(session)
        message_id = await put(self.instance, session, prompt, to)
        schema = prompt.format.get("schema") if isinstance(prompt.format, dict) else None
        if isinstance(schema, dict):
            self._formats[message_id] = schema
        return message_id

    async def work(self, session_id: str) -> None:
        """Answer what waits for an answer, and return when the session is idle."""
        await self.begin(session_id).wait()

    def begin(self, session_id: str) -> asyncio.Event:
        """Begin to answer, unless that is under way; the event tells that the session is idle again."""
        run = self._running.get(session_id)
        if run is None:
            run = self._running[session_id] = _Run(Turn(self.instance, self, session_id))
            self.instance.server.sessions.set_session_status(session_id, BUSY)
            self._keep(self._supervisors, self._supervise(session_id, run))
        return run.done

    async def abort(self, session_id: str) -> None:
        """Give up what runs in a session, and wait until it has ended; what it waited for a person is rejected."""
        run = self._running.get(session_id)
        if run is not None:
            if run.task is not None:
                run.task.cancel()
            await run.done.wait()
        self.instance.get_service(PermissionService).reject_session_permissions(session_id)
        self.instance.get_service(QuestionService).dismiss_session_questions(session_id)

    async def shell(self, session: Session, command: str, to: Addressed) -> Message:
        """Run a command for a person, while nothing else runs in the session."""
        self.instance.server.sessions.commit_revert(session)
        shelling = asyncio.create_task(Shelling(self.instance, session, to.agent, to.chosen).execute(command))
        run = self._running[session.id] = _Run(Turn(self.instance, self, session.id), shelling)
        try:
            await asyncio.wait({shelling})
        finally:
            shelling.cancel()
            self._keep(self._supervisors, self._after_shell(session.id, run, shelling))
        return self.last_answer(session.id) if shelling.cancelled() else shelling.result()

    async def summarize(self, session: Session, to: Addressed, *, auto: bool) -> None:
        """Sum the conversation up, and return when that is done; raises Failed when it was not."""
        model = MessageModel(provider_id=to.chosen.provider.id, model_id=to.chosen.model.id)
        like = MessageInfo(id="", agent=to.agent.name, model=model)
        self.instance.server.sessions.commit_revert(session)
        Compacting(self.instance, session.id).request(like, auto=auto)
        await self.work(session.id)
        if (error := self.last_answer(session.id).info.error) is not None:
            raise InternalError(error.message)

    def background(self, work: Coroutine[None, None, None]) -> None:
        """Do something beside the turns, for as long as the instance lives."""
        self._keep(self._background, work)

    def last_answer(self, session_id: str) -> Message:
        """The newest assistant message; raises Failed when there is none."""
        for message in reversed(self.instance.server.sessions.load_messages(session_id, limit=20)):
            if message.info.role == "assistant":
                return message
        raise InternalError("The session has no answer.")

    async def delegate(
        self, calling: Calling, agent: str, prompt: str, description: str, resumed: str | None
    ) -> Outcome:
        return await delegate(self, calling, agent, prompt, description, resumed)

    async def subtask(self, turn: Turn, prompt: Message, subtask: SubtaskPart, chosen: Chosen) -> None:
        """Do a subtask of a prompt: a message with one call of the task tool, then a prompt to go on from it."""
        conversations = self.instance.server.sessions
        info = turn.answer_to(prompt.info, subtask.agent, chosen)
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
        step = turn.hold(info, chosen, prompt.info)
        step.put_info(info)
        conversations.save_part(part)
        calling = Calling(self.instance, turn.session, part, step.rules, turn.places, self, offered=("task",))
        step.calls.append(calling)
        await calling.perform_given("task", given)
        turn.step = None
        step.put_info(replace(step.info, finish="tool-calls", time=replace(info.time, completed=now_ms())))
        self._go_on_from(prompt.info, info.id)

    def schema_of(self, message_id: str) -> Json | None:
        """The JSON schema that the answer to a prompt has to satisfy."""
        return self._formats.get(message_id)

    def structured(self, info: MessageInfo) -> Json:
        """The answer as the value it is."""
        message = self._message(info.session_id, info.id)
        text = "".join(part.text for part in message.parts if isinstance(part, TextPart))
        try:
            return {"structured": json.loads(text)}
        except ValueError:
            return {}

    async def _supervise(self, session_id: str, run: _Run) -> None:
        """See a session through until it is idle, whatever becomes of the work."""
        turn = run.turn
        going = True
        while going:
            run.task = asyncio.create_task(turn.work())
            await asyncio.wait({run.task})
            given_up = ""
            if run.task.cancelled():
                given_up = turn.newest
                turn.end(ABORTED)
            elif (problem := run.task.exception()) is not None:
                given_up = turn.newest
                turn.end(Failure(name="UnknownError", data={"message": str(problem) or type(problem).__name__}))
            if not self.instance.disposed:
                await sum_up(self.instance, session_id, turn.steps)
            going = turn.waiting(given_up) and not self.instance.disposed
        del self._running[session_id]
        turn.idle()
        run.done.set()

    async def _after_shell(self, session_id: str, run: _Run, shelling: "asyncio.Task[Message]") -> None:
        """Let go of the session once the command has ended, and answer what came meanwhile."""
        await asyncio.wait({shelling})
        del self._running[session_id]
        run.done.set()
        if not shelling.cancelled() and run.turn.waiting():
            self.begin(session_id)

    def _go_on_from(self, like: MessageInfo, after: str) -> None:
        info = MessageInfo(
            id=next_id_after(after, "msg"),
            session_id=like.session_id,
            role="user",
            time=MessageTime(created=now_ms()),
            agent=like.agent,
            model=like.model,
        )
        conversations = self.instance.server.sessions
        conversations.save_message(info)
        part = TextPart(
            id=new_ascending_id("prt"),
            session_id=info.session_id,
            message_id=info.id,
            text=SUBTASK_DONE,
            synthetic=True,
        )
        conversations.save_part(part)

    def _message(self, session_id: str, message_id: str) -> Message:
        message = self.instance.server.sessions.find_message(session_id, message_id)
        if message is None:
            raise InternalError(f"Message not found: {message_id}")
        return message

    @staticmethod
    def _keep(kept: "set[asyncio.Task[None]]", work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        kept.add(task)
        task.add_done_callback(kept.discard)
