"""The pending permissions and questions, between transcript and composer: one at a time, all of them counted."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from octui.lazy_dataclasses import dataclass
from octui.render.requests.grant_terms import GrantTerms
from octui.render.requests.requester import find_requester
from octui.render.text.sanitize import to_single_line
from octui.store import selectors
from octui.store.selectors import PendingRequest
from octui.store.state import State
from octui.ui.approvals.card_frame import CardContext, describe_other_requests, show_line
from octui.ui.approvals.dock_focus import DockFocus
from octui.ui.approvals.judged_views import JudgedViews
from octui.ui.approvals.judgement import JudgementPace
from octui.ui.approvals.reply_progress import ReplyState
from octui.ui.approvals.request_card import RequestCard
from octui.ui.approvals.request_queue import RequestQueue
from octui.ui.input.key_presses import KeyPresses

CLOSED_SECONDS: Final = 1.5
"""Seconds that a card which was answered elsewhere stays to say so."""

NOTICE_SECONDS: Final = 6.0
"""Seconds that a notice without a card stays."""


class RequestDock(VerticalGroup):
    """Shows requests of the session's family by itself. Those of other sessions it lists, and shows on demand."""

    @dataclass
    class ScreenNeeded(Message):
        """The card wants the screen for itself, or no longer does."""

        is_needed: bool

    @dataclass
    class Moved(Message):
        """The dock takes more or less of the screen."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = monotonic,
        key_presses: KeyPresses | None = None,
        home: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.home = home
        """The home directory on the server, shown as `~`."""
        self._clock = clock
        self._key_presses = key_presses or KeyPresses(clock)
        self._focus = DockFocus(self, lambda: self.current_card)
        self._state = State()
        self._viewed_session_id = ""
        self._queue = RequestQueue()
        self._closed_id = ""
        """The request whose card says that it was answered elsewhere."""
        self._cards: dict[str, RequestCard] = {}
        self._shown_card: RequestCard | None = None
        self._views = JudgedViews()
        self._notice = ""
        self._needs_screen = False
        self.pace = JudgementPace(clock)
        self._sync_timer: Timer | None = None

    @property
    def request_count(self) -> int:
        """How many requests are pending, in all sessions."""
        return len(self._queue.requests)

    @property
    def current_card(self) -> RequestCard | None:
        """The card that is shown."""
        return self._cards.get(self._queue.current)

    def compose(self) -> ComposeResult:
        yield Static(classes="request-dock--others", markup=False)

    def on_mount(self) -> None:
        self.display = False

    def set_composer(self, composer: Widget, at_rest: Callable[[], bool]) -> None:
        """Set where typed keys go; `at_rest` says that no text is there and no key was pressed for a moment."""
        self._focus.set_composer(composer, at_rest)

    def show_requests(self, requests: Sequence[PendingRequest], state: State, viewed_session_id: str) -> None:
        """Show the pending requests of every session; the current card keeps its place, its choice and its text."""
        if viewed_session_id != self._viewed_session_id:
            self._queue.leave_other_sessions()
        self._state, self._viewed_session_id = state, viewed_session_id
        self._queue.set_requests(
            requests, viewed_session_id, {viewed_session_id, *selectors.list_session_tree(state, viewed_session_id)}
        )
        self._suspend_replaced_card()
        self.call_later(self._sync_cards)

    def focus_card(self) -> None:
        """Move the focus to the card; the first request of another session if this one has none."""
        if not self._queue.current:
            self._queue.choose_current()
        if not self._queue.current:
            self._queue.visit_other_session()
        self._request_focus()

    def show_next_request(self, by: int = 1) -> None:
        """Cycle through all requests, those of other sessions included."""
        self._closed_id = ""
        self._queue.step_current(by)
        self._request_focus()

    def confirm_delivery(self, request_id: str) -> None:
        """The server accepted the reply."""
        if (card := self._cards.get(request_id)) is not None and card.reply.state is ReplyState.SENDING:
            card.mark_delivered()

    def report_unconfirmed(self, request_id: str, notice: str) -> None:
        """It is not known whether the reply arrived: the card says so, and cannot be answered until it is."""
        if (card := self._cards.get(request_id)) is not None and card.reply.state is not ReplyState.CLOSED:
            card.show_unconfirmed(to_single_line(notice))

    def report_failure(self, request_id: str, reason: str) -> None:
        """The reply did not arrive; the card says so and can be answered again."""
        card = self._cards.get(request_id)
        if card is not None and self._queue.find_request(request_id) is not None:
            card.show_failure(reason)
            return
        self._notice = f"Your answer did not arrive: {to_single_line(reason)}"
        self.set_timer(NOTICE_SECONDS, self._clear_notice)
        self.call_later(self._sync_cards)

    def on_request_card_deferred(self, message: RequestCard.Deferred) -> None:
        message.stop()
        self._queue.leave_other_sessions()
        self._closed_id = ""
        self._focus.return_to_composer()
        self.call_later(self._sync_cards)

    def on_request_card_stepped(self, message: RequestCard.Stepped) -> None:
        message.stop()
        self.show_next_request(message.by)

    def on_request_card_changed(self, message: RequestCard.Changed) -> None:
        message.stop()
        self._claim_screen()

    def take_screen(self, is_alone: bool) -> None:
        """Use the whole screen, on which nothing else is shown, or only a part of it."""
        for card in self._cards.values():
            card.take_screen(is_alone)

    def on_resize(self) -> None:
        self.post_message(self.Moved())

    def on_hide(self) -> None:
        self.post_message(self.Moved())

    def _claim_screen(self) -> None:
        card = self.current_card
        is_needed = card is not None and card.needs_screen
        if is_needed != self._needs_screen:
            self._needs_screen = is_needed
            self.post_message(self.ScreenNeeded(is_needed))

    def on_click(self, event: events.Click) -> None:
        if event.widget is self._others_line and self._queue.foreign_requests:
            self._closed_id = ""
            self._queue.visit_other_session()
            self._request_focus()

    def _request_focus(self) -> None:
        self._focus.is_requested = True
        self.call_later(self._sync_cards)

    async def _sync_cards(self) -> None:
        """Bring the screen in line with what is pending. It runs in turn with all messages, never twice at once."""
        before = self._shown_card
        had_focus = before is not None and before.is_focused_within
        if before is self.current_card:
            self._announce_closed(before)
        if not self._closed_id:
            self._queue.choose_current()
        card = await self._ensure_card()
        if card is not None:
            await self._update_card(card)
            if not card.is_attached:
                return
        self._shown_card = card
        self._update_notice(card)
        for other in self._cards.values():
            other.display = other is card
        self.display = card is not None or self._others_line.display
        if card is not None and card is not before:
            card.wait_for_display()
        self._focus.move_focus(card, before, had_focus=had_focus)
        self._claim_screen()
        # Once the dock is laid out without them: until then the frames of removed cards would be drawn, empty.
        self.call_after_refresh(self._remove_stale_cards)

    def _suspend_replaced_card(self) -> None:
        """Let no key decide a request that now says something else, until that is on the screen."""
        card = self.current_card
        request = self._queue.find_request(card.request_id) if card is not None else None
        if card is not None and request is not None and card.view.is_outdated(request):
            card.suspend_keys()

    def _announce_closed(self, card: RequestCard | None) -> None:
        """Let a card whose request is no longer pending say so, unless the reply was its own."""
        if card is None or self._queue.find_request(card.request_id) is not None or not card.reply.is_open:
            return
        card.mark_closed()
        self._closed_id = card.request_id
        if not card.view.has_unsent_text:
            self.set_timer(CLOSED_SECONDS, lambda: self._dismiss_closed(card.request_id))

    def _dismiss_closed(self, request_id: str) -> None:
        if self._closed_id == request_id:
            self._closed_id = ""
            self.call_later(self._sync_cards)

    async def _ensure_card(self) -> RequestCard | None:
        """The card of the current request, made when it is first shown."""
        request = self._queue.find_request(self._queue.current)
        if request is None or request.id in self._cards:
            return self.current_card
        make_view = await self._views.make_view(request, self._state)
        if make_view is None:
            return None
        card = RequestCard(
            request.id,
            make_view,
            self._build_context(request),
            dock=self,
            clock=self._clock,
            key_presses=self._key_presses,
            return_keys=self._focus.hand_to_composer,
        )
        self._cards[request.id] = card
        await self.mount(card)
        return card

    async def _update_card(self, card: RequestCard) -> None:
        """Hand a card what is known now."""
        request = self._queue.find_request(card.request_id)
        if request is None:
            return
        card.card_context = self._build_context(request)
        if self._views.is_replaced(card.view, request, self._state):
            if seconds := self.pace.seconds_left:
                # What is shown must not be allowed: it is not what is asked for by now.
                card.suspend_keys()
                self._postpone_sync(seconds)
            else:
                await self._update_view(card, request)
        elif card.is_suspended:
            # It says again what it said before.
            card.wait_for_display()
        card.refresh_card()

    async def _update_view(self, card: RequestCard, request: PendingRequest) -> None:
        """Show the newest version of a request, which may be replaced again while it is judged."""
        self.pace.begin_judgement()
        await self._views.update_view(card.view, request, self._state)
        self.pace.end_judgement()
        newest = self._queue.find_request(card.request_id)
        if newest is not None and card.view.is_outdated(newest):
            card.suspend_keys()
        elif card.is_suspended:
            card.wait_for_display()

    def _postpone_sync(self, seconds: float) -> None:
        if self._sync_timer is not None:
            self._sync_timer.stop()
        self._sync_timer = self.set_timer(seconds, lambda: self.call_later(self._sync_cards))

    def _build_context(self, request: PendingRequest) -> CardContext:
        return CardContext(
            position=self._queue.position_of(request.id),
            total=self.request_count,
            requester=find_requester(self._state, request, self._viewed_session_id),
            home=self.home,
            grant_terms=GrantTerms(
                has_scopes=self._state.connection.embedded, ends_with_octui=self._state.connection.ends_with_octui
            ),
        )

    def _update_notice(self, card: RequestCard | None) -> None:
        """List the requests of other sessions, on one line."""
        shown_id = card.request_id if card is not None else ""
        others = [request for request in self._queue.foreign_requests if request.id != shown_id]
        notice = Content(
            self._notice
            or (describe_other_requests(self._state, others, is_card_shown=card is not None) if others else "")
        )
        show_line(self._others_line, notice)
        if card is not None:
            card.reserved_rows = int(bool(notice))

    async def _remove_stale_cards(self) -> None:
        for request_id, card in list(self._cards.items()):
            if card is not self._shown_card and self._queue.find_request(request_id) is None:
                self._views.forget_request(request_id)
                del self._cards[request_id]
                await card.remove()

    def _clear_notice(self) -> None:
        self._notice = ""
        self.call_later(self._sync_cards)

    @property
    def _others_line(self) -> Static:
        return self.query_exactly_one(".request-dock--others", Static)
