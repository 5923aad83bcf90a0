"""The theme picker, which previews the theme under the cursor."""

from collections.abc import Callable, Sequence
from typing import Final

from textual.timer import Timer

from octui.render.text.paths import abbreviate_home
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow
from octui.ui.theming.catalog import ThemeEntry

PREVIEW_SECONDS: Final = 0.1
"""Debounces the preview: restyling the whole screen takes longer than a key press."""


def build_theme_rows(entries: Sequence[ThemeEntry], current: str, home: str = "") -> list[PickerRow]:
    """In groups, each with its primary colour; a file of the user's with its path."""
    return [
        PickerRow(
            id=entry.name,
            title=entry.name,
            detail=entry.modes if entry.path is None else f"{entry.modes} · {abbreviate_home(str(entry.path), home)}",
            group=entry.group,
            glyph="■",
            style=entry.primary,
            current=entry.name == current,
        )
        for entry in entries
    ]


class ThemePicker(Picker[str]):
    """Returns the name of a theme; when cancelled, the theme is the previous one again."""

    def __init__(
        self,
        rows: Sequence[PickerRow],
        current: str,
        preview: Callable[[str], object],
        *,
        preview_seconds: float = PREVIEW_SECONDS,
    ) -> None:
        super().__init__("Themes", lambda: rows, answer=lambda row: row.id, on_highlight=self._schedule_preview)
        self._preview = preview
        self._before = self._shown = self._wanted = current
        self._preview_seconds = preview_seconds
        self._preview_timer: Timer | None = None

    def handle_cancel(self) -> None:
        self._wanted = self._before
        self._show_wanted()

    def on_unmount(self) -> None:
        self._stop_timer()

    def _schedule_preview(self, row: PickerRow | None) -> None:
        self._stop_timer()
        self._wanted = row.id if row else self._before
        self._preview_timer = self.set_timer(self._preview_seconds, self._show_wanted)

    def _show_wanted(self) -> None:
        # A timer that ran out just before it was stopped is still heard, so it carries no name.
        self._stop_timer()
        if self._shown != self._wanted:
            self._shown = self._wanted
            self._preview(self._wanted)

    def _stop_timer(self) -> None:
        if self._preview_timer is not None:
            self._preview_timer.stop()
            self._preview_timer = None
