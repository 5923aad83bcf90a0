"""Look at changes."""

from typing import Final

from octui.ui.commands.command import Command, require_server

DIFF_COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "diff.open",
        "Open diff viewer",
        "VCS",
        lambda on: on.diffs.show_diff(),
        slash=("diff",),
        help="What changed: in the working tree, since the branch began, in the last turn, or in the session.",
        find_obstacle=require_server,
        legacy_ids=("diff_open",),
    ),
)
