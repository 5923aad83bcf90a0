"""XTWINOPS and titles: window queries and title changes; programs can neither move nor resize the window."""

from typing import Final

from octui.term.events import MAX_TITLE_LENGTH, Titled, sanitize_string
from octui.term.grid.grid import Grid
from octui.term.images.picture import CELL_HEIGHT, CELL_WIDTH
from octui.term.reports import Reports

_MAX_TITLES: Final = 16
_SET_HEX, _QUERY_HEX = 0, 1
"""Title modes: titles are set, or queried, in hexadecimal digits."""
_BOTH, _ICON, _WINDOW = range(3)

Titles = tuple[str | None, str | None]
"""Titles of window and icon; None for one that was not saved."""


class WindowOps:
    """Titles are sanitized and bounded, and reported to programs only if the screen `discloses` its contents."""

    def __init__(self, grid: Grid, reports: Reports) -> None:
        self.grid = grid
        self.reports = reports
        self.reset_state()

    def reset_state(self) -> None:
        self.title = ""
        self.icon_name = ""
        self._titles: list[Titles] = []
        self._title_modes: set[int] = set()

    def set_title(self, param: str) -> None:
        self.title = sanitize_string(param, MAX_TITLE_LENGTH)
        # Unlike other events this one also matters in a replay: it names the tab.
        self.grid.emit_event(Titled(self.title))

    def set_icon_name(self, param: str) -> None:
        self.icon_name = sanitize_string(param, MAX_TITLE_LENGTH)

    def set_names(self, code: str, text: str) -> None:
        """OSC 0 sets both titles, 1 the icon title, 2 the window title."""
        if _SET_HEX in self._title_modes:
            try:
                text = bytes.fromhex(text).decode("utf-8", "replace")
            except ValueError:
                return
        if code != "2":
            self.set_icon_name(text)
        if code != "1":
            self.set_title(text)

    def set_title_modes(self, *modes: int) -> None:
        """XTSMTITLE."""
        self._title_modes.update(mode for mode in modes if mode in (_SET_HEX, _QUERY_HEX))

    def reset_title_modes(self, *modes: int) -> None:
        """XTRMTITLE."""
        self._title_modes.difference_update(modes)

    def report_window(self, what: int = 0, which: int = 0, *_: int) -> None:
        """XTWINOPS: 11 that it is open, 14 its size in pixels, 16 that of a cell, 18 and 19 its size in cells.

        20 and 21 are titles; 22 saves them, 23 restores them.
        """
        match what:
            case 11:
                self.reports.send_reply("\x1b[1t")
            case 14:
                height, width = self.grid.lines * CELL_HEIGHT, self.grid.columns * CELL_WIDTH
                self.reports.send_reply(f"\x1b[4;{height};{width}t")
            case 16:
                self.reports.send_reply(f"\x1b[6;{CELL_HEIGHT};{CELL_WIDTH}t")
            case 18 | 19:
                self.reports.send_reply(f"\x1b[{what - 10};{self.grid.lines};{self.grid.columns}t")
            case 20:
                self.reports.send_reply(f"\x1b]L{self._told(self.icon_name)}\x1b\\")
            case 21:
                self.reports.send_reply(f"\x1b]l{self._told(self.title)}\x1b\\")
            case 22:
                self._keep_titles(which)
            case 23:
                self._restore_titles(which)

    def _told(self, title: str) -> str:
        """Titles are program-controlled and must not be sent back as if they had been typed."""
        if not self.reports.discloses:
            return ""
        return title.encode().hex().upper() if _QUERY_HEX in self._title_modes else title

    def _keep_titles(self, which: int) -> None:
        self._titles.append((None if which == _ICON else self.title, None if which == _WINDOW else self.icon_name))
        del self._titles[:-_MAX_TITLES]

    def _restore_titles(self, which: int) -> None:
        """The most recently saved titles; one missing from the top entry is looked up further down the stack."""
        if not self._titles:
            return
        title, icon_name = self._titles.pop()
        for kept_title, kept_icon_name in reversed(self._titles):
            title = kept_title if title is None else title
            icon_name = kept_icon_name if icon_name is None else icon_name
        if which != _ICON and title is not None:
            self.set_title(title)
        if which != _WINDOW and icon_name is not None:
            self.set_icon_name(icon_name)
