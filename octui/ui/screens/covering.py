"""Whether a widget can be seen."""

from textual.geometry import Region
from textual.widget import Widget


def is_covered(widget: Widget) -> bool:
    """Whether anything lies over a part of it: a toast, a list that completes a word."""
    own = {widget, *widget.ancestors, *widget.walk_children()}
    return any(
        isinstance(other, Widget) and other.visible and find_visible_region(other).overlaps(widget.region)
        for other in widget.screen.walk_children()
        if other not in own
    )


def find_visible_region(widget: Widget) -> Region:
    """The part of the screen that a widget takes, without what its containers cut off; empty when it is not shown."""
    region = widget.region
    for container in widget.ancestors:
        if isinstance(container, Widget) and container is not widget.screen:
            region = region.intersection(container.region)
    return region
