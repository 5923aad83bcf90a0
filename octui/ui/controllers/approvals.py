"""Answer permissions and questions: reply once, never twice, and say whether the reply arrived."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

from octui.client import ClientError, NotFound, Outcome
from octui.store import selectors
from octui.store.actions import RequestSettled
from octui.ui.controllers.context import AppContext, ConnectedServer
from octui.ui.controllers.server_calls import ServerCalls
from octui.ui.controllers.sessions import SessionsController
from octui.ui.messages import RejectQuestion, ReplyPermission, ReplyQuestion

SETTLE_TIMEOUT: Final = 3.0
"""Seconds the server may take to show that a reply counted: 1.1 accepts any reply, right or wrong."""

LOOK_DELAYS: Final = (0.1, 0.3, 0.6, 1.0)
"""Seconds before each look at the server's requests, when it is not known whether a reply arrived."""
MAX_RETRY_SECONDS: Final = 5.0

ReplyMessage = ReplyPermission | ReplyQuestion | RejectQuestion
ReplyCall = Callable[[ServerCalls], Coroutine[Any, Any, None]]


class ApprovalsController:
    """The server is asked whether a reply without a clear answer arrived.

    One that did not arrive leaves the card open and is never repeated automatically.
    """

    def __init__(self, context: AppContext, sessions: SessionsController) -> None:
        self._context = context
        self._sessions = sessions

    def has_requests(self) -> bool:
        return bool(selectors.list_pending_requests(self._context.store.state))

    def focus_request(self) -> None:
        """Go to the card; if only another session has a request, go there first."""
        state = self._context.store.state
        chat = self._context.chat
        if chat is not None and selectors.list_tree_requests(state, chat.session_id):
            chat.focus_request_card()
        elif requests := selectors.list_pending_requests(state):
            self.open_request(requests[0].id)

    def focus_next_request(self) -> None:
        """Cycle through all pending requests, in every session."""
        if chat := self._context.chat:
            chat.dock.show_next_request()
        else:
            self.focus_request()

    def open_request(self, request_id: str) -> None:
        """Show the session a request belongs to, with its card."""
        for request in selectors.list_pending_requests(self._context.store.state):
            if request.id == request_id:
                self._sessions.open_chat(request.session_id).focus_request_card()
                return

    def handle_reply(self, message: ReplyMessage) -> None:
        """Send a reply; its card shows whether it arrived."""
        call: ReplyCall
        match message:
            case ReplyPermission(request=permission, reply=reply, message=note, scope=scope):
                call = lambda calls: calls.reply_permission(permission, reply, note, scope)  # noqa: E731
            case ReplyQuestion(request=question, answers=answers):
                call = lambda calls: calls.reply_question(question, answers)  # noqa: E731
            case RejectQuestion(request=question):
                call = lambda calls: calls.reject_question(question)  # noqa: E731
        self._context.start_worker(self._deliver_reply(message, call))

    async def _deliver_reply(self, message: ReplyMessage, call: ReplyCall) -> None:
        server, dock, request_id = self._context.server, message.dock, message.request.id
        if server is None:
            return
        reason, notice = "the server accepted the reply and", ""
        delays: Sequence[float] = LOOK_DELAYS[:1]
        try:
            await call(server.server_calls)
        except NotFound:
            # Something on the way may have answered in the server's place.
            reason, notice = "the server answered 404 and", "It was answered elsewhere."
        except ClientError as error:
            if error.outcome is Outcome.REFUSED:
                dock.report_failure(request_id, str(error))
                return
            # Without an answer, the reply may still be on its way.
            delays = LOOK_DELAYS if error.status is None else LOOK_DELAYS[:2]
            trouble = str(error).rstrip(".")
            reason, notice = f"{trouble}. The server", "The request is closed: by your answer, or another."
            dock.report_unconfirmed(request_id, f"{trouble}. Asking the server whether it has your answer…")
        else:
            dock.confirm_delivery(request_id)
            if await self._wait_until_settled(request_id, SETTLE_TIMEOUT):
                return
        if await self._is_still_asking(server, message, delays):
            dock.report_failure(request_id, f"{reason} is still asking")
            return
        if self._is_pending(request_id):
            server.event_pump.apply_actions(RequestSettled(id=request_id))
            if notice:
                self._context.notify_info(notice)

    async def _is_still_asking(self, server: ConnectedServer, message: ReplyMessage, delays: Sequence[float]) -> bool:
        """Whether the server's own list has the request after all looks; a look that is not answered does not count."""
        request_id = message.request.id
        retry_seconds = delays[0]
        for delay in delays:
            if await self._wait_until_settled(request_id, delay):
                return False
            while True:
                try:
                    if not await server.server_calls.is_request_pending(message.request):
                        return False
                    break
                except ClientError as error:
                    if self._context.server is not server:
                        return True
                    message.dock.report_unconfirmed(
                        request_id, f"Asking the server whether it has your answer: {error}"
                    )
                    if await self._wait_until_settled(request_id, retry_seconds):
                        return False
                    retry_seconds = min(retry_seconds * 2, MAX_RETRY_SECONDS)
        return True

    async def _wait_until_settled(self, request_id: str, seconds: float) -> bool:
        """Whether an event settles the request in that time."""
        deadline = asyncio.get_running_loop().time() + seconds
        while self._is_pending(request_id):
            if asyncio.get_running_loop().time() >= deadline:
                return False
            await asyncio.sleep(0.05)
        return True

    def _is_pending(self, request_id: str) -> bool:
        return any(request.id == request_id for request in selectors.list_pending_requests(self._context.store.state))
