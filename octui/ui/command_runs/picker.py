"""The picker of commands that can be run in a terminal."""

from collections.abc import Sequence
from typing import Final

from octui.render.text.paths import abbreviate_home
from octui.render.text.sanitize import to_single_line
from octui.ui.command_runs.commands import RunnableCommand
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow

MAX_TITLE_LENGTH: Final = 200


class CommandPicker(Picker[RunnableCommand]):
    """Returns the command that was chosen; only folders other than the session's are named."""

    def __init__(self, commands: Sequence[RunnableCommand], directory: str, home: str) -> None:
        super().__init__(
            "Type a command in a terminal",
            lambda: [
                PickerRow(
                    id=str(number),
                    title=to_single_line(" ".join(command.text[: 4 * MAX_TITLE_LENGTH].split()))[:MAX_TITLE_LENGTH],
                    detail=abbreviate_home(command.directory, home) if command.directory != directory else "",
                )
                for number, command in enumerate(commands)
            ],
            answer=lambda row: commands[int(row.id)],
        )
