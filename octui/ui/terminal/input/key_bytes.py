"""The bytes of a key that was pressed in octui, for the program in a terminal."""

from textual import events

from octui.term import Screen, encode_key
from octui.ui.input.key_events import TerminalKey, get_pressed_keys


def encode_pressed_keys(event: events.Key, screen: Screen) -> bytes:
    """What a program gets; nothing where another event stands for the key."""
    shifted, base = (event.shifted, event.base) if isinstance(event, TerminalKey) else ("", "")
    return b"".join(
        encode_key(key, event.character, screen, shifted=shifted, base=base) for key in get_pressed_keys(event)
    )
