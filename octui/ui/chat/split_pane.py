"""Splits the room between the transcript and a second pane, such as a terminal."""

from typing import Final

from textual.containers import Container
from textual.widget import Widget

BESIDE_COLUMNS: Final = 150
"""From this width on, both panes fit side by side."""
MIN_SHARE, SHARE_STEP, MAX_SHARE = 0.2, 0.1, 0.8


class SplitPane(Container):
    """The first child gets the room that the second one's share leaves."""

    def __init__(self, *children: Widget, id: str | None = None) -> None:
        super().__init__(*children, id=id)
        self._share = 0.5

    def change_share(self, step: int) -> None:
        """Change the second child's share by tenths of the room."""
        self._share = min(MAX_SHARE, max(MIN_SHARE, self._share + step * SHARE_STEP))
        self.arrange_panes()

    def arrange_panes(self) -> None:
        """Side by side if wide enough, else one below the other."""
        is_beside = self.size.width >= BESIDE_COLUMNS
        self.set_class(is_beside, "-beside")
        for child in self.children[1:]:
            share = f"{round(self._share * 100)}%"
            child.styles.width = share if is_beside else "100%"
            child.styles.height = "100%" if is_beside else share

    def on_resize(self) -> None:
        self.arrange_panes()
