"""octui itself: the palette, help, notifications, the server, and the way out."""

from typing import Final

from octui.ui.commands.command import Command

PROGRAM_COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "command.palette.show",
        "Commands",
        "octui",
        lambda on: on.app.show_command_palette(),
        legacy_ids=("command_list",),
        is_hidden=True,
    ),
    Command(
        "help.show",
        "Help",
        "octui",
        lambda on: on.view.show_help(),
        slash=("help",),
        legacy_ids=("help_show",),
    ),
    Command(
        "docs.open",
        "Open the documentation of OpenCode",
        "octui",
        lambda on: on.view.open_documentation(),
        slash=("docs",),
        help="Its servers, agents, models and configuration, in the browser.",
        legacy_ids=("docs_open",),
    ),
    Command(
        "keys.show",
        "Keys",
        "octui",
        lambda on: on.keys.show_keys(),
        slash=("keys", "keybinds"),
        help="Find a key, change it, choose a profile, see what is wrong with those you wrote.",
    ),
    Command(
        "settings.show",
        "Settings",
        "octui",
        lambda on: on.settings.show_settings(),
        slash=("settings",),
        help="octui's own options, where each value comes from, and what is allowed.",
    ),
    Command(
        "which-key.toggle",
        "Show or hide the keys after the leader",
        "octui",
        lambda on: on.which_key.toggle_which_key(),
    ),
    Command(
        "notifications.show",
        "Show notifications",
        "octui",
        lambda on: on.view.show_notices(),
        slash=("notifications",),
        help="In full, the latest first.",
    ),
    Command(
        "server.unreadable",
        "Show what could not be read",
        "octui",
        lambda on: on.view.show_unreadable(),
        slash=("unreadable",),
        help="The JSON that the server sent, while the header counts unreadable items.",
        is_enabled=lambda on: on.view.has_unreadable(),
    ),
    Command(
        "folder.trust",
        "Trust in this folder",
        "octui",
        lambda on: on.folder_trust.show_folder_trust(),
        slash=("trust",),
        help="What its files ask for, what you decided, and how to take it back.",
    ),
    Command(
        "server.connect",
        "Connect to another server",
        "octui",
        lambda on: on.server_connection.change_server(),
        slash=("server",),
    ),
    Command(
        "terminal.suspend",
        "Suspend octui",
        "octui",
        lambda on: on.view.suspend_app(),
        help="Until fg in the shell; the server keeps running.",
        legacy_ids=("terminal_suspend",),
        is_hidden=True,
    ),
    Command(
        "app.exit",
        "Quit",
        "octui",
        lambda on: on.app.quit_app(),
        slash=("exit", "quit", "q"),
        legacy_ids=("app_exit",),
    ),
)
