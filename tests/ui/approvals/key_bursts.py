"""Random keys into the real dock and a real prompt, while cards come, change, close and make way for others.

Key events, type-ahead, focus, message queues, timers and drawing are octui's and Textual's own; only time is virtual,
so that a pause is exactly as long as it says, on a machine however busy. Between keys the program gets a random number
of turns, so that keys also meet cards that are half mounted or half removed.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static, TextArea

from octui.store import selectors
from octui.ui.approvals.card_body import CardBody
from octui.ui.approvals.dock import RequestDock
from octui.ui.approvals.grace_period import QUIET_SECONDS
from octui.ui.approvals.permission_view import PermissionStep
from octui.ui.input.key_presses import KeyPresses
from octui.ui.input.type_ahead import TypeAhead, TypedInput
from octui.ui.messages import RejectQuestion, ReplyPermission, ReplyQuestion
from octui.wire.requests import Permission, Question
from tests.support.fake_clock import run_in_virtual_time
from tests.support.request_dock import CHILD, ELSEWHERE, HERE, DockApp, make_bash_permission, make_question
from tests.ui.approvals.key_presses import Press, make_presses

PATIENCE_SECONDS = 5.0
"""Virtual seconds after which something that was to happen never will."""


@dataclass
class KeyCount:
    """What came of the bursts, and of the deliberate presses between them."""

    bursts: int = 0
    presses: int = 0
    unmeant: list[str] = field(default_factory=list)
    """What was decided by keys that were not meant for that card."""
    unheard: int = 0
    """Deliberate presses that did not count."""


class Prompt(TextArea):
    """Enter sends what was written."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            self.text = ""
            event.stop()
            event.prevent_default()
        else:
            await super()._on_key(event)


class BareScreen(Screen[None]):
    """Lays everything out and draws only what a card keeps account of: the rows that have to be read."""

    def _compositor_refresh(self) -> None:
        for body, (region, clip) in self._compositor.visible_widgets.items():
            shown = region.intersection(clip)
            if shown and isinstance(body, CardBody):
                body.render_lines(shown.translate(-region.offset))
        self._dirty_widgets.clear()
        self._compositor._dirty_regions.clear()


class BurstApp(DockApp):
    """Keys take octui's own way in, or, without type-ahead, meet whatever has the focus that very moment."""

    def __init__(self, clock: Callable[[], float], *, has_type_ahead: bool) -> None:
        super().__init__()
        self.now = clock
        self.key_presses = KeyPresses(clock)
        self.type_ahead = TypeAhead(self, self._deliver_input) if has_type_ahead else None
        self.at_rest = lambda: not self.composer.text and clock() - self.key_presses.last_at >= QUIET_SECONDS

    def get_default_screen(self) -> Screen[None]:
        return BareScreen(id="_default")

    def compose(self) -> ComposeResult:
        yield Static("Press y to continue", id="transcript", markup=False)
        yield RequestDock(clock=self.now, key_presses=self.key_presses, home="/srv")
        yield Prompt(id="composer", compact=True)

    def on_mount(self) -> None:
        super().on_mount()
        if self.type_ahead is not None:
            self.type_ahead.hold_input()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self.key_presses.record_press(event.key, event.time)
            if not event.is_forwarded and self.type_ahead is not None:
                await self.type_ahead.enqueue_input(event)
                return
        await super(DockApp, self).on_event(event)

    async def _deliver_input(self, typed: TypedInput) -> bool:
        assert isinstance(typed, events.Event)
        await super(DockApp, self).on_event(typed)
        return True


class KeyboardSimulation:
    """One person at the keyboard, who answers only where a burst says so."""

    def __init__(self, app: BurstApp, random: Random) -> None:
        self.app = app
        self.random = random
        self.count = KeyCount()
        self._number = 0
        self._pending: dict[str, Permission | Question] = {}

    async def run_burst(self) -> None:
        """Write, hold a key or answer one card, while others come and go; nothing else may be decided."""
        self.count.bursts += 1
        is_answering = self.random.random() < 0.25
        answered = await self._answer_first_card() if is_answering else ""
        presses = make_presses(self.random, is_held=is_answering)
        if not is_answering and self.random.random() < 0.4:
            # A card that takes the focus by itself, as the keyboard is idle: who writes may begin at any time.
            self._add_request()
            await asyncio.sleep(self.random.uniform(0.2, 3.0) if presses[0].writes else 0.0)
        disturbed = {self.random.randrange(len(presses)) for _ in range(self.random.randint(1, 4))}
        if not is_answering and not presses[0].writes:
            # The hands are on the keyboard before the card that could be decided has been looked at.
            await self._press(presses[0], 0.0)
        for number, press in enumerate(presses):
            pause = press.pause
            if number in disturbed:
                before = pause * self.random.random()
                await asyncio.sleep(before)
                pause -= before
                self._disturb()
                await self._take_turns(self.random.randint(0, 12))
            await self._press(press, pause)
        await asyncio.sleep(self.random.uniform(0.2, 1.0))
        decided = [message for message in self.app.decided if _get_request_id(message) != answered]
        self.count.unmeant += [f"burst {self.count.bursts}: {_get_request_id(message)}" for message in decided]
        await self._clear_desk()

    async def press_deliberately(self) -> None:
        """Enter on a card that was looked at for a while, and quick choices on another one that comes after it."""
        if not await self._answer_first_card():
            self.count.unheard += 1
        if not await self._choose_on_next_card():
            self.count.unheard += 1
        await self._clear_desk()

    async def _answer_first_card(self) -> str:
        """Look at a card and allow it; the id of its request, `""` when the press did not count."""
        request_id = self._add_request(is_permission=True)
        dock = self.app.dock
        await self._wait_until(lambda: dock.current_card is not None and dock.current_card.request_id == request_id)
        dock.focus_card()
        await self._wait_until(lambda: self.app.permission_view.button_row.options[0].is_enabled)
        await asyncio.sleep(self.random.uniform(2.0, 4.0))
        await self._press(Press("enter", "\r", 0.0), 0.0)
        await asyncio.sleep(0.1)
        return request_id if any(_get_request_id(message) == request_id for message in self.app.decided) else ""

    async def _choose_on_next_card(self) -> bool:
        """Select another answer and give it at once; whether both keys counted."""
        self._settle_current()
        request_id = self._add_request(is_permission=True)
        dock = self.app.dock
        await self._wait_until(lambda: dock.current_card is not None and dock.current_card.request_id == request_id)
        await self._wait_until(lambda: self.app.permission_view.button_row.options[0].is_enabled)
        if is_visited := self.random.random() < 0.5:
            self.app.screen.set_focus(self.app.composer)
        await asyncio.sleep(self.random.uniform(0.55, 1.0))
        if is_visited:
            dock.focus_card()
            await asyncio.sleep(0.05)
        await self._press(Press("right", "", 0.0), 0.0)
        await self._press(Press("enter", "\r", 0.0), self.random.uniform(0.03, 0.35))
        await asyncio.sleep(0.1)
        is_decided = any(_get_request_id(message) == request_id for message in self.app.decided)
        return is_decided or self.app.permission_view.step is not PermissionStep.CHOOSE

    def _disturb(self) -> None:
        choices: list[Callable[[], object]] = [self._add_request]
        if self._pending:
            choices += [self._settle_current, self._replace_current, self._replace_current, self._swap_current]
        self.random.choice(choices)()

    def _add_request(self, *, is_permission: bool = False) -> str:
        self._number += 1
        request: Permission | Question
        if is_permission or self.random.random() < 0.7:
            request = make_bash_permission(
                f"make step{self._number}",
                *(["make *"] if self.random.random() < 0.5 else []),
                id=f"per_{self._number:05}",
                session_id=HERE if is_permission else self.random.choice((HERE, HERE, CHILD, ELSEWHERE)),
            )
        else:
            request = make_question("Yes", "No", id=f"que_{self._number:05}", multiple=self.random.random() < 0.3)
        self._pending[request.id] = request
        self._show_pending()
        return request.id

    def _settle_current(self) -> None:
        self._pending.pop(self._find_current(), None)
        self._show_pending()

    def _replace_current(self) -> None:
        current = self._find_current()
        if isinstance(self._pending.get(current), Permission):
            self._number += 1
            self._pending[current] = make_bash_permission(f"rm -rf step{self._number}", "rm *", id=current)
        self._show_pending()

    def _swap_current(self) -> None:
        self._pending.pop(self._find_current(), None)
        self._add_request()

    def _find_current(self) -> str:
        card = self.app.dock.current_card
        return card.request_id if card is not None and card.request_id in self._pending else next(iter(self._pending))

    def _show_pending(self) -> None:
        self.app.load_requests(*self._pending.values())
        state = self.app.store.state
        self.app.dock.show_requests(selectors.list_pending_requests(state), state, self.app.viewed)

    async def _press(self, press: Press, pause: float) -> None:
        await asyncio.sleep(pause)
        self.count.presses += 1
        self.app.post_message(events.Key(press.key, press.character or None))
        await self._take_turns(self.random.choice((0, 1, 3, 10, 40)))

    async def _take_turns(self, count: int) -> None:
        for _ in range(count):
            await asyncio.sleep(0)

    async def _wait_until(self, is_true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not is_true():
                await asyncio.sleep(0.02)

    async def _clear_desk(self) -> None:
        """Nothing is pending, nothing written, and the person has stopped."""
        self._pending.clear()
        self._show_pending()
        # Longer than a card stays to say that it was answered elsewhere.
        await asyncio.sleep(4)
        self.app.decided.clear()
        self.app.composer.text = ""
        self.app.screen.set_focus(self.app.composer)
        await asyncio.sleep(0.1)


def run_key_bursts(count: int, seed: int) -> KeyCount:
    """So many bursts in one app, and after every tenth a deliberate press; the same for a seed wherever it runs."""
    return run_in_virtual_time(_run_bursts(count, seed))


async def _run_bursts(count: int, seed: int) -> KeyCount:
    async with _open_app(has_type_ahead=seed % 2 == 0) as app:
        simulation = KeyboardSimulation(app, Random(seed))
        for number in range(count):
            await simulation.run_burst()
            if number % 10 == 0:
                await simulation.press_deliberately()
        return simulation.count


@asynccontextmanager
async def _open_app(*, has_type_ahead: bool) -> AsyncIterator[BurstApp]:
    app = BurstApp(asyncio.get_running_loop().time, has_type_ahead=has_type_ahead)
    async with app.run_test(size=(60, 16), notifications=False):
        await asyncio.sleep(1)
        yield app


def _get_request_id(message: object) -> str:
    return message.request.id if isinstance(message, ReplyPermission | ReplyQuestion | RejectQuestion) else ""
