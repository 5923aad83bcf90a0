"""Which keys a program in a terminal knows to be down, so that it hears about each release once, and misses none."""

from octui.term import KeyAction, Screen
from octui.ui.input.key_events import KeyReleased, TerminalKey
from octui.ui.terminal.input.key_bytes import encode_key_event


class HeldKeys:
    """Of keys that octui handled itself a program hears nothing, and so nothing of their releases."""

    def __init__(self) -> None:
        self._held: dict[str, TerminalKey] = {}
        self._released_at: dict[str, float] = {}
        """When keys came up that the program does not know to be down: an Esc may be held back."""

    def note_press(self, key: TerminalKey, screen: Screen) -> bytes:
        """The program got this key; returns what it gets after that, if the key has come up already."""
        if not screen.keyboard.reports_releases or not key.identity:
            return b""
        if self._released_at.pop(key.identity, 0.0) >= key.time:
            return encode_key_event(key, screen, KeyAction.RELEASE)
        self._held[key.identity] = key
        return b""

    def note_release(self, event: KeyReleased, screen: Screen) -> bytes:
        """A key came up; returns what the program gets: nothing for one that it does not know to be down."""
        identity = event.key.identity
        if self._held.pop(identity, None) is None:
            self._released_at[identity] = event.time
            return b""
        return encode_key_event(event.key, screen, KeyAction.RELEASE)

    def release_all(self, screen: Screen) -> bytes:
        """The program loses the keyboard: for it, no key is down any longer."""
        held = list(self._held.values())
        self._held.clear()
        return b"".join(encode_key_event(key, screen, KeyAction.RELEASE) for key in held)
