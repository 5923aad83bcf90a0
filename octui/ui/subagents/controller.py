"""Subagents that an agent waits for, and servers that let them go on in the background."""

from typing import Final

from octui.client import Unsupported
from octui.store import selectors
from octui.ui.controllers.context import AppContext
from octui.ui.controllers.server_calls import ServerCalls

NO_BACKGROUND: Final = "this server cannot keep subagents in the background"


class SubagentsController:
    """Whether a server can is asked for when it matters: most cannot, and those that can need a flag."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._refusing_server = ""
        """The server that was found not to have background subagents."""

    def has_busy_subagents(self) -> bool:
        state, session_id = self._context.store.state, self._context.session_id
        return any(selectors.is_busy(state, child.id) for child in selectors.list_children(state, session_id))

    def find_background_obstacle(self) -> str:
        is_refused = bool(self._refusing_server) and self._refusing_server == self._context.server_name
        return NO_BACKGROUND if is_refused else ""

    def release_subagents(self) -> None:
        """Let the agent of this session go on without waiting for its subagents."""
        context, session_id, server_name = self._context, self._context.session_id, self._context.server_name

        async def ask_server(calls: ServerCalls) -> bool:
            try:
                can_release = await calls.client.server.has_background_subagents()
            except Unsupported:
                can_release = False
            if can_release:
                await calls.client.sessions.release_subagents(session_id)
            return can_release

        def report(is_released: bool) -> None:
            if is_released:
                context.notify_info("Subagents continue in the background.")
            else:
                self._refusing_server = server_name
                context.notify_warning(f"The agent waits for its subagents: {NO_BACKGROUND}.")

        context.run_call("Could not move subagents to the background", ask_server, report)
