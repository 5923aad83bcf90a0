"""Types a command of the conversation in a terminal, where it waits for Enter."""

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual.screen import Screen

from octui.store import selectors
from octui.ui.controllers.context import AppContext
from octui.ui.controllers.terminals import TerminalsController
from octui.wire.parts import Part

if TYPE_CHECKING:
    # Loaded with the first command: the first screen should not wait for it.
    from octui.ui.command_runs.commands import RunnableCommand


class CommandRunsController:
    """Nothing is run before a person presses Enter in the terminal, or confirms it."""

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

        context, session_id = self._context, self._context.session_id
        directory = self._find_directory(session_id)
        # Finding the code in long answers takes longer than a key should wait.
        under_cursor = [part for part in self._list_parts((message_id,)) if part.id == part_id]
        commands = await asyncio.to_thread(list_runnable_commands, under_cursor, directory)
        if len(commands) == 1:
            self.type_command(commands[0])
            return
        newest_first = reversed(selectors.list_message_ids(context.store.state, session_id))
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

    def _find_directory(self, session_id: str) -> str:
        session = self._context.store.state.sessions.get(session_id)
        return (session.directory if session is not None else "") or self._context.working_directory

    def type_command(self, command: "RunnableCommand") -> None:
        """Open a terminal in the command's folder and type it there; what cannot be seen in it is shown first."""
        from octui.render.text.sanitize import escape_deceptive, has_deceptive_chars

        if has_deceptive_chars(command.text):
            self._confirm(
                "This command has invisible characters. Type it anyway?",
                escape_deceptive(command.text),
                "Type it",
                lambda: self._open_terminal(command),
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

    def _confirm(self, question: str, about: str, yes: str, act: Callable[[], None]) -> None:
        from octui.ui.pickers.confirm_dialog import ConfirmDialog

        def act_if_confirmed(confirmed: bool | None) -> None:
            if confirmed:
                act()

        self._context.open_screen(ConfirmDialog(question, about, yes=yes), act_if_confirmed)
