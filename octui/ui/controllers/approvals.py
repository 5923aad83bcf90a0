"""Acts on what the server asks: reply once, never twice, and say whether it arrived."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from textual import on

from octui.client import ClientError, NotFound
from octui.store import selectors
from octui.store.actions import AskSettled
from octui.ui.controllers.server_calls import ServerCalls
from octui.ui.controllers.sessions import SessionsController
from octui.ui.messages import OpenRequest, RejectQuestion, ReplyPermission, ReplyQuestion

SETTLE_TIMEOUT: Final = 3.0
"""How long the server may take to show that a reply counted: 1.1 answers yes to any reply, right or wrong."""


ReplyCall = Callable[[ServerCalls], Coroutine[Any, Any, None]]


class ApprovalsController(SessionsController):
    """A reply that did not arrive leaves the card where it is and is never repeated by itself."""

    def has_requests(self) -> bool:
        return bool(selectors.asks(self.store.state))

    def focus_request(self) -> None:
        """Go to the card; when only another session asks, go there first."""
        state = self.store.state
        chat = self.chat
        if chat is None or not selectors.asks_of(state, chat.session_id):
            if asks := selectors.asks(state):
                self.post_message(OpenRequest(asks[0].id))
            return
        chat.focus_request_card()

    def focus_next_request(self) -> None:
        """Go round everything that waits for an answer, in every session."""
        if chat := self.chat:
            chat.dock.show_next_request()
        else:
            self.focus_request()

    @on(OpenRequest)
    def _open_request(self, message: OpenRequest) -> None:
        for ask in selectors.asks(self.store.state):
            if ask.id == message.request_id:
                self.open_chat(ask.session_id).focus_request_card()
                return

    @on(ReplyPermission)
    def _reply_permission(self, message: ReplyPermission) -> None:
        request = message.request
        self._start_reply(request.id, lambda deeds: deeds.reply_permission(request, message.reply, message.message))

    @on(ReplyQuestion)
    def _reply_question(self, message: ReplyQuestion) -> None:
        self._start_reply(message.request.id, lambda deeds: deeds.reply_question(message.request, message.answers))

    @on(RejectQuestion)
    def _reject_question(self, message: RejectQuestion) -> None:
        self._start_reply(message.request.id, lambda deeds: deeds.reject_question(message.request))

    def _start_reply(self, ask_id: str, deed: ReplyCall) -> None:
        self.run_worker(self._deliver_reply(ask_id, deed), exit_on_error=False)

    async def _deliver_reply(self, ask_id: str, deed: ReplyCall) -> None:
        deeds = self.server_calls
        chat = self.chat
        if deeds is None or chat is None:
            return
        try:
            await deed(deeds)
        except NotFound:
            # Answered elsewhere, or the server forgot it: either way nobody waits for it any more.
            if self.event_pump is not None:
                self.event_pump.apply_actions(AskSettled(id=ask_id))
            self.notify_info("It was answered elsewhere.")
            return
        except ClientError as error:
            chat.report_reply_failure(ask_id, str(error))
            return
        chat.confirm_reply(ask_id)
        if not await self._wait_until_settled(ask_id):
            chat.report_reply_failure(ask_id, "the server took the reply but still waits for one")

    async def _wait_until_settled(self, ask_id: str) -> bool:
        """Whether the ask is gone: by its event, or, should that be lost, by the server's own list."""
        deadline = asyncio.get_running_loop().time() + SETTLE_TIMEOUT
        while asyncio.get_running_loop().time() < deadline:
            if all(ask.id != ask_id for ask in selectors.asks(self.store.state)):
                return True
            await asyncio.sleep(0.05)
        if self.resync is not None:
            try:
                await self.resync.load_requests()
            except ClientError:
                # The connection is down: the next one brings the list, and the card stays until then.
                return False
        return all(ask.id != ask_id for ask in selectors.asks(self.store.state))
