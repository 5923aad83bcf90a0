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

from octui.render.approval import PermissionPreview, build_permission_preview
from octui.render.asker import find_requester
from octui.render.cells import clip_text
from octui.render.deceit import escape_spoofing
from octui.render.safe import to_single_line
from octui.store import select
from octui.store.select import Ask
from octui.store.state import State
from octui.ui.ask_queue import AskQueue
from octui.ui.key_gate import Manner
from octui.ui.widgets.ask_card import AskCard, Fate, Typed
from octui.ui.widgets.ask_frame import Bearings
from octui.ui.widgets.permission_card import PermissionCard
from octui.ui.widgets.question_card import QuestionCard
from octui.wire.asks import Permission
from octui.wire.parts import ToolPart

FAREWELL: Final = 1.5
"""Seconds that a card which was answered elsewhere stays to say so."""

WORD: Final = 6.0
"""Seconds that news without a card stays."""

SECOND_LOOK: Final = 0.5
"""Seconds after which a card that arrived while somebody typed may still take the focus, once."""

TITLE_ROOM: Final = 28

HEAVY: Final = 50_000
"""A request of more characters is looked through in a thread."""


class AskDock(VerticalGroup):
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
        self._viewed = ""
        self._queue = AskQueue()
        self._farewell = ""
        """The ask whose card says that it was answered elsewhere."""
        self._focus_next: Manner | None = None
        self._cards: dict[str, AskCard] = {}
        self._shown: AskCard | None = None
        self._calls: dict[str, ToolPart | None] = {}
        self._word = ""

    @property
    def count(self) -> int:
        """How many asks wait, in all sessions."""
        return len(self._queue.asks)

    @property
    def card(self) -> AskCard | None:
        """The card on show."""
        return self._cards.get(self._queue.current)

    def compose(self) -> ComposeResult:
        yield Static(classes="ask-dock--others", markup=False)

    def on_mount(self) -> None:
        self.display = False

    def attach(self, composer: Widget, at_rest: Callable[[], bool]) -> None:
        """Say what takes the typing, and how to tell that nobody types: no text in it, and a moment without a key."""
        self._composer, self._at_rest = composer, at_rest

    def show(self, asks: Sequence[Ask], state: State, viewed_session_id: str) -> None:
        """Show what waits, of every session; what is on show keeps its place, its choice and what was written in it."""
        if viewed_session_id != self._viewed:
            self._queue.come_home()
        self._state, self._viewed = state, viewed_session_id
        self._queue.fill(asks, viewed_session_id, {viewed_session_id, *select.family(state, viewed_session_id)})
        self.call_later(self._settle)

    def focus_card(self) -> None:
        """Go and answer; the first ask of another session if this one has none."""
        if not self._queue.current:
            self._queue.settle()
        if not self._queue.current:
            self._queue.visit()
        self._go()

    def next_ask(self, by: int = 1) -> None:
        """Go round all asks, those of other sessions included."""
        self._farewell = ""
        self._queue.step(by)
        self._go()

    def delivered(self, ask_id: str) -> None:
        """The server took the answer."""
        if (card := self._cards.get(ask_id)) is not None and card.fate is Fate.SENDING:
            card.delivered()

    def failed(self, ask_id: str, sentence: str) -> None:
        """The answer did not arrive; the card says so and waits for a person."""
        card = self._cards.get(ask_id)
        if card is not None and self._queue.ask(ask_id) is not None:
            card.failed(sentence)
            return
        self._word = f"Your answer was not used: {to_single_line(sentence)}"
        self.set_timer(WORD, self._forget_word)
        self.call_later(self._settle)

    def on_ask_card_left(self, message: AskCard.Left) -> None:
        message.stop()
        self._queue.come_home()
        self._farewell = ""
        self._to_composer()
        self.call_later(self._settle)

    def on_ask_card_stepped(self, message: AskCard.Stepped) -> None:
        message.stop()
        self.next_ask(message.by)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self._others and self._queue.foreign:
            self._farewell = ""
            self._queue.visit()
            self._go()

    def _go(self) -> None:
        self._focus_next = Manner.CHOSEN
        self.call_later(self._settle)

    async def _settle(self) -> None:
        """Bring the screen in line with what waits. Runs in turn with everything else here, never twice at once."""
        before = self._shown
        held = before is not None and before.focused_within
        if before is self.card:
            self._take_leave(before)
        if not self._farewell:
            self._queue.settle()
        card = await self._card()
        if card is not None:
            await self._present(card)
        self._shown = card
        self._tell(card)
        for other in self._cards.values():
            other.display = other is card
        self.display = card is not None or self._others.display
        if card is not None and card is not before:
            card.appear()
        self._move_focus(card, before, held)
        await self._clear_away(card)

    def _take_leave(self, card: AskCard | None) -> None:
        """Let a card whose ask is gone say so, unless the answer was its own."""
        if card is None or self._queue.ask(card.ask_id) is not None or card.fate is not Fate.OPEN:
            return
        card.vanish()
        self._farewell = card.ask_id
        if not card.holds_words:
            self.set_timer(FAREWELL, lambda: self._dismiss(card.ask_id))

    def _dismiss(self, ask_id: str) -> None:
        if self._farewell == ask_id:
            self._farewell = ""
            self.call_later(self._settle)

    async def _card(self) -> AskCard | None:
        """The card of the current ask, made when it is first wanted."""
        ask = self._queue.ask(self._queue.current)
        if ask is None or ask.id in self._cards:
            return self.card
        bearings = self._bearings(ask)
        card: AskCard
        if ask.permission is not None:
            part = self._calls[ask.id] = self._call(ask)
            runs = await _runs(ask.permission, part)
            card = PermissionCard(ask.permission, runs, bearings, clock=self._clock, give_back=self._give_back)
        elif ask.question is not None:
            card = QuestionCard(ask.question, bearings, clock=self._clock, give_back=self._give_back)
        else:
            return None
        self._cards[ask.id] = card
        await self.mount(card)
        return card

    async def _present(self, card: AskCard) -> None:
        """Tell a card what is known now."""
        ask = self._queue.ask(card.ask_id)
        if ask is None:
            return
        card.bearings = self._bearings(ask)
        if isinstance(card, PermissionCard) and ask.permission is not None:
            part = self._call(ask)
            if ask.permission is not card.permission or part is not self._calls.get(ask.id):
                self._calls[ask.id] = part
                card.present(ask.permission, await _runs(ask.permission, part))
        card.redraw()

    def _bearings(self, ask: Ask) -> Bearings:
        return Bearings(
            position=self._queue.place(ask.id),
            total=self.count,
            asker=find_requester(self._state, ask, self._viewed),
            home=self.home,
            focus_key=self.focus_key,
            grants_last=self._state.connection.embedded,
        )

    def _tell(self, card: AskCard | None) -> None:
        """Announce what waits elsewhere, on one line."""
        shown = card.ask_id if card is not None else ""
        elsewhere = [ask for ask in self._queue.foreign if ask.id != shown]
        words = self._word
        if elsewhere:
            named = " · ".join(self._named(ask) for ask in elsewhere[:3])
            more = " …" if len(elsewhere) > 3 else ""
            verb = "waits" if len(elsewhere) == 1 else "wait"
            also = "more " if card is not None else ""
            key = "" if card is not None else f" · {self.focus_key} to answer"
            words = words or f"△ {len(elsewhere)} {also}{verb} in other sessions{key}: {named}{more}"
        if self._others.content != Content(words):
            self._others.update(Content(words))
        self._others.display = bool(words)
        if card is not None:
            card.reserve = int(bool(words))

    def _named(self, ask: Ask) -> str:
        line = select.lineage(self._state, ask.session_id)
        title = (line[0].title if line else "") or ask.session_id
        about = ask.permission.permission if ask.permission is not None else "question"
        return f"{to_single_line(escape_spoofing(about))} in ‘{clip_text(to_single_line(escape_spoofing(title)), TITLE_ROOM)}’"

    def _move_focus(self, card: AskCard | None, before: AskCard | None, held: bool) -> None:
        wanted, self._focus_next = self._focus_next, None
        new = card is not before
        if card is None:
            if held:
                self._to_composer()
        elif wanted is not None:
            card.take_focus(wanted)
        elif new and held and before is not None:
            card.take_focus(before.gate.heir)
        elif new:
            self._offer_focus(card, again=True)

    def _offer_focus(self, card: AskCard, again: bool) -> None:
        """Give a card the focus if nobody types, or a moment later: the last key may have sent a prompt."""
        if self._nobody_types() and self.card is card:
            card.take_focus(Manner.ARRIVED)
        elif again:
            self.set_timer(SECOND_LOOK, lambda: self._offer_focus(card, again=False))

    async def _clear_away(self, shown: AskCard | None) -> None:
        for ask_id, card in list(self._cards.items()):
            if card is not shown and self._queue.ask(ask_id) is None:
                self._calls.pop(ask_id, None)
                del self._cards[ask_id]
                await card.remove()

    def _nobody_types(self) -> bool:
        idle = self.screen.is_active and self.screen.focused in (None, self._composer)
        return idle and self._composer is not None and self._at_rest()

    def _to_composer(self) -> None:
        if self._composer is not None:
            self.screen.set_focus(self._composer, scroll_visible=False)
        else:
            self.screen.set_focus(None)

    def _give_back(self, typed: Typed) -> bool:
        if self._composer is None:
            return False
        for event in typed:
            self._composer.post_message(event)
        self._to_composer()
        return True

    def _forget_word(self) -> None:
        self._word = ""
        self.call_later(self._settle)

    def _call(self, ask: Ask) -> ToolPart | None:
        return select.tool_part(self._state, ask.call) if ask.call is not None else None

    @property
    def _others(self) -> Static:
        return self.query_exactly_one(".ask-dock--others", Static)


async def _runs(permission: Permission, part: ToolPart | None) -> PermissionPreview:
    told = [*permission.metadata.values(), *(part.state.input.values() if part is not None else ())]
    if sum(len(value) for value in told if isinstance(value, str)) > HEAVY:
        return await to_thread(build_permission_preview, permission, part)
    return build_permission_preview(permission, part)
