"""Keys reach what they were meant for, however fast they come.

Every widget takes its messages at its own pace, and a change of focus comes after what waits already: of a tab and a
letter read in one go, the letter would still reach the field that was left. So a key is given out when all that the
one before it set off is done.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from textual.app import App
from textual.dom import DOMNode
from textual.events import Key, Paste
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, TextArea

from octui.ui.leader import takes_every_key

Typed = Key | Paste

PATIENCE: Final = 2.0
"""Seconds after which a key is given out although the one before it is still at work, or its screen takes no keys."""

LOOK: Final = 0.01

WALKS: Final = 5
"""How often the way of a key is gone at most: where much goes on, there is never quiet."""


@dataclass(slots=True)
class _Walk:
    """One walk along the way of a key, from the widget that had the focus to the app."""

    turn: int
    way: Sequence[DOMNode]
    screen: Screen[Any]
    number: int = 1
    passed: int = 0
    quiet: bool = True

    def ahead(self) -> Iterator[DOMNode]:
        while self.passed < len(self.way):
            self.passed += 1
            yield self.way[self.passed - 1]

    def again(self) -> "_Walk":
        return _Walk(self.turn, self.way, self.screen, self.number + 1)


class TypeAhead:
    """Keeps what comes until it is told to begin. Everything here is called from the app's own queue."""

    def __init__(self, app: App[Any], give: Callable[[Typed], Awaitable[bool]]) -> None:
        """`give` says whether it went to what has the focus."""
        self._app = app
        self._give = give
        self._waiting: deque[Typed] = deque()
        self._turn = 0
        """Counts what was given out: what comes late of an earlier key is told from what the present one sets off."""
        self._under_way = True
        self._held = True
        self._written_into: Widget | None = None
        """What was given text that may still wait to be read."""
        self._patience: Timer | None = None

    async def take(self, typed: Typed) -> None:
        """Give it out now, or when its turn comes."""
        self._waiting.append(typed)
        if not self._under_way:
            await self._next()
        else:
            self._lose_patience_later()

    def begin(self) -> None:
        """From now on, and as soon as there is something to type into: until then what is typed is kept."""
        self._turn_begins()
        self._held = True
        self._app.call_later(self._settle, self._turn, None)

    def _turn_begins(self) -> None:
        self._turn += 1
        self._under_way = True
        if self._patience is not None:
            self._patience.stop()
            self._patience = None

    async def _next(self) -> None:
        self._turn_begins()
        self._held = False
        while self._waiting:
            typed = self._waiting[0]
            screen, focused = self._app.screen, self._app.focused
            written = _is_written(typed, focused)
            if not written and self._written_into is not None:
                # Some keys act before any widget is asked: what was written has to be there by then.
                focused, self._written_into = self._written_into, None
                break
            self._waiting.popleft()
            if not (await self._give(typed) and written):
                break
            self._written_into = focused
        else:
            self._under_way = False
            return
        if self._waiting:
            self._lose_patience_later()
        self._follow(_Walk(self._turn, tuple((focused or screen).ancestors_with_self), screen))

    def _lose_patience_later(self) -> None:
        if self._patience is None and not self._held:
            self._patience = self._app.set_timer(PATIENCE, self._next)

    def _follow(self, walk: "_Walk") -> None:
        """Go the way the key goes, from queue to queue, behind it and behind whatever it sent along."""
        for node in walk.ahead():
            if node is self._app:
                node.call_later(self._arrive, walk)
            elif node.call_later(self._leave, node, walk):
                return

    def _leave(self, node: DOMNode, walk: "_Walk") -> None:
        if walk.turn == self._turn:
            # What a widget tells itself comes after us: another walk is needed to come after that.
            walk.quiet = walk.quiet and not _has_more(node)
            self._follow(walk)

    async def _arrive(self, walk: "_Walk") -> None:
        # Keys that are bound act here, where the first walk ends.
        quiet = walk.quiet and walk.number > 1 and not _has_more(self._app)
        if quiet or walk.number == WALKS:
            await self._settle(walk.turn, walk.screen)
        elif walk.turn == self._turn:
            self._follow(walk.again())

    async def _settle(self, turn: int, before: Screen[Any] | None) -> None:
        if self._app.screen is before:
            await self._resume(turn)
        elif self._app.focused is not None and self._app.screen.is_mounted:
            self._app.call_after_refresh(self._resume, turn)
        elif turn == self._turn:
            # A screen that was just opened says only once it is there what in it takes the keys.
            self._app.set_timer(LOOK, lambda: self._settle(turn, before))

    async def _resume(self, turn: int) -> None:
        if turn == self._turn:
            await self._next()


def _is_written(typed: Typed, focused: Widget | None) -> bool:
    """Whether it is only text for what has the focus, which leads nowhere else."""
    written = isinstance(typed, Paste) or typed.is_printable
    return written and (isinstance(focused, Input | TextArea) or takes_every_key(focused))


def _has_more(node: DOMNode) -> bool:
    """Whether messages wait there; the first of them is not in the queue but in a place Textual has no name for."""
    return node.message_queue_size > 0 or node._pending_message is not None
