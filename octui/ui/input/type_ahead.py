"""Type-ahead: keys reach the intended widget, however fast they are typed.

Every widget has a separate message queue, and a change of focus takes effect only after the messages already queued: if
a tab and a letter are read together, the letter would still go to the field that is losing the focus. A key is
therefore delivered only once everything caused by the previous key has been processed.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from typing import Any, Final, TypeGuard

from textual.app import App
from textual.dom import DOMNode
from textual.events import Key, Paste
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, TextArea

from octui.lazy_dataclasses import dataclass
from octui.ui.input.key_bindings import is_key_bound
from octui.ui.input.key_events import EscapedKey, KeyReleased, TypedRun
from octui.ui.input.leader_key import is_keyboard_captured
from octui.ui.keymap import KeyContext, get_keymap

TypedInput = Key | Paste | KeyReleased | TypedRun

DELIVERY_TIMEOUT: Final = 2.0
"""Seconds after which a key is delivered even if the previous one is unfinished or its screen accepts no keys."""

POLL_SECONDS: Final = 0.01

FOCUS_SECONDS: Final = 0.1
"""How long keys wait for a mounted screen to focus one of its widgets: some screens have none to focus."""

MAX_PASSES: Final = 5
"""Maximum number of passes through the queues on a key's path: on a busy screen they are never all empty."""


@dataclass(slots=True)
class _QueuePass:
    """One pass through the queues on a key's path, from the focused widget to the app."""

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
    """Queues keys, releases and pastes and delivers them one by one. All methods run in the app's message loop."""

    def __init__(self, app: App[Any], deliver: Callable[[TypedInput], Awaitable[bool]]) -> None:
        """`deliver` returns whether the input went to the focused widget."""
        self._app = app
        self._deliver = deliver
        self._waiting: deque[TypedInput] = deque()
        self._turn = 0
        """Number of deliveries, which identifies late callbacks of an earlier key."""
        self._is_delivering = True
        self._is_held = True
        self._last_text_target: Widget | None = None
        """The widget that received text which it may not have processed yet."""
        self._timeout_timer: Timer | None = None
        self._cancel_hold: Callable[[], None] | None = None
        """Set while input waits for what it is meant for, however long that takes."""
        self._cancel_keys: Collection[str] = ()

    async def enqueue_input(self, typed: TypedInput) -> None:
        """Deliver input immediately, or queue it."""
        if self._cancel_hold is not None and isinstance(typed, Key) and typed.key in self._cancel_keys:
            self._cancel_hold()
            return
        self._waiting.append(typed)
        if not self._is_delivering:
            await self._deliver_next()
        else:
            self._start_timeout()

    def hold_input(self) -> None:
        """Hold input until the next screen is mounted and one of its widgets has the focus, if one can have it."""
        self._start_turn()
        self._is_held = True
        self._app.call_later(self._finish_turn, self._turn, None)

    def hold_until_released(self, cancel: Callable[[], None], cancel_keys: Collection[str]) -> None:
        """Hold input until `release_input`: what it is meant for is not there yet. One of the keys calls `cancel`."""
        self._cancel_hold, self._cancel_keys = cancel, cancel_keys
        self._start_turn()

    def release_input(self, *, is_lost: bool = False) -> bool:
        """Deliver what was held once the screen in front takes it; drop it where what it was meant for did not come.

        Returns whether anything was held.
        """
        self._cancel_hold = None
        had_input = bool(self._waiting)
        if is_lost:
            self._waiting.clear()
        self._app.call_later(self._finish_turn, self._turn, None)
        return had_input

    def _start_turn(self) -> None:
        self._turn += 1
        self._is_delivering = True
        if self._timeout_timer is not None:
            self._timeout_timer.stop()
            self._timeout_timer = None

    async def _deliver_next(self) -> None:
        self._start_turn()
        if self._cancel_hold is not None:
            return
        self._is_held = False
        while self._waiting:
            screen, focused = self._app.screen, self._app.focused
            typed = self._split_next(screen, focused)
            is_text = _is_plain_text(typed, focused)
            if not is_text and self._last_text_target is not None:
                # Some keys act before any widget receives them: text delivered earlier must be processed by then.
                focused, self._last_text_target = self._last_text_target, None
                break
            self._waiting.popleft()
            if not (await self._deliver(typed) and is_text):
                break
            self._last_text_target = focused
        else:
            self._is_delivering = False
            return
        if self._waiting:
            self._start_timeout()
        self._follow_input(_QueuePass(self._turn, tuple((focused or screen).ancestors_with_self), screen))

    def _split_next(self, screen: Screen[Any], focused: Widget | None) -> TypedInput:
        """The next input; Esc and a key typed right after it are two, where alt with that key is not bound."""
        typed = self._waiting[0]
        if isinstance(typed, TypedRun):
            return self._split_run(typed, focused)
        if is_keyboard_captured(focused, screen):
            return typed
        if _is_letter_with_alt(typed) and is_key_bound(typed.key, screen, focused):
            # A text area would type the character, which terminals without kitty's keyboard protocol send along.
            self._waiting[0] = Key(typed.key, None)
        elif isinstance(typed, EscapedKey) and not is_key_bound(typed.key, screen, focused):
            self._waiting.popleft()
            self._waiting.extendleft(reversed(typed.split_keys()))
        return self._waiting[0]

    def _split_run(self, run: TypedRun, focused: Widget | None) -> TypedInput:
        """What its receiver takes at once: all up to a key that means something there, or a key alone."""
        length = 0
        if hasattr(focused, "on_typed_run") and getattr(focused, "takes_typed_runs", True):
            contexts: Collection[KeyContext] = getattr(focused, "typed_key_contexts", ())
            bound = {name for name in {key.key for key in run.keys} if _has_meaning(name, contexts)}
            length = next((at for at, key in enumerate(run.keys) if key.key in bound), len(run.keys))
        if length == len(run.keys):
            return run
        self._waiting.popleft()
        if rest := run.keys[length or 1 :]:
            self._waiting.appendleft(TypedRun(rest))
        first = TypedRun(run.keys[:length]) if length else run.keys[0]
        self._waiting.appendleft(first)
        return first

    def _start_timeout(self) -> None:
        if self._timeout_timer is None and not self._is_held and self._cancel_hold is None:
            self._timeout_timer = self._app.set_timer(DELIVERY_TIMEOUT, self._deliver_next)

    def _follow_input(self, queue_pass: "_QueuePass") -> None:
        """Follow the key's path from queue to queue, after the key and the messages it caused."""
        for node in queue_pass.remaining_nodes():
            if node is self._app:
                node.call_later(self._reach_app, queue_pass)
            elif node.call_later(self._pass_node, node, queue_pass):
                return

    def _pass_node(self, node: DOMNode, queue_pass: "_QueuePass") -> None:
        if queue_pass.turn == self._turn:
            # Messages that a widget posts to itself follow this callback, so only another pass comes after them.
            queue_pass.is_quiet = queue_pass.is_quiet and not _has_pending_messages(node)
            self._follow_input(queue_pass)

    async def _reach_app(self, queue_pass: "_QueuePass") -> None:
        # Key bindings run here, where the first pass ends.
        quiet = queue_pass.is_quiet and queue_pass.number > 1 and not _has_pending_messages(self._app)
        if quiet or queue_pass.number == MAX_PASSES:
            await self._finish_turn(queue_pass.turn, queue_pass.screen)
        elif queue_pass.turn == self._turn:
            self._follow_input(queue_pass.next_pass())

    async def _finish_turn(self, turn: int, previous: Screen[Any] | None, waited: float = 0.0) -> None:
        if not self._app.screen_stack:
            # The app is closing: there is nothing left to deliver to.
            return
        if self._app.screen is previous:
            await self._resume_turn(turn)
        elif self._app.screen.is_mounted and self._has_taker():
            self._app.call_after_refresh(self._resume_on_screen, turn, self._app.screen)
            self._watch_screen(turn, self._app.screen)
        elif turn == self._turn:
            # A newly opened screen has no focus until it is mounted, and some never have one.
            waited = waited + POLL_SECONDS if self._app.screen.is_mounted else 0.0
            if waited > FOCUS_SECONDS:
                await self._resume_turn(turn)
            else:
                self._app.set_timer(POLL_SECONDS, lambda: self._finish_turn(turn, previous, waited))

    def _has_taker(self) -> bool:
        """Whether the screen in front has a focused widget, or handles keys without one: `takes_keys_itself`."""
        return self._app.focused is not None or getattr(self._app.screen, "takes_keys_itself", False)

    def _watch_screen(self, turn: int, screen: Screen[Any]) -> None:
        """Notice that another screen covers the one awaited, which then may refresh only once it is in front again."""
        self._app.set_timer(POLL_SECONDS, lambda: self._check_screen(turn, screen))

    async def _check_screen(self, turn: int, screen: Screen[Any]) -> None:
        if turn == self._turn and self._app.screen_stack:
            if self._app.screen is screen:
                self._watch_screen(turn, screen)
            else:
                await self._finish_turn(turn, None)

    async def _resume_on_screen(self, turn: int, screen: Screen[Any]) -> None:
        if turn == self._turn and self._app.screen_stack:
            if self._app.screen is screen:
                await self._resume_turn(turn)
            else:
                # It was covered meanwhile: the input is meant for the screen in front, once that has its focus.
                await self._finish_turn(turn, None)

    async def _resume_turn(self, turn: int) -> None:
        if turn == self._turn:
            await self._deliver_next()


def _has_meaning(key: str, contexts: Collection[KeyContext]) -> bool:
    return any(get_keymap().find_command_id(context, key) for context in contexts)


def _is_letter_with_alt(typed: TypedInput) -> TypeGuard[Key]:
    return isinstance(typed, Key) and typed.key.startswith("alt+") and typed.character is not None


def _is_plain_text(typed: TypedInput, focused: Widget | None) -> bool:
    """Whether it is plain text for the focused widget, which cannot move the focus."""
    is_text = isinstance(typed, Paste | TypedRun) or (isinstance(typed, Key) and typed.is_printable)
    return is_text and (isinstance(focused, Input | TextArea) or is_keyboard_captured(focused))


def _has_pending_messages(node: DOMNode) -> bool:
    """Whether messages are pending; the first may be outside the queue, in a private attribute of Textual."""
    return node.message_queue_size > 0 or node._pending_message is not None
