"""The agent's plan: every todo of a session, read from the server."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from octui.store import selectors
from octui.store.actions import TodosLoaded
from octui.store.changes import Topic
from octui.store.state import State
from octui.ui.controllers.context import NOT_CONNECTED, AppContext, ConnectedServer
from octui.ui.panels.panel import Panel
from octui.ui.panels.panel_rows import PanelRow
from octui.ui.panels.panel_work import run_panel_work

_GROUPS: Final = (
    ("in_progress", "In progress", "◐", "$text-warning"),
    ("pending", "To do", "○", ""),
    ("completed", "Done", "✓", "$text-success"),
    ("cancelled", "Cancelled", "–", "$foreground-muted"),
)
_STATUSES: Final = frozenset(status for status, *_ in _GROUPS)


def open_todo_panel(context: AppContext) -> None:
    """Show them at once as far as they are here, and read them again."""
    session_id, server = context.session_id, context.server
    if server is None:
        context.notify_error("Could not show the todos", NOT_CONNECTED)
        return

    def reload_todos() -> None:
        work = partial(_load_todos, context, server, session_id)
        run_panel_work(context, panel, "Loading", "Could not load the todos", work)

    panel = Panel(
        "Todos",
        lambda: iter_todo_rows(context.store.state, session_id),
        topics=(Topic.TODOS,),
        on_refresh=reload_todos,
        empty="The agent has written no todos in this session.",
    )
    context.open_screen(panel)
    reload_todos()


async def _load_todos(context: AppContext, server: ConnectedServer, session_id: str) -> None:
    since, directory = context.store.mark_clock(), selectors.get_session_directory(context.store.state, session_id)
    todos = await server.client.sessions.list_todos(session_id, directory=directory)
    server.event_pump.apply_actions(TodosLoaded(session_id=session_id, todos=todos, since=since))


def iter_todo_rows(state: State, session_id: str) -> Iterator[PanelRow]:
    """The todos by how far they are, in the agent's order; those of subagents below their sessions' titles."""
    for member in (session_id, *selectors.list_descendants(state, session_id)):
        todos = state.todos.get(member, ())
        owner = (
            f"{state.sessions[member].display_title} · " if member != session_id and member in state.sessions else ""
        )
        for status, name, glyph, style in _GROUPS:
            for number, todo in enumerate(todos):
                if todo.status == status or (status == "pending" and todo.status not in _STATUSES):
                    yield PanelRow(
                        id=f"{member}:{number}",
                        title=todo.content,
                        detail="" if todo.priority == "medium" else f"{todo.priority} priority",
                        group=f"{owner}{name}",
                        glyph=glyph,
                        style=style,
                        copied=todo.content,
                    )
