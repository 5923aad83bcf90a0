"""What waits for an answer, between transcript and composer: one ask at a time, all of them counted."""

from asyncio import to_thread
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from octui.render.requests.permission_preview import PermissionPreview, build_permission_preview
from octui.render.requests.requester import find_requester
from octui.render.text.cell_width import clip_text
from octui.render.text.sanitize import to_single_line
from octui.render.text.spoofing import escape_spoofing
from octui.store import select
from octui.store.select import Ask
from octui.store.state import State
from octui.ui.approvals.card_frame import CardContext
from octui.ui.approvals.key_guard import FocusOrigin
from octui.ui.approvals.permission_view import PermissionCard
from octui.ui.approvals.question_view import QuestionCard
from octui.ui.approvals.request_card import ReplyState, RequestCard, TypedEvents
from octui.ui.approvals.request_queue import RequestQueue
from octui.wire.asks import Permission
from octui.wire.parts import ToolPart

CLOSED_SECONDS: Final = 1.5
"""Seconds that a card which was answered elsewhere stays to say so."""

NOTICE_SECONDS: Final = 6.0
"""Seconds that news without a card stays."""

FOCUS_RETRY_SECONDS: Final = 0.5
"""Seconds after which a card that arrived while somebody typed may still take the focus, once."""

MAX_TITLE_WIDTH: Final = 28

THREADED_PREVIEW_LENGTH: Final = 50_000
"""A request of more characters is looked through in a thread."""


class RequestDock(VerticalGroup):
    """Shows an ask of the session's family by itself; asks of other sessions it tells of, and shows when told to."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = monotonic,
        focus_key: str = "ctrl+y",
        home: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.focus_key = focus_key
        self.home = home
        """The home directory on the server, shown as `~`."""
        self._clock = clock
        self._composer: Widget | None = None
        self._at_rest: Callable[[], bool] = lambda: False
        self._state = State()
        self._viewed_session_id = ""
        self._queue = RequestQueue()
        self._closed_id = ""
        """The ask whose card says that it was answered elsewhere."""
        self._next_focus: FocusOrigin | None = None
        self._cards: dict[str, RequestCard] = {}
        self._shown_card: RequestCard | None = None
        self._tool_parts: dict[str, ToolPart | None] = {}
        self._notice = ""

    @property
    def request_count(self) -> int:
        """How many asks wait, in all sessions."""
        return len(self._queue.requests)

    @property
    def current_card(self) -> RequestCard | None:
        """The card on show."""
        return self._cards.get(self._queue.current)

    def compose(self) -> ComposeResult:
        yield Static(classes="request-dock--others", markup=False)

    def on_mount(self) -> None:
        self.display = False

    def set_composer(self, composer: Widget, at_rest: Callable[[], bool]) -> None:
        """Say what takes the typing, and how to tell that nobody types: no text in it, and a moment without a key."""
        self._composer, self._at_rest = composer, at_rest

    def show_requests(self, asks: Sequence[Ask], state: State, viewed_session_id: str) -> None:
        """Show what waits, of every session; what is on show keeps its place, its choice and what was written in it."""
        if viewed_session_id != self._viewed_session_id:
            self._queue.leave_other_sessions()
        self._state, self._viewed_session_id = state, viewed_session_id
        self._queue.set_requests(asks, viewed_session_id, {viewed_session_id, *select.family(state, viewed_session_id)})
        self.call_later(self._sync_cards)

    def focus_card(self) -> None:
        """Go and answer; the first ask of another session if this one has none."""
        if not self._queue.current:
            self._queue.choose_current()
        if not self._queue.current:
            self._queue.visit_other_session()
        self._request_focus()

    def show_next_request(self, by: int = 1) -> None:
        """Go round all asks, those of other sessions included."""
        self._closed_id = ""
        self._queue.step_current(by)
        self._request_focus()

    def confirm_delivery(self, ask_id: str) -> None:
        """The server took the answer."""
        if (card := self._cards.get(ask_id)) is not None and card.reply_state is ReplyState.SENDING:
            card.mark_delivered()

    def report_failure(self, ask_id: str, sentence: str) -> None:
        """The answer did not arrive; the card says so and waits for a person."""
        card = self._cards.get(ask_id)
        if card is not None and self._queue.find_request(ask_id) is not None:
            card.show_failure(sentence)
            return
        self._notice = f"Your answer was not used: {to_single_line(sentence)}"
        self.set_timer(NOTICE_SECONDS, self._clear_notice)
        self.call_later(self._sync_cards)

    def on_request_card_deferred(self, message: RequestCard.Deferred) -> None:
        message.stop()
        self._queue.leave_other_sessions()
        self._closed_id = ""
        self._focus_composer()
        self.call_later(self._sync_cards)

    def on_request_card_stepped(self, message: RequestCard.Stepped) -> None:
        message.stop()
        self.show_next_request(message.by)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self._others_line and self._queue.foreign_requests:
            self._closed_id = ""
            self._queue.visit_other_session()
            self._request_focus()

    def _request_focus(self) -> None:
        self._next_focus = FocusOrigin.USER
        self.call_later(self._sync_cards)

    async def _sync_cards(self) -> None:
        """Bring the screen in line with what waits. Runs in turn with everything else here, never twice at once."""
        before = self._shown_card
        held = before is not None and before.is_focused_within
        if before is self.current_card:
            self._announce_closed(before)
        if not self._closed_id:
            self._queue.choose_current()
        card = await self._ensure_card()
        if card is not None:
            await self._update_card(card)
        self._shown_card = card
        self._update_notice(card)
        for other in self._cards.values():
            other.display = other is card
        self.display = card is not None or self._others_line.display
        if card is not None and card is not before:
            card.wait_for_display()
        self._move_focus(card, before, held)
        await self._remove_stale_cards(card)

    def _announce_closed(self, card: RequestCard | None) -> None:
        """Let a card whose ask is gone say so, unless the answer was its own."""
        if (
            card is None
            or self._queue.find_request(card.request_id) is not None
            or card.reply_state is not ReplyState.OPEN
        ):
            return
        card.mark_closed()
        self._closed_id = card.request_id
        if not card.has_unsent_text:
            self.set_timer(CLOSED_SECONDS, lambda: self._dismiss_closed(card.request_id))

    def _dismiss_closed(self, ask_id: str) -> None:
        if self._closed_id == ask_id:
            self._closed_id = ""
            self.call_later(self._sync_cards)

    async def _ensure_card(self) -> RequestCard | None:
        """The card of the current ask, made when it is first wanted."""
        ask = self._queue.find_request(self._queue.current)
        if ask is None or ask.id in self._cards:
            return self.current_card
        bearings = self._build_context(ask)
        card: RequestCard
        if ask.permission is not None:
            part = self._tool_parts[ask.id] = self._find_tool_part(ask)
            runs = await _build_preview(ask.permission, part)
            card = PermissionCard(ask.permission, runs, bearings, clock=self._clock, give_back=self._hand_to_composer)
        elif ask.question is not None:
            card = QuestionCard(ask.question, bearings, clock=self._clock, give_back=self._hand_to_composer)
        else:
            return None
        self._cards[ask.id] = card
        await self.mount(card)
        return card

    async def _update_card(self, card: RequestCard) -> None:
        """Tell a card what is known now."""
        ask = self._queue.find_request(card.request_id)
        if ask is None:
            return
        card.card_context = self._build_context(ask)
        if isinstance(card, PermissionCard) and ask.permission is not None:
            part = self._find_tool_part(ask)
            if ask.permission is not card.permission or part is not self._tool_parts.get(ask.id):
                self._tool_parts[ask.id] = part
                card.update_permission(ask.permission, await _build_preview(ask.permission, part))
        card.refresh_card()

    def _build_context(self, ask: Ask) -> CardContext:
        return CardContext(
            position=self._queue.position_of(ask.id),
            total=self.request_count,
            requester=find_requester(self._state, ask, self._viewed_session_id),
            home=self.home,
            focus_key=self.focus_key,
            grants_persist=self._state.connection.embedded,
        )

    def _update_notice(self, card: RequestCard | None) -> None:
        """Announce what waits elsewhere, on one line."""
        shown = card.request_id if card is not None else ""
        elsewhere = [ask for ask in self._queue.foreign_requests if ask.id != shown]
        words = self._notice
        if elsewhere:
            named = " · ".join(self._describe_request(ask) for ask in elsewhere[:3])
            more = " …" if len(elsewhere) > 3 else ""
            verb = "waits" if len(elsewhere) == 1 else "wait"
            also = "more " if card is not None else ""
            key = "" if card is not None else f" · {self.focus_key} to answer"
            words = words or f"△ {len(elsewhere)} {also}{verb} in other sessions{key}: {named}{more}"
        if self._others_line.content != Content(words):
            self._others_line.update(Content(words))
        self._others_line.display = bool(words)
        if card is not None:
            card.reserved_rows = int(bool(words))

    def _describe_request(self, ask: Ask) -> str:
        line = select.lineage(self._state, ask.session_id)
        title = (line[0].title if line else "") or ask.session_id
        about = ask.permission.permission if ask.permission is not None else "question"
        shown = clip_text(to_single_line(escape_spoofing(title)), MAX_TITLE_WIDTH)
        return f"{to_single_line(escape_spoofing(about))} in ‘{shown}’"

    def _move_focus(self, card: RequestCard | None, before: RequestCard | None, held: bool) -> None:
        wanted, self._next_focus = self._next_focus, None
        new = card is not before
        if card is None:
            if held:
                self._focus_composer()
        elif wanted is not None:
            card.take_focus(wanted)
        elif new and held and before is not None:
            card.take_focus(before.key_guard.inherited_origin)
        elif new:
            self._offer_focus(card, again=True)

    def _offer_focus(self, card: RequestCard, again: bool) -> None:
        """Give a card the focus if nobody types, or a moment later: the last key may have sent a prompt."""
        if self._is_keyboard_idle() and self.current_card is card:
            card.take_focus(FocusOrigin.AUTOMATIC)
        elif again:
            self.set_timer(FOCUS_RETRY_SECONDS, lambda: self._offer_focus(card, again=False))

    async def _remove_stale_cards(self, shown: RequestCard | None) -> None:
        for ask_id, card in list(self._cards.items()):
            if card is not shown and self._queue.find_request(ask_id) is None:
                self._tool_parts.pop(ask_id, None)
                del self._cards[ask_id]
                await card.remove()

    def _is_keyboard_idle(self) -> bool:
        idle = self.screen.is_active and self.screen.focused in (None, self._composer)
        return idle and self._composer is not None and self._at_rest()

    def _focus_composer(self) -> None:
        if self._composer is not None:
            self.screen.set_focus(self._composer, scroll_visible=False)
        else:
            self.screen.set_focus(None)

    def _hand_to_composer(self, typed: TypedEvents) -> bool:
        if self._composer is None:
            return False
        for event in typed:
            self._composer.post_message(event)
        self._focus_composer()
        return True

    def _clear_notice(self) -> None:
        self._notice = ""
        self.call_later(self._sync_cards)

    def _find_tool_part(self, ask: Ask) -> ToolPart | None:
        return select.tool_part(self._state, ask.call) if ask.call is not None else None

    @property
    def _others_line(self) -> Static:
        return self.query_exactly_one(".request-dock--others", Static)


async def _build_preview(permission: Permission, part: ToolPart | None) -> PermissionPreview:
    told = [*permission.metadata.values(), *(part.state.input.values() if part is not None else ())]
    if sum(len(value) for value in told if isinstance(value, str)) > THREADED_PREVIEW_LENGTH:
        return await to_thread(build_permission_preview, permission, part)
    return build_permission_preview(permission, part)
