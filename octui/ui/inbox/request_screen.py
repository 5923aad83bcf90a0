"""One request in a card of its own, above whatever is on the screen, with the guard of the cards in a chat."""

from collections.abc import Callable, Sequence

from textual import on
from textual.screen import ModalScreen

from octui.render.requests.grant_terms import GrantTerms
from octui.render.requests.requester import find_requester
from octui.store import selectors
from octui.store.changes import Topic
from octui.store.selectors import PendingRequest
from octui.store.store import Store
from octui.ui.approvals.card_frame import CardContext
from octui.ui.approvals.judged_views import JudgedViews
from octui.ui.approvals.key_guard import FocusOrigin
from octui.ui.approvals.request_card import RequestCard, TypedEvents
from octui.ui.input.key_presses import KeyPresses
from octui.ui.messages import ReplyPermission, StoreChanged
from octui.ui.screens.presence import is_in_place


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
        self._views = JudgedViews()

    async def _make_card(self) -> RequestCard:
        make_view = await self._views.make_view(self._request, self._store.state)
        assert make_view is not None, "a request is a permission or a question"
        return RequestCard(
            self._request.id,
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
        if request_id == self._request.id and is_in_place(self):
            self.card.mark_delivered()

    def report_unconfirmed(self, request_id: str, notice: str) -> None:
        if request_id == self._request.id and is_in_place(self):
            self.card.show_unconfirmed(notice)

    def report_failure(self, request_id: str, reason: str) -> None:
        if request_id == self._request.id and is_in_place(self):
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
        self._request = current
        view, state = self.card.view, self._store.state
        if view.is_outdated(current):
            # What was the same may no longer be.
            self._same = []
            self.card.key_guard.grace_period.block_until_display()
        if self._views.is_replaced(view, current, state):
            await self._views.update_view(view, current, state)
        self.card.card_context = self._build_context()
        self.card.refresh_card()

    def _find_pending(self, request_id: str) -> PendingRequest | None:
        return next(
            (each for each in selectors.list_pending_requests(self._store.state) if each.id == request_id), None
        )

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
