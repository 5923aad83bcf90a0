"""The themes, each shown while the cursor is on it."""

from collections.abc import Mapping
from typing import Final

from textual.theme import Theme
from textual.timer import Timer

from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow
from octui.ui.themes import THEMES

PREVIEW_SECONDS: Final = 0.1
"""A theme is drawn when the cursor rests on it so long: dressing the whole screen takes longer than a key press."""

_OWN: Final = {theme.name for theme in THEMES}


def theme_rows(themes: Mapping[str, Theme], current: str) -> list[PickerRow]:
    """octui's own first, then the rest by name, each with its leading colour."""
    names = sorted(themes, key=lambda name: (name not in _OWN, name))
    return [
        PickerRow(
            id=name,
            title=name,
            detail="terminal's colours" if themes[name].ansi else "dark" if themes[name].dark else "light",
            group="octui" if name in _OWN else "More",
            glyph="■",
            style=themes[name].primary,
            current=name == current,
        )
        for name in names
    ]


class ThemePicker(Picker[str]):
    """Answers the name of a theme; without an answer the theme is what it was."""

    def __init__(self, current: str, *, preview_seconds: float = PREVIEW_SECONDS) -> None:
        super().__init__(
            "Themes",
            lambda: theme_rows(self.app.available_themes, current),
            answer=lambda row: row.id,
            on_highlight=self._highlighted_theme,
        )
        self._before = current
        self._preview_seconds = preview_seconds
        self._waiting: Timer | None = None

    def cancelled(self) -> None:
        self._show_theme(self._before)

    def on_unmount(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()

    def _highlighted_theme(self, row: PickerRow | None) -> None:
        if self._waiting is not None:
            self._waiting.stop()
        name = row.id if row else self._before
        self._waiting = self.set_timer(self._preview_seconds, lambda: self._show_theme(name))

    def _show_theme(self, name: str) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        if self.app.theme != name and name in self.app.available_themes:
            self.app.theme = name
