"""The theme picker, which previews the theme under the cursor."""

from collections.abc import Mapping
from typing import Final

from textual.theme import Theme
from textual.timer import Timer

from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow
from octui.ui.themes import THEMES

PREVIEW_SECONDS: Final = 0.1
"""Debounces the preview: restyling the whole screen takes longer than a key press."""

_OWN: Final = {theme.name for theme in THEMES}


def build_theme_rows(themes: Mapping[str, Theme], current: str) -> list[PickerRow]:
    """octui's own first, then the others by name, each with its primary colour."""
    names = sorted(themes, key=lambda name: (name not in _OWN, name))
    return [
        PickerRow(
            id=name,
            title=name,
            detail="terminal colours" if themes[name].ansi else "dark" if themes[name].dark else "light",
            group="octui" if name in _OWN else "More",
            glyph="■",
            style=themes[name].primary,
            current=name == current,
        )
        for name in names
    ]


class ThemePicker(Picker[str]):
    """Returns the name of a theme; when cancelled, the theme is the previous one again."""

    def __init__(self, current: str, *, preview_seconds: float = PREVIEW_SECONDS) -> None:
        super().__init__(
            "Themes",
            lambda: build_theme_rows(self.app.available_themes, current),
            answer=lambda row: row.id,
            on_highlight=self._schedule_preview,
        )
        self._theme_before = current
        self._preview_seconds = preview_seconds
        self._preview_timer: Timer | None = None

    def handle_cancel(self) -> None:
        self._apply_theme(self._theme_before)

    def on_unmount(self) -> None:
        if self._preview_timer is not None:
            self._preview_timer.stop()

    def _schedule_preview(self, row: PickerRow | None) -> None:
        if self._preview_timer is not None:
            self._preview_timer.stop()
        name = row.id if row else self._theme_before
        self._preview_timer = self.set_timer(self._preview_seconds, lambda: self._apply_theme(name))

    def _apply_theme(self, name: str) -> None:
        if self._preview_timer is not None:
            self._preview_timer.stop()
            self._preview_timer = None
        if self.app.theme != name and name in self.app.available_themes:
            self.app.theme = name
