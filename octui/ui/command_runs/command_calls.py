"""The shell commands that were run in a session and by its subagents, and how each stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from octui.render.tools.json_values import get_text
from octui.store import selectors
from octui.store.part_lifecycle import has_ended
from octui.store.state import State
from octui.ui.command_runs.commands import find_command_directory, get_shell_command
from octui.wire.parts import ToolPart


@dataclass(frozen=True, slots=True)
class CommandCall:
    """A call that has started; `directory` is where it runs on the server."""

    part: ToolPart
    session_id: str
    directory: str
    is_running: bool

    @property
    def command(self) -> str:
        return get_shell_command(self.part)

    @property
    def pty_id(self) -> str:
        """The server's terminal that it runs in; "" for one that runs without."""
        return get_text(self.part.state.metadata, "ptyID") if self.is_running else ""


def iter_command_calls(state: State, session_id: str) -> Iterator[CommandCall]:
    """Newest first, those of the session before those of its subagents."""
    for known_id in (session_id, *selectors.list_descendants(state, session_id)):
        for message_id in reversed(selectors.list_message_ids(state, known_id)):
            yield from _iter_message_calls(state, known_id, message_id)


def find_command_call(state: State, session_id: str, message_id: str, part_id: str) -> CommandCall | None:
    """The call that a block of the transcript shows; None for any other block."""
    return next((call for call in _iter_message_calls(state, session_id, message_id) if call.part.id == part_id), None)


def _iter_message_calls(state: State, session_id: str, message_id: str) -> Iterator[CommandCall]:
    view = selectors.get_message(state, message_id)
    for part in reversed(view.parts) if view is not None else ():
        if isinstance(part, ToolPart) and part.state.status != "pending" and get_shell_command(part):
            session = state.sessions.get(session_id)
            directory = find_command_directory(part, session.directory if session is not None else "")
            is_running = not (has_ended(part) or selectors.is_run_over(state, message_id))
            yield CommandCall(part, session_id, directory, is_running)
