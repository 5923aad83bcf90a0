"""Callbacks after a refresh: only for widgets that are still there.

Textual calls what waits for a refresh whatever became of the widget that asked for it. A dialog that was closed
meanwhile has no children any more, and the first query of such a callback ends the program.
"""

from collections.abc import Callable
from typing import Any, Final

from textual.message_pump import MessagePump
from textual.widget import Widget

from octui.ui.screens.presence import is_in_place

_call_after_refresh: Final = MessagePump.call_after_refresh


def call_if_attached(node: MessagePump, callback: Callable[..., Any], *arguments: Any, **options: Any) -> bool:
    """Call after the next refresh, unless the widget that asks, or whose method it is, was removed by then.

    Returns whether it was scheduled, as Textual's `call_after_refresh` does.
    """
    widgets = [part for part in (node, getattr(callback, "__self__", None)) if isinstance(part, Widget)]

    def call() -> Any:
        if all(map(is_in_place, widgets)):
            return callback(*arguments, **options)
        return None

    return _call_after_refresh(node, call)


def install_safe_refresh_callbacks() -> None:
    """Make every widget wait for a refresh like this, those of Textual included."""
    setattr(MessagePump, "call_after_refresh", call_if_attached)  # noqa: B010  # Textual has no setting for it
