"""The pickers of commands: those that can be run in a terminal, and those whose output can be shown in one."""

from collections.abc import Sequence
from typing import Final

from octui.render.text.paths import abbreviate_home
from octui.render.text.sanitize import to_single_line
from octui.ui.command_runs.command_calls import CommandCall
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
                    title=_format_title(command.text),
                    detail=abbreviate_home(command.directory, home) if command.directory != directory else "",
                )
                for number, command in enumerate(commands)
            ],
            answer=lambda row: commands[int(row.id)],
        )


class CallPicker(Picker[CommandCall]):
    """Returns the call that was chosen; those that run come first."""

    def __init__(self, calls: Sequence[CommandCall]) -> None:
        running_first = sorted(calls, key=lambda call: not call.is_running)
        super().__init__(
            "Show a command in a terminal",
            lambda: [
                PickerRow(
                    id=str(number),
                    title=_format_title(call.command),
                    detail="running" if call.is_running else "",
                    style="$text-success" if call.is_running else "",
                )
                for number, call in enumerate(running_first)
            ],
            answer=lambda row: running_first[int(row.id)],
        )


def _format_title(command: str) -> str:
    return to_single_line(" ".join(command[: 4 * MAX_TITLE_LENGTH].split()))[:MAX_TITLE_LENGTH]
