"""When each key was pressed: what tells a press that is meant from a key held down and from a rhythm."""

from collections.abc import Callable
from dataclasses import replace
from math import inf
from typing import Final

from octui.lazy_dataclasses import dataclass

REPEAT_SECONDS: Final = 1.1
"""A key held down repeats sooner than this: Windows waits for up to 1 s before the first repeat, X11 for 0.66 s."""

REPEAT_GAP: Final = 0.12
"""Presses of one key that are closer than this come from a key held down."""

HELD_BREAK_SECONDS: Final = 3.5
"""The pause that ends a key held down: a slow line may hold back what it repeats, and deliver all of it later."""

RHYTHM_SECONDS: Final = 1.5
"""Presses of one key that are no farther apart than this may be a rhythm."""

RHYTHM_BREAK: Final = 1.6
"""A pause this many times as long as the one before it ends a rhythm."""


@dataclass(frozen=True, slots=True)
class KeyPress:
    """The latest press of a key, and the seconds that had to pass since the one before it for it to stand alone."""

    at: float
    gap: float
    needed_gap: float
    follows_other_key: bool = True
    """A key held down stops repeating when another one is pressed: this press cannot be a repeat."""


class KeyPresses:
    """The latest press of each key, wherever it went.

    Terminals without key-up events report a key held down as presses of the same key, so that only the time between
    them tells whether the finger was lifted.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._presses: dict[str, KeyPress] = {}
        self._last_key = ""
        self.last_at = 0.0
        """When any key was last pressed."""

    def record_press(self, key: str, at: float | None = None) -> None:
        """Note a press, `at` the moment it was read from the terminal, which may be a while ago."""
        at = self.last_at = self._clock() if at is None else at
        press = self._presses.get(key)
        gap = at - press.at if press is not None else inf
        self._presses[key] = KeyPress(at, gap, _find_needed_gap(press), self.is_interrupted(key))
        self._last_key = key

    def is_quiet_for(self, seconds: float) -> bool:
        """Whether no key was pressed for that long."""
        return self._clock() - self.last_at >= seconds

    def find_time(self, key: str) -> float:
        """When a key was last pressed; now for one that nothing recorded."""
        press = self._presses.get(key)
        return press.at if press is not None else self._clock()

    def is_separate_press(self, key: str) -> bool:
        """Whether the latest press of a key neither repeats the one before it nor keeps its rhythm."""
        press = self._presses.get(key)
        return press is None or press.gap >= press.needed_gap

    def is_new_press(self, key: str) -> bool:
        """Whether the latest press of a key is not a repeat: it follows another key, or stands alone."""
        press = self._presses.get(key)
        return press is None or press.follows_other_key or self.is_separate_press(key)

    def is_interrupted(self, key: str) -> bool:
        """Whether another key was pressed since, so that the next press of this one repeats nothing."""
        return self._last_key != key

    def measure_wait(self, key: str) -> float:
        """Seconds until a press of the key would stand alone."""
        press = self._presses.get(key)
        return max(0.0, press.at + _find_needed_gap(press) - self._clock()) if press is not None else 0.0

    def end_rhythm(self, key: str) -> None:
        """The latest press of a key was meant: the next one continues nothing."""
        if (press := self._presses.get(key)) is not None:
            self._presses[key] = replace(press, gap=inf, needed_gap=REPEAT_SECONDS)


def _find_needed_gap(press: KeyPress | None) -> float:
    """How long after `press` the next one stands alone."""
    if press is None or press.gap > RHYTHM_SECONDS:
        return REPEAT_SECONDS
    if press.gap < REPEAT_GAP:
        return HELD_BREAK_SECONDS
    return max(REPEAT_SECONDS, press.gap * RHYTHM_BREAK)
