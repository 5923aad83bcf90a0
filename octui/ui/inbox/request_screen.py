"""One request in a card of its own, above whatever is on the screen, with the guard of the cards in a chat."""

from collections.abc import Callable, Sequence
from functools import partial

from textual import on
from textual.screen import ModalScreen

from octui.render.requests.grant_terms import GrantTerms
from octui.render.requests.requester import find_requester
from octui.store import selectors
from octui.store.changes import Topic
from octui.store.selectors import PendingRequest
from octui.store.store import Store
from octui.ui.approvals.card_frame import CardContext
from octui.ui.approvals.card_protocols import ViewFactory
from octui.ui.approvals.judgement import is_deceptive, preview_permission
from octui.ui.approvals.key_guard import FocusOrigin
from octui.ui.approvals.permission_view import PermissionView
from octui.ui.approvals.question_view import QuestionView
from octui.ui.approvals.request_card import RequestCard, TypedEvents
from octui.ui.input.key_presses import KeyPresses
from octui.ui.messages import ReplyPermission, StoreChanged
from octui.wire.parts import ToolPart


class RequestScreen(ModalScreen[bool]):
    """Answers one request, or with it others that are the same; True once it is settled, False when left for later."""

    AUTO_FOCUS = ""

    def __init__(
        self,
        requests: Sequence[PendingRequest],
        store: Store,
        *,
        viewed_session_id: str,
        home: str,
        key_presses: KeyPresses,
        clock: Callable[[], float],
    ) -> None:
        super().__init__()
        self._request, *self._same = requests
        self._store = store
        self._viewed_session_id = viewed_session_id
        self._home = home
        self._key_presses = key_presses
        self._clock = clock
        self._part = self._find_tool_part()

    @property
    def _directory(self) -> str:
        session = self._store.state.sessions.get(self._request.session_id)
        return session.directory if session is not None else ""

    async def _make_card(self) -> RequestCard:
        request = self._request
        make_view: ViewFactory
        if request.permission is not None:
            preview = await preview_permission(request.permission, self._part, self._directory)
            make_view = partial(PermissionView, request.permission, preview)
        else:
            assert request.question is not None, "a request is a permission or a question"
            make_view = partial(QuestionView, request.question, await is_deceptive(request.question))
        return RequestCard(
            request.id,
            make_view,
            self._build_context(),
            dock=self,
            clock=self._clock,
            key_presses=self._key_presses,
            return_keys=_keep_keys,
        )

    @property
    def card(self) -> RequestCard:
        return self.query_one(RequestCard)

    async def on_mount(self) -> None:
        await self.mount(await self._make_card())
        self.card.wait_for_display()
        self.card.take_focus(FocusOrigin.USER)

    def confirm_delivery(self, request_id: str) -> None:
        if request_id == self._request.id and self.is_attached:
            self.card.mark_delivered()

    def report_unconfirmed(self, request_id: str, notice: str) -> None:
        if request_id == self._request.id and self.is_attached:
            self.card.show_unconfirmed(notice)

    def report_failure(self, request_id: str, reason: str) -> None:
        if request_id == self._request.id and self.is_attached:
            self.card.show_failure(reason)
        else:
            self.app.notify(f"Another of these requests was not answered: {reason}", severity="error")

    def on_request_card_deferred(self, message: RequestCard.Deferred) -> None:
        message.stop()
        self.dismiss(False)

    def on_request_card_changed(self, message: RequestCard.Changed) -> None:
        message.stop()
        self.card.take_screen(is_alone=True)

    def on_request_card_stepped(self, message: RequestCard.Stepped) -> None:
        message.stop()

    @on(ReplyPermission)
    def _answer_same(self, message: ReplyPermission) -> None:
        """The answer goes for the others too, which the heading counts; each is sent once, like the first."""
        for other in self._same:
            current = self._find_pending(other.id)
            if current is not None and current.permission == other.permission and other.permission is not None:
                self.app.post_message(
                    ReplyPermission(other.permission, message.reply, message.message, message.scope, dock=self)
                )
        self._same = []

    @on(StoreChanged)
    async def _follow_request(self, message: StoreChanged) -> None:
        topics = {key.topic for key in message.touched}
        if not topics & {Topic.REQUESTS, Topic.MESSAGE}:
            return
        current = self._find_pending(self._request.id)
        if current is None:
            self.dismiss(True)
            return
        part = self._find_tool_part()
        if current.permission is not None and isinstance(self.card.view, PermissionView):
            if self.card.view.is_outdated(current):
                # What was the same may no longer be.
                self._same = []
                self.card.key_guard.grace_period.block_until_display()
            if current.permission != self._request.permission or part is not self._part:
                self._request, self._part = current, part
                preview = await preview_permission(current.permission, part, self._directory)
                self.card.view.update_permission(current.permission, preview)
        elif current.question is not None and isinstance(self.card.view, QuestionView):
            self._request = current
            if current.question != self.card.view.question:
                self.card.view.update_question(current.question, await is_deceptive(current.question))
        self.card.card_context = self._build_context()
        self.card.refresh_card()

    def _find_pending(self, request_id: str) -> PendingRequest | None:
        return next(
            (each for each in selectors.list_pending_requests(self._store.state) if each.id == request_id), None
        )

    def _find_tool_part(self) -> ToolPart | None:
        call = self._request.tool_call
        return selectors.find_tool_part(self._store.state, call) if call is not None else None

    def _build_context(self) -> CardContext:
        state = self._store.state
        count = len(self._same) + 1
        return CardContext(
            requester=find_requester(state, self._request, self._viewed_session_id),
            home=self._home,
            grant_terms=GrantTerms(
                has_scopes=state.connection.embedded, ends_with_octui=state.connection.ends_with_octui
            ),
            same_count=count,
        )


def _keep_keys(_typed: TypedEvents) -> bool:
    """There is no prompt here that they could be meant for."""
    return False
