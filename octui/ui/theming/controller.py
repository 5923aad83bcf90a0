"""The theme on screen: the one that was chosen, dark or light as the terminal is, or as was chosen too."""

import asyncio
import os
from pathlib import Path
from typing import Final

from textual.color import Color
from textual.theme import Theme

from octui.config.settings.registry import THEME, THEME_MODE
from octui.config.themes.theme_file import ThemeFileError
from octui.render.theme.contrast import is_dark_colour
from octui.ui.controllers.context import AppContext
from octui.ui.theming.catalog import DEFAULT, SYSTEM, ThemeCatalog, UnknownTheme
from octui.ui.theming.terminal_colours import (
    ASK_PAGE,
    ASK_PALETTE,
    TerminalColourReported,
    TerminalColours,
    TerminalModeReported,
    TerminalReport,
)

TEXT_BACKGROUND: Final = "COLORFGBG"
"""Set by some terminals to the numbers of their colours: `15;0` is white on black."""

_LIGHT_NUMBERS: Final = frozenset({"7", "9", "10", "11", "12", "13", "14", "15"})

WAIT_FOR_PALETTE: Final = 0.1
"""Seconds for the sixteen answers of a terminal to come, so that they are drawn once."""


class ThemesController:
    """Nothing here changes anything on the server."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._display = context.theme_display
        self._catalog = ThemeCatalog(context.options.directory)
        self._terminal = TerminalColours()
        self._is_terminal_dark: bool | None = None
        self._is_waiting = False
        self._name = DEFAULT
        """The name on screen, which a preview changes for a moment."""
        context.settings.call_on_change(self._follow_setting)

    @property
    def is_dark(self) -> bool:
        """Whether dark themes are wanted now."""
        mode = self._context.settings.get_value(THEME_MODE)
        if mode != "auto":
            return mode == "dark"
        return _is_guessed_dark() if self._is_terminal_dark is None else self._is_terminal_dark

    def begin_with_chosen_theme(self) -> None:
        """Put the chosen theme in force; a problem with it is a toast, and octui starts with its own."""
        settings, preferences = self._context.settings, self._context.preferences
        if preferences.preferences.theme:
            settings.import_values({"theme": preferences.preferences.theme}, str(preferences.path))
        if chosen := self._context.options.theme:
            is_mode = chosen in THEME_MODE.choices and chosen not in self._catalog.list_names()
            settings.set_from_command_line({"theme_mode" if is_mode else "theme": chosen})
        self._name = settings.get_value(THEME)
        try:
            theme = self._load_theme(self._name)
        except (ThemeFileError, UnknownTheme) as error:
            self._context.notify_warning(self._describe_refusal(self._name, error))
            self._name = DEFAULT
            theme = self._load_theme(DEFAULT)
        self._display.begin_with_theme(theme)

    def reload_theme(self) -> None:
        """Read the theme's file and the terminal's colours again, as OpenCode does at SIGUSR2."""
        self._display.write_to_terminal(ASK_PAGE)
        if self._name == SYSTEM:
            self._display.write_to_terminal(ASK_PALETTE)
        self._show_named(self._name)

    # Choosing.

    def pick_theme(self) -> None:
        """List every theme; the files are read in a thread."""
        self._context.dialog_opening.start_worker(self._list_and_pick(), group="themes")

    async def _list_and_pick(self) -> None:
        # Imported when opened: the first screen should not wait for them.
        from octui.ui.theming.picker import ThemePicker, build_theme_rows

        entries, problems = await asyncio.to_thread(self._catalog.load_entries)
        for problem in problems:
            self._context.notify_warning(problem)
        rows = build_theme_rows(entries, self._name, str(Path.home()))
        self._context.open_picker(ThemePicker(rows, self._name, self._show_named), self.choose_theme)

    def choose_theme(self, name: str) -> None:
        """Show a theme now and from now on."""
        if self._show_named(name):
            self._context.change_setting(THEME, name)

    # Dark and light.

    def switch_mode(self) -> None:
        """Dark instead of light, or light instead of dark, from now on."""
        self._context.change_setting(THEME_MODE, "light" if self.is_dark else "dark")

    def toggle_mode_lock(self) -> None:
        """Follow the terminal, or keep the current mode."""
        is_automatic = self._context.settings.get_value(THEME_MODE) == "auto"
        now = "dark" if self.is_dark else "light"
        self._context.change_setting(THEME_MODE, now if is_automatic else "auto")
        self._context.notify_info(
            f"Themes stay {now} now." if is_automatic else "Themes follow the terminal's background again."
        )

    # The terminal.

    def handle_terminal_report(self, report: TerminalReport) -> None:
        match report:
            case TerminalModeReported(dark=dark):
                # Its colours are others too.
                self._display.write_to_terminal(ASK_PAGE)
                self._set_terminal_dark(dark)
            case TerminalColourReported():
                self._note_terminal_colour(report)

    def _note_terminal_colour(self, report: TerminalColourReported) -> None:
        known = self._terminal
        self._terminal = known.with_colour(report.place, report.colour)
        if self._terminal == known:
            return
        if report.place == "11":
            self._set_terminal_dark(is_dark_colour(Color.parse(report.colour)))
            if self._name == SYSTEM:
                self._display.write_to_terminal(ASK_PALETTE)
        if not self._is_waiting:
            # The others come one by one in the next milliseconds.
            self._is_waiting = True
            self._context.start_timer(WAIT_FOR_PALETTE, self._show_terminal_colours)

    def _show_terminal_colours(self) -> None:
        self._is_waiting = False
        self._show_named(self._name)

    def _set_terminal_dark(self, dark: bool) -> None:
        was_dark = self.is_dark
        self._is_terminal_dark = dark
        if self.is_dark != was_dark:
            self._show_named(self._name)

    # Showing.

    def _follow_setting(self, name: str) -> None:
        if name == THEME.name:
            self._show_named(self._context.settings.get_value(THEME))
        elif name == THEME_MODE.name:
            self._show_named(self._name)

    def _show_named(self, name: str) -> bool:
        """Show a theme; a file that is not a theme is refused in a toast."""
        try:
            theme = self._load_theme(name)
        except (ThemeFileError, UnknownTheme) as error:
            self._context.notify_warning(self._describe_refusal(name, error))
            return False
        if name == SYSTEM and name != self._name and not self._terminal.is_complete:
            self._display.write_to_terminal(ASK_PALETTE)
        self._name = name
        self._display.draw_theme(theme)
        return True

    def _load_theme(self, name: str) -> Theme:
        return self._catalog.load_theme(name, self._terminal, dark=self.is_dark)

    def _describe_refusal(self, name: str, error: Exception) -> str:
        if isinstance(error, UnknownTheme):
            return str(error)
        return f"{self._catalog.find_path(name)} is not used as a theme: {error}."


def _is_guessed_dark() -> bool:
    """What the environment says about a terminal that has not answered yet; most are dark."""
    _, separator, background = os.environ.get(TEXT_BACKGROUND, "").rpartition(";")
    return not separator or background not in _LIGHT_NUMBERS
