"""Whether anybody can see a screen: Textual takes the one below an opaque screen for visible."""

from textual.screen import ModalScreen, Screen


def is_screen_visible(screen: Screen[object]) -> bool:
    """Whether nothing but dialogs is open above the screen."""
    for above in reversed(screen.app.screen_stack):
        if above is screen:
            return True
        if not isinstance(above, ModalScreen):
            return False
    return False
