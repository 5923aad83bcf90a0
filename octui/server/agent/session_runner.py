"""Runs the sessions of an instance: prompts are queued, answered in order, and aborted."""

import asyncio
import logging
import sqlite3
from dataclasses import dataclass, field
from typing import Self

from octui.server.agent.background_tasks import BackgroundTasks
from octui.server.agent.compaction import Compaction
from octui.server.agent.failures import ABORTED, describe_exception
from octui.server.agent.loop import AgentLoop
from octui.server.agent.structured_output import AnswerSchemas
from octui.server.agent.subagents import Subagents
from octui.server.agent.turn_diffs import record_turn_diffs
from octui.server.agent.user_input.prompt_intake import (
    PromptBody,
    Recipient,
    SchemaFormat,
    find_recipient,
    save_prompt,
)
from octui.server.agent.user_input.user_shell import UserShell
from octui.server.errors import InternalError
from octui.server.instance import Instance
from octui.server.permissions import PermissionService, QuestionService
from octui.wire.messages import Message, MessageInfo
from octui.wire.sessions import BUSY, Session

_log = logging.getLogger(__name__)


@dataclass
class _SessionRun:
    """A running session; `done` is set when it is idle again."""

    loop: AgentLoop
    task: "asyncio.Task[None] | asyncio.Task[Message] | None" = None
    done: asyncio.Event = field(default_factory=asyncio.Event)


class SessionRunner:
    """One turn at a time in each session; a prompt that arrives meanwhile is answered after the current turn."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._running: dict[str, _SessionRun] = {}
        self._supervisors = BackgroundTasks()
        self._background = BackgroundTasks()
        self._answer_schemas = AnswerSchemas()
        self._subagents = Subagents(instance, self)

    @classmethod
    def from_instance(cls, instance: Instance) -> Self:
        return cls(instance)

    async def shut_down(self) -> None:
        """Abort every session."""
        self._background.cancel_tasks()
        await asyncio.gather(*(self.abort_session(session_id) for session_id in list(self._running)))
        await self._supervisors.wait_for_tasks()
        await self._background.wait_for_tasks()

    def is_session_busy(self, session_id: str) -> bool:
        return session_id in self._running

    async def prompt_session(self, session: Session, prompt: PromptBody) -> Message:
        """Send a prompt and wait for the answer; with `no_reply` the prompt itself is returned.

        Raises AgentNotFound, ModelNotFound, BadRequest.
        """
        return await self.submit_prompt(session, prompt, find_recipient(self._instance, session, prompt))

    async def submit_prompt(self, session: Session, prompt: PromptBody, to: Recipient) -> Message:
        message_id = await self.enqueue_prompt(session, prompt, to)
        if prompt.no_reply:
            return self._require_message(session.id, message_id)
        await self.run_until_idle(session.id)
        return self.require_last_answer(session.id)

    async def enqueue_prompt(self, session: Session, prompt: PromptBody, to: Recipient) -> str:
        """Save a prompt without starting to answer it; returns its message id."""
        self._instance.sessions.commit_revert(session)
        message_id = await save_prompt(self._instance, session, prompt, to)
        if isinstance(prompt.format, SchemaFormat):
            self._answer_schemas.remember_schema(message_id, prompt.format.schema)
        return message_id

    async def run_until_idle(self, session_id: str) -> None:
        """Answer every queued prompt, and return when the session is idle."""
        await self.start_run(session_id).wait()
        # After a command of the user, the prompts that arrived meanwhile have a run of their own.
        while (run := self._running.get(session_id)) is not None:
            await run.done.wait()

    def start_run(self, session_id: str) -> asyncio.Event:
        """Start answering, unless that is under way; the returned event is set when the session is idle again."""
        run = self._running.get(session_id)
        if run is None:
            run = self._running[session_id] = _SessionRun(self._create_loop(session_id))
            self._instance.statuses.set_session_status(session_id, BUSY)
            self._supervisors.start_task(self._supervise_run(session_id, run))
        return run.done

    async def abort_session(self, session_id: str) -> None:
        """Abort what runs in a session and wait until it has ended; pending permissions and questions are rejected."""
        run = self._running.get(session_id)
        if run is not None:
            if run.task is not None:
                run.task.cancel()
            # At once, because a prompt may arrive before the task has ended.
            run.loop.give_up_prompts(ABORTED)
            await run.done.wait()
        self._instance.get_service(PermissionService).reject_session_permissions(session_id)
        self._instance.get_service(QuestionService).dismiss_session_questions(session_id)

    async def run_user_shell(self, session: Session, command: str, to: Recipient) -> Message:
        """Run a command for the user, while nothing else runs in the session."""
        self._instance.sessions.commit_revert(session)
        task = asyncio.create_task(
            UserShell(self._instance, session, to.agent, to.selected).execute_user_command(command)
        )
        run = self._running[session.id] = _SessionRun(self._create_loop(session.id), task)
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
            self._supervisors.start_task(self._finish_shell_run(session.id, run, task))
        # A client that has the answer may send the next command at once.
        await run.done.wait()
        return self.require_last_answer(session.id) if task.cancelled() else task.result()

    async def compact_session(self, session: Session, to: Recipient, *, auto: bool) -> None:
        """Compact the session, and return when that is done; raises InternalError when it failed."""
        like = MessageInfo(id="", agent=to.agent.name, model=to.selected.model_key)
        self._instance.sessions.commit_revert(session)
        Compaction(self._instance, session.id).request_compaction(like, auto=auto)
        await self.run_until_idle(session.id)
        if (error := self.require_last_answer(session.id).info.error) is not None:
            raise InternalError(error.message)

    def require_last_answer(self, session_id: str) -> Message:
        """The newest assistant message; raises InternalError when there is none."""
        for message in reversed(self._instance.messages.load_messages(session_id, limit=20)):
            if message.info.role == "assistant":
                return message
        raise InternalError("The session has no answer.")

    def _create_loop(self, session_id: str) -> AgentLoop:
        return AgentLoop(self._instance, session_id, self._subagents, self._answer_schemas, self._background)

    async def _supervise_run(self, session_id: str, run: _SessionRun) -> None:
        """Run a session until it is idle, whatever happens to the loop or to the disk."""
        try:
            self._instance.messages.finish_abandoned_messages(session_id)
            await self._run_until_answered(session_id, run)
        except (OSError, sqlite3.Error) as failed:
            # Events need no disk.
            _log.warning("the turn of %s ended without being saved: %s", session_id, failed)
            self._instance.sessions.publish_session_error(session_id, describe_exception(failed))
        finally:
            del self._running[session_id]
            run.loop.mark_idle()
            run.done.set()

    async def _run_until_answered(self, session_id: str, run: _SessionRun) -> None:
        turn = run.loop
        has_more = True
        while has_more:
            run.task = asyncio.create_task(turn.run_loop())
            await asyncio.wait({run.task})
            if run.task.cancelled():
                turn.end_with_failure(ABORTED)
            elif (problem := run.task.exception()) is not None:
                failure = describe_exception(problem)
                turn.end_with_failure(failure)
                turn.give_up_prompts(failure)
            if not self._instance.disposed:
                await record_turn_diffs(self._instance, session_id, turn.steps)
            has_more = turn.find_unanswered_prompt() is not None and not self._instance.disposed

    async def _finish_shell_run(self, session_id: str, run: _SessionRun, task: "asyncio.Task[Message]") -> None:
        """Release the session once the command has ended, and answer prompts that arrived meanwhile."""
        await asyncio.wait({task})
        del self._running[session_id]
        run.done.set()
        if run.loop.find_unanswered_prompt() is not None:
            self.start_run(session_id)

    def _require_message(self, session_id: str, message_id: str) -> Message:
        message = self._instance.messages.find_message(session_id, message_id)
        if message is None:
            raise InternalError(f"Message not found: {message_id}")
        return message
