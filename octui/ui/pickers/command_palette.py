"""The command palette: every command that is available now, found by fuzzy search."""

from octui.ui.actions import CommandActions
from octui.ui.commands.command import Command
from octui.ui.commands.table import COMMANDS
from octui.ui.key_hints import format_first_key
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow


def build_palette_rows(actions: CommandActions) -> list[PickerRow]:
    """The available commands by group, in the order of the table."""
    return [
        _build_command_row(command, command.find_obstacle(actions))
        for command in COMMANDS
        if not command.is_hidden and command.is_enabled(actions)
    ]


def _build_command_row(command: Command, obstacle: str) -> PickerRow:
    keys = format_first_key(command.id)
    slash = f"/{command.slash[0]}" if command.slash else ""
    return PickerRow(
        id=command.id,
        title=command.title,
        detail=obstacle or "  ".join(part for part in (slash, keys) if part),
        group=command.group,
        search_text=f"{command.id} {' '.join(command.slash)} {command.help}",
        is_muted=bool(obstacle),
    )


class CommandPalette(Picker[str]):
    """Returns the id of a command."""

    def __init__(self, actions: CommandActions) -> None:
        super().__init__("Commands", lambda: build_palette_rows(actions), answer=lambda row: row.id)
