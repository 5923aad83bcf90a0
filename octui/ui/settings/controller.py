"""octui's settings: listed with their values and where they come from, and changed at once."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from octui.config.paths import abbreviate_own_home
from octui.config.settings.registry import MOUSE, REDUCED_MOTION, SCROLL_SPEED, SETTINGS, THEME, find_setting
from octui.config.settings.setting import Setting, Value, format_value
from octui.config.settings.settings import DEFAULT_SOURCE
from octui.ui.controllers.context import AppContext
from octui.ui.theming.controller import ThemesController
from octui.ui.tui_paths import list_tui_paths

if TYPE_CHECKING:
    # Imported when opened: the first screen should not wait for it.
    from octui.ui.panels.form import Answers
    from octui.ui.panels.panel import Panel
    from octui.ui.panels.panel_rows import PanelAction, PanelRow

FIXED: Final = "{source} sets it for this run and overrides the file"

NO_MOUSE_VARIABLE: Final = "OPENCODE_DISABLE_MOUSE"
"""OpenCode's environment variable for a terminal that keeps the mouse."""


class SettingsController:
    """A change is in force at once, and written to octui's own file."""

    def __init__(self, context: AppContext, themes: ThemesController) -> None:
        self._context = context
        self._themes = themes
        self._panel: Panel | None = None
        context.settings.call_on_change(self._follow_change)
        self._apply_motion()

    def show_settings(self) -> None:
        from octui.ui.panels.panel import Panel

        path = abbreviate_own_home(self._context.settings.path)
        panel = self._panel = Panel(f"Settings · {path}", self._build_rows, actions=self._make_actions())
        self._context.open_screen(panel)

    def import_tui_options(self) -> None:
        """Use what OpenCode's `tui.json` files say, where octui's own files say nothing."""
        directory = self._context.options.directory
        if list_tui_paths(directory):
            self._import_tui_files(directory)
        if os.environ.get(NO_MOUSE_VARIABLE, "").lower() in ("1", "true"):
            self._context.settings.import_values({MOUSE.name: False}, NO_MOUSE_VARIABLE)
        self._apply_motion()

    def _import_tui_files(self, directory: Path) -> None:
        # Imported when there is one: most people have none.
        from octui.ui.settings.tui_options import read_tui_options
        from octui.ui.tui_files import read_tui_files

        for file in read_tui_files(directory):
            options = read_tui_options(file)
            self._context.settings.import_values(options.values, str(file.path))
            for mistake in options.mistakes:
                self._context.notify_warning(mistake)

    def _apply_motion(self) -> None:
        settings, display = self._context.settings, self._context.theme_display
        display.allow_motion(not settings.get_value(REDUCED_MOTION))
        display.set_wheel_rows(settings.get_value(SCROLL_SPEED))

    def _follow_change(self, name: str) -> None:
        if name in (REDUCED_MOTION.name, SCROLL_SPEED.name):
            self._apply_motion()
        if self._panel is not None:
            self._panel.refresh_rows()

    # What is shown.

    def _build_rows(self) -> "list[PanelRow]":
        return [self._build_row(setting) for setting in SETTINGS]

    def _build_row(self, setting: Setting[Any]) -> "PanelRow":
        from octui.ui.panels.panel_rows import PanelRow

        settings = self._context.settings
        value, source = format_value(settings.get_value(setting)), settings.get_source(setting)
        if source == DEFAULT_SOURCE:
            origin = ""
        elif source == str(settings.path):
            origin = " · set here"
        else:
            origin = f" · from {abbreviate_own_home(source)}"
        start = " Read when octui starts." if setting.is_read_at_start else ""
        return PanelRow(
            id=setting.name,
            title=setting.name,
            detail=f"{value}{origin}",
            group=setting.group,
            search_text=setting.summary,
            about=f"{setting.summary}{start}\n"
            f"default {format_value(setting.default)} · allowed: {setting.allowed} · {setting.variable}",
            copied=f"{setting.name} = {value}",
        )

    def _make_actions(self) -> "list[PanelAction]":
        from octui.ui.panels.panel_rows import PanelAction

        return [
            PanelAction("settings.change", "change", lambda row: self._change(row, 1), bool, self._find_obstacle),
            PanelAction("settings.previous", "previous value", lambda row: self._change(row, -1), self._has_choices),
            PanelAction("settings.reset", "default", self._reset, self._is_set),
        ]

    def _find_obstacle(self, row: "PanelRow | None") -> str:
        setting = find_setting(row.id) if row is not None else None
        settings = self._context.settings
        if setting is None or not settings.is_fixed(setting) or settings.get_source(setting) != setting.variable:
            return ""
        return FIXED.format(source=setting.variable)

    def _has_choices(self, row: "PanelRow | None") -> bool:
        setting = find_setting(row.id) if row is not None else None
        return setting is not None and len(setting.choices) > 2

    def _is_set(self, row: "PanelRow | None") -> bool:
        setting = find_setting(row.id) if row is not None else None
        return setting is not None and self._context.settings.is_in_file(setting)

    # Changing.

    def _change(self, row: "PanelRow | None", step: int) -> None:
        """Turn over a switch, go to another choice, or ask for the value."""
        setting = find_setting(row.id) if row is not None else None
        if setting is None:
            return
        value = self._context.settings.get_value(setting)
        if setting is THEME:
            self._themes.pick_theme()
        elif isinstance(value, bool):
            self._context.change_setting(setting, not value)
        elif setting.choices:
            at = setting.choices.index(str(value))
            self._context.change_setting(setting, setting.choices[(at + step) % len(setting.choices)])
        else:
            self._ask_value(setting, value)

    def _ask_value(self, setting: Setting[Any], value: Value) -> None:
        from octui.ui.panels.form import FormDialog, FormField

        def find_mistake(answers: "Answers") -> str:
            parsed = setting.parse_text(answers["value"])
            typed = answers["value"] if parsed is None else parsed
            return setting.find_mistake(typed)

        def use_answers(answers: "Answers | None") -> None:
            if answers is not None:
                self._context.change_setting(setting, setting.parse_text(answers["value"]))

        shown = value if isinstance(value, str) else format_value(value)
        field = FormField("value", f"Value: {setting.allowed}", value=shown)
        dialog = FormDialog(setting.name, [field], about=setting.summary, find_mistake=find_mistake)
        self._context.open_screen(dialog, use_answers)

    def _reset(self, row: "PanelRow | None") -> None:
        setting = find_setting(row.id) if row is not None else None
        if setting is not None:
            self._context.change_setting(setting, None)
