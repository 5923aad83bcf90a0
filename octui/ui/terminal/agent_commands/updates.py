"""What the conversation says about a command, on its way to the terminal that shows it."""

from octui.render.text.clock_time import format_as_of
from octui.render.tool_output import parse_tool_output
from octui.render.tools.json_values import get_number
from octui.store import selectors
from octui.store.part_lifecycle import has_ended
from octui.store.state import State
from octui.ui.terminal.agent_commands.command import AgentCommand
from octui.ui.terminal.agent_commands.link import CommandLink
from octui.wire.parts import ToolPart, ToolState

MAX_REASON_LENGTH = 60


def update_agent_command(command: AgentCommand, link: CommandLink, state: State) -> None:
    """Deliver what the command has printed since, and note how it stands."""
    command.as_of = format_as_of(selectors.find_doubt_time(state, command.session_id))
    view = selectors.get_message(state, command.message_id)
    part = next((part for part in view.parts if part.id == command.part_id), None) if view is not None else None
    if not isinstance(part, ToolPart):
        if view is not None or _is_removed(state, command):
            command.ending = "it is no longer in the session"
            link.end_output()
        return
    is_over = has_ended(part) or selectors.is_run_over(state, command.message_id)
    time = part.state.time
    if time is not None:
        command.started, command.ended = time.start, time.end or 0
    output = parse_tool_output(part.state)
    if is_over:
        command.as_of = ""
        command.ending = output.ending or _describe_failure(part.state)
        command.exit_code = get_number(part.state.metadata, "exit")
    link.report_output(output, has_ended=is_over)


def _describe_failure(state: ToolState) -> str:
    if state.status == "error":
        return "aborted" if "abort" in state.error.lower() else state.error.partition("\n")[0][:MAX_REASON_LENGTH]
    return "" if state.status == "completed" else "cut off"


def _is_removed(state: State, command: AgentCommand) -> bool:
    timeline = state.timelines.get(command.session_id)
    return command.session_id in state.deleted or (timeline is not None and command.message_id in timeline.removed)
