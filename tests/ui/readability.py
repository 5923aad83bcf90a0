"""Whether what is drawn can be read."""

from typing import Final

from textual.geometry import Region
from textual.screen import ModalScreen

from octui.render.theme.contrast import compute_contrast
from octui.ui.app import OctuiApp
from tests.support.drawn_cells import DrawnText, iterate_drawn_text

LEAST: Final = 4.5


def list_readable_regions(app: OctuiApp) -> list[Region]:
    """Where the top screen draws; a modal dims what is behind it, which is not to be read."""
    screen = app.screen
    return (
        [child.region for child in screen.children if child.region]
        if isinstance(screen, ModalScreen)
        else [screen.region]
    )


def list_unreadable(app: OctuiApp) -> list[tuple[str, float, DrawnText]]:
    """Text of the top screen below the least contrast, with the theme and its contrast."""
    regions = list_readable_regions(app)
    return [
        (app.theme, round(ratio, 2), drawn)
        for drawn in iterate_drawn_text(app)
        if any(region.contains(drawn.column, drawn.row) for region in regions)
        # One character alone is a mark, or what the caret covers.
        and sum(character.isalnum() for character in drawn.text) > 1
        and drawn.foreground.ansi is None
        and drawn.background.ansi is None
        and (ratio := compute_contrast(drawn.foreground, drawn.background)) < LEAST
    ]
