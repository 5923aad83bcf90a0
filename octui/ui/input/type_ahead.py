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

from octui.ui.input.leader_key import is_keyboard_captured

TypedInput = Key | Paste

DELIVERY_TIMEOUT: Final = 2.0
"""Seconds after which a key is given out although the one before it is still at work, or its screen takes no keys."""

POLL_SECONDS: Final = 0.01

MAX_PASSES: Final = 5
"""How often the way of a key is gone at most: where much goes on, there is never quiet."""


@dataclass(slots=True)
class _QueuePass:
    """One walk along the way of a key, from the widget that had the focus to the app."""

    turn: int
    nodes: Sequence[DOMNode]
    screen: Screen[Any]
    number: int = 1
    index: int = 0
    is_quiet: bool = True

    def remaining_nodes(self) -> Iterator[DOMNode]:
        while self.index < len(self.nodes):
            self.index += 1
            yield self.nodes[self.index - 1]

    def next_pass(self) -> "_QueuePass":
        return _QueuePass(self.turn, self.nodes, self.screen, self.number + 1)


class TypeAhead:
    """Keeps what comes until it is told to begin. Everything here is called from the app's own queue."""

    def __init__(self, app: App[Any], give: Callable[[TypedInput], Awaitable[bool]]) -> None:
        """`give` says whether it went to what has the focus."""
        self._app = app
        self._deliver = give
        self._waiting: deque[TypedInput] = deque()
        self._turn = 0
        """Counts what was given out: what comes late of an earlier key is told from what the present one sets off."""
        self._is_delivering = True
        self._is_held = True
        self._last_text_target: Widget | None = None
        """What was given text that may still wait to be read."""
        self._timeout_timer: Timer | None = None

    async def enqueue_input(self, typed: TypedInput) -> None:
        """Give it out now, or when its turn comes."""
        self._waiting.append(typed)
        if not self._is_delivering:
            await self._deliver_next()
        else:
            self._start_timeout()

    def hold_input(self) -> None:
        """From now on, and as soon as there is something to type into: until then what is typed is kept."""
        self._start_turn()
        self._is_held = True
        self._app.call_later(self._finish_turn, self._turn, None)

    def _start_turn(self) -> None:
        self._turn += 1
        self._is_delivering = True
        if self._timeout_timer is not None:
            self._timeout_timer.stop()
            self._timeout_timer = None

    async def _deliver_next(self) -> None:
        self._start_turn()
        self._is_held = False
        while self._waiting:
            typed = self._waiting[0]
            screen, focused = self._app.screen, self._app.focused
            written = _is_plain_text(typed, focused)
            if not written and self._last_text_target is not None:
                # Some keys act before any widget is asked: what was written has to be there by then.
                focused, self._last_text_target = self._last_text_target, None
                break
            self._waiting.popleft()
            if not (await self._deliver(typed) and written):
                break
            self._last_text_target = focused
        else:
            self._is_delivering = False
            return
        if self._waiting:
            self._start_timeout()
        self._follow_input(_QueuePass(self._turn, tuple((focused or screen).ancestors_with_self), screen))

    def _start_timeout(self) -> None:
        if self._timeout_timer is None and not self._is_held:
            self._timeout_timer = self._app.set_timer(DELIVERY_TIMEOUT, self._deliver_next)

    def _follow_input(self, walk: "_QueuePass") -> None:
        """Go the way the key goes, from queue to queue, behind it and behind whatever it sent along."""
        for node in walk.remaining_nodes():
            if node is self._app:
                node.call_later(self._reach_app, walk)
            elif node.call_later(self._pass_node, node, walk):
                return

    def _pass_node(self, node: DOMNode, walk: "_QueuePass") -> None:
        if walk.turn == self._turn:
            # What a widget tells itself comes after us: another walk is needed to come after that.
            walk.is_quiet = walk.is_quiet and not _has_pending_messages(node)
            self._follow_input(walk)

    async def _reach_app(self, walk: "_QueuePass") -> None:
        # Keys that are bound act here, where the first walk ends.
        quiet = walk.is_quiet and walk.number > 1 and not _has_pending_messages(self._app)
        if quiet or walk.number == MAX_PASSES:
            await self._finish_turn(walk.turn, walk.screen)
        elif walk.turn == self._turn:
            self._follow_input(walk.next_pass())

    async def _finish_turn(self, turn: int, before: Screen[Any] | None) -> None:
        if self._app.screen is before:
            await self._resume_turn(turn)
        elif self._app.focused is not None and self._app.screen.is_mounted:
            self._app.call_after_refresh(self._resume_turn, turn)
        elif turn == self._turn:
            # A screen that was just opened says only once it is there what in it takes the keys.
            self._app.set_timer(POLL_SECONDS, lambda: self._finish_turn(turn, before))

    async def _resume_turn(self, turn: int) -> None:
        if turn == self._turn:
            await self._deliver_next()


def _is_plain_text(typed: TypedInput, focused: Widget | None) -> bool:
    """Whether it is only text for what has the focus, which leads nowhere else."""
    written = isinstance(typed, Paste) or typed.is_printable
    return written and (isinstance(focused, Input | TextArea) or is_keyboard_captured(focused))


def _has_pending_messages(node: DOMNode) -> bool:
    """Whether messages wait there; the first of them is not in the queue but in a place Textual has no name for."""
    return node.message_queue_size > 0 or node._pending_message is not None
