"""Callbacks for later: after a refresh only for widgets that are still there, and after a delay in any case.

Textual calls what waits for a refresh whatever became of the widget that asked for it. A dialog that was closed
meanwhile has no children any more, and the first query of such a callback ends the program.

Its timers skip the calls for which they are late. One that calls once then never does, if the program had to wait for
the processor as long as the delay while the timer started. And with a negative delay, as of a toast that is over by the
time it is mounted, it skips without end: nothing else runs any more.
"""

from collections.abc import Callable
from typing import Any, Final

from textual.message_pump import MessagePump
from textual.timer import Timer, TimerCallback
from textual.widget import Widget

from octui.ui.screens.presence import is_in_place

_call_after_refresh: Final = MessagePump.call_after_refresh
_set_timer: Final = MessagePump.set_timer


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


def set_sure_timer(
    node: MessagePump,
    delay: float,
    callback: TimerCallback | None = None,
    *,
    name: str | None = None,
    pause: bool = False,
) -> Timer:
    """Call once after the delay, however late that is."""
    timer = _set_timer(node, delay, callback, name=name, pause=pause)
    # Read in the timer's own task, which begins later.
    timer._skip = False
    return timer


def install_safe_callbacks() -> None:
    """Make every widget wait like this, those of Textual included."""
    setattr(MessagePump, "call_after_refresh", call_if_attached)  # noqa: B010  # Textual has no setting for it
    setattr(MessagePump, "set_timer", set_sure_timer)  # noqa: B010
