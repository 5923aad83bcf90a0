"""Open, arrange and use the server's terminals."""

from typing import Final

from octui.ui.commands.command import Command

TERMINAL_COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "terminal.toggle",
        "Open or hide the terminal",
        "Terminal",
        lambda on: on.terminals.toggle_terminal(),
        slash=("terminal",),
        help="Keys go to the program in it until you leave it.",
    ),
    Command(
        "terminal.focus",
        "Go to the terminal",
        "Terminal",
        lambda on: on.terminals.focus_terminal(),
    ),
    Command(
        "terminal.new",
        "New terminal",
        "Terminal",
        lambda on: on.terminals.create_terminal(),
        slash=("terminal-new",),
        help="A shell on the server, in the directory of the session.",
    ),
    Command(
        "terminal.full",
        "Full-screen terminal",
        "Terminal",
        lambda on: on.terminals.toggle_fullscreen_terminal(),
        slash=("terminal-full",),
    ),
    Command(
        "terminal.close",
        "Close terminal",
        "Terminal",
        lambda on: on.terminals.close_terminal(),
        slash=("terminal-close",),
        help="Stops the programs in it; asks first if any are running.",
        is_enabled=lambda on: on.terminals.has_terminal(),
    ),
    Command(
        "terminal.rename",
        "Rename terminal",
        "Terminal",
        lambda on: on.terminals.rename_terminal(),
        slash=("terminal-rename",),
        is_enabled=lambda on: on.terminals.has_terminal(),
    ),
    Command(
        "terminal.next",
        "Next terminal",
        "Terminal",
        lambda on: on.terminals.cycle_terminal(1),
        is_enabled=lambda on: on.terminals.has_terminal(),
    ),
    Command(
        "terminal.previous",
        "Previous terminal",
        "Terminal",
        lambda on: on.terminals.cycle_terminal(-1),
        is_enabled=lambda on: on.terminals.has_terminal(),
    ),
    Command(
        "terminal.grow",
        "More room for the terminal",
        "Terminal",
        lambda on: on.terminals.resize_terminal(1),
        is_enabled=lambda on: on.terminals.is_terminal_shown(),
    ),
    Command(
        "terminal.shrink",
        "Less room for the terminal",
        "Terminal",
        lambda on: on.terminals.resize_terminal(-1),
        is_enabled=lambda on: on.terminals.is_terminal_shown(),
    ),
    Command(
        "terminal.search",
        "Search in the terminal",
        "Terminal",
        lambda on: on.terminals.search_terminal(),
        slash=("terminal-search",),
        is_enabled=lambda on: on.terminals.has_terminal(),
    ),
    Command(
        "terminal.copy",
        "Terminal copy mode",
        "Terminal",
        lambda on: on.terminals.enter_copy_mode(),
        slash=("terminal-copy",),
        help="Select with the keyboard, with the keys of tmux and vi.",
        is_enabled=lambda on: on.terminals.has_terminal(),
    ),
    Command(
        "terminal.send",
        "Send terminal text to the prompt",
        "Terminal",
        lambda on: on.terminals.send_terminal_to_prompt(),
        slash=("terminal-send",),
        help="The selection, or the output of the last command.",
        is_enabled=lambda on: on.terminals.has_terminal(),
    ),
)
