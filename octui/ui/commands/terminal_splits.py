"""Split the terminal, and move between terminals that are shown together."""

from typing import Final

from octui.ui.commands.command import Command

TERMINAL_SPLIT_COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "terminal.split.beside",
        "Split the terminal side by side",
        "Terminal",
        lambda on: on.terminals.split_terminal(is_beside=True),
        slash=("terminal-split",),
        help="A new shell where this one is, on its right.",
    ),
    Command(
        "terminal.split.below",
        "Split the terminal top and bottom",
        "Terminal",
        lambda on: on.terminals.split_terminal(is_beside=False),
        slash=("terminal-split-below",),
        help="A new shell where this one is, below it.",
    ),
    Command(
        "terminal.split.alone",
        "Show the terminal alone",
        "Terminal",
        lambda on: on.terminals.splits.show_alone(),
        help="Takes it out of the split; all terminals stay open.",
        is_enabled=lambda on: on.terminals.splits.is_split(),
    ),
    Command(
        "terminal.split.left",
        "Go to the terminal on the left",
        "Terminal",
        lambda on: on.terminals.splits.go_to_side("left"),
        is_enabled=lambda on: on.terminals.splits.is_split(),
    ),
    Command(
        "terminal.split.right",
        "Go to the terminal on the right",
        "Terminal",
        lambda on: on.terminals.splits.go_to_side("right"),
        is_enabled=lambda on: on.terminals.splits.is_split(),
    ),
    Command(
        "terminal.split.up",
        "Go to the terminal above",
        "Terminal",
        lambda on: on.terminals.splits.go_to_side("up"),
        is_enabled=lambda on: on.terminals.splits.is_split(),
    ),
    Command(
        "terminal.split.down",
        "Go to the terminal below",
        "Terminal",
        lambda on: on.terminals.splits.go_to_side("down"),
        is_enabled=lambda on: on.terminals.splits.is_split(),
    ),
    Command(
        "terminal.split.wider",
        "Make the terminal wider",
        "Terminal",
        lambda on: on.terminals.splits.change_size(1, is_beside=True),
        is_enabled=lambda on: on.terminals.splits.is_split(),
    ),
    Command(
        "terminal.split.narrower",
        "Make the terminal narrower",
        "Terminal",
        lambda on: on.terminals.splits.change_size(-1, is_beside=True),
        is_enabled=lambda on: on.terminals.splits.is_split(),
    ),
    Command(
        "terminal.split.taller",
        "Make the terminal taller",
        "Terminal",
        lambda on: on.terminals.splits.change_size(1, is_beside=False),
        is_enabled=lambda on: on.terminals.splits.is_split(),
    ),
    Command(
        "terminal.split.shorter",
        "Make the terminal shorter",
        "Terminal",
        lambda on: on.terminals.splits.change_size(-1, is_beside=False),
        is_enabled=lambda on: on.terminals.splits.is_split(),
    ),
)
