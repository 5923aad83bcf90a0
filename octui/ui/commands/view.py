"""Change how things look."""

from typing import Final

from octui.config.settings.registry import (
    CONCEAL,
    GENERIC_OUTPUT,
    REDUCED_MOTION,
    SCROLLBAR,
    THINKING,
    TIMESTAMPS,
    WRAP_DIFFS,
)
from octui.config.settings.setting import Setting
from octui.ui.commands.command import Command


def _make_switch(
    id_: str,
    title: str,
    setting: Setting[bool],
    on_off: tuple[str, str],
    *,
    legacy: str,
    slash: tuple[str, ...] = (),
    help: str = "",
) -> Command:
    """A command that turns an option over, for this run and the next, and says how it is now."""
    return Command(
        id_,
        title,
        "View",
        lambda on: on.display.switch_option(setting, on_off),
        slash=slash,
        help=help,
        legacy_ids=(legacy,),
    )


VIEW_COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "terminal.title.toggle",
        "Turn the window title on or off",
        "View",
        lambda on: on.attention.toggle_title(),
        legacy_ids=("terminal_title_toggle",),
    ),
    _make_switch(
        "session.toggle.thinking",
        "Show or hide thinking",
        THINKING,
        ("Thinking is shown.", "Thinking is hidden."),
        slash=("thinking", "toggle-thinking"),
        legacy="display_thinking",
    ),
    _make_switch(
        "session.toggle.timestamps",
        "Show or hide timestamps",
        TIMESTAMPS,
        ("Timestamps are shown.", "Timestamps are hidden."),
        slash=("timestamps", "toggle-timestamps"),
        help="When each prompt was sent, and each answer ended.",
        legacy="session_toggle_timestamps",
    ),
    _make_switch(
        "session.toggle.conceal",
        "Render Markdown, or show its source",
        CONCEAL,
        ("Markdown is rendered.", "Markdown source is shown."),
        legacy="messages_toggle_conceal",
    ),
    _make_switch(
        "session.toggle.generic_tool_output",
        "Show or hide the output of unknown tools",
        GENERIC_OUTPUT,
        ("The output of unknown tools is shown.", "The output of unknown tools is hidden."),
        help="Those of MCP servers among them; opening a call always shows it.",
        legacy="session_toggle_generic_tool_output",
    ),
    _make_switch(
        "session.toggle.scrollbar",
        "Show or hide the scrollbar",
        SCROLLBAR,
        ("The scrollbar is shown.", "The scrollbar is hidden."),
        legacy="scrollbar_toggle",
    ),
    _make_switch(
        "app.toggle.diffwrap",
        "Wrap or truncate long lines in diffs",
        WRAP_DIFFS,
        ("Long lines in diffs are wrapped.", "Long lines in diffs are truncated."),
        legacy="app_toggle_diffwrap",
    ),
    _make_switch(
        "app.toggle.animations",
        "Reduce motion, or allow it",
        REDUCED_MOTION,
        ("Motion is reduced.", "Motion is allowed."),
        help="Spinners, the blinking caret and smooth scrolling.",
        legacy="app_toggle_animations",
    ),
    Command(
        "session.toggle.actions",
        "Expand or collapse all tool output",
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
        help="Keeps it, whatever the terminal's background is.",
        legacy_ids=("theme_switch_mode",),
    ),
    Command(
        "theme.mode.lock",
        "Follow the terminal's dark or light mode, or stop",
        "View",
        lambda on: on.themes.toggle_mode_lock(),
        legacy_ids=("theme_mode_lock",),
    ),
)
