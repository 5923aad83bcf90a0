"""Answer permissions and questions: reply once, never twice, and say whether the reply arrived."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from octui.client import ClientError, NotFound
from octui.store import selectors
from octui.store.actions import RequestSettled
from octui.ui.controllers.context import AppContext, ConnectedServer
from octui.ui.controllers.server_calls import ServerCalls
from octui.ui.controllers.sessions import SessionsController
from octui.ui.messages import RejectQuestion, ReplyPermission, ReplyQuestion

SETTLE_TIMEOUT: Final = 3.0
"""Seconds the server may take to show that a reply counted: 1.1 accepts any reply, right or wrong."""

ReplyMessage = ReplyPermission | ReplyQuestion | RejectQuestion
ReplyCall = Callable[[ServerCalls], Coroutine[Any, Any, None]]


class ApprovalsController:
    """A reply that did not arrive leaves the card open and is never repeated automatically."""

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
            case ReplyPermission(request=permission, reply=reply, message=note):
                call = lambda calls: calls.reply_permission(permission, reply, note)  # noqa: E731
            case ReplyQuestion(request=question, answers=answers):
                call = lambda calls: calls.reply_question(question, answers)  # noqa: E731
            case RejectQuestion(request=question):
                call = lambda calls: calls.reject_question(question)  # noqa: E731
        self._context.start_worker(self._deliver_reply(message, call))

    async def _deliver_reply(self, message: ReplyMessage, call: ReplyCall) -> None:
        server, dock, request_id = self._context.server, message.dock, message.request.id
        if server is None:
            return
        try:
            await call(server.server_calls)
        except NotFound:
            await self._check_missing_request(server, message)
            return
        except ClientError as error:
            dock.report_failure(request_id, str(error))
            return
        dock.confirm_delivery(request_id)
        if not await self._wait_until_settled(request_id):
            dock.report_failure(request_id, "the server accepted the reply but is still asking")

    async def _check_missing_request(self, server: ConnectedServer, message: ReplyMessage) -> None:
        """Ask the server for its requests after a 404: something on the way may have answered in its place."""
        request = message.request
        try:
            is_pending = await server.server_calls.is_request_pending(request)
        except ClientError as error:
            message.dock.report_failure(request.id, f"the server answered 404, and then: {error}")
            return
        if is_pending:
            message.dock.report_failure(request.id, "the server answered 404 but is still asking")
            return
        server.event_pump.apply_actions(RequestSettled(id=request.id))
        self._context.notify_info("It was answered elsewhere.")

    async def _wait_until_settled(self, request_id: str) -> bool:
        """Whether the request is settled: by its event or, if that was lost, by the server's own list."""
        deadline = asyncio.get_running_loop().time() + SETTLE_TIMEOUT
        while asyncio.get_running_loop().time() < deadline:
            if not self._is_pending(request_id):
                return True
            await asyncio.sleep(0.05)
        if self._context.server is not None:
            try:
                await self._context.server.resync.load_requests()
            except ClientError:
                # The connection is down: the next one brings the list, and the card stays until then.
                return False
        return not self._is_pending(request_id)

    def _is_pending(self, request_id: str) -> bool:
        return any(request.id == request_id for request in selectors.list_pending_requests(self._context.store.state))
