"""Closing a screen: once, and only itself, whatever asks for it and when.

Textual's `dismiss` gives the result, and then removes whatever screen is in front: a second call closes the screen
below, or raises InvalidStateError. Keys, events from the server and other programs can each close a screen, so that
two of them in a row, and one while another screen is in front, do happen.
"""

from typing import Any, Final
from weakref import WeakKeyDictionary

from textual.await_complete import AwaitComplete
from textual.screen import Screen

_close_screen: Final = Screen.dismiss
_postponed: Final[WeakKeyDictionary[Screen[Any], object]] = WeakKeyDictionary()
"""The results of screens that close once they are in front again."""


def dismiss_once(screen: Screen[Any], result: object = None) -> AwaitComplete:
    """Close a screen with a result, at once or when it is in front; the first result counts."""
    if screen not in screen.app.screen_stack:
        return AwaitComplete()
    if screen.is_active:
        return _close_screen(screen, _postponed.pop(screen, result))
    if screen not in _postponed:
        _postponed[screen] = result
        screen.app.screen_change_signal.subscribe(screen, lambda front: _close_if_postponed(screen, front))
    return AwaitComplete()


def _close_if_postponed(screen: Screen[Any], front: Screen[Any]) -> None:
    if front is screen and screen in _postponed:
        screen.call_later(_close_postponed, screen)


def _close_postponed(screen: Screen[Any]) -> None:
    # Without a result to await, which Textual refuses here.
    dismiss_once(screen)


def install_safe_dismissal() -> None:
    """Make every screen close like this, those of Textual included."""
    setattr(Screen, "dismiss", dismiss_once)  # noqa: B010  # Textual has no setting for it
