"""Listens to a run, answers what it asks, and decides when it is over."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, ClassVar

from octui.client import Client, ClientError, Connected, Disconnected, NotFound
from octui.headless.connection import CommandFailed
from octui.headless.exit_codes import ExitCode
from octui.headless.run.progress import RunProgress
from octui.headless.run.responder import PermissionReply, Responder
from octui.wire.events import (
    Event,
    MessageUpdated,
    PartDelta,
    PartUpdated,
    PermissionAsked,
    QuestionAsked,
    Received,
    SessionCreated,
    SessionError,
    SessionIdle,
    SessionStatus,
)
from octui.wire.messages import MessageInfo
from octui.wire.requests import Permission, Question


class RunControl:
    """One run of one session, with its subagents."""

    LOOK_SECONDS: ClassVar = 10.0
    """After so many seconds without an event of the run, the server is asked for its status."""
    SETTLE_SECONDS: ClassVar = 0.5
    """Between the server's word that a session is idle and its last updates."""
    INTERRUPT_SECONDS: ClassVar = 8.0
    LOST_SECONDS: ClassVar = 60.0
    """How long a server may be away before the run is given up."""

    def __init__(
        self, client: Client, progress: RunProgress, responder: Responder, stopped: "asyncio.Future[int]"
    ) -> None:
        self._client = client
        self._progress = progress
        self._responder = responder
        self._stopped = stopped
        self._family = {progress.session.id}
        """The session and its subagents'."""
        self._strangers: set[str] = set()
        self._answered: set[str] = set()
        self._is_connected = asyncio.Event()
        self._may_be_over = asyncio.Event()
        self._lost_since: float | None = None
        self._was_refused = False
        self._replies: set[asyncio.Task[None]] = set()

    async def follow_run(self, send: Callable[[], Awaitable[None]], *, waits: bool) -> ExitCode:
        """Send, report the outcome, and return how it ended; `waits` if sending waits for the end itself."""
        newest = await self._client.messages.list(self._progress.session.id, limit=1)
        self._progress.last_message_id = newest.messages[-1].info.id if newest.messages else ""
        listening = asyncio.ensure_future(self._listen())
        sending: asyncio.Future[None] | None = None
        try:
            await self._wait_for_any(self._is_connected.wait())
            if self._stopped.done():
                return ExitCode(self._stopped.result())
            sending = asyncio.ensure_future(send())
            return await self._wait_until_over(sending, waits=waits)
        finally:
            for task in (listening, sending, *self._replies):
                if task is not None:
                    task.cancel()
            with suppress(asyncio.CancelledError, ClientError):
                await asyncio.gather(*(task for task in (listening, sending) if task), return_exceptions=True)

    async def _wait_until_over(self, sending: "asyncio.Future[None]", *, waits: bool) -> ExitCode:
        sent = False
        while not self._stopped.done():
            if not sent and sending.done():
                sent = True
                self._check_sent(sending, waits=waits)
                if waits:
                    self._may_be_over.set()
            pending = {sending} if not sent else set()
            await self._wait_for_any(self._may_be_over.wait(), *pending)
            self._give_up_if_lost()
            if sent and not self._stopped.done() and (code := await self._find_end()) is not None:
                return code
        return await self._interrupt()

    def _check_sent(self, sending: "asyncio.Future[None]", *, waits: bool) -> None:
        """Raise what went wrong, unless the run may go on without the connection that was cut."""
        error = sending.exception()
        if isinstance(error, ClientError) and waits and error.delivered and error.status is None:
            return
        if error is not None:
            reported = self._progress.failure
            if isinstance(error, ClientError) and reported is not None:
                raise CommandFailed(reported.message.partition("\n")[0]) from None
            raise error

    async def _wait_for_any(self, waiter: Awaitable[Any], *others: "asyncio.Future[None]") -> None:
        """Wait until something happens, or for as long as silence is believed."""
        task: asyncio.Future[Any] = asyncio.ensure_future(waiter)
        watched: set[asyncio.Future[Any]] = {task, self._stopped, *others}
        await asyncio.wait(watched, timeout=self.LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        task.cancel()

    async def _find_end(self) -> ExitCode | None:
        """How the run ended, as the server's own data say; None while it goes on."""
        self._may_be_over.clear()
        session = self._progress.session
        try:
            await self._answer_pending()
            if session.id in await self._client.sessions.list_statuses():
                return None
            page = await self._client.messages.list(session.id, limit=200)
        except ClientError:
            return None
        self._progress.apply_history(page.messages)
        answer = self._progress.find_last_answer()
        if answer is None and self._progress.failure is None:
            return None
        if answer is not None and not self._is_complete(answer):
            # Its last updates follow the word that the session is idle.
            asyncio.get_running_loop().call_later(self.SETTLE_SECONDS, self._may_be_over.set)
            return None
        return self._judge_end(answer)

    def _is_complete(self, answer: MessageInfo) -> bool:
        return answer.time.completed is not None or answer.error is not None or self._progress.failure is not None

    def _judge_end(self, answer: MessageInfo | None) -> ExitCode:
        failure = answer.error if answer is not None else None
        if failure is None and (answer is None or answer.time.completed is None):
            failure = self._progress.failure
        if failure is not None and failure.is_aborted:
            self._progress.output.show_error("The run was interrupted.", failure.name)
            return ExitCode.INTERRUPTED
        if failure is not None:
            self._progress.output.show_error(failure.message.partition("\n")[0], failure.name)
            return ExitCode.FAILED
        return ExitCode.REFUSED if self._was_refused else ExitCode.DONE

    async def _interrupt(self) -> ExitCode:
        """End the run on the server, and what waits for an answer, which would keep it from ending."""
        code = ExitCode(self._stopped.result()) if self._stopped.result() in list(ExitCode) else None
        session = self._progress.session
        with suppress(ClientError, TimeoutError):
            async with asyncio.timeout(self.INTERRUPT_SECONDS / 2):
                await self._client.sessions.abort(session.id)
                await self._answer_pending(reject_all=True)
                while True:
                    if session.id not in await self._client.sessions.list_statuses():
                        break
                    await asyncio.sleep(self.SETTLE_SECONDS / 2)
        if code is not ExitCode.BROKEN_PIPE:
            self._progress.output.show_error("The run was interrupted.", "MessageAbortedError")
        return code or ExitCode.INTERRUPTED

    # Events.

    async def _listen(self) -> None:
        stream = self._client.events.subscribe()
        async for received in stream:
            match received:
                case Connected():
                    self._lost_since = None
                    self._is_connected.set()
                    self._may_be_over.set()
                case Disconnected(error=error):
                    if self._lost_since is None:
                        self._lost_since = asyncio.get_running_loop().time()
                        self._progress.output.show_notice(f"{error.full_sentence} Trying again.")
                case Received(event=event):
                    self._progress.waits.record_event(received)
                    self._handle_event(event)

    def _give_up_if_lost(self) -> None:
        if self._lost_since is not None:
            lost = asyncio.get_running_loop().time() - self._lost_since
            if lost > self.LOST_SECONDS:
                raise CommandFailed("The server did not come back; the outcome of the run is unknown.")

    def _handle_event(self, event: Event) -> None:
        own = self._progress.session.id
        match event:
            case MessageUpdated(info=info) if info.session_id == own:
                self._progress.apply_message(info)
            case PartUpdated(part=part) if part.session_id == own:
                self._progress.apply_part(part)
            case PartDelta(session_id=session_id, field="text") if session_id == own:
                self._progress.append_delta(event.message_id, event.part_id, event.delta)
            case SessionStatus(session_id=session_id, status=status) if session_id == own:
                if status.type == "retry":
                    self._progress.output.show_retry(status)
                elif status.type == "idle":
                    self._may_be_over.set()
            case SessionIdle(session_id=session_id) if session_id == own:
                self._may_be_over.set()
            case SessionError(session_id=session_id, error=error) if session_id == own:
                self._progress.failure = self._progress.failure or error
                self._may_be_over.set()
            case SessionCreated(info=info) if info.parent_id in self._family:
                self._family.add(info.id)
            case PermissionAsked(request=request):
                self._start_reply(self._reply_permission(request))
            case QuestionAsked(request=question):
                self._start_reply(self._reply_question(question))

    # Requests.

    def _start_reply(self, reply: Awaitable[None]) -> None:
        task = asyncio.ensure_future(reply)
        self._replies.add(task)
        task.add_done_callback(self._replies.discard)

    async def _answer_pending(self, *, reject_all: bool = False) -> None:
        """Answer requests whose event was missed."""
        for request in await self._client.permissions.list():
            await self._reply_permission(request, rejects=reject_all)
        for question in await self._client.questions.list():
            await self._reply_question(question, quietly=reject_all)

    async def _reply_permission(self, request: Permission, *, rejects: bool = False) -> None:
        if request.id in self._answered or not await self._is_in_family(request.session_id):
            return
        self._answered.add(request.id)
        reply = PermissionReply("reject")
        if not rejects:
            reply = await self._responder.answer_permission(request)
            self._was_refused = self._was_refused or reply.reply == "reject"
        with suppress(NotFound):
            await self._client.permissions.reply(request.id, reply.reply, reply.message)

    async def _reply_question(self, question: Question, *, quietly: bool = False) -> None:
        if question.id in self._answered or not await self._is_in_family(question.session_id):
            return
        self._answered.add(question.id)
        answers = None if quietly else await self._responder.answer_question(question)
        self._was_refused = self._was_refused or (answers is None and not quietly)
        with suppress(NotFound):
            if answers is None:
                await self._client.questions.reject(question.id)
            else:
                await self._client.questions.reply(question.id, answers)

    async def _is_in_family(self, session_id: str) -> bool:
        """Whether a session is this one or, at any depth, a subagent's of it."""
        path: list[str] = []
        current: str | None = session_id
        while current and current not in self._family and current not in self._strangers:
            path.append(current)
            try:
                current = (await self._client.sessions.get(current)).parent_id
            except NotFound:
                current = None
        is_family = current in self._family
        (self._family if is_family else self._strangers).update(path)
        return is_family
