"""The command table: the palette, slash completion, help, key bindings and remote control all read it.

Ids are OpenCode's dotted ids, so that programs that drive its interface can drive this one.
"""

from typing import Final

from octui.ui.commands.command import Command
from octui.ui.commands.diffs import DIFF_COMMANDS
from octui.ui.commands.files import FILE_COMMANDS
from octui.ui.commands.models import MODEL_COMMANDS
from octui.ui.commands.program import PROGRAM_COMMANDS
from octui.ui.commands.prompt import PROMPT_COMMANDS
from octui.ui.commands.requests import REQUEST_COMMANDS
from octui.ui.commands.server import SERVER_COMMANDS
from octui.ui.commands.sessions import SESSION_COMMANDS
from octui.ui.commands.terminal import TERMINAL_COMMANDS
from octui.ui.commands.terminal_splits import TERMINAL_SPLIT_COMMANDS
from octui.ui.commands.transcript import TRANSCRIPT_COMMANDS
from octui.ui.commands.view import VIEW_COMMANDS

COMMANDS: Final[tuple[Command, ...]] = (
    *SESSION_COMMANDS,
    *REQUEST_COMMANDS,
    *MODEL_COMMANDS,
    *PROMPT_COMMANDS,
    *TRANSCRIPT_COMMANDS,
    *FILE_COMMANDS,
    *VIEW_COMMANDS,
    *DIFF_COMMANDS,
    *TERMINAL_COMMANDS,
    *TERMINAL_SPLIT_COMMANDS,
    *SERVER_COMMANDS,
    *PROGRAM_COMMANDS,
)

_COMMAND_BY_ID: Final = {name: command for command in COMMANDS for name in (command.id, *command.legacy_ids)}


def find_app_command(name: str | None) -> Command | None:
    """The command with this dotted or legacy id."""
    return _COMMAND_BY_ID.get(name) if name else None
