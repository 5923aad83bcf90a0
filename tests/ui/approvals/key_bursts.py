"""Random keys into the real dock and a real prompt, while cards come, change, close and make way for others.

Only the clock of the guard is a test's: key events, focus, message queues and drawing are Textual's own. Between keys
the program gets a random number of turns, so that keys also meet cards that are half mounted or half removed.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from textual import events

from octui.store import selectors
from octui.ui.messages import RejectQuestion, ReplyPermission, ReplyQuestion
from octui.wire.requests import Permission, Question
from tests.support.request_dock import CHILD, ELSEWHERE, HERE, DockPilot, make_bash_permission, make_question, open_dock

IDLE_SECONDS = 0.35
LETTERS = "abcdefghijklmnopqrstuvwxyz 123"
LONGEST_STALL = 1.8
"""Seconds that a slow line may hold back what a key held down repeats; then all of it comes at once."""

Press = tuple[str, str, float]
"""The key, its character, and the seconds before it."""


@dataclass
class KeyCount:
    """What came of the bursts, and of the deliberate presses between them."""

    bursts: int = 0
    presses: int = 0
    unmeant: list[str] = field(default_factory=list)
    """What was decided by keys that were not meant for that card."""
    unheard: int = 0
    """Deliberate presses that did not count."""


class KeyboardSimulation:
    """One person at the keyboard, who answers only where a burst says so."""

    def __init__(self, dock: DockPilot, random: Random) -> None:
        self.dock = dock
        self.app = dock.app
        self.random = random
        self.count = KeyCount()
        self._number = 0
        self._pending: dict[str, Permission | Question] = {}
        self.app.at_rest = lambda: (
            not self.app.composer.text and self.app.clock.now - self.app.key_presses.last_at >= IDLE_SECONDS
        )

    async def run_burst(self) -> None:
        """Type, hold a key or answer one card, while others come and go; nothing else may be decided."""
        self.count.bursts += 1
        is_answering = self.random.random() < 0.25
        presses = _make_presses(self.random, is_held=is_answering)
        answered = await self._answer_first_card() if is_answering else ""
        if not is_answering and self.random.random() < 0.3:
            # A card that took the focus by itself, while the keyboard was idle.
            self._add_request()
            await self._take_turns(self.random.randint(0, 30))
        disturbed = {self.random.randrange(len(presses)) for _ in range(self.random.randint(1, 4))}
        if not is_answering:
            # The hands are on the keyboard before the card that could be decided has been looked at.
            await self._press(*presses[0][:2], 0.0)
        for number, (key, character, pause) in enumerate(presses):
            if number in disturbed:
                # Within the pause: the keyboard does not wait for what happens on the screen.
                before = pause * self.random.random() * 0.5
                self.app.clock.advance(before)
                pause -= before
                self._disturb()
                await self._take_turns(self.random.randint(0, 12))
            await self._press(key, character, pause)
        await self._settle_down()
        decided = [message for message in self.app.decided if _get_request_id(message) != answered]
        self.count.unmeant += [f"burst {self.count.bursts}: {_get_request_id(message)}" for message in decided]
        await self._clear_desk()

    async def press_deliberately(self) -> None:
        """One press of Enter on a card that was looked at for a while."""
        if not await self._answer_first_card():
            self.count.unheard += 1
        await self._settle_down()
        await self._clear_desk()

    async def _answer_first_card(self) -> str:
        """Look at a card and allow it; the id of its request, `""` when the press did not count."""
        request_id = self._add_request(is_permission=True)
        await self.dock.show_dock()
        await self.dock.wait_until(lambda: self._find_current() == request_id)
        await self.dock.focus_card()
        await self.dock.wait_until(lambda: self.app.permission_view.button_row.options[0].is_enabled)
        self.app.clock.advance(2.5)
        await self._press("enter", "\r", 0.0)
        await self.dock.pilot.pause()
        return request_id if any(_get_request_id(message) == request_id for message in self.app.decided) else ""

    def _disturb(self) -> None:
        choices: list[Callable[[], object]] = [self._add_request]
        if self._pending:
            choices += [self._settle_current, self._replace_current, self._replace_current, self._swap_current]
        self.random.choice(choices)()

    def _add_request(self, *, is_permission: bool = False) -> str:
        self._number += 1
        request: Permission | Question
        if is_permission or self.random.random() < 0.8:
            request = make_bash_permission(
                f"make step{self._number}",
                *(["make *"] if self.random.random() < 0.5 else []),
                id=f"per_{self._number:05}",
                session_id=HERE if is_permission else self.random.choice((HERE, HERE, CHILD, ELSEWHERE)),
            )
        else:
            request = make_question("Yes", "No", id=f"que_{self._number:05}")
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
        self.dock.load_requests(*self._pending.values())
        state = self.app.store.state
        self.app.dock.show_requests(selectors.list_pending_requests(state), state, self.app.viewed)

    async def _press(self, key: str, character: str, pause: float) -> None:
        self.app.clock.advance(pause)
        self.count.presses += 1
        self.app.post_message(events.Key(key, character))
        await self._take_turns(self.random.choice((0, 1, 3, 10, 40)))

    async def _take_turns(self, count: int) -> None:
        for _ in range(count):
            await asyncio.sleep(0)

    async def _settle_down(self) -> None:
        """Until no queue on the screen holds anything, and what is new was drawn."""
        for _ in range(400):
            await asyncio.sleep(0)
            card = self.app.dock.current_card
            nodes = (self.app, self.app.screen, self.app.dock, self.app.composer, *((card,) if card else ()))
            waiting = any(node._message_queue is not None and not node._message_queue.empty() for node in nodes)
            if not waiting and (card is None or card.key_guard.grace_period.remaining_seconds < 100):
                return
        await self.dock.pilot.pause()

    async def _clear_desk(self) -> None:
        """Nothing is pending, nothing typed, and the person has stopped."""
        self._pending.clear()
        self._show_pending()
        await self._settle_down()
        # The time that a card stays to say that it was answered elsewhere is over.
        self.app.dock._dismiss_closed(self.app.dock._closed_id)
        await self._settle_down()
        self.app.decided.clear()
        self.app.composer.text = ""
        self.app.clock.advance(4)
        await self._settle_down()
        self.app.screen.set_focus(self.app.composer)
        await self._settle_down()


async def run_key_bursts(count: int, seed: int) -> KeyCount:
    """So many bursts in one app, and after every tenth a deliberate press."""
    async with open_dock((60, 16)) as dock:
        simulation = KeyboardSimulation(dock, Random(seed))
        for number in range(count):
            await simulation.run_burst()
            if number % 10 == 0:
                await simulation.press_deliberately()
        return simulation.count


def _make_presses(random: Random, *, is_held: bool) -> list[Press]:
    length = random.randint(3, 14)
    key, character = random.choice((("enter", "\r"), ("enter", "\r"), ("space", " ")))
    match "held" if is_held else random.choice(("typing", "held", "rhythm")):
        case "held":
            if is_held:
                key, character = "enter", "\r"
            pauses = [random.uniform(0.25, 0.7), *(random.uniform(0.02, 0.1) for _ in range(length))]
            if random.random() < 0.4:
                stalled = random.randrange(3, len(pauses) + 1)
                pauses[stalled:] = [random.uniform(0.2, LONGEST_STALL), *(0.0 for _ in pauses[stalled + 1 :])]
        case "rhythm":
            period, jitter = random.uniform(0.1, 1.1), random.uniform(0, 0.15)
            pauses = [period * random.uniform(1 - jitter, 1 + jitter) for _ in range(length)]
            pauses[0] = min(pauses[0], 0.8)
        case _:
            return [_type_key(random, random.uniform(0.02, 0.34)) for _ in range(length)]
    return [(key, character, pause) for pause in pauses]


def _type_key(random: Random, pause: float) -> Press:
    character = random.choice(LETTERS)
    if random.random() < 0.25:
        return "enter", "\r", pause
    return ("space" if character == " " else character), character, pause


def _get_request_id(message: object) -> str:
    return message.request.id if isinstance(message, ReplyPermission | ReplyQuestion | RejectQuestion) else ""
