"""Change how things look."""

from typing import Final

from octui.ui.commands.command import Command

VIEW_COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "terminal.title.toggle",
        "Name the window after the session, or leave its name alone",
        "View",
        lambda on: on.attention.toggle_title(),
        legacy_ids=("terminal_title_toggle",),
    ),
    Command(
        "session.toggle.thinking",
        "Show or hide thinking",
        "View",
        lambda on: on.view.toggle_thinking(),
        slash=("thinking",),
        legacy_ids=("display_thinking",),
    ),
    Command(
        "session.toggle.actions",
        "Open or close all tool output",
        "View",
        lambda on: on.view.toggle_tool_output(),
        slash=("details",),
        legacy_ids=("tool_details",),
    ),
    Command(
        "session.sidebar.toggle",
        "Show or hide the sidebar",
        "View",
        lambda on: on.view.toggle_sidebar(),
        is_enabled=lambda on: on.sessions.has_chat(),
        legacy_ids=("sidebar_toggle",),
    ),
    Command(
        "session.sidebar.focus",
        "Go to the sidebar",
        "View",
        lambda on: on.view.focus_sidebar(),
        is_enabled=lambda on: on.sessions.has_chat(),
    ),
    Command(
        "theme.switch",
        "Switch theme",
        "View",
        lambda on: on.themes.pick_theme(),
        slash=("themes", "theme"),
        legacy_ids=("theme.list", "theme_list"),
    ),
    Command(
        "theme.switch_mode",
        "Switch between dark and light",
        "View",
        lambda on: on.themes.switch_mode(),
        help="And keep it, whatever the terminal's background is.",
        legacy_ids=("theme_switch_mode",),
    ),
    Command(
        "theme.mode.lock",
        "Follow the terminal's dark or light, or stop",
        "View",
        lambda on: on.themes.toggle_mode_lock(),
        legacy_ids=("theme_mode_lock",),
    ),
)
