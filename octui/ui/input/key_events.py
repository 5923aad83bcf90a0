"""Key events that know more than Textual's name of the key: its place on the keyboard, and what was pressed."""

from collections.abc import Sequence
from typing import TypeVar

from textual import events
from textual.message import Message

_KeyEvent = TypeVar("_KeyEvent", bound=type[events.Key])


def _handled_as_key(kind: _KeyEvent) -> _KeyEvent:
    """Have `on_key` handle it: Textual names a handler after the class of the event, `on_terminal_key` otherwise."""
    kind.handler_name = events.Key.handler_name
    return kind


@_handled_as_key
class TerminalKey(events.Key):
    """A key that octui's own bindings know by another name than the one that programs in a terminal need.

    `pressed` is the key as it was pressed, "ctrl+h" where the bindings say "backspace", or several, separated by
    spaces. It is empty where another event stands for the key: alt and a symbol are, for octui, Esc and the symbol.
    `shifted` is what it types with shift, `base` what the US layout has in its place: empty where that is not known.
    `identity` tells which release belongs to it, and `is_repeat` that it was held down: only while a program in a
    terminal wants to know that.
    """

    __slots__ = ["base", "identity", "is_repeat", "pressed", "shifted"]

    def __init__(self, key: str, character: str | None, pressed: str, *, shifted: str = "", base: str = "") -> None:
        super().__init__(key, character)
        self.pressed = pressed
        self.shifted = shifted
        self.base = base
        self.identity = ""
        self.is_repeat = False


@_handled_as_key
class LayoutKey(TerminalKey):
    """A key of another alphabet, which is a shortcut by its place on the keyboard: by `base`."""

    __slots__ = []


@_handled_as_key
class EscapedKey(TerminalKey):
    """Alt with a key, or Esc and that key right after it: terminals send the same for both.

    What it is depends on where it goes: alt with a key where that is bound, and otherwise the two keys.
    """

    __slots__ = ["second"]

    def __init__(self, key: str, character: str | None, pressed: str, second: events.Key) -> None:
        super().__init__(key, character, pressed)
        self.second = second

    def split_keys(self) -> tuple[events.Key, events.Key]:
        return events.Key("escape", "\x1b"), self.second


class TypedRun(Message, bubble=False):
    """Characters that were read together, as a terminal sends a paste that it does not mark as one.

    A widget that has `on_typed_run` gets it whole and inserts it at once, unless its `takes_typed_runs` is false;
    elsewhere its keys are pressed one by one, as are those that it looks up in its `typed_key_contexts`.
    """

    def __init__(self, keys: Sequence[events.Key]) -> None:
        """`keys`: each prints one character."""
        super().__init__()
        self.keys = keys

    @property
    def text(self) -> str:
        return "".join(key.character or "" for key in self.keys)


class KeyReleased(Message, bubble=False):
    """A key came up. It is not a key event, so that no binding, card or widget can take it for a press.

    `key` is what a press of the key would have been.
    """

    def __init__(self, key: TerminalKey) -> None:
        super().__init__()
        self.key = key


def track_key(event: events.Key, identity: str, *, is_repeat: bool = False) -> TerminalKey:
    """The same key, with what tells to which press a release belongs."""
    key = event if isinstance(event, TerminalKey) else TerminalKey(event.key, event.character, event.key)
    key.identity, key.is_repeat = identity, is_repeat
    return key


def get_shortcut_key(event: events.Key) -> str:
    """The name of a key where it is a shortcut, found by its place on the keyboard."""
    return event.base if isinstance(event, LayoutKey) else event.key


def get_pressed_keys(event: events.Key) -> list[str]:
    """The names of the keys that a program in a terminal gets for an event."""
    return event.pressed.split() if isinstance(event, TerminalKey) else [event.key]
