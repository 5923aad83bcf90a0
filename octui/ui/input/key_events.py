"""Key events that know more than Textual's name of the key: its place on the keyboard, and what was pressed."""

from textual import events


class LayoutKey(events.Key):
    """A key of another alphabet, with the character that the US layout has in its place."""

    __slots__ = ["base"]

    def __init__(self, key: str, character: str | None, base: str) -> None:
        super().__init__(key, character)
        self.base = base


class TerminalKey(events.Key):
    """A key that octui's own bindings know by another name than the one that programs in a terminal need.

    `pressed` is the key as it was pressed, "ctrl+h" where the bindings say "backspace", or several, separated by
    spaces. It is empty where another event stands for the key: alt and a symbol are, for octui, Esc and the symbol.
    """

    __slots__ = ["pressed"]

    def __init__(self, key: str, character: str | None, pressed: str) -> None:
        super().__init__(key, character)
        self.pressed = pressed


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


def get_shortcut_key(event: events.Key) -> str:
    """The name of a key where it is a shortcut, found by its place on the keyboard."""
    return event.base if isinstance(event, LayoutKey) else event.key


def get_pressed_keys(event: events.Key) -> list[str]:
    """The names of the keys that a program in a terminal gets for an event."""
    return event.pressed.split() if isinstance(event, TerminalKey) else [event.key]
