"""Visibility of screens: Textual considers a screen below an opaque one visible."""

from textual.screen import ModalScreen, Screen


def is_screen_visible(screen: Screen[object]) -> bool:
    """Whether only dialogs are open above the screen."""
    for above in reversed(screen.app.screen_stack):
        if above is screen:
            return True
        if not isinstance(above, ModalScreen):
            return False
    return False
