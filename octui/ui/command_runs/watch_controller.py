"""Shows what a command of the conversation prints in a terminal, while it runs and afterwards."""

from typing import TYPE_CHECKING

from octui.ui.controllers.context import AppContext
from octui.ui.controllers.terminals import TerminalsController

if TYPE_CHECKING:
    # Loaded with the first command: the first screen should not wait for it.
    from octui.ui.command_runs.command_calls import CommandCall


class CommandWatchController:
    """The command is the agent's: the terminal only shows it."""

    def __init__(self, context: AppContext, terminals: TerminalsController) -> None:
        self._context = context
        self._terminals = terminals

    def watch_command(self) -> None:
        """Show the command under the transcript's cursor; elsewhere the one that runs, or one that is picked."""
        from octui.ui.command_runs.command_calls import find_command_call, iter_command_calls
        from octui.ui.command_runs.picker import CallPicker

        context, state, session_id = self._context, self._context.store.state, self._context.session_id
        chat = context.chat
        block = chat.transcript.current_block if chat is not None and chat.transcript.has_focus else None
        if block and (call := find_command_call(state, session_id, block.message_id, block.key)) is not None:
            self._show_call(call)
            return
        calls = list(iter_command_calls(state, session_id))
        likely = [call for call in calls if call.is_running] or calls
        if len(likely) == 1:
            self._show_call(likely[0])
        elif calls:
            context.open_picker(CallPicker(calls), self._show_call)
        else:
            context.notify_info("No commands were run in this session yet.")

    def _show_call(self, call: "CommandCall") -> None:
        from octui.ui.terminal.agent_commands.command import AgentCommand

        part = call.part
        command = AgentCommand(call.session_id, part.message_id, part.id, call.command)
        self._terminals.show_agent_command(command, call.directory, call.pty_id)
