"""The command palette: every command that is available now, octui's and the server's, found by fuzzy search."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from octui.ui.actions.command_actions import CommandActions
from octui.ui.commands.command import Command
from octui.ui.commands.table import COMMANDS
from octui.ui.composer.slash_commands import describe_server_command
from octui.ui.key_hints import format_first_prompt_key
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow
from octui.ui.prompt_history.controller import SERVER_PREFIX
from octui.wire import catalog


def build_palette_rows(
    actions: CommandActions, server_commands: Iterable[catalog.Command] = (), recent: Sequence[str] = ()
) -> list[PickerRow]:
    """The commands used last, then the available ones by group, in the order of the table, then the server's."""
    rows = [
        _build_command_row(command, command.find_obstacle(actions))
        for command in COMMANDS
        if not command.is_hidden and command.is_enabled(actions)
    ]
    taken = {name for command in COMMANDS for name in command.slash}
    rows += [
        PickerRow(
            id=SERVER_PREFIX + command.name,
            title=f"/{command.name}",
            detail=describe_server_command(command),
            group="From the server",
        )
        for command in server_commands
        if command.name not in taken
    ]
    by_id = {row.id: row for row in rows}
    return [*(replace(by_id[name], group="Recent") for name in recent if name in by_id), *rows]


def _build_command_row(command: Command, obstacle: str) -> PickerRow:
    keys = format_first_prompt_key(command.id)
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
    """Returns the id of a command; that of the server's begins with `SERVER_PREFIX`."""

    def __init__(
        self, actions: CommandActions, server_commands: Iterable[catalog.Command] = (), recent: Sequence[str] = ()
    ) -> None:
        commands = tuple(server_commands)
        super().__init__("Commands", lambda: build_palette_rows(actions, commands, recent), answer=lambda row: row.id)
