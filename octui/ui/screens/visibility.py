"""Which screens are seen, and so laid out and drawn: fewer than Textual takes, and less often.

It considers the screen below an opaque one visible: with each change it lays it out, and draws the opaque one again,
which is with every delta while a chat goes on below a terminal. And it draws all of a screen when the focus moves,
although the widgets that lose and get the focus draw themselves.

It draws a screen that comes to the front twice: once there is room for it, and when the screen hears about this room,
and fits the height of a list to it. It draws a dialog again because it is mounted, because the screens below hear about
the room too, and because it has no toasts; and the screen below a dialog both when that begins to close and when it has
closed.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Final

import textual.screen
from textual import events
from textual.app import App, ScreenStackError
from textual.await_remove import AwaitRemove
from textual.color import Color
from textual.dom import DOMNode
from textual.geometry import Size
from textual.notifications import Notifications
from textual.screen import ModalScreen, Screen
from textual.widget import AwaitMount, Widget
from textual.widgets._toast import ToastRack

if TYPE_CHECKING:
    from octui.ui.screens.backdrop import Backdrop

_resume_screen: Final = Screen._on_screen_resume
_resize_screen: Final = Screen._screen_resized
_await_mount: Final = AwaitMount.__await__
_prune_nodes: Final = App._prune
_show_toasts: Final = ToastRack.show


def is_screen_visible(screen: Screen[Any]) -> bool:
    """Whether only dialogs are open above the screen."""
    for above in reversed(screen.app.screen_stack):
        if above is screen:
            return True
        if not isinstance(above, ModalScreen):
            return False
    return False


def install_sparing_redraws() -> None:
    """Lay out and draw every screen like this, those of Textual included."""
    setattr(Screen, "is_current", property(_is_current))  # noqa: B010  # Textual has no setting for it
    setattr(Screen, "_on_screen_resume", _resume_without_drawing)  # noqa: B010
    setattr(Screen, "_screen_resized", _resize_if_other)  # noqa: B010
    setattr(AwaitMount, "__await__", _await_mounted)  # noqa: B010
    setattr(App, "_prune", _prune_without_layout)  # noqa: B010
    setattr(ToastRack, "show", _show_toasts_if_any)  # noqa: B010
    setattr(textual.screen, "BackgroundScreen", _make_backdrop)  # noqa: B010
    vars(Screen)["focused"]._repaint = False


def _is_current(screen: Screen[Any]) -> bool:
    try:
        return is_screen_visible(screen)
    except (LookupError, ScreenStackError):
        return False


def _resume_without_drawing(screen: Screen[Any], event: events.ScreenResume) -> None:
    """Leave the first picture to the resize; if none follows, to the callback by which Textual ends what is batched."""
    with screen.app.batch_update():
        _resume_screen(screen, event)


def _resize_if_other(screen: Screen[Any], size: Size) -> None:
    """Leave a screen below a dialog as it is unless the terminal has another size."""
    if screen is screen.app.screen or screen.outer_size != size:
        _resize_screen(screen, size)


def _await_mounted(mount: AwaitMount) -> Generator[Any, Any, Any]:
    """A screen is laid out as it comes to the front: it needs no other layout once it is mounted itself."""
    if mount._parent in mount._widgets:
        return mount._parent._mounted_event.wait().__await__()
    return _await_mount(mount)


def _prune_without_layout(app: App[Any], *nodes: Widget, parent: DOMNode | None = None) -> AwaitRemove:
    """Nothing in the screen in front moves when another one is removed."""
    return _prune_nodes(app, *nodes, parent=None if parent is app else parent)


def _show_toasts_if_any(rack: ToastRack, notifications: Notifications) -> None:
    if len(notifications) or rack.display:
        _show_toasts(rack, notifications)


def _make_backdrop(screen: Screen[Any], tint: Color) -> "Backdrop":
    # Imported with the first dialog: the first screen should not wait for it.
    from octui.ui.screens.backdrop import Backdrop

    return Backdrop(screen, tint)
