"""The command palette: every command that means something now, found by a few letters."""

from octui.ui.commands import COMMANDS, Command, Stage, readable
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow


def palette_rows(stage: Stage) -> list[PickerRow]:
    """The enabled commands in the table's order, by group."""
    return [_row(command) for command in COMMANDS if not command.hidden and command.enabled(stage)]


def _row(command: Command) -> PickerRow:
    keys = readable(command.keys[0]) if command.keys else ""
    slash = f"/{command.slash[0]}" if command.slash else ""
    return PickerRow(
        id=command.id,
        title=command.title,
        detail="  ".join(part for part in (slash, keys) if part),
        group=command.group,
        search_text=f"{command.id} {' '.join(command.slash)} {command.help}",
    )


class PaletteScreen(Picker[str]):
    """Answers the id of a command."""

    def __init__(self, stage: Stage) -> None:
        super().__init__("Commands", lambda: palette_rows(stage), answer=lambda row: row.id)
