"""The bytes of a key that was pressed in octui, for the program in a terminal."""

from textual import events

from octui.term import KeyAction, Screen, encode_key_action
from octui.ui.input.key_events import TerminalKey, get_pressed_keys


def encode_pressed_keys(event: events.Key, screen: Screen) -> bytes:
    """What a program gets; nothing where another event stands for the key."""
    is_repeat = isinstance(event, TerminalKey) and event.is_repeat
    return encode_key_event(event, screen, KeyAction.REPEAT if is_repeat else KeyAction.PRESS)


def encode_key_event(event: events.Key, screen: Screen, action: KeyAction) -> bytes:
    """The same for another action with the key."""
    shifted, base = (event.shifted, event.base) if isinstance(event, TerminalKey) else ("", "")
    return b"".join(
        encode_key_action(action, key, event.character, screen, shifted=shifted, base=base)
        for key in get_pressed_keys(event)
    )
