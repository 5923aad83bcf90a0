"""Types a command of the conversation in a terminal, where it waits for Enter."""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.screen import Screen

from octui.render.text.sanitize import escape_deceptive, has_deceptive_chars
from octui.store import selectors
from octui.ui.controllers.context import AppContext
from octui.ui.controllers.terminals import TerminalsController
from octui.wire.parts import Part

if TYPE_CHECKING:
    # Loaded with the first command: the first screen should not wait for it.
    from octui.ui.command_runs.commands import RunnableCommand


class CommandRunsController:
    """Nothing is run before the user presses Enter in the terminal, or confirms it."""

    def __init__(self, context: AppContext, terminals: TerminalsController) -> None:
        self._context = context
        self._terminals = terminals

    def run_in_terminal(self) -> None:
        """Type the command under the transcript's cursor in a new terminal; elsewhere, one that is picked."""
        chat = self._context.chat
        block = chat.transcript.current_block if chat is not None and chat.transcript.has_focus else None
        work = self._choose_command(block.message_id if block else "", block.key if block else "")
        self._context.dialog_opening.start_worker(work, group="command-runs")

    async def _choose_command(self, message_id: str, part_id: str) -> None:
        from octui.ui.command_runs.commands import list_runnable_commands
        from octui.ui.command_runs.picker import CommandPicker

        context, directory = self._context, self._context.session_directory
        # Finding the code in long answers takes longer than a key should wait.
        under_cursor = [part for part in self._list_parts((message_id,)) if part.id == part_id]
        commands = await asyncio.to_thread(list_runnable_commands, under_cursor, directory)
        if len(commands) == 1:
            self.type_command(commands[0])
            return
        newest_first = reversed(selectors.list_message_ids(context.store.state, context.session_id))
        commands = commands or await asyncio.to_thread(
            list_runnable_commands, self._list_parts(newest_first), directory
        )
        if commands:
            context.open_picker(CommandPicker(commands, directory, context.server_home), self.type_command)
        else:
            context.notify_info("No commands were run in this session yet.")

    def _list_parts(self, message_ids: Iterable[str]) -> list[Part]:
        """The parts of messages that are loaded, the last part of each first."""
        views = (selectors.get_message(self._context.store.state, message_id) for message_id in message_ids)
        return [part for view in views if view is not None for part in reversed(view.parts)]

    def type_command(self, command: "RunnableCommand") -> None:
        """Open a terminal in the command's folder and type it there; what cannot be seen in it is shown first."""

        if has_deceptive_chars(command.text):
            self._context.confirm_action(
                "This command has invisible characters. Type it anyway?",
                escape_deceptive(command.text),
                yes="Type it",
                act=lambda: self._open_terminal(command),
            )
        else:
            self._open_terminal(command)

    def _open_terminal(self, command: "RunnableCommand") -> None:
        async def confirm_run(lines: int) -> bool:
            from octui.ui.pickers.confirm_dialog import ConfirmDialog

            question = f"This shell runs each line as it comes. Run the first {lines - 1} of {lines} lines now?"
            dialog: Screen[bool] = ConfirmDialog(question, command.text, yes="Run")
            return await self._context.wait_for_screen(dialog)

        self._terminals.open_with_command(command.text, command.directory, confirm_run)
