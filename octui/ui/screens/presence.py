"""Whether a widget is there: what was asked for earlier may be answered when it is not any more."""

from textual.widget import Widget


def is_in_place(widget: Widget) -> bool:
    """Whether it is on a screen, and its removal has not begun."""
    # Its children are removed before the widget itself: `_pruning` says that this has begun.
    return widget.is_attached and not widget._pruning


def has_widgets(widget: Widget) -> bool:
    """Whether its own widgets can be asked for; Textual calls a widget mounted forever, removed or not."""
    return widget.is_mounted and is_in_place(widget)
